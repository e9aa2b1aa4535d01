import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { answer, refuseUpgrade, type HttpRefusal } from './answer.ts'
import { attachFirst } from './attach-first.ts'
import { handshakeFault, unsafeUpgrade } from './handshake.ts'
import { HostPolicy } from './host.ts'
import { OriginPolicy } from './origin.ts'
import { RouteTable, type Match, type Route } from './route.ts'
import { SilentSockets } from './silent-sockets.ts'
import { takePaths } from './taken-paths.ts'
import { watchAnswer } from './watch-answer.ts'
import { watchTouch } from './watch-touch.ts'

export interface HttpServerOptions {
  readonly routes: readonly Route[]
  /** Origins besides those that always pass, such as `https://app.example:8443`. */
  readonly allowedOrigins: readonly string[]
  /** Such as `https://*.example.com`, `http://localhost:[*]`. */
  readonly allowedOriginPatterns?: readonly string[]
  /** Names of the broker besides those that always pass, such as `chat.example`. */
  readonly allowedHosts?: readonly string[]
  /** A request must have arrived whole within this time. */
  readonly requestTimeoutMs?: number
  /** A peer that takes nothing of an answer for this time is cut. */
  readonly answerTimeoutMs?: number
  /** Open sockets of the own server; more are closed at once. */
  readonly maxSockets?: number
  /** Those of them that have asked nothing yet; the one that is silent longest makes room. */
  readonly maxSilentSockets?: number
  /** Answers where there is nothing; a text that helps if absent. */
  readonly nothing?: Nothing | undefined
  /** Told of each that was one too many. */
  readonly dropped?: (remoteAddress: string) => void
  /** Told why somebody gets no connection. A page is not: browsers keep it to themselves. */
  readonly refused?: (request: IncomingMessage, refusal: HttpRefusal) => void
}

interface Nothing {
  request(request: IncomingMessage, response: ServerResponse): void
  upgrade(request: IncomingMessage): void
}

const maxHeaders = 100
const maxUrlLength = 2048

const limits = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
}

type RequestArguments = readonly [IncomingMessage, ServerResponse]
type UpgradeArguments = readonly [IncomingMessage, Duplex, Buffer]

interface Attachment {
  readonly server: Server
  readonly detach: () => void
}

const defaults = {
  allowedOriginPatterns: [],
  allowedHosts: [],
  nothing: undefined,
  requestTimeoutMs: 30_000,
  answerTimeoutMs: 10_000,
  maxSockets: Infinity,
  maxSilentSockets: Infinity,
  dropped: () => {},
  refused: () => {},
}

/** Routes the requests and upgrades of one server, its own or one that has an application of its own. */
export class HttpServer {
  readonly #options: Required<HttpServerOptions>
  readonly #routes: RouteTable
  readonly #origins: OriginPolicy
  readonly #hosts: HostPolicy
  readonly #attachments: Attachment[] = []
  #own: Server | undefined
  #silent: SilentSockets | undefined
  /** Of the own server, which forgets a socket once it is a WebSocket's. */
  readonly #upgraded = new Set<Duplex>()
  /** One for all of them. */
  readonly #onClose: (this: Duplex) => void
  #listensOn: string | undefined

