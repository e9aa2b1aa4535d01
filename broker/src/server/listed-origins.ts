import { OriginPattern } from './origin-pattern.ts'

export interface PageQuestion {
  /** The `origin` header. Absent where no browser asks. */
  readonly origin: string | undefined
  readonly host: string | undefined
  readonly isEncrypted: boolean
}

/** Which pages may come, compared as Spring does: as they are written, and nobody but the own host unlisted. */
export class ListedOrigins {
  readonly #allowed: ReadonlySet<string>
  readonly #patterns: readonly OriginPattern[]

  /** @throws TypeError for a pattern that matches no origin. */
  constructor(allowedOrigins: readonly string[], allowedOriginPatterns: readonly string[]) {
    this.#allowed = new Set(allowedOrigins.map((entry) => comparable(entry)))
    this.#patterns = allowedOriginPatterns.map((entry) => new OriginPattern(entry))
  }

  /** `*` among the origins (not the patterns) stands for every page there is. */
  get hasStar(): boolean {
    return this.#allowed.has('*')
  }

  /** Whether only some pages may come. A pattern counts, whatever it matches. */
  get isRestricted(): boolean {
    return this.#patterns.length > 0 || (this.#allowed.size > 0 && !this.hasStar)
  }

  /** @returns `none`: no page asks, or a page of this very host. */
  judge({ origin, host, isEncrypted }: PageQuestion): 'none' | 'allowed' | 'foreign' {
    if (origin === undefined || isOwn(origin, host, isEncrypted)) return 'none'
    return this.#isListed(origin) ? 'allowed' : 'foreign'
  }

  #isListed(origin: string): boolean {
    if (origin.trim() === '') return false
    if (this.hasStar || this.#allowed.has(comparable(origin))) return true
    const text = withoutSlash(origin)
    return this.#patterns.some((pattern) => pattern.matches(text))
  }
}

const withoutSlash = (origin: string): string => origin.replace(/\/$/, '')
const comparable = (origin: string): string => withoutSlash(origin).toLowerCase()

const defaultPorts = new Map([
  ['http', '80'],
  ['https', '443'],
])

/** Scheme, host and port in the same letters. A port that is left out is the scheme's. */
function isOwn(origin: string, host = '', isEncrypted: boolean): boolean {
  const scheme = isEncrypted ? 'https' : 'http'
  const ownPort = defaultPorts.get(scheme)!
  const withPort = (authority: string): string =>
    /:\d+$/.test(authority) ? authority : `${authority}:${ownPort}`
  return origin.startsWith(`${scheme}://`) && withPort(origin.slice(scheme.length + 3)) === withPort(host)
}
