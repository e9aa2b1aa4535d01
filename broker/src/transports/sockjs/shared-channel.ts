import type { Accept, Batch, Connection, Framing, Handshake, Receiver } from '../../core/ports.ts'
import type { ListedSession } from './sockjs-sessions.ts'

/** How long a socket that lost its session may stay. */
const orphanTimeoutMs = 30_000

/**
 * A SockJS session over WebSocket, which a second WebSocket of the same name takes over: what goes out goes to the newest,
 * what comes in is taken from each, and the first that closes ends it.
 */
export class SharedChannel implements Connection, ListedSession {
  readonly kind = 'websocket'
  readonly framing: Framing
  readonly #heartBeat: Uint8Array
  #current: Connection | undefined
  #deaf: Connection | undefined
  #receiver: Receiver | undefined
  #beat: NodeJS.Timeout | undefined
  #idleSinceMs: number | undefined

  constructor(first: Connection, heartBeat: Uint8Array, heartBeatMs: number) {
    this.framing = first.framing
    this.#current = first
    this.#heartBeat = heartBeat
    this.#beat = setTimeout(() => this.#sendBeat(), heartBeatMs)
  }

  open(accept: Accept, handshake: Handshake): Receiver {
    this.#receiver = accept(this, handshake)
    return this.#receiverOf()
  }

  takeOver(next: Connection): Receiver {
    this.#deaf?.close(1000, '')
    this.#deaf = this.#current
    this.#current = next
    this.#beat?.refresh()
    return this.#receiverOf()
  }

  get isClosed(): boolean {
    return this.#idleSinceMs !== undefined
  }

  get idleSinceMs(): number | undefined {
    return this.#idleSinceMs
  }

  expire(): void {}

  send(batch: Batch): boolean {
    this.#beat?.refresh()
    return this.#current?.send(batch) ?? true
  }

  get unsentBytes(): number {
    return this.#current?.unsentBytes ?? 0
  }

  pause(): void {
    this.#current?.pause()
    this.#deaf?.pause()
  }

  resume(): void {
    this.#current?.resume()
    this.#deaf?.resume()
  }

  close(code: number, reason: string): void {
    this.#current?.close(code, reason)
  }

  disableHeartBeat(): void {
    clearTimeout(this.#beat)
    this.#beat = undefined
  }

  #sendBeat(): void {
    this.send({ bytes: this.#heartBeat, frames: [this.#heartBeat] })
  }

  /** Of the socket that is the newest now. */
  #receiverOf(): Receiver {
    const socket = this.#current
    return {
      receive: (chunk, kind) => this.#receiver?.receive(chunk, kind),
      finished: () => this.#receiver?.finished(),
      closed: (code, reason, isRefused) => {
        if (socket === this.#current || socket === this.#deaf) this.#closed(socket, code, reason, isRefused)
      },
    }
  }

  #closed(
    socket: Connection | undefined,
    code: number,
    reason: string,
    isRefused: boolean | undefined,
  ): void {
    const receiver = this.#receiver
    if (!receiver) return
    this.#orphan(socket === this.#current ? this.#deaf : this.#current)
    this.#receiver = this.#current = this.#deaf = undefined
    this.#idleSinceMs = performance.now()
    this.disableHeartBeat()
    receiver.closed(code, reason, isRefused)
  }

  /** Nobody bounds a socket without a session. */
  #orphan(socket: Connection | undefined): void {
    if (socket) setTimeout(() => socket.close(1000, ''), orphanTimeoutMs).unref()
  }
}
