import { type Escaping, escape, unescape } from './escapes.ts'
import { decodeUtf8, decodeUtf8Once, encodeUtf8 } from './utf8.ts'

/** A backslash or a raw colon in the value: the line cannot be copied to another version as it stands. */
export const needsTranslation = 1

/** Numbers kept for one header line: name start, colon, line end, flags; offsets from the frame's first byte. */
export const spanSize = 4

/**
 * The header lines of one frame as bytes; a header becomes a string when somebody reads it.
 * Of repeated headers the first counts (STOMP 1.2 §Repeated Header Entries).
 */
export class HeaderBlock implements Iterable<readonly [name: string, value: string]> {
  readonly bytes: Uint8Array
  readonly base: number
  readonly spans: readonly number[]
  readonly escaping: Escaping

  constructor(bytes: Uint8Array, base: number, spans: readonly number[], escaping: Escaping) {
    this.bytes = bytes
    this.base = base
    this.spans = spans
    this.escaping = escaping
  }

  static readonly empty: HeaderBlock = new HeaderBlock(new Uint8Array(0), 0, [], '1.2')

  /** Headers that come from code instead of the wire. What no version can say (NUL, an empty name) is left out. */
  static of(entries: Iterable<readonly [string, string]>): HeaderBlock {
    const spans: number[] = []
    let text = ''
    let length = 0
    for (const [rawName, rawValue] of entries) {
      const name = escape(rawName, '1.2', 'name')
      const value = escape(rawValue, '1.2', 'value')
      if (name === undefined || value === undefined || name === '') continue
      const colon = length + encodeUtf8(name).length
      const end = colon + 1 + encodeUtf8(value).length
      spans.push(length, colon, end, name.includes('\\') || value.includes('\\') ? needsTranslation : 0)
      text += `${name}:${value}\n`
      length = end + 1
    }
    return new HeaderBlock(encodeUtf8(text), 0, spans, '1.2')
  }

  /** The same in an array of its own, no larger than it must be. */
  copy(): HeaderBlock {
    const { bytes, base, spans } = this
    const end = spans[spans.length - 2] ?? 0
    return new HeaderBlock(bytes.slice(base, base + end), 0, spans, this.escaping)
  }

  /** The first header of that name. */
  get(name: string): string | undefined {
    const { spans } = this
    for (let index = 0; index < spans.length; index += spanSize) {
      if (this.#isNamed(index, name)) return this.#value(index)
    }
    return undefined
  }

  /** All headers of that name, in order. */
  getAll(name: string): readonly string[] {
    return [...this.lines()].filter(([each]) => each === name).map(([, value]) => value)
  }

  *[Symbol.iterator](): Generator<readonly [string, string]> {
    const seen = new Set<string>()
    for (let index = 0; index < this.spans.length; index += spanSize) {
      const name = this.#name(index)
      if (seen.has(name)) continue
      seen.add(name)
      yield [name, this.#value(index)]
    }
  }

  /** Every line in order, repeated names included. */
  *lines(): Generator<readonly [name: string, value: string]> {
    for (let index = 0; index < this.spans.length; index += spanSize) yield this.entry(index)
  }

  /** Name and value of the line at a span index. */
  entry(index: number): readonly [name: string, value: string] {
    return [this.#name(index), this.#value(index)]
  }

  #isNamed(index: number, name: string): boolean {
    const { bytes, base, spans } = this
    if (spans[index + 3]! & needsTranslation) return this.#name(index) === name
    const start = base + spans[index]!
    for (let at = 0; at < name.length; at++) {
      const unit = name.charCodeAt(at)
      // Outside ASCII a name has more bytes than UTF-16 units.
      if (unit >= 0x80) return this.#name(index) === name
      // At the latest the colon behind a shorter name differs.
      if (bytes[start + at] !== unit) return false
    }
    return start + name.length === base + spans[index + 1]!
  }

  #name(index: number): string {
    const { spans } = this
    return this.#text(spans[index]!, spans[index + 1]!, spans[index + 3]!)
  }

  #value(index: number): string {
    const { spans } = this
    return this.#text(spans[index + 1]! + 1, spans[index + 2]!, spans[index + 3]!)
  }

  #text(start: number, end: number, flags: number): string {
    const { bytes, base, escaping } = this
    // CONNECT is literal too, and its secrets must not be remembered with other short texts.
    if (escaping === 'literal') return decodeUtf8Once(bytes, base + start, base + end)
    const text = decodeUtf8(bytes, base + start, base + end)
    return flags & needsTranslation ? unescape(text) : text
  }
}
