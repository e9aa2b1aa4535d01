import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'
import type { Accept, Batch, Connection, Framing, Handshake, Receiver } from '../../core/ports.ts'
import type { MessageLimits } from '../../core/profile/sockjs-behaviour.ts'
import { cutReason } from '../close-reason.ts'
import { unread } from '../unread.ts'

/** What differs between plain WebSocket and SockJS over WebSocket. Shared by all connections of an endpoint. */
export interface Dialect {
  readonly transport: string
  readonly framing: Framing
  opened?(connection: WebSocketConnection): void
  gone?(connection: WebSocketConnection): void
  /** Takes the STOMP stream out of a message, or says why it cannot. Without it, the message is the stream. */
  read?(message: Buffer, isBinary: boolean): readonly Uint8Array[] | Fault
  /** What is said before the close frame, if anything: one whole WebSocket message. */
  farewell?(code: number, reason: string): Uint8Array | undefined
}

export interface Fault {
  readonly code: number
  readonly reason: string
  /** What came before it and is taken all the same. */
  readonly taken?: readonly Uint8Array[]
}

/** What one message may hold: of `ws`, and of the container that is mistaken for. */
export interface MessageBounds {
  readonly maxMessageBytes: number
  readonly messages: MessageLimits | undefined
  /** How long ws waits for a close frame to be answered. */
  readonly closeTimeoutMs: number
}

const normal = 1000
const tooLong = 1009
const invalidText = 1007

/** ws would destroy the socket without a reason. */
const beforeWsMs = 50

/** What frames of WebSocket and quotes of SockJS may add to a piece. */
const framedFactor = 2

/** Knows its connection, so that all connections share the same listeners. */
export class PeerSocket extends WebSocket {
  connection: WebSocketConnection | undefined

  /** ws closes by itself what it does not take; what the session says to that comes before the close frame. */
  override close(code?: number, data?: string | Buffer): void {
    super.close(code ?? this.connection?.codeForNone, data ?? this.connection?.refusing(code))
    this.connection?.boundUnread()
  }
}

export class WebSocketConnection implements Connection {
  readonly #dialect: Dialect
  readonly #webSocket: PeerSocket
  readonly #socket: Duplex
  readonly #bounds: MessageBounds
  #receiver: Receiver | undefined
  /** A message came to its end since this was last unset. */
  #hasHeard = false
  #hasFailed = false
  /** What was said when this side closed first. */
  #said: Fault | undefined
  #unreadTimer: NodeJS.Timeout | undefined

  constructor(webSocket: PeerSocket, socket: Duplex, dialect: Dialect, bounds: MessageBounds) {
    this.#dialect = dialect
    this.#webSocket = webSocket
    this.#socket = socket
    this.#bounds = bounds
    webSocket.connection = this
    webSocket.on('error', onError).on('message', onMessage).on('close', onClose)
  }

  get framing(): Framing {
    return this.#dialect.framing
  }

