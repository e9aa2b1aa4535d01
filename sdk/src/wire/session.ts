import * as reasons from '../reason.ts'
import type { Reason } from '../reason.ts'
import { ReceiptError } from '../errors.ts'
import type { AttemptContext, Settings } from '../options.ts'
import type { EncodedBody } from './body.ts'
import { after } from '../timer.ts'
import { escapes, textOf, writeFrame, type Frame } from './frame.ts'
import { FrameSocket, OPEN } from './frame-socket.ts'
import { checkHeaders, type StompHeaders } from './headers.ts'
import { Receipts, type ReceiptHabit, type ReceiptWaiter } from './receipts.ts'
import type { WebSocketLike } from './web-socket.ts'

export interface SessionEvents {
  connected(): void
  received(frame: Frame): void
  /** Once, and nothing after it. */
  ended(reason: Reason): void
}

type Command =
  | 'CONNECT'
  | 'SEND'
  | 'SUBSCRIBE'
  | 'UNSUBSCRIBE'
  | 'ACK'
  | 'NACK'
  | 'BEGIN'
  | 'COMMIT'
  | 'ABORT'
  | 'DISCONNECT'

/** The receipt of DISCONNECT, the only one that all servers give. */
const farewell = 'close'
const noSocket = 'nothing there, or a refusal'
/** STOMP 1.0 has no version header. */
const oldVersion = '1.0'
const versions = Object.keys(escapes)
/** The subprotocols of the versions. */
const protocols = ['v12.stomp', 'v11.stomp', 'v10.stomp']
/** The longest interval is one that timers can still count: they take more than 2^31 ms for none. */
const heartBeatHeader = /^ *\d{1,9} *, *\d{1,9} *$/
/** What is heard from a server that keeps to its heart-beats is never older than this many intervals. */
const patience = 2

/** One attempt and, if it succeeds, the session that comes of it: headers, socket, CONNECT, CONNECTED, end. */
export class Session {
  /** The headers of CONNECTED. */
  greeting: StompHeaders = {}
  readonly #settings: Settings
  readonly #events: SessionEvents
  readonly #receipts: Receipts
  #phase: 'opening' | 'connected' | 'leaving' | 'ended' = 'opening'
  #deadline: ReturnType<typeof setTimeout> | undefined
  #socket: FrameSocket | undefined
  #beats: ReturnType<typeof setInterval>[] = []
  #left: (() => void) | undefined
  /** Milliseconds between heart-beats; 0 for none. */
  #outgoingMs = 0
  #incomingMs = 0

  constructor(settings: Settings, habit: ReceiptHabit, events: SessionEvents) {
    this.#settings = settings
    this.#events = events
    this.#receipts = new Receipts(habit)
  }

  start(context: AttemptContext): void {
    const { url, connectTimeoutMs } = this.#settings
    const late = reasons.notConnectedInTime(url, connectTimeoutMs)
    this.#deadline = after(connectTimeoutMs, () => this.end(late))
    this.#open(context).catch((error: unknown) => this.end(reasons.unprepared(url, error)))
  }

  /** Whether what is sent now can still arrive. */
  get usable(): boolean {
    return this.#phase === 'connected' && this.#socket?.isOpen === true
  }

  get version(): string {
    return this.greeting['version'] ?? oldVersion
  }

  get transport(): string {
    return this.#socket?.transport ?? ''
  }

