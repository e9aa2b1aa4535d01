import { quote } from '../core/errors.ts'
import { isLoopbackAddress, isLoopbackHost } from './loopback.ts'
import { OriginPattern } from './origin-pattern.ts'

export interface OriginQuestion {
  /** The `origin` header. Absent where no browser asks. */
  readonly origin: string | undefined
  readonly host: string | undefined
  readonly isEncrypted: boolean
  /** The address the server is bound to. */
  readonly boundAddress: string | undefined
}

/**
 * Which web pages may talk to the broker. A client that sends no `Origin` is no web page and passes.
 * @throws TypeError for an entry that is no origin, or no pattern of origins.
 */
export class OriginPolicy {
  readonly #allowed: ReadonlySet<string>
  readonly #patterns: readonly OriginPattern[]

  /** @param allowedOrigins `*` among them stands for every page there is. */
  constructor(allowedOrigins: readonly string[], allowedOriginPatterns: readonly string[] = []) {
    this.#allowed = new Set(allowedOrigins.map((entry) => (entry === '*' ? entry : configuredOrigin(entry))))
    this.#patterns = allowedOriginPatterns.map((entry) => new OriginPattern(entry))
  }

  /** @returns why the page is refused, and what to do about it. */
  refusal({ origin, host, isEncrypted, boundAddress }: OriginQuestion): string | undefined {
    if (origin === undefined) return undefined
    const parsed = parseOrigin(origin)
    if (parsed === undefined) return `The Origin header ${quote(origin)} is not an origin.`
    if (this.#isListed(parsed)) return undefined
    if (parsed !== 'null' && parsed === ownOrigin(host, isEncrypted)) return undefined
    if (isLoopbackAddress(boundAddress) && isLoopbackOrigin(parsed)) return undefined
    return `Pages of ${quote(origin)} may not connect here. To let them, add it to allowedOrigins: [${quote(parsed)}].`
  }

  #isListed(origin: string): boolean {
    return (
      this.#allowed.has('*') ||
      this.#allowed.has(origin) ||
      this.#patterns.some((pattern) => pattern.matches(origin))
    )
  }
}

function configuredOrigin(entry: string): string {
  const origin = parseOrigin(entry)
  if (origin !== undefined) return origin
  throw new TypeError(
    `allowedOrigins holds ${quote(entry)}, which is not an origin. Write scheme, host and port: https://app.example:8443`,
  )
}

const ownOrigin = (host: string | undefined, isEncrypted: boolean): string | undefined =>
  host === undefined ? undefined : parseOrigin(`${isEncrypted ? 'https' : 'http'}://${host}`)

/** @returns scheme, host and port in one spelling, `null` for the opaque origin, undefined for anything else. */
function parseOrigin(text: string): string | undefined {
  if (text === 'null') return text
  // Nothing but scheme, host and port: no path, query, userinfo or list.
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^\s/\\?#@,]+$/i.test(text) || !URL.canParse(text)) return undefined
  const { protocol, host } = new URL(text)
  return host === '' ? undefined : `${protocol}//${host}`
}

const isLoopbackOrigin = (origin: string): boolean =>
  /^https?:/.test(origin) && isLoopbackHost(new URL(origin).hostname)
