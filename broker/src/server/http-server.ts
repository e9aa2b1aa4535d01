import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { answer, refuseUpgrade } from './answer.ts'
import { OriginPolicy } from './origin.ts'
import { RouteTable, type Match, type Route } from './route.ts'

export interface HttpServerOptions {
  readonly routes: readonly Route[]
  /** Origins besides those that always pass, such as `https://app.example:8443`. */
  readonly allowedOrigins: readonly string[]
  /** A request must have arrived whole within this time. */
  readonly requestTimeoutMs?: number
}

const maxHeaders = 100
const maxUrlLength = 2048

const limits = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
}

type Listener = (...args: unknown[]) => void
interface Attachment {
  readonly server: Server
  readonly detach: () => void
}

/** Routes the requests and upgrades of one server, its own or one that has an application of its own. */
export class HttpServer {
  readonly #routes: RouteTable
  readonly #origins: OriginPolicy
  readonly #requestTimeoutMs: number
  readonly #attachments: Attachment[] = []
  #own: Server | undefined

  /** @throws TypeError for an entry of allowedOrigins that is no origin. */
  constructor({ routes, allowedOrigins, requestTimeoutMs = 30_000 }: HttpServerOptions) {
    this.#routes = new RouteTable(routes)
    this.#origins = new OriginPolicy(allowedOrigins)
    this.#requestTimeoutMs = requestTimeoutMs
  }

  /** Rejects when the address cannot be bound. */
  async listen(port: number, host: string): Promise<AddressInfo> {
    const headersTimeout = Math.min(limits.headersTimeout, this.#requestTimeoutMs)
    const server = createServer({ ...limits, headersTimeout, requestTimeout: this.#requestTimeoutMs })
    server.maxHeadersCount = maxHeaders + 1
    this.#own = server
    this.attach(server)
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => {
        server.off('error', reject)
        resolve()
      })
    })
    return server.address() as AddressInfo
  }

  /**
   * Takes our paths away from the listeners the server has by now; all else stays theirs.
   * A listener added later sees our requests too, so attach last.
   */
  attach(server: Server): void {
    const requests = takeListeners(server, 'request')
    const upgrades = takeListeners(server, 'upgrade')
    const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
      if (!this.#request(server, request, response)) passOn(server, requests, [request, response])
    }
    const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
      const match = this.#routes.match(request.url)
      if (match && 'upgrade' in match.route) this.#upgrade(server, match, request, socket, head)
      else if (upgrades.length > 0) passOn(server, upgrades, [request, socket, head])
      else if (server.listenerCount('upgrade') === 1) this.#refuseUnclaimed(request, socket)
    }
    server.on('request', onRequest).on('upgrade', onUpgrade)
    const detach = (): void => {
      server.off('request', onRequest).off('upgrade', onUpgrade)
      for (const listener of requests) server.on('request', listener)
      for (const listener of upgrades) server.on('upgrade', listener)
    }
    this.#attachments.push({ server, detach })
  }

  /** Lets go of attached servers at once; resolves when the own one has no socket left. */
  async close(): Promise<void> {
    const own = this.#own
    this.#own = undefined
    for (const { server, detach } of this.#attachments.splice(0)) if (server !== own) detach()
    if (!own?.listening) return
    const closed = new Promise<void>((resolve) => own.close(() => resolve()))
    const lingering = setTimeout(() => own.closeAllConnections(), limits.keepAliveTimeout)
    await closed
    clearTimeout(lingering)
  }

  #request(server: Server, request: IncomingMessage, response: ServerResponse): boolean {
    const isOwn = server === this.#own
    if (isOwn && refuseExcess(request, response)) return true
    const match = this.#routes.match(request.url)
    if (!match) {
      if (isOwn) answer(response, 404, `Nothing at this path.${this.#endpoints()}`)
      return isOwn
    }
    this.#serve(server, match, request, response)
    return true
  }

  #serve(server: Server, { route, below }: Match, request: IncomingMessage, response: ServerResponse): void {
    response.on('error', ignore)
    const refusal = this.#originRefusal(server, route, request)
    if (refusal !== undefined) answer(response, 403, refusal, { Vary: 'Origin' })
    else if (!route.request) answer(response, 426, upgradeRequired(route), upgradeHeaders)
    else if (!route.request(request, response, below)) {
      answer(response, 404, `Nothing at this path below ${route.path}.`)
    }
  }

  #upgrade(
    server: Server,
    { route, below }: Match,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): void {
    socket.on('error', ignore)
    const refusal = this.#originRefusal(server, route, request)
    if (refusal !== undefined) refuseUpgrade(socket, 403, refusal)
    else if (!isPlainGet(request)) {
      refuseUpgrade(socket, 400, 'A WebSocket opens with an HTTP/1.1 request without a body.')
    } else if (!route.upgrade?.(request, socket, head, below)) {
      refuseUpgrade(socket, 400, `Nothing to upgrade at this path below ${route.path}.`)
    }
  }

  #refuseUnclaimed(request: IncomingMessage, socket: Duplex): void {
    if (!socket.destroyed)
      refuseUpgrade(socket, 404, `No WebSocket endpoint at this path.${this.#endpoints()}`)
  }

  #originRefusal(server: Server, route: Route, request: IncomingMessage): string | undefined {
    const { origin, host } = request.headers
    if (!route.checksOrigin || origin === undefined) return undefined
    const address = server.address()
    return this.#origins.refusal({
      origin,
      host,
      isEncrypted: 'encrypted' in request.socket,
      boundAddress: typeof address === 'object' ? address?.address : undefined,
    })
  }

  #endpoints(): string {
    const paths = this.#routes.upgradePaths
    return paths.length > 0 ? ` STOMP endpoints: ${paths.join(', ')}.` : ''
  }
}

function takeListeners(server: Server, event: string): Listener[] {
  const listeners = server.listeners(event) as Listener[]
  server.removeAllListeners(event)
  return listeners
}

function passOn(server: Server, listeners: readonly Listener[], args: unknown[]): void {
  for (const listener of listeners) listener.apply(server, args)
}

function refuseExcess(request: IncomingMessage, response: ServerResponse): boolean {
  const close = { Connection: 'close' }
  if (request.rawHeaders.length > maxHeaders * 2) {
    answer(response, 431, `More than ${maxHeaders} headers.`, close)
  } else if (request.url!.length > maxUrlLength) {
    answer(response, 414, `The URL is longer than ${maxUrlLength} characters.`, close)
  } else if (!request.url!.startsWith('/')) {
    answer(response, 400, 'The request target must be a path.', close)
  } else return false
  return true
}

const ignore = (): void => {}

/** A body would be taken for WebSocket frames. */
const isPlainGet = ({ httpVersion, headers }: IncomingMessage): boolean =>
  httpVersion === '1.1' &&
  headers['transfer-encoding'] === undefined &&
  Number(headers['content-length'] ?? 0) === 0

const upgradeHeaders = { Connection: 'Upgrade, close', Upgrade: 'websocket' }

const upgradeRequired = ({ path }: Route): string =>
  `This is a STOMP over WebSocket endpoint: connect a STOMP client to ws://…${path}, for example new Client({ brokerURL: 'ws://…${path}' }) of @stomp/stompjs.`
