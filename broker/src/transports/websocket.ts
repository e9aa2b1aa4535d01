import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type Server, type VerifyClientCallbackAsync } from 'ws'
import type { Accept, Admit } from '../core/ports.ts'
import { plainText, retryAfter } from './http-answer.ts'
import { PeerSocket, WebSocketConnection, type Dialect } from './websocket-connection.ts'
import { webSocketFraming } from './websocket-framing.ts'

export interface WebSocketOptions {
  /** The endpoint, as the handshake names it. */
  readonly path: string
  readonly maxMessageBytes: number
  readonly accept: Accept
  readonly admit: Admit
}

const stompProtocols = ['v12.stomp', 'v11.stomp', 'v10.stomp']

const plainDialect: Dialect = { transport: 'websocket', framing: webSocketFraming }

/** STOMP over WebSocket. One WebSocket message may hold any cut of the STOMP stream. */
export class WebSocketTransport {
  readonly #options: WebSocketOptions
  readonly #dialect: Dialect
  readonly #server: Server<typeof PeerSocket>

  constructor(options: WebSocketOptions, dialect: Dialect = plainDialect) {
    this.#options = options
    this.#dialect = dialect
    // `closeTimeout` is newer than the types. Stock clients cut a message into fragments of 4 KiB.
    const limits = { maxFragments: 1024, maxBufferedChunks: 1024, closeTimeout: 5_000 }
    this.#server = new WebSocketServer({
      ...limits,
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: options.maxMessageBytes,
      handleProtocols: (offered) => stompProtocols.find((name) => offered.has(name)) ?? false,
      // ws asks it when all else about the handshake is right.
      verifyClient: ({ req }, answer) => this.#admit(req, answer),
      WebSocket: PeerSocket,
    })
  }

  /** Answers the handshake, or refuses it and closes the socket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new WebSocketConnection(
        webSocket,
        socket,
        this.#dialect,
        this.#options.maxMessageBytes,
      )
      connection.open(this.#options.accept, {
        transport: this.#dialect.transport,
        path: this.#options.path,
        url: request.url ?? '',
        remoteAddress: request.socket.remoteAddress ?? '',
        headers: request.headers,
      })
    })
  }

  #admit({ socket }: IncomingMessage, answer: Parameters<VerifyClientCallbackAsync>[1]): void {
    const refusal = this.#options.admit(socket.remoteAddress ?? '')
    if (refusal) answer(false, 503, `${refusal.message}\n`, { ...retryAfter(refusal), ...plainText })
    else answer(true)
  }
}
