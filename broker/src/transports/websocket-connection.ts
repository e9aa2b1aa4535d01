import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'
import type { Accept, Batch, Connection, Framing, Handshake, Receiver } from '../core/ports.ts'
import { cutReason } from './close-reason.ts'

/** What differs between plain WebSocket and SockJS over WebSocket. Shared by all connections of an endpoint. */
export interface Dialect {
  readonly transport: string
  readonly framing: Framing
  opened?(connection: WebSocketConnection): void
  gone?(connection: WebSocketConnection): void
  /** Takes the STOMP stream out of a message, or says why it cannot. Without it, the message is the stream. */
  read?(message: Buffer, isBinary: boolean): readonly Uint8Array[] | Fault
  /** What is said before the close frame: one whole WebSocket message. */
  farewell?(code: number, reason: string): Uint8Array
}

export interface Fault {
  readonly code: number
  readonly reason: string
}

const tooLong = 1009

/** What frames of WebSocket and quotes of SockJS may add to a piece. */
const framedFactor = 2

/** Knows its connection, so that all connections share the same listeners. */
export class PeerSocket extends WebSocket {
  connection: WebSocketConnection | undefined

  /** ws closes by itself what it does not take; what the session says to that comes before the close frame. */
  override close(code?: number, data?: string | Buffer): void {
    if (code === tooLong) this.connection?.overflowed()
    super.close(code, data)
  }
}

export class WebSocketConnection implements Connection {
  readonly framing: Framing
  readonly #dialect: Dialect
  readonly #webSocket: PeerSocket
  readonly #socket: Duplex
  readonly #maxMessageBytes: number
  #receiver: Receiver | undefined
  /** A message came to its end since this was last unset. */
  #hasHeard = false
  /** What was said when this side closed first. */
  #said: Fault | undefined

  constructor(webSocket: PeerSocket, socket: Duplex, dialect: Dialect, maxMessageBytes: number) {
    this.framing = dialect.framing
    this.#dialect = dialect
    this.#webSocket = webSocket
    this.#socket = socket
    this.#maxMessageBytes = maxMessageBytes
    webSocket.connection = this
    webSocket.on('error', onError).on('message', onMessage).on('close', onClose)
  }

  open(accept: Accept, handshake: Handshake): void {
    this.#dialect.opened?.(this)
    this.#receiver = accept(this, handshake)
    if (this.#maxPieceBytes < this.#maxMessageBytes) this.#watch()
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

  overflowed(): void {
    if (this.#said === undefined) this.#receiver?.overflow?.(this.#maxMessageBytes)
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
    if (this.#dialect.farewell) this.write(this.#dialect.farewell(code, cut))
    this.#webSocket.close(code, cut)
    // The peer's close frame is not seen while reads are paused.
    this.#webSocket.resume()
  }

  received(message: Buffer, isBinary: boolean): void {
    this.#hasHeard = true
    if (this.#webSocket.readyState !== WebSocket.OPEN) return
    if (!this.#dialect.read) return this.#receiver?.receive(message, isBinary ? 'binary' : 'text')
    const read = this.#dialect.read(message, isBinary)
    if ('code' in read) this.close(read.code, read.reason)
    else for (const chunk of read) this.#receiver?.receive(chunk, 'text')
  }

  failed(error: NodeJS.ErrnoException): void {
    const code = error.code === undefined ? undefined : violations.get(error.code)
    if (code !== undefined || error.code?.startsWith('WS_ERR_')) {
      this.#said ??= { code: code ?? 1002, reason: error.message }
    }
  }

  closed(code: number, reason: string): void {
    const receiver = this.#receiver
    this.#receiver = undefined
    this.#dialect.gone?.(this)
    const said = this.#said ?? { code, reason }
    receiver?.closed(said.code, said.reason, this.#said !== undefined)
  }
}

/** Where ws closes with another code than 1002 [ws doc/ws.md, Error codes]. */
const violations = new Map([
  ['WS_ERR_INVALID_UTF8', 1007],
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