  get #maxMessageBytes(): number {
    return this.#bounds.maxMessageBytes
  }

  /** Of the container that is mistaken for. */
  get #limits(): MessageLimits | undefined {
    return this.#bounds.messages
  }

  open(accept: Accept, handshake: Handshake): void {
    this.#dialect.opened?.(this)
    this.#receiver = accept(this, handshake)
    if (!this.#limits && this.#maxPieceBytes < this.#maxMessageBytes) this.#watch()
  }

  /** ws gathers a whole message, and knows one bound for it; a peer that is not known yet gets a smaller one. */
  #watch(): void {
    let gatheredBytes = 0
    const count = (chunk: Buffer): void => {
      const allowed = framedFactor * this.#maxPieceBytes
      gatheredBytes = this.#hasHeard ? 0 : gatheredBytes + chunk.length
      this.#hasHeard = false
      if (allowed < this.#maxMessageBytes && gatheredBytes <= allowed) return
      if (gatheredBytes <= allowed) return void this.#socket.off('data', count)
      this.#receiver?.overflow?.(this.#maxPieceBytes)
      // Else ws would go on to gather until the peer has answered the close; what still comes is for nobody.
      this.#socket.removeAllListeners('data').resume().end()
    }
    this.#socket.on('data', count)
  }

  get #maxPieceBytes(): number {
    return this.#receiver?.maxPieceBytes ?? Infinity
  }

  /** Answers a close frame without a code: the same, or what the container says that is mistaken for. */
  get codeForNone(): number | undefined {
    return this.#limits && normal
  }

  /** What to say when `ws` closes by itself. */
  refusing(code: number | undefined): string | undefined {
    if (this.#said !== undefined) return undefined
    if (code === invalidText) return this.#limits?.invalidTextReason
    if (code !== tooLong) return undefined
    if (!this.#limits) this.#receiver?.overflow?.(this.#maxMessageBytes)
    return this.#limits?.textReason
  }

  send(batch: Batch): boolean {
    return this.write(batch.bytes)
  }

  /**
   * Writes whole WebSocket messages past `ws`, which would frame each again for each receiver. Sound because nothing
   * is compressed or fragmented, and because ws writes its control frames whole and at once.
   */
  write(messages: Uint8Array): boolean {
    if (this.#webSocket.readyState !== WebSocket.OPEN) return true
    this.#socket.write(messages)
    return this.#socket.writableLength === 0
  }

  get unsentBytes(): number {
    return this.#socket.writableLength
  }

  pause(): void {
    if (this.#webSocket.readyState === WebSocket.OPEN) this.#webSocket.pause()
  }

  resume(): void {
    this.#webSocket.resume()
  }

  close(code: number, reason: string): void {
    if (this.#webSocket.readyState !== WebSocket.OPEN) return
    const cut = cutReason(reason)
    this.#said = { code, reason: cut }
    const farewell = this.#dialect.farewell?.(code, cut)
    if (farewell) this.write(farewell)
    this.#webSocket.close(code, cut)
    // The peer's close frame is not seen while reads are paused.
    this.#webSocket.resume()
  }

  /** What the peer does not read in time is given up. */
  boundUnread(): void {
    if (this.#socket.writableLength === 0) return
    const withinMs = this.#bounds.closeTimeoutMs - beforeWsMs
    this.#unreadTimer ??= setTimeout(() => this.#socket.destroy(unread), withinMs)
  }

  received(message: Buffer, isBinary: boolean): void {
    this.#hasHeard = true
    if (this.#webSocket.readyState !== WebSocket.OPEN || this.#hasFailed) return
    const excess = this.#limits && excessOf(message, isBinary, this.#limits)
    if (excess) return this.close(excess.code, excess.reason)
    if (!this.#dialect.read) return this.#receiver?.receive(message, isBinary ? 'binary' : 'text')
    const read = this.#dialect.read(message, isBinary)
    for (const chunk of 'code' in read ? (read.taken ?? []) : read) this.#receiver?.receive(chunk, 'text')
    if ('code' in read) this.#fail(read)
  }

  /** What the session says to messages before the fault goes first, and may end it first. */
  #fail({ code, reason, taken = [] }: Fault): void {
    if (taken.length === 0) return this.close(code, reason)
    this.#hasFailed = true
    setImmediate(() => this.close(code, reason))
  }

  failed(error: NodeJS.ErrnoException): void {
    const code = error.code === undefined ? undefined : violations.get(error.code)
    if (code !== undefined || error.code?.startsWith('WS_ERR_')) {
      this.#said ??= { code: code ?? 1002, reason: error.message }
    }
  }

  closed(code: number, reason: string): void {
    clearTimeout(this.#unreadTimer)
    const receiver = this.#receiver
    this.#receiver = undefined
    this.#dialect.gone?.(this)
    const said = this.#said ?? { code, reason }
    receiver?.closed(said.code, said.reason, this.#said !== undefined)
  }
}

function excessOf(message: Buffer, isBinary: boolean, limits: MessageLimits): Fault | undefined {
  if (isBinary) {
    const size = message.length.toLocaleString('en-US')
    return message.length > limits.maxBinaryBytes
      ? { code: tooLong, reason: limits.binaryReason.replace('{size}', size) }
      : undefined
  }
  // A byte is at most one unit, so that most messages need not be decoded to be counted.
  const isTooLong = message.length > limits.maxTextUnits && message.toString().length > limits.maxTextUnits
  return isTooLong ? { code: tooLong, reason: limits.textReason } : undefined
}

/** Where ws closes with another code than 1002 [ws doc/ws.md, Error codes]. */
const violations = new Map([
  ['WS_ERR_INVALID_UTF8', invalidText],
  ['WS_ERR_TOO_MANY_BUFFERED_PARTS', 1008],
  ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', tooLong],
])

function onMessage(this: WebSocket, data: unknown, isBinary: boolean): void {
  connectionOf(this)?.received(data as Buffer, isBinary)
}

function onError(this: WebSocket, error: Error): void {
  connectionOf(this)?.failed(error)
}

function onClose(this: WebSocket, code: number, reason: Buffer): void {
  connectionOf(this)?.closed(code, reason.toString())
}

const connectionOf = (webSocket: WebSocket): WebSocketConnection | undefined =>
  webSocket instanceof PeerSocket ? webSocket.connection : undefined
