import { Client, Versions, type StompConfig, type IFrame, type IMessage } from '@stomp/stompjs'
import type { EncodedBody } from './body.ts'
import { connectedTwice, GuardedSocket, OPEN } from './guarded-socket.ts'
import { checkHeaders, type StompHeaders } from './headers.ts'
import type { Settings } from './options.ts'
import * as reasons from './reason.ts'
import type { Reason } from './reason.ts'
import { Receipts } from './receipts.ts'
import type { WebSocketLike } from './web-socket.ts'

export interface AttemptEvents {
  connected(version: string, session: string | undefined): void
  /** Once, and nothing after it. */
  ended(reason: Reason): void
}

/** What the wire needs to know of a subscription. */
export interface Subscribing {
  readonly id: string
  readonly destination: string
  readonly headers: StompHeaders
  readonly receive: (frame: IMessage) => void
}

/** STOMP 1.0 has no version header. */
const oldVersion = '1.0'
/** The longest interval is one that timers can still count: they take more than 2^31 ms for none. */
const heartBeatHeader = /^ *\d{1,9} *, *\d{1,9} *$/

/** One attempt and, if it succeeds, the session that comes of it: headers, socket, CONNECT, CONNECTED, end. */
export class Attempt {
  #phase: 'opening' | 'connected' | 'leaving' | 'ended' = 'opening'
  readonly #settings: Settings
  readonly #events: AttemptEvents
  readonly #receipts = new Receipts()
  #deadline: ReturnType<typeof setTimeout> | undefined
  #socket: GuardedSocket | undefined
  #stomp: Client | undefined
  #left: (() => void) | undefined

  constructor(settings: Settings, events: AttemptEvents) {
    this.#settings = settings
    this.#events = events
  }

  start(): void {
    const { url, connectTimeoutMs } = this.#settings
    const late = reasons.notConnectedInTime(url, connectTimeoutMs)
    this.#deadline = setTimeout(() => this.#end(late), connectTimeoutMs)
    this.#open().catch((error: unknown) => this.#end(reasons.unprepared(url, error)))
  }

  /** Whether what is sent now can still arrive. */
  get usable(): boolean {
    return this.#phase === 'connected' && this.#socket?.readyState === OPEN
  }

