/// <reference lib="esnext.disposable" preserve="true" />
import { Attempt, type Subscribing } from './attempt.ts'
import { retryDelayMs } from './backoff.ts'
import { encodeBody, readMessage, type Message } from './body.ts'
import { ConnectError, NotConnectedError } from './errors.ts'
import { checkDestination, checkHeaders, type StompHeaders } from './headers.ts'
import { isolated } from './isolated.ts'
import { withDefaults, type ClientOptions, type Settings } from './options.ts'
import { asked, type Reason } from './reason.ts'
import { StateHolder, type ConnectionState } from './state.ts'

export interface SubscribeOptions {
  headers?: StompHeaders
}

export interface SendOptions {
  /** Of SEND. They win over the content-type that the body would get. */
  headers?: StompHeaders
  /** Resolve when the server has confirmed the message, not when it was handed to the socket. */
  receipt?: boolean
  /** How long to wait for the receipt. Default 10000. */
  timeoutMs?: number
}

export interface Subscription {
  readonly id: string
  readonly destination: string
  unsubscribe(): void
}

export interface StompClient extends AsyncDisposable {
  /** Frozen, and the same object until it changes. */
  readonly state: ConnectionState
  /** Returns what ends the listening. */
  onStateChange(listener: (state: ConnectionState) => void): () => void
  /**
   * Resolves when connected. While a session is being restored it waits for that, without the rest of the pause.
   * @throws ConnectError when the client ends in `closed`: the first attempt failed, or `disconnect()` was called.
   */
  connect(): Promise<void>
  /**
   * Also before `connect()` and while reconnecting: it is sent once connected, and again with every new session.
   * @throws TypeError for a destination or headers that cannot be sent.
   */
  subscribe<T = unknown>(
    destination: string,
    handler: (message: Message<T>) => void,
    options?: SubscribeOptions,
  ): Subscription
  /**
   * Objects, arrays, numbers, booleans and null go as JSON, bytes as `application/octet-stream`, strings as they are and
   * without a content-type. Resolves when handed to the socket or, with `receipt`, at the RECEIPT.
   * @throws NotConnectedError nothing was sent. ReceiptError sent, fate unknown. TypeError cannot be sent.
   */
  send(destination: string, body?: unknown, options?: SendOptions): Promise<void>
  /** Always settles. Subscriptions stay, for the next `connect()`. */
  disconnect(): Promise<void>
}

/** Creates a client that is not connected yet. */
export function createClient(url: string, options: ClientOptions = {}): StompClient {
  return new RetryingClient(withDefaults(url, options))
}

/** Creates a client and connects it. @throws ConnectError */
export async function connect(url: string, options: ClientOptions = {}): Promise<StompClient> {
  const client = createClient(url, options)
  await client.connect()
  return client
}

interface Pending {
  readonly promise: Promise<void>
  resolve(): void
  reject(error: ConnectError): void
}

class RetryingClient implements StompClient {
  readonly #settings: Settings
  readonly #state = new StateHolder()
  readonly #subscriptions = new Map<string, Subscribing>()
  #nextSubscription = 0
  #attempt: Attempt | undefined
  /** Attempts since the last session that held. */
  #attempts = 0
  #connectedAt: number | undefined
  /** There has been a session since `connect()`, so a loss is worth another attempt. */
  #established = false
  #pause: ReturnType<typeof setTimeout> | undefined
  #pending: Pending | undefined
  #leaving: Promise<void> = Promise.resolve()

  constructor(settings: Settings) {
    this.#settings = settings
  }

  get state(): ConnectionState {
    return this.#state.current
  }

  onStateChange(listener: (state: ConnectionState) => void): () => void {
    return this.#state.onChange(listener)
  }

