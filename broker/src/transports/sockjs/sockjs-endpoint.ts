import { randomInt, randomUUID } from 'node:crypto'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Connection, Handshake, Receiver } from '../../core/ports.ts'
import type { HttpAnswers, SockJsBehaviour } from '../../core/profile/sockjs-behaviour.ts'
import { Cors, oneYearSeconds, type Ignored, type Origins } from '../http/cors.ts'
import { answeredHandshake } from '../websocket/handshake-answer.ts'
import { reply, responseOn, retryAfter } from '../http/http-answer.ts'
import { HttpSession } from './http-session.ts'
import { IframePage } from './iframe-page.ts'
import { heartBeatMessage, ListedDialect } from './listed-dialect.ts'
import { SharedChannel } from './shared-channel.ts'
import { receivingOf, type Receiving } from './sockjs-receiving.ts'
import { SockJsSessions } from './sockjs-sessions.ts'
import { sockJsDefaults, type SockJsSettings } from './sockjs-settings.ts'
import { WebSocketTransport, type WebSocketOptions } from '../websocket/websocket.ts'

export interface SockJsEndpointOptions extends WebSocketOptions, Partial<SockJsSettings> {
  readonly behaviour: SockJsBehaviour
  readonly answers: HttpAnswers
  readonly origins: Origins
  readonly ignored: Ignored
  /** Sessions over HTTP, known at a time. */
  readonly maxSessions?: number
}

const defaults = { ...sockJsDefaults, cookieNeeded: true, maxSessions: 5_000 }

const neverCached = { 'Cache-Control': 'no-store, no-cache, must-revalidate, max-age=0' }
const plainText = { 'Content-Type': 'text/plain;charset=UTF-8' }

/** A request, and what it takes to make a WebSocket of it, if it asks for one. */
interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly upgrade?: { readonly socket: Duplex; readonly head: Buffer }
}

/** SockJS on one base path, as Spring answers there: all transports, sessions named by their URLs. */
export class SockJsEndpoint {
  readonly #options: Required<SockJsEndpointOptions>
  readonly #cors: Cors
  readonly #iframe: IframePage
  readonly #plain: WebSocketTransport
  readonly #framed: WebSocketTransport
  readonly #sessions: SockJsSessions

