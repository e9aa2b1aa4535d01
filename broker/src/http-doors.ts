import { HttpServer, type HttpServerOptions } from './server/http-server.ts'
import type { Route } from './server/route.ts'

/** The HTTP ports of one broker, its own and those of servers it was attached to. */
export class HttpDoors {
  readonly #options: HttpServerOptions
  readonly #servers: HttpServer[] = []

  constructor(options: HttpServerOptions) {
    this.#options = options
  }

  /** @param besides what is served there and nowhere else. */
  open(besides: readonly Route[] = []): HttpServer {
    const server = new HttpServer({ ...this.#options, routes: [...this.#options.routes, ...besides] })
    this.#servers.push(server)
    return server
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.close()))
  }
}
