import { vi } from 'vitest'
import type { Accept, Batch, ChunkKind, Connection, Handshake } from '../../broker/src/core/ports.ts'
import { RawSocket } from './raw-socket.ts'
import { HttpServer } from '../../broker/src/server/http-server.ts'
import { SockJsTransport, type SockJsOptions } from '../../broker/src/transports/sockjs/sockjs.ts'

/** A session of nobody: it notes what it is told and, unless told otherwise, sends every chunk back. */
export class EchoSession {
  readonly connection: Connection
  readonly handshake: Handshake
  readonly heard: string[] = []
  readonly closed: Promise<string>
  #resolveClosed: (closing: string) => void = () => {}

  constructor(connection: Connection, handshake: Handshake) {
    this.connection = connection
    this.handshake = handshake
    this.closed = new Promise((resolve) => (this.#resolveClosed = resolve))
  }

  receive(chunk: Uint8Array, kind: ChunkKind): void {
    this.heard.push(`${kind} ${new TextDecoder().decode(chunk)}`)
    this.say(chunk, kind)
  }

  say(chunk: string | Uint8Array, kind: ChunkKind = 'text'): boolean {
    const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
    const wrapped = this.connection.framing.wrap({ bytes, slots: [] }, kind)
    return wrapped === undefined || this.connection.send(batchOf(wrapped.bytes))
  }

  ended(code: number, reason: string): void {
    this.heard.push(`closed ${code} ${reason}`.trim())
    this.#resolveClosed(`${code} ${reason}`.trim())
  }
}

/** Resolves once it is so. */
export const until = (isSo: () => boolean): Promise<unknown> =>
  vi.waitUntil(isSo, { timeout: 4_000, interval: 2 })

const batchOf = (...frames: Uint8Array[]): Batch => ({ frames, bytes: Buffer.concat(frames) })

/** One SockJS endpoint at `/stomp` on a port of its own, in front of {@link EchoSession}s. */
export class RawEndpoint implements AsyncDisposable {
  readonly sessions: EchoSession[] = []
  readonly #server: HttpServer
  readonly #next: ((session: EchoSession) => void)[] = []
  readonly #raws: RawSocket[] = []
  port = 0

  private constructor(options: Partial<SockJsOptions>) {
    const accept: Accept = (connection, handshake) => this.#accept(new EchoSession(connection, handshake))
    const transport = new SockJsTransport({
      path: '/stomp',
      maxMessageBytes: 64 * 1024,
      accept,
      admit: () => undefined,
      ...options,
    })
    const route = {
      path: '/stomp',
      withBelow: true,
      checksOrigin: true,
      request: transport.request.bind(transport),
      upgrade: transport.upgrade.bind(transport),
    }
    this.#server = new HttpServer({
      routes: [route],
      allowedOrigins: ['https://listed.example'],
      requestTimeoutMs: 1_000,
    })
  }

  static async open(options: Partial<SockJsOptions> = {}): Promise<RawEndpoint> {
    const endpoint = new RawEndpoint(options)
    endpoint.port = (await endpoint.#server.listen(0, '127.0.0.1')).port
    return endpoint
  }

  /** The next session that opens. Ask before it does. */
  next(): Promise<EchoSession> {
    return new Promise((resolve) => this.#next.push(resolve))
  }

  /** A raw peer of this endpoint, gone with it. */
  async raw(text: string | Uint8Array = ''): Promise<RawSocket> {
    const raw = await RawSocket.open(this.port, text)
    this.#raws.push(raw)
    return raw
  }

  get ws(): string {
    return `ws://127.0.0.1:${this.port}/stomp`
  }

  get http(): string {
    return `http://127.0.0.1:${this.port}/stomp`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const raw of this.#raws) raw.socket.destroy()
    for (const { connection } of this.sessions) connection.close(1001, '')
    await this.#server.close()
  }

  #accept(session: EchoSession) {
    this.sessions.push(session)
    this.#next.shift()?.(session)
    return {
      receive: (chunk: Uint8Array, kind: ChunkKind) => session.receive(chunk, kind),
      finished: () => {},
      closed: (code: number, reason: string) => session.ended(code, reason),
    }
  }
}
