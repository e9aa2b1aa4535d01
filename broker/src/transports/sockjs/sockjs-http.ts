import { randomInt } from 'node:crypto'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Accept, Admit } from '../../core/ports.ts'
import { answer, retryAfter } from '../http/http-answer.ts'
import { SockJsOwner } from './sockjs-owner.ts'
import { SockJsPackage, type ReceiverKind } from './sockjs-package.ts'
import { SockJsSession } from './sockjs-session.ts'
import type { SockJsSettings } from './sockjs-settings.ts'

export interface SockJsHttpOptions extends SockJsSettings {
  /** The endpoint, as the handshake names it. */
  readonly path: string
  readonly maxBodyBytes: number
  readonly maxSessions: number
  readonly accept: Accept
  readonly admit: Admit
}

interface Receiving {
  /** As the handshake names it. */
  readonly transport: string
  readonly method: 'GET' | 'POST'
  readonly contentType: string
}

const script = 'application/javascript; charset=UTF-8'

const receivers: Record<ReceiverKind, Receiving> = {
  xhr: { transport: 'xhr-polling', method: 'POST', contentType: script },
  xhr_streaming: { transport: 'xhr-streaming', method: 'POST', contentType: script },
  eventsource: { transport: 'eventsource', method: 'GET', contentType: 'text/event-stream; charset=UTF-8' },
}

const neverCached = { 'Cache-Control': 'no-store, no-cache, no-transform, must-revalidate, max-age=0' }

const sessionPath = /^\/[\w-]{1,128}\/([\w-]{1,128})\/([a-z_]+)$/

/**
 * The SockJS transports over HTTP. All that comes from the network is judged here; the package behind sees nothing of it.
 * The server in front has judged the origin.
 */
export class SockJsHttp {
  readonly #options: SockJsHttpOptions
  readonly #package: SockJsPackage
  readonly #sessions = new Map<string, SockJsSession>()

  constructor(options: SockJsHttpOptions) {
    this.#options = options
    this.#package = new SockJsPackage(options)
  }

  /** @returns false when there is no such path. */
  request(request: IncomingMessage, response: ServerResponse, below: string): boolean {
    // What is written to a peer that just left is nobody's error.
    response.on('error', () => {})
    allowOrigin(request, response)
    if (below === '' || below === '/')
      return only('GET', response, () => answer(response, 200, 'Welcome to SockJS!\n'))
    if (below === '/info') return this.#info(response)
    const [, id, transport] = sessionPath.exec(below) ?? []
    if (id === undefined || transport === undefined) return false
    if (transport === 'xhr_send') return only('POST', response, () => this.#send(id, response))
    if (!isReceiver(transport)) return false
    return only(receivers[transport].method, response, () => this.#receive(id, transport, response))
  }

  #info(response: ServerResponse): boolean {
    const { webSocket, cookieNeeded } = this.#options
    const entropy = randomInt(2 ** 32)
    const info = { websocket: webSocket, origins: ['*:*'], cookie_needed: cookieNeeded, entropy }
    const headers = { 'Content-Type': 'application/json; charset=UTF-8', ...neverCached }
    return only('GET', response, () => answer(response, 200, JSON.stringify(info), headers), true)
  }

  #send(id: string, response: ServerResponse): void {
    const session = this.#sessions.get(id)
    if (session?.owner.sent(response.req)) session.post(response)
    else answer(response, 404, 'No such session.')
  }

  #receive(id: string, kind: ReceiverKind, response: ServerResponse): void {
    // A socket that is gone would take the package's session with it before it opened.
    if (response.req.socket.destroyed) return
    response.req.resume()
    const session = this.#sessions.get(id)
    const headers = { 'Content-Type': receivers[kind].contentType, ...neverCached }
    if (!session) this.#open(id, kind, response, headers)
    else if (!session.owner.sent(response.req)) answer(response, 404, 'No such session.')
    else if (session.kind === kind) session.attach(response, headers)
    else answer(response, 404, 'This session was opened by another transport.')
  }

  #open(id: string, kind: ReceiverKind, response: ServerResponse, headers: OutgoingHttpHeaders): void {
    const { path, maxBodyBytes, maxSessions, accept, admit } = this.#options
    if (this.#sessions.size >= maxSessions) {
      answer(response, 503, 'Too many SockJS sessions over HTTP. Try again later.', { 'Retry-After': 5 })
      return
    }
    const { socket, url = '', headers: asked } = response.req
    const refusal = admit(socket.remoteAddress ?? '')
    if (refusal) return answer(response, 503, refusal.message, retryAfter(refusal))
    const owner = new SockJsOwner(asked)
    const session = new SockJsSession({
      kind,
      owner,
      sockJs: this.#package,
      maxBodyBytes,
      ended: () => this.#sessions.delete(id),
    })
    this.#sessions.set(id, session)
    const { transport } = receivers[kind]
    session.open(response, headers, accept, {
      transport,
      path,
      url,
      remoteAddress: socket.remoteAddress ?? '',
      headers: asked,
    })
  }
}

const isReceiver = (transport: string): transport is ReceiverKind => Object.hasOwn(receivers, transport)

/** The origin is echoed, for the server let it pass; what a preflight asks for is not. */
function allowOrigin({ headers: { origin } }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Vary', 'Origin')
  if (origin === undefined) return
  response.setHeader('Access-Control-Allow-Origin', origin)
  response.setHeader('Access-Control-Allow-Credentials', 'true')
}

/** Answers the preflight and every other method than the one that is served. */
function only(
  method: 'GET' | 'POST',
  response: ServerResponse,
  serve: () => void,
  preflight = method === 'POST',
): true {
  const asked = response.req.method
  const methods = preflight ? `${method}, OPTIONS` : method
  if (asked === method) serve()
  else if (asked === 'OPTIONS' && preflight) {
    answer(response, 204, '', {
      'Access-Control-Allow-Methods': methods,
      'Access-Control-Allow-Headers': 'Content-Type',
      'Access-Control-Max-Age': 7200,
    })
  } else answer(response, 405, `This path answers ${methods}.`, { Allow: methods })
  return true
}
