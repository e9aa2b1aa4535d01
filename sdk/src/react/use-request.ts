import type { RequestOptions } from '../sending/request.ts'
import type { StompClient } from '../stomp-client.ts'
import { areThere, board, keyOf, useSource, type Source } from './source.ts'

/** Of a question that is asked for as long as it is shown. */
export interface QuestionOptions extends Omit<RequestOptions, 'signal'> {
  /** False asks nothing. Default true. */
  enabled?: boolean
}

interface Answered<T> {
  /** Of this question only: undefined again once the channel, its parameters or the body change. */
  readonly data: T | undefined
  /** Why there is no answer; undefined while there may be one. */
  readonly error: Error | undefined
  /** Waiting: for the session, or for the answer. */
  readonly pending: boolean
}

interface Asking {
  /** Asks again. `data` stays until there is other. */
  readonly refetch: () => void
}

/** The answer, and how to ask again. */
export type RequestView<T> = Answered<T> & Asking

interface AnyOptions extends QuestionOptions {
  readonly params?: object
}

export function useAnyRequest<T>(channel: string, body: unknown, options: AnyOptions = {}): RequestView<T> {
  const { params, enabled = true, ...rest } = options
  return useSource(keyOf(channel, params, body, rest), undefined, enabled && areThere(params), (client) =>
    requestSource(client, (signal) =>
      client.request<T>(channel, body, { ...rest, params, signal } as RequestOptions),
    ),
  )
}

function requestSource<T>(
  client: StompClient,
  ask: (signal: AbortSignal) => Promise<T>,
): Source<Answered<T>, Asking> {
  let asked: AbortController | undefined
  const question = async (): Promise<void> => {
    asked?.abort()
    const { signal } = (asked = new AbortController())
    let answer: Partial<Answered<T>>
    do {
      try {
        // Also lets StrictMode mount twice before anything is asked.
        await client.when('connected', { signal })
        answer = { data: await ask(signal), error: undefined }
      } catch (error) {
        answer = { error: error as Error }
      }
      if (signal.aborted) return
      // What a session leaves unanswered is asked again in the next one.
    } while (answer.error && client.state.status !== 'connected')
    shown.show({ ...answer, pending: false })
  }
  const refetch = (): void => {
    shown.show({ pending: true })
    void question()
  }
  const atFirst: Answered<T> = { data: undefined, error: undefined, pending: true }
  const shown = board(atFirst, () => {
    if (shown.view().pending) void question()
    return () => asked?.abort()
  })
  return { ...shown, always: { refetch }, off: { pending: false } }
}
