import { request as httpRequest } from 'node:http'
import { endpointRoute } from '../../broker/src/endpoint-route.ts'
import { defaultLimits } from '../../broker/src/core/limits.ts'
import type { Accept, ChunkKind } from '../../broker/src/core/ports.ts'
import { springSockJs } from '../../broker/src/core/profile/spring-sock-js.ts'
import { HttpServer } from '../../broker/src/server/http-server.ts'
import { NothingThere } from '../../broker/src/transports/http/error-page.ts'
import type { SockJsSettings } from '../../broker/src/transports/sockjs/sockjs-settings.ts'
import { EchoSession } from './raw-endpoint.ts'
import { RawSocket, request } from './raw-socket.ts'

type SpringVersion = '5.3' | '6.2' | '7.0'

export interface SpringEndpointOptions extends Partial<SockJsSettings> {
  readonly version?: SpringVersion
  readonly allowedOrigins?: readonly string[]
  readonly allowedOriginPatterns?: readonly string[]
}

/** `/stomp` with SockJS and `/plain` without, as Spring answers them, in front of {@link EchoSession}s. */
export class SpringEndpoint implements AsyncDisposable {
  readonly sessions: EchoSession[] = []
  /** What was told of requests that were refused without a word. */
  readonly ignored: string[] = []
  readonly #server: HttpServer
  readonly #next: ((session: EchoSession) => void)[] = []
  readonly #raws: RawSocket[] = []
  port = 0

  private constructor(given: SpringEndpointOptions) {
    const { version = '6.2', allowedOrigins = [], allowedOriginPatterns = [], ...settings } = given
    const behaviour = springSockJs(version)
    const accept: Accept = (connection, handshake) => this.#accept(new EchoSession(connection, handshake))
    const options = {
      behaviour,
      allowedOrigins,
      allowedOriginPatterns,
      accept,
      limits: defaultLimits,
      admit: () => undefined,
      ignored: (cause: string, mend: string) => this.ignored.push(`${cause} ${mend}`),
    }
    this.#server = new HttpServer({
      routes: [
        endpointRoute({ ...options, path: '/stomp', sockjs: settings }),
        endpointRoute({ ...options, path: '/plain', sockjs: false }),
      ],
      allowedOrigins,
      allowedOriginPatterns,
      ...(behaviour.http !== 'package' && { nothing: new NothingThere(behaviour.http) }),
    })
  }

  static async open(options: SpringEndpointOptions = {}): Promise<SpringEndpoint> {
    const endpoint = new SpringEndpoint(options)
    endpoint.port = (await endpoint.#server.listen(0, '127.0.0.1')).port
    return endpoint
  }

  /** The next session that opens. Ask before it does. */
  next(): Promise<EchoSession> {
    return new Promise((resolve) => this.#next.push(resolve))
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get ws(): string {
    return `ws://127.0.0.1:${this.port}`
  }

  /** Says a request on a socket of its own that stays open. */
  async raw(line: string, headers: Record<string, string> = {}, body = ''): Promise<RawSocket> {
    const length =
      body === '' && line.startsWith('GET') ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
    const raw = await RawSocket.open(this.port, request(line, { ...length, ...headers }, body))
    this.#raws.push(raw)
    return raw
  }

  /** One request and its answer: the status, `name: value` of each header that is asked for, the body if there is one. */
  ask(line: string, { headers = {}, body = '', shown = [] }: Asking = {}): Promise<string[]> {
    const [method, path] = line.split(' ')
    const options = { method, path, headers, port: this.port, host: '127.0.0.1', agent: false }
    return new Promise((resolve, reject) => {
      const asking = httpRequest(options, (response) => {
        const pieces: Buffer[] = []
        const fields = shown.flatMap(
          (name) => response.headers[name]?.toString().replace(/^/, `${name}: `) ?? [],
        )
        const end = () =>
          resolve([String(response.statusCode), ...fields, ...nonEmpty(Buffer.concat(pieces))])
        response.on('data', (piece: Buffer) => pieces.push(piece)).on('end', end)
      })
      asking.on('error', reject).end(body)
    })
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

interface Asking {
  readonly headers?: Record<string, string>
  readonly body?: string
  readonly shown?: readonly string[]
}

const nonEmpty = (body: Buffer): string[] => (body.length === 0 ? [] : [body.toString()])
