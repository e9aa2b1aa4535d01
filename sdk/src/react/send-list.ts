import type { SendOptions, SendOutcome } from '../sending/send-options.ts'
import { board, type Source } from './source.ts'

/** One message on its way. It is another object whenever something about it changes. */
export interface SendItem<T> {
  /** A key for lists, within this page. */
  readonly id: number
  /** As it was given. */
  readonly body: T
  /**
   * `queued`: not handed to a socket yet. `sent`: handed to it. `confirmed`: the server has it, with `until: 'receipt'` only.
   * `failed`: by `error`. After a `ReceiptError` it was sent and may have arrived, after any other error it was not.
   */
  readonly status: 'queued' | 'sent' | 'confirmed' | 'failed'
  /** Why it failed; undefined while it has not. */
  readonly error: Error | undefined
  /** Sends what failed again; it keeps its place in the list. */
  readonly retry: () => void
  /** Takes it out of the list, and out of the queue while it is there. */
  readonly discard: () => void
}

/** What was sent, and what became of it. */
export interface ListView<T> {
  /** Oldest first. */
  readonly items: readonly SendItem<T>[]
  /** Something is still on its way. */
  readonly pending: boolean
  /** Of the last one that failed, until that is sent again or discarded. */
  readonly error: Error | undefined
}

/** What is `dropped` goes from the list. */
interface Item extends Omit<SendItem<unknown>, 'status'> {
  readonly status: SendItem<unknown>['status'] | 'dropped'
}

export const emptyList: ListView<never> = { items: [], pending: false, error: undefined }

/** What went well is kept for as long as it is among so many latest. */
const maxDone = 50

let lastId = 0

/** What was sent to one channel. It outlives the component that sent it, as the messages do. */
export interface SendList extends Source<ListView<unknown>> {
  readonly send: (body: unknown, post: Post) => void
}

type Post = (options: Pick<SendOptions, 'signal' | 'onSent'>) => Promise<SendOutcome>

/** `unused`: nobody follows it, and there is nothing in it for whoever comes back. */
export function sendList(unused: () => void): SendList {
  const underway = new Set<number>()
  const isDone = ({ id, status }: Item): boolean => status !== 'failed' && !underway.has(id)
  const leave = (): void => {
    if (!followers.size && view().items.every(isDone)) unused()
  }
  const shown = board(emptyList as ListView<unknown>, () => leave)
  const { view, show, followers } = shown
  const showAll = (all: readonly Item[]): void => {
    const items = all.filter(
      (item, i) => item.status !== 'dropped' && (!isDone(item) || all.length - i <= maxDone),
    ) as SendItem<unknown>[]
    const error = items.findLast(({ status }) => status === 'failed')?.error
    show({ items, pending: underway.size > 0, error })
  }
  const send = (body: unknown, post: Post): void => {
    const id = ++lastId
    let control: AbortController
    let status: SendOutcome | 'failed'
    const change = (next: typeof status, error?: Error): void => {
      status = next
      showAll(view().items.map((item) => (item.id === id ? { ...item, status, error } : item)))
    }
    const attempt = async (): Promise<void> => {
      control = new AbortController()
      underway.add(id)
      change('queued')
      const [outcome, error] = await post({ signal: control.signal, onSent: () => change('sent') }).then(
        (reached) => [reached] as const,
        (thrown: unknown) => ['failed', thrown as Error] as const,
      )
      if (underway.delete(id)) change(outcome, error)
      leave()
    }
    const retry = (): void => {
      if (status === 'failed') void attempt()
    }
    const discard = (): void => {
      underway.delete(id)
      control.abort()
      change('dropped')
    }
    showAll([...view().items, { id, body, status: 'queued', error: undefined, retry, discard }])
    void attempt()
  }
  return { ...shown, send }
}
