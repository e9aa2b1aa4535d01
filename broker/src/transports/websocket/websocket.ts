import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type Server, type VerifyClientCallbackAsync } from 'ws'
import type { Accept, Admit } from '../../core/ports.ts'
import type { SockJsBehaviour } from '../../core/profile/sockjs-behaviour.ts'
import { standardSockJs } from '../../core/profile/standard-sock-js.ts'
import { plainText, retryAfter } from '../http/http-answer.ts'
import { keptHeaders } from '../http/kept-headers.ts'
import { PeerSocket, WebSocketConnection, type Dialect, type MessageBounds } from './websocket-connection.ts'
import { stopAtFault } from './stop-at-fault.ts'
import { webSocketFraming } from './websocket-framing.ts'

export interface WebSocketOptions {
  /** The endpoint, as the handshake names it. */
  readonly path: string
  readonly maxMessageBytes: number
  readonly accept: Accept
  readonly admit: Admit
  /** As in profile `standard` unless given. */
  readonly behaviour?: SockJsBehaviour
}

/** What is known by now of a socket that becomes a WebSocket. */
export interface Upgrading {
  /** What its session is to be called. */
  readonly sessionId?: string
  /** What the answer says besides. */
  readonly headers?: OutgoingHttpHeaders
}

/** Enough for the longest text of a container's limits, and for a binary message that gets its own reason. */
const containerBytes = 128 * 1024

const stompProtocols = ['v12.stomp', 'v11.stomp', 'v10.stomp']

const plainDialect: Dialect = { transport: 'websocket', framing: webSocketFraming }

/** STOMP over WebSocket. One WebSocket message may hold any cut of the STOMP stream. */
export class WebSocketTransport {
  readonly #options: WebSocketOptions
  readonly #dialect: Dialect
  readonly #server: Server<typeof PeerSocket>
  readonly #bounds: MessageBounds
  readonly #headers = new WeakMap<IncomingMessage, OutgoingHttpHeaders>()

  constructor(options: WebSocketOptions, dialect: Dialect = plainDialect) {
    const { messages, compression, subProtocol, closeTimeoutMs } = options.behaviour ?? standardSockJs
    this.#options = options
    this.#dialect = dialect
    this.#bounds =
      messages === 'a-whole-frame'
        ? { closeTimeoutMs, messages: undefined, maxMessageBytes: options.maxMessageBytes }
        : { closeTimeoutMs, messages, maxMessageBytes: containerBytes }
    // `closeTimeout` is newer than the types. Stock clients cut a message into fragments of 4 KiB.
    const limits = { maxFragments: 1024, maxBufferedChunks: 1024, closeTimeout: closeTimeoutMs }
    this.#server = new WebSocketServer({
      ...limits,
      noServer: true,
      clientTracking: false,
      perMessageDeflate: compression === 'inflated',
      maxPayload: this.#bounds.maxMessageBytes,
      handleProtocols: subProtocol === 'newest' ? newest : firstOffered,
      // ws asks it when all else about the handshake is right.
      verifyClient: ({ req }, answer) => this.#admit(req, answer),
      WebSocket: PeerSocket,
    })
    this.#server.on('headers', (lines, request) => {
      if (compression === 'inflated') writeExtensionAsTomcat(lines, request)
      for (const [name, value] of Object.entries(this.#headers.get(request) ?? {})) {
        for (const each of [value].flat()) lines.push(`${name}: ${each}`)
      }
    })
  }

  /** Answers the handshake, or refuses it and closes the socket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, given: Upgrading = {}): void {
    const { sessionId, headers = {} } = given
    this.#headers.set(request, headers)
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      if (this.#options.behaviour?.compression === 'inflated') stopAtFault(webSocket)
      const { path, accept } = this.#options
      const connection = new WebSocketConnection(webSocket, socket, this.#dialect, this.#bounds)
      connection.open(accept, {
        transport: this.#dialect.transport,
        path,
        // Mostly the same text, which is then held once.
        url: request.url === path ? path : (request.url ?? ''),
        remoteAddress: request.socket.remoteAddress ?? '',
        headers: keptHeaders(request.headers),
        ...(sessionId !== undefined && { sessionId }),
      })
    })
  }

  #admit({ socket }: IncomingMessage, answer: Parameters<VerifyClientCallbackAsync>[1]): void {
    const refusal = this.#options.admit(socket.remoteAddress ?? '')
    if (refusal) answer(false, 503, `${refusal.message}\n`, { ...retryAfter(refusal), ...plainText })
    else answer(true)
  }
}

const newest = (offered: ReadonlySet<string>): string | false =>
  stompProtocols.find((name) => offered.has(name)) ?? false

const firstOffered = (offered: ReadonlySet<string>): string | false =>
  [...offered].find((name) => stompProtocols.includes(name.toLowerCase())) ?? false

/** `ws` leaves out a window size that it leaves to the client; Tomcat says it. */
function writeExtensionAsTomcat(lines: string[], { headers }: IncomingMessage): void {
  const at = lines.findIndex((line) => line.startsWith('Sec-WebSocket-Extensions: '))
  if (at === -1) return
  const [name, ...parameters] = lines[at]!.split('; ')
  const isAsked = /^[^,]*;\s*client_max_window_bits\s*([;,]|$)/.test(
    headers['sec-websocket-extensions'] ?? '',
  )
  lines[at] = [name, ...parameters, ...(isAsked ? ['client_max_window_bits=15'] : [])].join(';')
}
