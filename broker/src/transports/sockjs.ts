import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Accept, Admit } from '../core/ports.ts'
import { answer } from './http-answer.ts'
import { SockJsHttp } from './sockjs-http.ts'
import { SockJsDialect } from './sockjs-websocket.ts'
import { WebSocketTransport } from './websocket.ts'

export interface SockJsOptions {
  /** The endpoint, as the handshake names it. */
  readonly path: string
  /** Also the longest body of an `xhr_send`. */
  readonly maxMessageBytes: number
  readonly accept: Accept
  readonly admit: Admit
  /** Sessions over HTTP, open at a time. */
  readonly maxSessions?: number
  readonly heartBeatMs?: number
  /** How long a session over HTTP lives without a receiver. */
  readonly disconnectDelayMs?: number
}

const defaults = { maxSessions: 5_000, heartBeatMs: 25_000, disconnectDelayMs: 5_000 }

/** SockJS and plain WebSocket on one base path. `below` is what follows that path. */
export class SockJsTransport {
  readonly #plain: WebSocketTransport
  readonly #framed: WebSocketTransport
  readonly #http: SockJsHttp

  constructor(given: SockJsOptions) {
    const options = { ...defaults, ...given }
    this.#plain = new WebSocketTransport(options)
    this.#framed = new WebSocketTransport(options, new SockJsDialect(options.heartBeatMs))
    this.#http = new SockJsHttp({ ...options, maxBodyBytes: options.maxMessageBytes })
  }

  /** @returns false when there is no such path. */
  request(request: IncomingMessage, response: ServerResponse, below: string): boolean {
    if (!isPlain(below) && !isFramed(below)) return this.#http.request(request, response, below)
    if (below === '' || below === '/') return this.#http.request(request, response, below)
    answer(response, 426, 'This path is a WebSocket.\n', {
      Connection: 'Upgrade, close',
      Upgrade: 'websocket',
    })
    return true
  }

  /** @returns false when nothing there can be upgraded. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, below: string): boolean {
    if (isPlain(below)) this.#plain.upgrade(request, socket, head)
    else if (isFramed(below)) this.#framed.upgrade(request, socket, head)
    else return false
    return true
  }
}

const isPlain = (below: string): boolean => below === '' || below === '/' || below === '/websocket'
const isFramed = (below: string): boolean => /^\/[\w-]{1,128}\/[\w-]{1,128}\/websocket$/.test(below)
