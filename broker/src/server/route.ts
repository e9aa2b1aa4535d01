import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** One path of the server, or a path and all below it, and who answers there. */
export interface Route {
  /** Starts with `/` and does not end with one, but for the root itself. */
  readonly path: string
  readonly withBelow: boolean
  /** Whether a page of a foreign origin is refused. */
  readonly checksOrigin: boolean
  /** It answers broken handshakes itself. Judged before are only those that could hide another request. */
  readonly answersHandshakes?: boolean
  /** `below` is what follows the route's path: empty, or starting with `/`. False: there is no such thing. */
  readonly request?: (request: IncomingMessage, response: ServerResponse, below: string) => boolean
  /** False: nothing there can be upgraded; the socket is still untouched. */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer, below: string) => boolean
}

export interface Match {
  readonly route: Route
  readonly below: string
}

/** The routes of one server, longest path first. Paths are compared as they came, never decoded. */
export class RouteTable {
  readonly #routes: readonly Route[]

  constructor(routes: readonly Route[]) {
    this.#routes = routes.toSorted((one, other) => other.path.length - one.path.length)
  }

  /** @param url the target of a request line; only the origin form, `/path?query`, can match. */
  match(url = ''): Match | undefined {
    const path = url.replace(/[?#].*$/s, '')
    for (const route of this.#routes) {
      if (path === route.path) return { route, below: '' }
      const base = route.path === '/' ? '' : route.path
      if (route.withBelow && path.startsWith(`${base}/`)) return { route, below: path.slice(base.length) }
    }
    return undefined
  }

  /** For texts that help: where a WebSocket would be answered. */
  get upgradePaths(): string[] {
    return this.#routes.filter((route) => route.upgrade).map((route) => route.path)
  }

  /** Where SockJS would be answered: it needs what is below a path. */
  get sockJsPaths(): string[] {
    return this.#routes.filter((route) => route.upgrade && route.withBelow).map((route) => route.path)
  }
}
