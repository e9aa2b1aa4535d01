import { type Escaping, escape } from './escapes.ts'
import { encodeUtf8, view, writeUtf8 } from './utf8.ts'

/** Frames are put together in one scratch array that is used again for every one. */
export class FrameWriter {
  #scratch = new Uint8Array(usualBytes)
  #at = 0

  /** A new frame, of at most so many bytes unless {@link reserve} asks for more. */
  begin(bytes: number): void {
    this.#at = 0
    if (this.#scratch.length > largestScratch && bytes < usualBytes)
      this.#scratch = new Uint8Array(usualBytes)
    this.reserve(bytes)
  }

  /** Makes room for so many more. */
  reserve(bytes: number): void {
    const needed = this.#at + bytes
    if (needed <= this.#scratch.length) return
    const written = view(this.#scratch, 0, this.#at)
    this.#scratch = new Uint8Array(2 * needed)
    this.#scratch.set(written)
  }

  bytes(bytes: Uint8Array): void {
    this.#scratch.set(bytes, this.#at)
    this.#at += bytes.length
  }

  text(text: string): void {
    this.#at = writeUtf8(this.#scratch, this.#at, text)
  }

  /** Name or value of a header that can be said. */
  value(text: string, escaping: Escaping): void {
    if (!this.#plain(text)) this.text(escape(text, escaping, 'value') ?? '')
  }

  /** A header line, unless these escapes cannot say it. */
  header(name: string, value: string, escaping: Escaping): void {
    this.reserve(mostBytesOfUnit * (name.length + value.length) + 2)
    const start = this.#at
    if (this.#part(name, escaping, 'name') && this.#at > start) {
      this.#scratch[this.#at++] = colon
      if (this.#part(value, escaping, 'value')) return void (this.#scratch[this.#at++] = lineFeed)
    }
    this.#at = start
  }

  #part(text: string, escaping: Escaping, part: 'name' | 'value'): boolean {
    if (this.#plain(text)) return true
    const escaped = escape(text, escaping, part)
    if (escaped !== undefined) this.text(escaped)
    return escaped !== undefined
  }

  /** @returns false, and writes nothing, where not every letter stands for itself in one byte. */
  #plain(text: string): boolean {
    const scratch = this.#scratch
    let to = this.#at
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index)
      if (unit < 0x20 || unit >= 0x80 || unit === colon || unit === backslash) return false
      scratch[to++] = unit
    }
    this.#at = to
    return true
  }

  /** @returns its offset. */
  id(subscription: Uint8Array | number): number {
    const start = this.#at
    if (typeof subscription === 'number') this.#slot(subscription)
    else this.bytes(subscription)
    return start
  }

  /** Filled, so that a framing that quotes what it sees does not change the slot's length. */
  #slot(bytes: number): void {
    const end = this.#at + bytes
    while (this.#at < end) this.#scratch[this.#at++] = slotFiller
  }

  /** A line as it stands there, with a line end. */
  line(from: Uint8Array, start: number, end: number): void {
    const scratch = this.#scratch
    let to = this.#at
    for (let at = start; at < end; at++) scratch[to++] = from[at]!
    scratch[to++] = lineFeed
    this.#at = to
  }

  /** Ends the head, and the frame. @returns as {@link end}. */
  finish(body: Uint8Array): Uint8Array {
    this.#scratch[this.#at++] = lineFeed
    this.bytes(body)
    this.#scratch[this.#at++] = 0
    return this.end()
  }

  /** @returns what was written, lent until the next frame begins. */
  end(): Uint8Array {
    return view(this.#scratch, 0, this.#at)
  }

  contentLength(bytes: number): void {
    this.bytes(contentLength)
    this.text(String(bytes))
    this.#scratch[this.#at++] = lineFeed
  }
}

const usualBytes = 4096
/** One large message must not keep its room for ever. */
const largestScratch = 65_536

/** Three of UTF-8, or two of an escape. */
const mostBytesOfUnit = 3
const slotFiller = 0x30
const lineFeed = 10
const colon = 0x3a
const backslash = 0x5c
const contentLength = encodeUtf8('content-length:')
