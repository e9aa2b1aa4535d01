import type { Socket } from 'node:net'
import type { Accept, Batch, Connection, Handshake, Receiver } from '../../core/ports.ts'
import { rawFraming } from '../raw-framing.ts'
import { unread } from '../unread.ts'

/** How long a peer that is still sending, or not reading, may take to read our last frame. */
const lingerMs = 5_000

/** What a peer may send behind our last frame before it is read no further. */
const lingerBytes = 16 * 1024 * 1024

interface Said {
  readonly code: number
  readonly reason: string
}

/** Knows its connection, so that all connections share the same listeners. */
interface PeerSocket extends Socket {
  stompConnection?: TcpConnection
}

/** STOMP frames on a socket of node:net or node:tls. Close codes are told to the session; the wire has no place for them. */
export class TcpConnection implements Connection {
  readonly framing = rawFraming
  readonly #socket: Socket
  #receiver: Receiver | undefined
  /** What was said when this side closed first. */
  #said: Said | undefined
  #lingering: NodeJS.Timeout | undefined
  #discardedBytes = 0

  constructor(socket: Socket) {
    this.#socket = socket
    // The session ends a connection, not the peer's FIN: answers may be under way.
    socket.allowHalfOpen = true
    const peer: PeerSocket = socket
    peer.stompConnection = this
    socket.on('error', ignore).on('data', onData).on('end', onEnd).on('close', onClose)
  }

  open(accept: Accept, handshake: Handshake): void {
    this.#receiver = accept(this, handshake)
  }

  send(batch: Batch): boolean {
    if (!this.#socket.writable) return true
    this.#socket.write(batch.bytes)
    return this.#socket.writableLength === 0
  }

  get unsentBytes(): number {
    return this.#socket.writableLength
  }

  pause(): void {
    if (!this.#said) this.#socket.pause()
  }

  resume(): void {
    if (!this.#said) this.#socket.resume()
  }

  /**
   * Sends FIN and reads on. A socket closed with unread bytes in it answers with a reset, and a reset takes away what the
   * peer has not read yet: the ERROR that says why [RFC 1122 §4.2.2.13].
   */
  close(code: number, reason: string): void {
    if (this.#said || this.#socket.destroyed) return
    this.#said = { code, reason }
    this.#socket.end()
    this.#socket.resume()
    this.#lingering = setTimeout(cut, lingerMs, this.#socket).unref()
  }

  received(chunk: Buffer): void {
    if (this.#said) this.#discard(chunk.length)
    else this.#receiver?.receive(chunk, 'binary')
  }

  #discard(bytes: number): void {
    this.#discardedBytes += bytes
    if (this.#discardedBytes > lingerBytes) this.#socket.pause()
  }

  ended(): void {
    if (!this.#said) this.#receiver?.finished()
  }

  closed(): void {
    clearTimeout(this.#lingering)
    const receiver = this.#receiver
    this.#receiver = undefined
    receiver?.closed(this.#said?.code ?? 1006, this.#said?.reason ?? '')
  }
}

/** What went wrong with a socket is followed by its close. */
function ignore(): void {}

const cut = (socket: Socket): void => void socket.destroy(unread)

function onData(this: PeerSocket, chunk: Buffer): void {
  this.stompConnection?.received(chunk)
}

function onEnd(this: PeerSocket): void {
  this.stompConnection?.ended()
}

function onClose(this: PeerSocket): void {
  this.stompConnection?.closed()
}