  /** @throws TypeError for an entry of allowedOrigins that is no origin, or of allowedHosts that is no host. */
  constructor(given: HttpServerOptions) {
    this.#options = { ...defaults, ...given }
    this.#routes = new RouteTable(this.#options.routes)
    this.#origins = new OriginPolicy(this.#options.allowedOrigins, this.#options.allowedOriginPatterns)
    this.#hosts = new HostPolicy(this.#options.allowedHosts)
    const upgraded = this.#upgraded
    this.#onClose = function () {
      upgraded.delete(this)
    }
  }

  /** Rejects when the address cannot be bound. */
  async listen(port: number, host: string): Promise<AddressInfo> {
    const server = this.#createOwn()
    this.#own = server
    this.#listensOn = host
    this.attach(server)
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => {
        // From here on an error is one peer that could not be accepted.
        server.off('error', reject).on('error', ignore)
        resolve()
      })
    })
    return server.address() as AddressInfo
  }

  #createOwn(): Server {
    const { requestTimeoutMs, maxSockets, maxSilentSockets, dropped } = this.#options
    const headersTimeout = Math.min(limits.headersTimeout, requestTimeoutMs)
    const server = createServer({ ...limits, headersTimeout, requestTimeout: requestTimeoutMs })
    server.maxHeadersCount = maxHeaders + 1
    server.maxConnections = maxSockets
    server.on('drop', (peer?: { remoteAddress?: string }) => dropped(peer?.remoteAddress ?? ''))
    server.on('connect', (_request, socket) => refuseUpgrade(socket, 405, 'This is no proxy.'))
    this.#silent = new SilentSockets(server, maxSilentSockets)
    return server
  }

  /**
   * Takes our paths before any listener of the server hears of them; all else is theirs.
   * @throws TypeError when another broker has one of them.
   */
  attach(server: Server): void {
    const giveBack = takePaths(server, this.#routes.upgradePaths)
    const leave = attachFirst(server, (event, args) => {
      if (event === 'request') return this.#request(server, ...(args as RequestArguments))
      if (event !== 'upgrade') return false
      const [request, socket, head] = args as UpgradeArguments
      return this.#upgrade(server, request, socket, head) || this.#unclaimed(server, request, socket)
    })
    // Where nobody listens Node takes an upgrade for a plain request. And who kept the `emit` of before comes by here.
    const onUpgrade = (...upgrade: UpgradeArguments): void => void this.#upgrade(server, ...upgrade)
    server.on('upgrade', onUpgrade)
    const detach = (): void => {
      leave()
      giveBack()
      server.off('upgrade', onUpgrade)
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
    const lingering = setTimeout(() => {
      own.closeAllConnections()
      for (const socket of this.#upgraded) socket.destroy()
    }, limits.keepAliveTimeout)
    await closed
    clearTimeout(lingering)
  }

  #remember(socket: Duplex): void {
    this.#upgraded.add(socket)
    socket.on('close', this.#onClose)
  }

  #request(server: Server, request: IncomingMessage, response: ServerResponse): boolean {
    const isOwn = server === this.#own
    if (isOwn) this.#silent?.spoke(request.socket)
    if (isOwn && refuseExcess(request, response)) return true
    const match = this.#routes.match(request.url)
    if (!match && !isOwn) {
      this.#tellOfSockJs(request, response)
      return false
    }
    response.on('error', ignore)
    response.setTimeout(this.#options.answerTimeoutMs)
    const refusal = this.#foreign(server, request, match?.route)
    if (refusal) {
      this.#options.refused(request, refusal)
      answer(response, refusal.status, refusal.text, refusal.headers)
    } else if (match) serve(match, request, response)
    else this.#nothing(request, response)
    return true
  }

  #nothing(request: IncomingMessage, response: ServerResponse): void {
    const text = this.#withoutSockJs(request) ?? `Nothing at this path.${this.#endpoints()}`
    if (isOfSockJs(request)) this.#options.refused(request, { status: 404, text })
    if (this.#options.nothing) this.#options.nothing.request(request, response)
    else answer(response, 404, text)
  }

  /** What others answer is theirs; but a SockJS client that came to an endpoint of ours tells its page nothing of why it failed. */
  #tellOfSockJs(request: IncomingMessage, response: ServerResponse): void {
    const text = this.#withoutSockJs(request)
    if (text === undefined) return
    response.once('finish', () => {
      const isTheirs = String(response.getHeader('content-type')).includes('json')
      if (!isTheirs) this.#options.refused(request, { status: response.statusCode, text })
    })
  }

  /** What to tell a SockJS client that came to an endpoint for WebSockets alone. */
  #withoutSockJs({ url = '' }: IncomingMessage): string | undefined {
    const path = sockJsBase(url)
    const route = path === undefined ? undefined : this.#routes.match(path)?.route
    if (!route?.upgrade || route.path !== path || route.withBelow) return undefined
    const [instead] = this.#routes.sockJsPaths
    const other = instead === undefined ? 'connect a WebSocket to it' : `connect to ${instead}`
    return `${path} takes no SockJS: ${other}, or set endpoints: { '${path}': { sockjs: true } }.`
  }

  #upgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    if (server === this.#own) {
      this.#silent?.spoke(request.socket)
      this.#remember(socket)
    }
    const match = this.#routes.match(request.url)
    if (!match || !('upgrade' in match.route)) return false
    const { route, below } = match
    socket.on('error', ignore)
    const faultOf = route.answersHandshakes ? unsafeUpgrade : handshakeFault
    const refusal = this.#foreign(server, request, route) ?? faultOf(request)
    if (refusal) this.#refuse(request, socket, refusal)
    else if (!route.upgrade?.(request, socket, head, below))
      this.#refuse(request, socket, {
        status: 400,
        text: `Nothing to upgrade at this path below ${route.path}.`,
      })
    // Whoever took it listens by now.
    else socket.off('error', ignore)
    return true
  }

  /** An upgrade that is not ours, before others see it. Who listens for some may leave this one unanswered, and open for ever. */
  #unclaimed(server: Server, request: IncomingMessage, socket: Duplex): boolean {
    if (server.listenerCount('upgrade') === 1) {
      this.#refuseUnclaimed(request, socket)
      return true
    }
    socket.on('error', ignore)
    const isTouched = watchTouch(socket)
    const stopWatching = watchAnswer(socket, (status) => this.#declined(request, status))
    const timer = setTimeout(() => {
      if (isTouched()) return
      stopWatching()
      this.#refuseUnclaimed(request, socket)
    }, this.#options.answerTimeoutMs)
    socket.once('close', () => clearTimeout(timer))
    return false
  }

  /** By a listener that takes none but its own, as socket.io and ws do. A typo in the path of ours ends there as well. */
  #declined(request: IncomingMessage, status: number): void {
    const text = `No STOMP endpoint at this path, and who else listens on this server did not take it.${this.#endpoints()}`
    this.#options.refused(request, { status, text })
  }

  #refuseUnclaimed(request: IncomingMessage, socket: Duplex): void {
    if (socket.destroyed) return
    const refusal = { status: 404, text: `No WebSocket endpoint at this path.${this.#endpoints()}` }
    if (!this.#options.nothing) return this.#refuse(request, socket, refusal)
    this.#options.refused(request, refusal)
    this.#options.nothing.upgrade(request)
  }

  #refuse(request: IncomingMessage, socket: Duplex, refusal: HttpRefusal): void {
    this.#options.refused(request, refusal)
    refuseUpgrade(socket, refusal.status, refusal.text, refusal.headers)
  }

  /** Who calls the broker by a name that is not its own, or calls from a page that may not. */
  #foreign(server: Server, request: IncomingMessage, route: Route | undefined): HttpRefusal | undefined {
    const { origin } = request.headers
    const address = server.address()
    const boundAddress = typeof address === 'object' ? address?.address : undefined
    const hosts = hostsOf(request)
    const listensOn = server === this.#own ? this.#listensOn : undefined
    const refusal = this.#hosts.refusal({ hosts, httpVersion: request.httpVersion, listensOn, boundAddress })
    if (refusal || !route?.checksOrigin) return refusal
    const isEncrypted = 'encrypted' in request.socket
    const text = this.#origins.refusal({ origin, host: hosts[0], isEncrypted, boundAddress })
    return text === undefined ? undefined : { status: 403, text, headers: { Vary: 'Origin' } }
  }

  #endpoints(): string {
    const paths = this.#routes.upgradePaths
    return paths.length > 0 ? ` STOMP endpoints: ${paths.join(', ')}.` : ''
  }
}