  /** With a `waiter` the frame asks for a receipt. The session is `usable`. @throws what the socket throws. */
  transmit(command: Command, headers: StompHeaders, body: EncodedBody = {}, waiter?: Waiting): void {
    const receipt = waiter && { receipt: this.#receipts.expect(waiter, waiter.timeoutMs) }
    const socket = this.#socket!
    // Before CONNECTED nothing is escaped.
    socket.send(writeFrame(command, { ...headers, ...receipt }, body, socket.escapes !== ''))
  }

  /** Resolves at the RECEIPT. @throws ReceiptError for `what`, and what the socket throws. */
  transmitted(
    command: Command,
    headers: StompHeaders,
    what: string,
    timeoutMs: number,
    body?: EncodedBody,
  ): Promise<void> {
    return new Promise((came, reject) => {
      const failed = (reason: Reason): void => reject(new ReceiptError(what, reason))
      this.transmit(command, headers, body, { came, failed, timeoutMs })
    })
  }

  /** Ends politely when there is a session, within `disconnectTimeoutMs`. Receipts may still come, messages do not. */
  leave(): Promise<void> {
    if (this.#phase !== 'connected') {
      this.end(reasons.asked)
      return Promise.resolve()
    }
    this.#phase = 'leaving'
    return new Promise((resolve) => {
      this.#left = resolve
      clearTimeout(this.#deadline)
      this.#deadline = after(this.#settings.disconnectTimeoutMs, () => this.end(reasons.asked))
      if (this.#socket?.isOpen) this.transmit('DISCONNECT', { receipt: farewell })
    })
  }

  /** Ends without waiting for anything, and tells the server if that is still possible. */
  abandon(reason: Reason): void {
    if (this.usable) this.transmit('DISCONNECT', {})
    this.end(reason)
  }

  /** Timers may have slept while the server fell silent. */
  checkAlive(): void {
    const silentMs = Date.now() - (this.#socket?.heardAt ?? 0)
    if (this.#incomingMs > 0 && silentMs > patience * this.#incomingMs) this.end(reasons.silent)
  }

  end(reason: Reason): void {
    if (this.#phase === 'ended') return
    const final = this.#phase === 'leaving' ? reasons.asked : reason
    this.#phase = 'ended'
    clearTimeout(this.#deadline)
    this.#beats.forEach(clearInterval)
    this.#socket?.terminate()
    this.#receipts.allFailed(final)
    this.#left?.()
    this.#events.ended(final)
  }

  async #open(context: AttemptContext): Promise<void> {
    const { webSocket, url } = this.#settings
    const connectHeaders = await this.#connectHeaders(context)
    checkHeaders(connectHeaders)
    if (this.#phase === 'ended') return
    const socket = webSocket(url, [...protocols])
    // A socket that is here already must not be without an error handler for even one turn: `ws` would throw.
    this.#adopt('then' in socket ? await socket : socket, connectHeaders)
  }

  async #connectHeaders(context: AttemptContext): Promise<StompHeaders> {
    const { headers, token } = this.#settings
    const given = typeof headers === 'function' ? await headers(context) : headers
    const bearer = typeof token === 'function' ? await token(context) : token
    return bearer === undefined ? given : { Authorization: `Bearer ${bearer}`, ...given }
  }

  #adopt(socket: WebSocketLike, connectHeaders: StompHeaders): void {
    const { url, connectTimeoutMs } = this.#settings
    const greet = (): void => this.#greet(connectHeaders)
    this.#socket = new FrameSocket(socket, connectTimeoutMs, {
      opened: greet,
      heard: () => this.#heard(),
      frame: (frame) => this.#frame(frame),
      closed: (code, text) => this.end(reasons.closed(code, text)),
      unreachable: (detail) => this.end(reasons.unreachable(url, detail || noSocket)),
      fault: (what) => this.#fault(what),
    })
    if (this.#phase === 'ended') this.#socket.terminate()
    else if (socket.readyState > OPEN) this.end(reasons.unreachable(url, noSocket))
    else if (socket.readyState === OPEN) greet()
  }

  #greet(connectHeaders: StompHeaders): void {
    const { heartBeatMs } = this.#settings
    this.transmit('CONNECT', {
      ...connectHeaders,
      'accept-version': versions.join(),
      'heart-beat': `${heartBeatMs},${heartBeatMs}`,
    })
  }

  #frame(frame: Frame): void {
    const { command } = frame
    if (command === 'CONNECTED') this.#connected(frame)
    else if (command === 'ERROR') this.#refused(frame)
    else if (command !== 'MESSAGE' && command !== 'RECEIPT')
      this.#fault(`${quote(command)}, which is not STOMP`)
    else if (this.#phase === 'opening') this.#fault(`${command} before CONNECTED`)
    else if (command === 'RECEIPT') this.#receipt(frame.headers['receipt-id'])
    else if (this.#phase === 'connected') this.#events.received(frame)
  }

  #connected({ headers }: Frame): void {
    const fault = this.#phase === 'opening' ? faultInConnected(headers) : 'CONNECTED twice'
    if (fault !== undefined) {
      this.#fault(fault)
      return
    }
    clearTimeout(this.#deadline)
    this.#phase = 'connected'
    this.greeting = headers
    this.#socket!.escapes = escapes[this.version]!
    this.#agreeOnHeartBeats(headers['heart-beat'])
    this.#events.connected()
  }

  #agreeOnHeartBeats(theirs = '0,0'): void {
    const [theySendMs = 0, theyWantMs = 0] = theirs.split(',').map(Number)
    const { heartBeatMs } = this.#settings
    const every = (wantedMs: number, task: () => void): number => {
      const ms = heartBeatMs && wantedMs && Math.max(heartBeatMs, wantedMs)
      if (ms) this.#beats.push(setInterval(task, ms))
      return ms
    }
    this.#incomingMs = every(theySendMs, () => this.checkAlive())
    this.#outgoingMs = every(theyWantMs, () => this.#socket?.isOpen && this.#socket.send('\n'))
  }

  /** Timers of a page in the background fire once a minute, but what arrives is handled at once: so answer a beat by a beat. */
  #heard(): void {
    const socket = this.#socket
    this.#receipts.heard()
    if (socket?.isOpen && this.#outgoingMs > 0 && Date.now() - socket.saidAt >= this.#outgoingMs / 2)
      socket.send('\n')
  }

  #receipt(id: string | undefined): void {
    if (id === farewell && this.#phase === 'leaving') this.#socket?.close()
    else this.#receipts.came(id)
  }

  #refused(frame: Frame): void {
    const { headers } = frame
    const reason = reasons.errorFrame(headers, textOf(frame), this.#phase !== 'opening')
    const known = this.#receipts.refused(headers['receipt-id'], reason)
    // Whoever sent the refused frame has been told, and does not repeat it.
    this.end(known ? { ...reason, retry: true } : reason)
  }

  #fault(what: string): void {
    this.end(reasons.protocolFault(what))
  }
}

/** `timeoutMs`: how long to wait for the RECEIPT. */
export interface Waiting extends ReceiptWaiter {
  readonly timeoutMs: number
}

function faultInConnected(headers: StompHeaders): string | undefined {
  const { version = oldVersion, 'heart-beat': heartBeat } = headers
  if (!versions.includes(version)) {
    return `version ${quote(version)}, which was not offered`
  }
  if (heartBeat && !heartBeatHeader.test(heartBeat)) {
    return `heart-beat ${quote(heartBeat)}, which is not two numbers`
  }
  return undefined
}

const quote = (text: string): string => JSON.stringify(text.slice(0, 64))
