import type { Limits } from './core/limits.ts'
import type { Accept } from './core/ports.ts'
import { TcpServer } from './transports/tcp/tcp.ts'
import { type TcpTls, readTls } from './transports/tcp/tcp-tls.ts'

/** STOMP without WebSocket, for clients in other languages. */
export interface TcpOptions {
  /** The port to listen on, 0 for any free one. Clients expect 61613. */
  readonly port: number
  /** The name or address to listen on. Default that of the broker. */
  readonly host?: string
  /**
   * `keyFile` and `certFile`, PEM files whose paths are relative to the configuration file; or the options of
   * `tls.createServer`: `key`, `cert`, `ca`, `requestCert` and the others.
   */
  readonly tls?: TcpTls
}

/** The TCP ports of one broker. */
export class TcpDoors {
  readonly #accept: Accept
  readonly #maxConnections: number
  readonly #servers: TcpServer[] = []

  /** There is room beyond the sessions, for those who are told that there is none. */
  constructor(accept: Accept, { maxSessions, maxUnconnectedSessions }: Limits) {
    this.#accept = accept
    this.#maxConnections = maxSessions + maxUnconnectedSessions
  }

  /** @returns the port. Rejects with Node's error, of the port or of a key that cannot be used. */
  async open(port: number, host: string, tls: TcpTls | undefined): Promise<number> {
    const server = new TcpServer({
      accept: this.#accept,
      maxConnections: this.#maxConnections,
      ...(tls && { tls: await readTls(tls) }),
    })
    const address = await server.listen(port, host)
    this.#servers.push(server)
    return address.port
  }

  stopAccepting(): void {
    for (const server of this.#servers) server.stopAccepting()
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.close()))
  }
}
