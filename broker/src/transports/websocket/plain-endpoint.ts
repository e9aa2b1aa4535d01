import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { HttpAnswers } from '../../core/profile/sockjs-behaviour.ts'
import { isPreflight, refusePage, servletMethods, type Ignored, type Origins } from '../http/cors.ts'
import { varying } from '../http/error-page.ts'
import { answeredHandshake } from './handshake-answer.ts'
import { reply, responseOn } from '../http/http-answer.ts'
import { WebSocketTransport, type WebSocketOptions } from './websocket.ts'

export interface PlainEndpointOptions extends WebSocketOptions {
  readonly answers: HttpAnswers
  readonly origins: Origins
  readonly ignored: Ignored
}

/** STOMP over WebSocket at one path, which answers all that is no handshake itself, as a servlet does. */
export class PlainEndpoint {
  readonly #options: PlainEndpointOptions
  readonly #transport: WebSocketTransport

  constructor(options: PlainEndpointOptions) {
    this.#options = options
    this.#transport = new WebSocketTransport(options)
  }

  request(request: IncomingMessage, response: ServerResponse): void {
    // A handshake in all but the protocol switch, which only an upgrade can be given.
    if (!this.#answered(request, response)) reply(response, 400)
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const response = responseOn(request)
    if (this.#answered(request, response)) return
    response.detachSocket(request.socket)
    this.#transport.upgrade(request, socket, head, { sessionId: randomUUID() })
  }

  #answered(request: IncomingMessage, response: ServerResponse): boolean {
    const { answers, origins, ignored } = this.#options
    if (isPreflight(request)) strayPreflight(response, answers.preflightOfPlainPath)
    else if (origins.judge(request) === 'foreign') refusePage(request.headers.origin, response, '', ignored)
    else return answeredHandshake(request, response, answers.webSocketMethods)
    return true
  }
}

/** Nobody told these paths which pages may come, so that a preflight finds nothing to go by. */
function strayPreflight(response: ServerResponse, how: HttpAnswers['preflightOfPlainPath']): void {
  if (how === 'empty') reply(response, 200, '', { Allow: servletMethods })
  else reply(response, 403, 'Invalid CORS request', { Vary: varying })
}
