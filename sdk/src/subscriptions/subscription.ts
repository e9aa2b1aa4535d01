import type { Reason } from '../reason.ts'
import type { InvalidBodyError } from '../errors.ts'
import type { StompHeaders } from '../wire/headers.ts'
import type { Message } from './message.ts'

/** `auto`: delivered is done. `client`: an ACK is for all before it, too. `client-individual`: for this one. */
export type AckMode = 'auto' | 'client' | 'client-individual'

/** Of one subscription. */
export interface SubscribeOptions {
  /** Of SUBSCRIBE. Default none. */
  headers?: StompHeaders
  /** Default `auto`. Otherwise `message.ack()` and `nack()` settle; the subscription is shared with nobody. */
  ack?: AckMode
  /** For messages that nobody has taken yet. Default `{ max: 1000, overflow: 'end' }`. */
  buffer?: BufferOptions
  /** Unsubscribes when it aborts. */
  signal?: AbortSignal
}

/** What waits until it is taken. */
export interface BufferOptions {
  /** How many messages at most. */
  max: number
  /** `end`: the subscription ends, and the loop throws `OverflowError`. Otherwise `dropped` listeners are told. */
  overflow: 'drop-oldest' | 'drop-newest' | 'end'
}

/** What happened between two sessions: whether messages were missed cannot be known yet. */
export interface Resumption {
  /** Whether messages were missed. */
  readonly gap: 'unknown'
}

/** What `on` may listen to. */
export interface SubscriptionEvents<T> {
  /** A message arrived. */
  message: (message: Message<T>) => unknown
  /** The session ended; it will be subscribed again with the next one. */
  interrupted: (reason: Reason) => unknown
  /** Subscribed again, and confirmed where the server confirms. */
  resumed: (resumption: Resumption) => unknown
  /** A body that does not match the schema of the channel was dropped. */
  invalid: (error: InvalidBodyError) => unknown
  /** The buffer was full. */
  dropped: (message: Message<T>) => unknown
  /** Once: by `unsubscribe()`, the signal, or the error. */
  ended: (error: Error | undefined) => unknown
}

/** `waiting`: for a session. `pending`: SUBSCRIBE has been sent. `active`: confirmed, or sent where nothing is confirmed. */
export type SubscriptionStatus = 'waiting' | 'pending' | 'active' | 'ended'

/** A subscription: its messages, and what becomes of it from session to session. */
export interface Subscription<T = unknown> extends AsyncIterable<Message<T>>, Disposable {
  /** With its parameters filled in. */
  readonly destination: string
  /** How far it is with the session there is. */
  readonly status: SubscriptionStatus
  /**
   * Resolves once, with the first session: `confirmed` by a RECEIPT, or `sent` where the server gives none.
   * @throws SubscriptionError when it ended before.
   */
  readonly ready: Promise<'confirmed' | 'sent'>
  /** Returns what ends the listening. */
  on<E extends keyof SubscriptionEvents<T>>(event: E, listener: SubscriptionEvents<T>[E]): () => void
  /** No listener is called after it, and loops end. The last one of a destination sends UNSUBSCRIBE. */
  unsubscribe(): void
}