  constructor(given: SockJsEndpointOptions) {
    const options = { ...defaults, ...given }
    const { behaviour, answers, origins } = options
    this.#options = options
    this.#cors = new Cors(origins, answers, options.ignored)
    this.#iframe = new IframePage(answers.iframePage, origins)
    this.#sessions = new SockJsSessions(options.disconnectDelayMs, answers.sessionsKeepAddress)
    this.#plain = new WebSocketTransport(options)
    this.#framed = new WebSocketTransport(
      {
        ...options,
        accept: (connection, handshake) => this.#accept(connection, handshake),
      },
      new ListedDialect(behaviour.closesWithoutFrame, answers.behindArray),
    )
  }

  /** @param below what follows the base path. */
  request(request: IncomingMessage, response: ServerResponse, below: string): void {
    // What is written to a peer that just left is nobody's error.
    response.on('error', () => {})
    this.#serve({ request, response }, tidied(below))
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, below: string): void {
    this.#serve({ request, response: responseOn(request), upgrade: { socket, head } }, tidied(below))
  }

  #serve(exchange: Exchange, below: string): void {
    const { request, response } = exchange
    // A slash that is none is nobody's business to Tomcat, whoever the page.
    if (/%2f/i.test(below)) return reply(response, 400)
    if (this.#cors.answered(request, response)) return
    if (below === '/') this.#greet(exchange)
    else if (below === '/info') this.#info(request, response)
    else if (/^\/iframe[0-9-.a-z_]*.html$/.test(below)) this.#iframe.answer(request, response)
    else if (below === '/websocket') this.#rawWebSocket(exchange)
    else this.#transport(exchange, below)
  }

  #greet({ request, response }: Exchange): void {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket')
      return reply(response, 200, 'Welcome to SockJS!\n', plainText)
    const { path, ignored } = this.#options
    ignored(
      `A plain WebSocket came to ${path}, which is the base path of SockJS: it was answered 400.`,
      `Connect to ${path}/websocket, or to an endpoint without SockJS.`,
    )
    reply(response, 400)
  }

  #info({ method }: IncomingMessage, response: ServerResponse): void {
    const { cookieNeeded, webSocket } = this.#options
    const entropy = randomInt(2 ** 32) - 2 ** 31
    const info = { entropy, origins: ['*:*'], cookie_needed: cookieNeeded, websocket: webSocket }
    const headers = { 'Content-Type': 'application/json;charset=UTF-8', ...neverCached }
    if (method === 'GET') reply(response, 200, JSON.stringify(info), headers)
    else if (method === 'OPTIONS') allowForAYear(response)
    else reply(response, 405, '', { Allow: 'GET,OPTIONS' })
  }

  #rawWebSocket(exchange: Exchange): void {
    if (this.#options.webSocket) this.#upgrade(this.#plain, exchange, randomUUID())
    else reply(exchange.response, 200)
  }

  #upgrade(transport: WebSocketTransport, { request, response, upgrade }: Exchange, sessionId: string): void {
    if (answeredHandshake(request, response, this.#options.answers.webSocketMethods)) return
    // A handshake in all but the protocol switch, which only an upgrade can be given.
    if (!upgrade) return reply(response, 400)
    response.detachSocket(request.socket)
    transport.upgrade(request, upgrade.socket, upgrade.head, { sessionId, headers: response.getHeaders() })
  }

  #transport(exchange: Exchange, below: string): void {
    const { request, response } = exchange
    const [, id = '', kind = ''] = sessionPath.exec(below) ?? []
    const method = this.#methodOf(kind)
    if (method === undefined) return reply(response, 404)
    const isOpenToPages = kind !== 'websocket' && kind !== 'eventsource'
    if (request.method === method) this.#session(exchange, id, kind)
    else if (request.method === 'OPTIONS' && isOpenToPages) allowForAYear(response)
    else reply(response, 405, '', { Allow: isOpenToPages ? `${method},OPTIONS` : method })
  }

  #methodOf(kind: string): 'GET' | 'POST' | undefined {
    if (kind === 'websocket') return this.#options.webSocket ? 'GET' : undefined
    return kind === 'xhr_send' ? 'POST' : receivingOf(kind)?.method
  }

  #session(exchange: Exchange, id: string, kind: string): void {
    const { request, response } = exchange
    const session = this.#sessions.find(id, request.headers, request.socket.remoteAddress)
    const receiving = receivingOf(kind)
    if (kind === 'xhr_send') {
      if (session instanceof HttpSession) this.#post(session, response)
      else reply(response, 404)
    } else if (session !== undefined && (session === 'foreign' || session.kind !== kind)) reply(response, 404)
    else if (!receiving) this.#upgrade(this.#framed, exchange, id)
    else this.#receive(id, session as HttpSession | undefined, receiving, exchange)
  }

  #post(session: HttpSession, response: ServerResponse): void {
    response.setHeader('Cache-Control', neverCached['Cache-Control'])
    session.post(response)
  }

  #receive(
    id: string,
    session: HttpSession | undefined,
    asked: Receiving,
    { request, response }: Exchange,
  ): void {
    request.resume()
    const headers = { 'Content-Type': asked.contentType, ...neverCached }
    const receiving = asked.kind === 'htmlfile' ? this.#htmlFile(asked, request) : asked
    if (!receiving) reply(response, 500, '"callback" parameter required', headers)
    else if (session) session.attach(response, headers, receiving)
    else this.#open(id, receiving, response, headers)
  }

  #htmlFile(receiving: Receiving, { url = '' }: IncomingMessage): Receiving | undefined {
    const callback = new URLSearchParams(url.replace(/^[^?]*/, '')).get('c') ?? ''
    if (!/^[0-9A-Za-z_.]+$/.test(callback)) return undefined
    return { ...receiving, prelude: this.#options.answers.htmlFilePage.replace('{callback}', callback) }
  }

  #open(id: string, receiving: Receiving, response: ServerResponse, headers: OutgoingHttpHeaders): void {
    const { path, maxSessions, maxMessageBytes, accept, admit, behaviour, answers } = this.#options
    if (this.#sessions.overHttp >= maxSessions) {
      return reply(response, 503, 'Too many SockJS sessions. Try again later.', { 'Retry-After': 5 })
    }
    const { socket, url = '', headers: asked } = response.req
    const remoteAddress = socket.remoteAddress ?? ''
    const refusal = admit(remoteAddress)
    if (refusal) return reply(response, 503, refusal.message, { ...retryAfter(refusal), ...plainText })
    const { closesWithoutFrame } = behaviour
    const rules = { ...this.#options, ...answers, closesWithoutFrame, maxBodyBytes: maxMessageBytes }
    const session = new HttpSession(receiving, rules)
    this.#sessions.add(id, session, asked, remoteAddress)
    const { transport } = receiving
    const handshake = { transport, path, url, remoteAddress, headers: asked, sessionId: id }
    session.open(response, headers, accept, handshake)
  }

  /** A WebSocket of a name that is in use takes that session over. */
  #accept(connection: Connection, handshake: Handshake): Receiver {
    const { sessionId: id = '', headers, remoteAddress } = handshake
    const known = this.#sessions.find(id, headers, remoteAddress)
    if (known instanceof SharedChannel && !known.isClosed) return known.takeOver(connection)
    const channel = new SharedChannel(connection, heartBeatMessage, this.#options.heartBeatMs)
    this.#sessions.add(id, channel, headers, remoteAddress)
    return channel.open(this.#options.accept, handshake)
  }
}

/** Server, session and transport. Names are what a URL may hold and a dot may not be in. */
const sessionPath = /^\/[\w~!$&'()*+,:;=@%-]+\/([\w~!$&'()*+,:;=@%-]+)\/([a-z_]+)$/

/** Slashes that say nothing do not count. */
const tidied = (below: string): string => `/${below.split('/').filter(Boolean).join('/')}`

function allowForAYear(response: ServerResponse): void {
  reply(response, 204, '', {
    'Cache-Control': `public, max-age=${oneYearSeconds}`,
    Expires: new Date(Date.now() + oneYearSeconds * 1000).toUTCString(),
  })
}
