import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/**
 * Who opened a SockJS session. Its id stands in URLs and logs, so that knowing it must not be enough: a request from another
 * page, or from somebody without a cookie of who opened it, finds no session. Addresses change under way, and cookies that
 * count visits change with every page, so one that came back is enough.
 */
export class SockJsOwner {
  /** Of the first request that named one: a GET of the same origin does not. */
  #origin: string | undefined
  readonly #cookies: ReadonlySet<string>

  constructor({ origin, cookie }: IncomingHttpHeaders) {
    this.#origin = origin
    this.#cookies = cookiesOf(cookie)
  }

  sent({ headers: { origin, cookie } }: Pick<IncomingMessage, 'headers'>): boolean {
    if (this.#cookies.size > 0 && !this.#knowsOneOf(cookiesOf(cookie))) return false
    if (origin === undefined) return true
    this.#origin ??= origin
    return origin === this.#origin
  }

  #knowsOneOf(cookies: ReadonlySet<string>): boolean {
    for (const cookie of cookies) if (this.#cookies.has(cookie)) return true
    return false
  }
}

const cookiesOf = (header = ''): ReadonlySet<string> =>
  new Set(header.split(';').flatMap((pair) => (pair.trim() === '' ? [] : [pair.trim()])))
