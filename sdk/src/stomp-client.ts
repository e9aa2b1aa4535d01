/// <reference lib="esnext.disposable" preserve="true" />
import type {
  AnswerOf,
  ChannelMap,
  DestinationBeside,
  IncomingOf,
  NoChannels,
  RequestRest,
  Rpcs,
  Sendables,
  SendRest,
  SubscribeRest,
  Topics,
} from './channels/channel.ts'
import type { ConnectionState, StateOf, Status } from './connection/state.ts'
import type { NotSentError } from './errors.ts'
import type { RequestOptions } from './sending/request.ts'
import type { SendOptions, SendOutcome } from './sending/send-options.ts'
import type { Transaction } from './sending/transaction.ts'
import type { Message } from './subscriptions/message.ts'
import type { SubscribeOptions, Subscription } from './subscriptions/subscription.ts'

/** Of one `connect()`. */
export interface ConnectOptions {
  /** Stops the waiting, not the connecting. */
  signal?: AbortSignal
  /** Retry from the very first attempt on, as after a loss. Default false: the first failure is the answer. */
  keepTrying?: boolean
}

/** What takes the messages of a subscription. What it returns is not waited for. */
export type MessageHandler<T> = (message: Message<T>) => unknown

/** A client: one connection after the other, and what outlives each. */
export interface StompClient<C extends ChannelMap = NoChannels> extends AsyncDisposable {
  /** Frozen, and the same object until it changes. */
  readonly state: ConnectionState
  /** Any number of listeners. Returns what ends the listening. */
  onStateChange(listener: (state: ConnectionState) => void): () => void
  /** Resolves with the state once the client is in it, at once when it is. @throws the signal's reason, and nothing else. */
  when<S extends Status>(status: S, options?: { signal?: AbortSignal }): Promise<StateOf<S>>
  /**
   * Resolves when connected. While a session is being restored it waits for that, without the rest of the pause.
   * @throws ConnectError when the client ends in `closed`. The signal's reason.
   */
  connect(options?: ConnectOptions): Promise<void>
  /** Always settles. Subscriptions stay, for the next `connect()`; what was queued is handed back. */
  disconnect(): Promise<void>

  /**
   * Also before `connect()` and while reconnecting: it is sent once connected, and again with every new session.
   * Without a handler the messages are taken by `for await` or `on('message')`; until then they wait in the buffer.
   * @throws TypeError for a destination, headers or parameters that cannot be sent.
   */
  subscribe<T = unknown, K extends keyof Topics<C> | DestinationBeside<C> = DestinationBeside<C>>(
    channel: K,
    ...options: SubscribeRest<C, K, SubscribeOptions>
  ): Subscription<IncomingOf<C, K, T>>
  subscribe<T = unknown, K extends keyof Topics<C> | DestinationBeside<C> = DestinationBeside<C>>(
    channel: K,
    handler: MessageHandler<IncomingOf<C, K, T>>,
    ...options: SubscribeRest<C, K, SubscribeOptions>
  ): Subscription<IncomingOf<C, K, T>>

  /**
   * Objects, arrays, numbers, booleans and null go as JSON, bytes as `application/octet-stream`, strings as they are and
   * without a content-type. Resolves as `until` says.
   * @throws NotSentError nothing was sent. ReceiptError sent, fate unknown. InvalidBodyError, TypeError cannot be sent.
   */
  send<K extends keyof Sendables<C> | DestinationBeside<C>>(
    channel: K,
    ...bodyAndOptions: SendRest<C, K, SendOptions>
  ): Promise<SendOutcome>

  /**
   * One question, one answer. With `replyTo` a SEND, answered there; without it a SUBSCRIBE to the destination itself, whose first
   * message is the answer (Spring's `@SubscribeMapping`, stompbox's `app.subscribe`).
   * @throws RequestError no answer in time, the session ended, or the client is closed. NotSentError, InvalidBodyError, TypeError, the signal's reason.
   */
  request<T = unknown, K extends keyof Rpcs<C> | DestinationBeside<C> = DestinationBeside<C>>(
    channel: K,
    ...bodyAndOptions: RequestRest<C, K, RequestOptions>
  ): Promise<AnswerOf<C, K, T>>

  /** Begins a transaction in the session there is. @throws TransactionError there is none. */
  begin(): Transaction<C>

  /** Told of what was queued, whose promise had resolved with `queued`, and could not be sent after all. */
  onNotSent(listener: (error: NotSentError) => void): () => void
}
