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

/** Knows its connection, so that all connections share the same listeners. */
export class PeerSocket extends WebSocket {
  connection: WebSocketConnection | undefined
}

export class WebSocketConnection implements Connection {
  readonly framing: Framing
  readonly #dialect: Dialect
  readonly #webSocket: PeerSocket
  readonly #socket: Duplex
  #receiver: Receiver | undefined
  /** What was said when this side closed first. */
  #said: Fault | undefined

  constructor(webSocket: PeerSocket, socket: Duplex, dialect: Dialect) {
    this.framing = dialect.framing
    this.#dialect = dialect
    this.#webSocket = webSocket
    this.#socket = socket
    webSocket.connection = this
    webSocket.on('error', onError).on('message', onMessage).on('close', onClose)
  }

  open(accept: Accept, handshake: Handshake): void {
    this.#dialect.opened?.(this)
    this.#receiver = accept(this, handshake)
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
    receiver?.closed(this.#said?.code ?? code, this.#said?.reason ?? reason)
  }
}

/** Where ws closes with another code than 1002 [ws doc/ws.md, Error codes]. */
const violations = new Map([
  ['WS_ERR_INVALID_UTF8', 1007],
  ['WS_ERR_TOO_MANY_BUFFERED_PARTS', 1008],
  ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 1009],
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
