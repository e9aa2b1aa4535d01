import { type AddressInfo, type Server, type Socket, createServer } from 'node:net'
import { type TlsOptions, createServer as createTlsServer } from 'node:tls'
import type { Accept } from '../../core/ports.ts'
import { TcpConnection } from './tcp-connection.ts'

export interface TcpServerOptions {
  readonly accept: Accept
  /** Sockets beyond are closed without a word. */
  readonly maxConnections: number
  readonly tls?: TlsOptions
}

const socketOptions = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }

const handshakeTimeoutMs = 10_000

/** STOMP as it is on a port of its own, in the clear or over TLS. */
export class TcpServer {
  readonly #server: Server
  readonly #accept: Accept
  readonly #transport: 'tcp' | 'tls'
  /** Also those whose TLS handshake is not done. */
  readonly #sockets: Set<Socket>
  /** One listener for all sockets. */
  readonly #forget: (this: Socket) => void

  /** @throws what node:tls says about a key or certificate that cannot be used. */
  constructor({ accept, maxConnections, tls }: TcpServerOptions) {
    const sockets = new Set<Socket>()
    this.#sockets = sockets
    this.#forget = function () {
      sockets.delete(this)
    }
    this.#accept = accept
    this.#transport = tls ? 'tls' : 'tcp'
    this.#server = tls
      ? createTlsServer({ ...socketOptions, handshakeTimeout: handshakeTimeoutMs, ...tls })
      : createServer(socketOptions)
    this.#server.maxConnections = maxConnections
    this.#server
      .on('connection', this.#remember)
      .on(tls ? 'secureConnection' : 'connection', this.#open)
      .on('tlsClientError', (_: Error, socket: Socket) => void socket.destroy())
  }

  /** Rejects when the address cannot be bound. */
  async listen(port: number, host: string): Promise<AddressInfo> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, host, () => {
        // From here on an error is one peer that could not be accepted.
        this.#server.off('error', reject).on('error', () => {})
        resolve()
      })
    })
    return this.#server.address() as AddressInfo
  }

  stopAccepting(): void {
    this.#server.close()
  }

  /** Cuts whoever is left. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  readonly #remember = (socket: Socket): void => {
    this.#sockets.add(socket)
    socket.on('close', this.#forget)
  }

  readonly #open = (socket: Socket): void => {
    new TcpConnection(socket).open(this.#accept, {
      transport: this.#transport,
      path: '',
      url: '',
      remoteAddress: socket.remoteAddress ?? '',
      headers: {},
    })
  }
}
