import { quote } from '../core/errors.ts'

/**
 * Origins by pattern: `*` stands for any characters, and at the end `:[8080,8081]` for one of these ports, `:[*]` for any
 * port or none. `https://*.example.com`, `http://localhost:[*]`, `*`.
 * @throws TypeError for an entry that can match no origin.
 */
export class OriginPattern {
  readonly #parts: readonly string[]
  readonly #ports: '*' | ReadonlySet<string> | undefined

  constructor(entry: string) {
    const [, rest, ports] = /^(.+):\[(\*|\d+(?:,\d+)*)\]$/.exec(entry) ?? []
    const origin = (rest ?? entry).replace(/\/$/, '')
    if (origin === '' || /[\s[\],]/.test(origin.replace(/\[[\da-f:.]+\]/i, '')) || !/[*:]/.test(origin)) {
      throw new TypeError(
        `allowedOriginPatterns holds ${quote(entry)}, which matches no origin. Write one like https://*.example.com or http://localhost:[8080,8081]`,
      )
    }
    this.#parts = origin.split('*')
    this.#ports = ports === undefined || ports === '*' ? ports : new Set(ports.split(','))
  }

  matches(origin: string): boolean {
    if (this.#ports === undefined) return this.#fits(origin)
    const [, rest, port] = /^(.*):(\d+)$/.exec(origin) ?? []
    if (this.#ports === '*') return this.#fits(origin) || (rest !== undefined && this.#fits(rest))
    return rest !== undefined && this.#ports.has(port!) && this.#fits(rest)
  }

  /** In one pass: each part as early as it comes. */
  #fits(text: string): boolean {
    const first = this.#parts[0]!
    const last = this.#parts.at(-1)!
    if (this.#parts.length === 1) return text === first
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
      return false
    let at = first.length
    for (const part of this.#parts.slice(1, -1)) {
      const found = text.indexOf(part, at)
      if (found === -1) return false
      at = found + part.length
    }
    return at <= text.length - last.length
  }
}