  connect(): Promise<void> {
    const { status } = this.state
    if (status === 'connected') return Promise.resolve()
    const { promise } = (this.#pending ??= pending())
    if (status === 'idle' || status === 'closed') {
      this.#attempts = 0
      this.#established = false
    }
    if (status !== 'connecting') this.#try()
    return promise
  }

  subscribe<T>(
    destination: string,
    handler: (message: Message<T>) => void,
    { headers = {} }: SubscribeOptions = {},
  ): Subscription {
    checkDestination(destination)
    checkHeaders({ ...headers, destination })
    const id = `sub-${this.#nextSubscription++}`
    const receive: Subscribing['receive'] = (frame) =>
      isolated(() => handler(readMessage(frame, destination) as Message<T>))
    const subscribing = { id, destination, headers, receive }
    this.#subscriptions.set(id, subscribing)
    if (this.#usable) this.#attempt?.subscribe(subscribing)
    return { id, destination, unsubscribe: () => this.#unsubscribe(id) }
  }

  async send(destination: string, body?: unknown, options: SendOptions = {}): Promise<void> {
    checkDestination(destination)
    const encoded = encodeBody(body)
    const contentType = encoded.contentType !== undefined && { 'content-type': encoded.contentType }
    const headers: StompHeaders = { ...contentType, ...options.headers }
    checkHeaders({ ...headers, destination })
    if (!this.#attempt?.usable) throw new NotConnectedError(destination, this.state.status)
    const { receipt = false, timeoutMs = 10_000 } = options
    if (receipt) await this.#attempt.sendWithReceipt(destination, headers, encoded, timeoutMs)
    else this.#attempt.send(destination, headers, encoded)
  }

  disconnect(): Promise<void> {
    const attempt = this.#attempt
    this.#attempt = undefined
    if (attempt) this.#leaving = attempt.leave()
    if (this.state.status !== 'idle' && this.state.status !== 'closed') this.#close(asked)
    return this.#leaving
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disconnect()
  }

  #try(): void {
    clearTimeout(this.#pause)
    this.#attempts++
    const attempt: Attempt = new Attempt(this.#settings, {
      connected: (version, session) => this.#connected(attempt, version, session),
      ended: (reason) => {
        if (this.#attempt === attempt) this.#ended(reason)
      },
    })
    this.#attempt = attempt
    attempt.start()
    this.#state.change({ status: 'connecting', attempt: this.#attempts })
  }

  #connected(attempt: Attempt, version: string, session: string | undefined): void {
    this.#established = true
    this.#connectedAt = Date.now()
    for (const subscribing of this.#subscriptions.values()) attempt.subscribe(subscribing)
    this.#pending?.resolve()
    this.#pending = undefined
    this.#state.change({
      status: 'connected',
      attempt: this.#attempts,
      ...(session !== undefined && { session }),
      version,
    })
  }

  #ended(reason: Reason): void {
    const { reconnect } = this.#settings
    this.#attempt = undefined
    if (!this.#established || !reason.retry || !reconnect) {
      this.#close(reason)
      return
    }
    // A session that is cut again and again soon after it began is no success: the pauses go on growing.
    if (this.#connectedAt !== undefined && Date.now() - this.#connectedAt >= reconnect.maxDelayMs)
      this.#attempts = 0
    this.#connectedAt = undefined
    // What the server asks for comes on top, so that those it sent away together do not come back together.
    const askedMs = Math.min(reason.retryAfterMs ?? 0, reconnect.maxDelayMs)
    const delayMs = askedMs + retryDelayMs(this.#attempts, reconnect)
    this.#pause = setTimeout(() => this.#try(), delayMs)
    this.#state.change({
      status: 'waiting',
      attempt: this.#attempts + 1,
      retryAt: Date.now() + delayMs,
      reason,
    })
  }

  #close(reason: Reason): void {
    clearTimeout(this.#pause)
    this.#connectedAt = undefined
    const waiting = this.#pending
    this.#pending = undefined
    waiting?.reject(new ConnectError(reason))
    this.#state.change({ status: 'closed', reason })
  }

  get #usable(): boolean {
    return this.#attempt?.usable === true
  }

  #unsubscribe(id: string): void {
    if (this.#subscriptions.delete(id) && this.#usable) this.#attempt?.unsubscribe(id)
  }
}

function pending(): Pending {
  let settle!: Omit<Pending, 'promise'>
  const promise = new Promise<void>((resolve, reject) => (settle = { resolve, reject }))
  return { promise, ...settle }
}