/** HTTP/2, which a server of somebody else may speak, says it otherwise. */
function hostsOf({ headers, headersDistinct }: IncomingMessage): readonly string[] {
  const authority = headers[':authority']
  return typeof authority === 'string' ? [authority] : (headersDistinct['host'] ?? [])
}

/** What sockjs-client asks for first, wherever it was told that its endpoint is. */
const isOfSockJs = ({ url = '' }: IncomingMessage): boolean => sockJsBase(url) !== undefined

const sockJsBase = (url: string): string | undefined => /^(.*)\/info(\?|$)/s.exec(url)?.[1]

function serve({ route, below }: Match, request: IncomingMessage, response: ServerResponse): void {
  if (!route.request) answer(response, 426, upgradeRequired(route), upgradeHeaders)
  else if (!route.request(request, response, below)) {
    answer(response, 404, `Nothing at this path below ${route.path}.`)
  }
}

function refuseExcess(request: IncomingMessage, response: ServerResponse): boolean {
  const refusal = excess(request)
  if (refusal) answer(response, ...refusal, { Connection: 'close' })
  return refusal !== undefined
}

function excess({ rawHeaders, url = '', method }: IncomingMessage): [number, string] | undefined {
  if (rawHeaders.length > maxHeaders * 2) return [431, `More than ${maxHeaders} headers.`]
  if (url.length > maxUrlLength) return [414, `The URL is longer than ${maxUrlLength} characters.`]
  if (!url.startsWith('/')) return [400, 'The request target must be a path.']
  if (method === 'TRACE') return [405, 'Nothing here answers TRACE.']
  return undefined
}

const ignore = (): void => {}

const upgradeHeaders = { Connection: 'Upgrade, close', Upgrade: 'websocket' }

const upgradeRequired = ({ path }: Route): string =>
  `This is a STOMP over WebSocket endpoint: connect a STOMP client to ws://…${path}, for example new Client({ brokerURL: 'ws://…${path}' }) of @stomp/stompjs.`
