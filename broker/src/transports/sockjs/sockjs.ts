import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Accept, Admit } from '../../core/ports.ts'
import { sockJsDefaults, type SockJsSettings } from './sockjs-settings.ts'
import { answer } from '../http/http-answer.ts'
import { SockJsHttp } from './sockjs-http.ts'
import { SockJsDialect } from './sockjs-websocket.ts'
import { WebSocketTransport } from '../websocket/websocket.ts'

export interface SockJsOptions extends Partial<SockJsSettings> {
  /** The endpoint, as the handshake names it. */
  readonly path: string
  /** Also the longest body of an `xhr_send`. */
  readonly maxMessageBytes: number
  readonly accept: Accept
  readonly admit: Admit
  /** Sessions over HTTP, open at a time. */
  readonly maxSessions?: number
}

const defaults = { ...sockJsDefaults, cookieNeeded: false, maxSessions: 5_000 }

/** SockJS and plain WebSocket on one base path. `below` is what follows that path. */
export class SockJsTransport {
  readonly #plain: WebSocketTransport
  readonly #framed: WebSocketTransport
  readonly #http: SockJsHttp
  readonly #hasWebSocket: boolean

  constructor(given: SockJsOptions) {
    const options = { ...defaults, ...given }
    this.#hasWebSocket = options.webSocket
    this.#plain = new WebSocketTransport(options)
    this.#framed = new WebSocketTransport(options, new SockJsDialect(options.heartBeatMs))
    this.#http = new SockJsHttp({ ...options, maxBodyBytes: options.maxMessageBytes })
  }

  /** @returns false when there is no such path. */
  request(request: IncomingMessage, response: ServerResponse, below: string): boolean {
    if (!this.#hasWebSocket || (!isPlain(below) && !isFramed(below)))
      return this.#http.request(request, response, below)
    if (below === '' || below === '/') return this.#http.request(request, response, below)
    answer(response, 426, 'This path is a WebSocket.\n', {
      Connection: 'Upgrade, close',
      Upgrade: 'websocket',
    })
    return true
  }

  /** @returns false when nothing there can be upgraded. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, below: string): boolean {
    if (!this.#hasWebSocket) return false
    if (isPlain(below)) this.#plain.upgrade(request, socket, head)
    else if (isFramed(below)) this.#framed.upgrade(request, socket, head)
    else return false
    return true
  }
}

const isPlain = (below: string): boolean => below === '' || below === '/' || below === '/websocket'
const isFramed = (below: string): boolean => /^\/[\w-]{1,128}\/[\w-]{1,128}\/websocket$/.test(below)