  subscribe({ id, destination, headers, receive }: Subscribing): void {
    const withId: Record<string, string> = { ...headers, id }
    const whileConnected = (frame: IMessage): void => {
      if (this.#phase === 'connected') receive(frame)
    }
    this.#stomp?.subscribe(destination, whileConnected, withId)
  }

  unsubscribe(id: string): void {
    this.#stomp?.unsubscribe(id)
  }

  send(destination: string, headers: StompHeaders, { body, binaryBody }: EncodedBody): void {
    const content = { ...(body !== undefined && { body }), ...(binaryBody && { binaryBody }) }
    const ours: Record<string, string> = { ...headers, destination }
    this.#stomp?.publish({ destination, headers: ours, ...content })
  }

  /** Resolves with the RECEIPT. @throws ReceiptError */
  sendWithReceipt(
    destination: string,
    headers: StompHeaders,
    body: EncodedBody,
    timeoutMs: number,
  ): Promise<void> {
    const sendWith = (receipt: string): void => this.send(destination, { ...headers, receipt }, body)
    return this.#receipts.of(destination, timeoutMs, sendWith)
  }

  /** Ends politely when there is a session, within `disconnectTimeoutMs`. Receipts may still come, messages do not. */
  leave(): Promise<void> {
    if (this.#phase !== 'connected') {
      this.#end(reasons.asked)
      return Promise.resolve()
    }
    this.#phase = 'leaving'
    return new Promise((resolve) => {
      this.#left = resolve
      this.#deadline = setTimeout(() => this.#end(reasons.asked), this.#settings.disconnectTimeoutMs)
      // Sends DISCONNECT and closes the socket at its RECEIPT. Its promise is of no use: it may never settle.
      void this.#stomp?.deactivate()
    })
  }

  async #open(): Promise<void> {
    const { headers, webSocket, url } = this.#settings
    const connectHeaders = typeof headers === 'function' ? await headers() : headers
    checkHeaders(connectHeaders)
    if (this.#phase === 'ended') return
    const socket = webSocket(url, Versions.default.protocolVersions())
    // A socket that is here already must not be without an error handler for even one turn: `ws` would throw.
    this.#adopt('then' in socket ? await socket : socket, connectHeaders)
  }

  #adopt(socket: WebSocketLike, connectHeaders: StompHeaders): void {
    const { url } = this.#settings
    this.#socket = new GuardedSocket(socket, {
      closed: (code, text) => this.#end(reasons.closed(code, text)),
      unreachable: (detail) => this.#end(reasons.unreachable(url, detail)),
      fault: (message) => this.#fault(message),
    })
    if (this.#phase === 'ended') this.#socket.terminate()
    else if (socket.readyState > OPEN) this.#end(reasons.unreachable(url, 'the socket is closed'))
    else this.#greet(connectHeaders)
  }

  /** stompjs sends CONNECT once the socket is open, and takes it from there. */
  #greet(connectHeaders: StompHeaders): void {
    const { heartBeatMs } = this.#settings
    const config = {
      webSocketFactory: () => this.#socket,
      connectHeaders,
      heartbeatIncoming: heartBeatMs,
      heartbeatOutgoing: heartBeatMs,
      reconnectDelay: 0,
      discardWebsocketOnCommFailure: true,
      onConnect: (frame) => this.#connected(frame),
      onStompError: (frame) =>
        this.#end(reasons.errorFrame(frame.headers, frame.body, this.#phase !== 'opening')),
      onHeartbeatLost: () => this.#end(reasons.silent),
      onUnhandledReceipt: (frame) => this.#receipt(frame),
      // Once connected, a message without a subscription is one that was under way when it ended.
      onUnhandledMessage: () => this.#onlyAfterConnected('MESSAGE'),
      onUnhandledFrame: (frame) =>
        this.#fault(`The server sent something that is not STOMP: ${quote(frame.command)}.`),
    } satisfies Partial<StompConfig>
    this.#stomp = Object.assign(new Client(), config)
    this.#stomp.activate()
  }

  #connected({ headers }: IFrame): void {
    const fault = this.#phase === 'opening' ? faultInConnected(headers) : connectedTwice
    if (fault !== undefined) {
      this.#fault(fault)
      return
    }
    clearTimeout(this.#deadline)
    this.#phase = 'connected'
    this.#events.connected(headers['version'] ?? oldVersion, headers['session'])
  }

  #receipt(frame: IFrame): void {
    this.#onlyAfterConnected('RECEIPT')
    this.#receipts.came(frame.headers['receipt-id'])
  }

  #onlyAfterConnected(command: string): void {
    if (this.#phase === 'opening') this.#fault(`The server sent ${command} before CONNECTED.`)
  }

  #fault(message: string): void {
    this.#end(reasons.protocolFault(message))
  }

  #end(reason: Reason): void {
    if (this.#phase === 'ended') return
    const final = this.#phase === 'leaving' ? reasons.asked : reason
    this.#phase = 'ended'
    clearTimeout(this.#deadline)
    this.#socket?.terminate()
    this.#receipts.allFailed(final)
    this.#left?.()
    this.#events.ended(final)
  }
}

function faultInConnected(headers: StompHeaders): string | undefined {
  const { version = oldVersion, 'heart-beat': heartBeat } = headers
  if (!Versions.default.versions.includes(version)) {
    return `The server chose STOMP ${quote(version)}, which was not offered.`
  }
  if (heartBeat && !heartBeatHeader.test(heartBeat)) {
    return `The server sent heart-beat ${quote(heartBeat)}, which is not two numbers of milliseconds.`
  }
  return undefined
}

const quote = (text: string): string => JSON.stringify(text.slice(0, 64))
