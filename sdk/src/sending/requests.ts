import { late, type Reason } from '../reason.ts'
import { RequestError } from '../errors.ts'
import { onAbort } from '../on-abort.ts'
import type { Subscriptions } from '../subscriptions/subscriptions.ts'
import type { Delivery } from '../subscriptions/delivery.ts'
import type { Subscriber } from '../subscriptions/wire-subscription.ts'
import { after } from '../timer.ts'
import { withResolvers, type Settling } from '../with-resolvers.ts'
import type { StompHeaders } from '../wire/headers.ts'
import type { RequestOptions } from './request.ts'
import { letter, type Sender } from './sender.ts'

/** Where answers come, and who waits for one: by correlation id, in the order of asking. */
interface Inbox {
  readonly owed: Map<string, Question>
  /** Subscribed, as far as that is known. */
  readonly ready: Promise<unknown>
}

interface Question extends Settling<Delivery> {
  readonly destination: string
  sent: boolean
}

/** Questions with one answer each. */
export class Requests {
  readonly #subscriptions: Subscriptions
  readonly #sender: Sender
  readonly #inboxes = new Map<string, Inbox>()
  readonly #open = new Set<Question>()
  /** Others may hear the same inbox. */
  readonly #name = Math.random().toString(36).slice(2)
  #counter = 0

  constructor(subscriptions: Subscriptions, sender: Sender) {
    this.#subscriptions = subscriptions
    this.#sender = sender
  }

  /** @throws RequestError, NotSentError, TypeError, the signal's reason */
  async ask(
    destination: string,
    body: unknown,
    { timeoutMs = 10_000, signal, headers = {} }: RequestOptions,
    replyTo: string | undefined,
  ): Promise<Delivery> {
    signal?.throwIfAborted()
    const question: Question = { ...withResolvers<Delivery>(), destination, sent: false }
    const forget =
      replyTo === undefined
        ? this.#bySubscribing(question, body, headers)
        : this.#bySending(question, body, headers, replyTo)
    const timer = after(timeoutMs, () => failed(question, late(`none came within ${timeoutMs} ms.`)))
    const unheed = onAbort(signal, () => question.reject(signal?.reason))
    this.#open.add(question)
    try {
      return await question.promise
    } finally {
      this.#open.delete(question)
      clearTimeout(timer)
      unheed()
      forget()
    }
  }

  /** There will be no session that could bring an answer. */
  ended(reason: Reason): void {
    for (const question of this.#open) failed(question, reason)
  }

  /** The first message is the answer; a lost session asks again with the next one. */
  #bySubscribing(question: Question, body: unknown, headers: StompHeaders): () => void {
    const { destination, resolve } = question
    if (body !== undefined)
      throw new TypeError('A request with a body needs `replyTo`, where its answer comes.')
    const refused = (reason: Reason): void => failed(question, reason)
    return this.#subscriptions.add(destination, headers, false, { ...deaf, deliver: resolve, refused })
  }

  #bySending(question: Question, body: unknown, headers: StompHeaders, replyTo: string): () => void {
    if (!replyTo.startsWith('/')) throw new TypeError(`replyTo is no destination: ${replyTo}`)
    const id = `${this.#name}-${this.#counter++}`
    const asking = letter(question.destination, body, {
      'reply-to': replyTo,
      ...headers,
      'correlation-id': id,
    })
    const { owed, ready } = this.#inbox(replyTo)
    owed.set(id, question)
    const onSent = (): void => void (question.sent = true)
    const over = new AbortController()
    ready.then(() => this.#sender.send(asking, { onSent, signal: over.signal })).catch(question.reject)
    return () => {
      owed.delete(id)
      // What nobody waits for any more is not asked either.
      over.abort()
    }
  }

  /** Stays subscribed to: whoever asks once asks again. */
  #inbox(replyTo: string): Inbox {
    const known = this.#inboxes.get(replyTo)
    if (known) return known
    const owed = new Map<string, Question>()
    const ready = withResolvers<unknown>()
    this.#inboxes.set(replyTo, { owed, ready: ready.promise })
    const failAll = (reason: Reason, which: (question: Question) => boolean): void => {
      for (const question of owed.values()) if (which(question)) failed(question, reason)
    }
    this.#subscriptions.add(replyTo, {}, true, {
      ...deaf,
      confirmed: ready.resolve,
      deliver: (answer) => answered(owed, answer),
      interrupted: (reason) => failAll(reason, ({ sent }) => sent),
      refused: (reason) => {
        this.#inboxes.delete(replyTo)
        failAll(reason, () => true)
      },
    })
    return { owed, ready: ready.promise }
  }
}

const failed = ({ destination, reject }: Question, reason: Reason): void =>
  reject(new RequestError(destination, reason))

/** Servers that do not return the correlation id answer in the order of asking. */
function answered(owed: ReadonlyMap<string, Question>, answer: Delivery): void {
  const { 'correlation-id': id } = answer.headers
  const question = id === undefined ? [...owed.values()].find(({ sent }) => sent) : owed.get(id)
  if (!question) return
  question.resolve(answer)
  // The next answer, which may come in the same turn, is that of the next one.
  question.sent = false
}

const ignore = (): void => undefined
const deaf: Subscriber = {
  sent: ignore,
  confirmed: ignore,
  interrupted: ignore,
  refused: ignore,
  deliver: ignore,
}
