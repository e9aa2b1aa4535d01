import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type Server } from 'ws'
import type { Accept } from '../core/ports.ts'
import { PeerSocket, WebSocketConnection, type Dialect } from './websocket-connection.ts'
import { webSocketFraming } from './websocket-framing.ts'

export interface WebSocketOptions {
  /** The endpoint, as the handshake names it. */
  readonly path: string
  readonly maxMessageBytes: number
  readonly accept: Accept
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
    // `closeTimeout` is newer than the types.
    const limits = { maxFragments: 128, maxBufferedChunks: 1024, closeTimeout: 5_000 }
    this.#server = new WebSocketServer({
      ...limits,
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: options.maxMessageBytes,
      handleProtocols: (offered) => stompProtocols.find((name) => offered.has(name)) ?? false,
      WebSocket: PeerSocket,
    })
  }

  /** Answers the handshake, or refuses it and closes the socket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new WebSocketConnection(webSocket, socket, this.#dialect)
      connection.open(this.#options.accept, {
        transport: this.#dialect.transport,
        path: this.#options.path,
        remoteAddress: request.socket.remoteAddress ?? '',
        headers: request.headers,
      })
    })
  }
}
