/**
 * STOMP frames as Spring's server takes them out of WebSocket messages (spring.md §1.11, §1.12).
 *
 *   message    = *EOL  |  *EOL *( frame *EOL ) [ part of a frame ]        EOL = [CR] LF
 *   frame      = command EOL *( header EOL ) EOL *OCTET NUL
 *   command    = any of STOMP's, those of servers as well
 *   header     = name ":" value                  escaped by the rules of 1.2 whatever the version
 *
 * A message is decoded as a whole before anything of it is handed out. A part of a frame waits for the next message and is
 * bounded by bytes; a message of nothing but line ends, with nothing waiting, is one heart-beat.
 *
 * Spring reads a frame that is not whole again from its first byte with every message. Here every byte is read once, and what
 * Spring would find later only (a line it cannot judge yet) is judged later.
 */
import { ByteQueue } from './byte-queue.ts'
import { type Command, commandLines, findCommand, hasBody, isLiteral } from './commands.ts'
import type { Decoder, Frame } from './decoder.ts'
import { type Escaping, unescape } from './escapes.ts'
import { HeaderBlock, needsTranslation } from './header-block.ts'
import { parseJavaNumber } from './java-number.ts'
import { parseMimeType } from './spring-mime-type.ts'
import { SpringError } from './spring-refusals.ts'
import type { SpringVersion } from './spring-version.ts'
import { decodeUtf8, encodeUtf8, startsWith, view } from './utf8.ts'
import type { StompVersion } from './version.ts'

const NUL = 0
const LF = 10
const CR = 13
const COLON = 58
const BACKSLASH = 92

const isSpecial = new Uint8Array(256)
for (const byte of [LF, CR, COLON, BACKSLASH]) isSpecial[byte] = 1

const commands = [...commandLines.client, ...commandLines.server]
const contentLengthName = encodeUtf8('content-length')
const contentTypeName = encodeUtf8('content-type')

const heartBeat: Frame = { command: 'HEARTBEAT', headers: HeaderBlock.empty, body: new Uint8Array(0) }

/** Spring's own default, in bytes that wait and of one message. */
const defaultBufferBytes = 65_536

/** What a message that waits costs besides its bytes, so that many small ones count for what they are. */
const messageCostBytes = 128

/** Named by what the decoder waits for. */
type Phase = 'command' | 'header' | 'body'

/**
 * Shape:  `push` one WebSocket or SockJS message, then call `next` until it returns undefined. A heart-beat comes as a frame
 *         of command `HEARTBEAT`.
 * Owns:   a pushed array belongs to the decoder; frames are views into it or into a copy.
 * Throws: {@link SpringError}; after that the decoder is dead and reads no further byte.
 * Cost:   O(bytes), however they are cut.
 */
export class SpringDecoder implements Decoder {
  /** Changes nothing: Spring decodes all versions alike. */
  version: StompVersion | undefined
  readonly #spring: SpringVersion
  readonly #limit: number
  #isDead = false

  /** Messages not looked at yet, the next one last. */
  #waiting: Uint8Array[] = []
  #arrived: Uint8Array[] = []
  #waitingBytes = 0
  /** Out of the message looked at last, the next one last. */
  #items: Frame[] = []
  #itemBytes = 0
  #skipped = 0

  /** Starts at the first byte of the current frame. All offsets below count from there. */
  readonly #queue = new ByteQueue()
  #phase: Phase = 'command'
  #at = 0
  #lineStart = 0
  /** Behind the line end found last. */
  #afterLine = 0
  #colon = -1
  /** No second colon. */
  #isPlain = true
  #hasBackslash = false
  #command: Command = 'CONNECT'
  #escaping: Escaping = '1.2'
  #spans: number[] = []
  #contentLength: string | undefined
  #contentType: string | undefined
  #bodyStart = 0
  /** -1: it ends at the first NUL. */
  #bodyLength = -1
  /** So much has to be here before Spring looks again. */
  #expectedBytes = 0

  constructor(spring: SpringVersion, maxBufferedBytes: number = defaultBufferBytes) {
    this.#spring = spring
    this.#limit = maxBufferedBytes
  }

  get bufferedBytes(): number {
    return this.#waitingBytes + this.#queue.length + (this.#items.length > 0 ? this.#itemBytes : 0)
  }

  get isInFrame(): boolean {
    return this.#queue.length > 0
  }

  get begun(): Command | undefined {
    return this.#phase === 'command' ? undefined : this.#command
  }

  takeSkipped(): number {
    const skipped = this.#skipped
    this.#skipped = 0
    return skipped
  }

  /** An empty message is none. */
  push(message: Uint8Array): void {
    if (this.#isDead || message.length === 0) return
    this.#arrived.push(message)
    this.#waitingBytes += message.length + messageCostBytes
  }

  next(): Frame | undefined {
    while (this.#items.length === 0) {
      const message = this.#nextMessage()
      if (message === undefined) return undefined
      this.#decode(message)
    }
    return this.#items.pop()
  }

  #nextMessage(): Uint8Array | undefined {
    if (this.#waiting.length === 0) {
      this.#waiting = this.#arrived.reverse()
      this.#arrived = []
    }
    const message = this.#waiting.pop()
    if (message !== undefined) this.#waitingBytes -= message.length + messageCostBytes
    return message
  }

  #decode(message: Uint8Array): void {
    try {
      this.#read(message)
      this.#items.reverse()
    } catch (error) {
      this.#die()
      throw error
    }
  }

  #die(): void {
    this.#isDead = true
    this.#queue.clear()
    this.#waiting = []
    this.#arrived = []
    this.#waitingBytes = 0
    this.#items = []
    this.#spans = []
  }

  #read(message: Uint8Array): void {
    const queue = this.#queue
    queue.push(message)
    this.#checkLimits()
    if (queue.length < this.#expectedBytes) return
    this.#expectedBytes = 0
    const before = queue.length
    while (this.#readFrame());
    if (this.#items.length === 0 && queue.length === 0) this.#items.push(heartBeat)
    if (queue.length > 0) this.#expect()
    this.#itemBytes = before - queue.length
    queue.shrink()
  }

  #checkLimits(): void {
    const limit = this.#limit
    if (this.#expectedBytes > limit)
      throw new SpringError('springContentLengthLimit', { length: this.#expectedBytes, limit })
    if (this.#queue.length > limit) throw new SpringError('springBufferLimit', { limit })
  }

  /** Spring wants a number here; in a frame that is whole it takes what is none for no content-length. */
  #expect(): void {
    const value = this.#phase === 'command' ? undefined : this.#contentLength
    if (value === undefined) return
    const { value: bytes, failedAt } = parseJavaNumber(value, 'int')
    if (failedAt >= 0) throw new SpringError('springNotANumber', { value })
    this.#expectedBytes = bytes
  }

  #readFrame(): boolean {
    if (this.#phase === 'command' && !this.#readCommand()) return false
    if (this.#phase === 'header' && !this.#readHeaders()) return false
    const bodyEnd = this.#bodyLength < 0 ? this.#terminatedEnd() : this.#countedEnd()
    if (bodyEnd < 0) return false
    this.#finish(bodyEnd)
    return true
  }

  // --- lines ---

  /** @returns where the line ends, or -1 when its end is not here. */
  #findLineEnd(): number {
    const { bytes, start, end } = this.#queue
    let at = start + this.#at
    for (; at < end; at++) {
      const byte = bytes[at]!
      if (isSpecial[byte] === 0) continue
      if (byte === LF || byte === CR) break
      this.#noteSpecial(byte, at - start)
    }
    this.#at = at - start
    if (at === end) return -1
    this.#afterLine = this.#at + lineEndBytes(bytes, at, end)
    return this.#at
  }

  #noteSpecial(byte: number, at: number): void {
    if (byte === BACKSLASH) this.#hasBackslash = true
    else if (this.#colon < 0) this.#colon = at
    else this.#isPlain = false
  }

  #beginLine(): void {
    this.#at = this.#afterLine
    this.#lineStart = this.#afterLine
    this.#colon = -1
    this.#isPlain = true
    this.#hasBackslash = false
  }

  #text(from: number, to: number): string {
    const { bytes, start } = this.#queue
    return decodeUtf8(bytes, start + from, start + to)
  }

  // --- command ---

  /** Spring looks at a command when a byte stands behind its line. */
  #readCommand(): boolean {
    if (this.#at === 0) this.#skipLineEnds()
    const lineEnd = this.#findLineEnd()
    if (lineEnd < 0 || this.#afterLine === this.#queue.length) return false
    const { bytes, start } = this.#queue
    const command = findCommand(commands, bytes, start, start + lineEnd)
    if (command === undefined)
      throw new SpringError('springUnknownCommand', { command: this.#text(0, lineEnd) })
    this.#beginFrame(command)
    return true
  }

  #skipLineEnds(): void {
    const { bytes, start, end } = this.#queue
    let at = start
    while (at < end && (bytes[at] === LF || bytes[at] === CR)) at += lineEndBytes(bytes, at, end)
    this.#skipped += at - start
    this.#queue.take(at - start)
  }

  #beginFrame(command: Command): void {
    this.#command = command
    this.#escaping = isLiteral(command) && this.#spring !== '5.3' ? 'literal' : '1.2'
    this.#spans = []
    this.#contentLength = undefined
    this.#contentType = undefined
    this.#beginLine()
    this.#phase = 'header'
  }

  // --- headers ---

  /** @returns false when the block is not complete. */
  #readHeaders(): boolean {
    for (let lineEnd = this.#findLineEnd(); lineEnd >= 0; lineEnd = this.#findLineEnd()) {
      if (lineEnd === this.#lineStart) return this.#beginBody()
      if (!this.#addHeader(lineEnd)) return false
      this.#beginLine()
    }
    return false
  }

  /** @returns false for a bad line that ends what is here: Spring says nothing until a byte follows. */
  #addHeader(lineEnd: number): boolean {
    const lineStart = this.#lineStart
    const colon = this.#colon
    if (colon <= lineStart) {
      if (this.#afterLine === this.#queue.length) return false
      throw this.#broken('springIllegalHeader', { line: this.#text(lineStart, lineEnd) })
    }
    if (this.#hasBackslash && this.#escaping !== 'literal') {
      this.#checkEscapes(lineStart, colon)
      this.#checkEscapes(colon + 1, lineEnd)
    }
    this.#spans.push(lineStart, colon, lineEnd, this.#isPlain && !this.#hasBackslash ? 0 : needsTranslation)
    this.#noteHeader(lineStart, colon, lineEnd)
    return true
  }

  /** Of repeated headers the first counts. */
  #noteHeader(lineStart: number, colon: number, lineEnd: number): void {
    if (this.#isNamed(lineStart, colon, contentLengthName))
      this.#contentLength ??= this.#value(colon + 1, lineEnd)
    else if (this.#isNamed(lineStart, colon, contentTypeName))
      this.#contentType ??= this.#value(colon + 1, lineEnd)
  }

  #isNamed(lineStart: number, colon: number, name: Uint8Array): boolean {
    const { bytes, start } = this.#queue
    return colon - lineStart === name.length && startsWith(bytes, start + lineStart, name)
  }

  #value(from: number, to: number): string {
    const text = this.#text(from, to)
    return this.#escaping === 'literal' ? text : unescape(text)
  }

  #checkEscapes(from: number, to: number): void {
    const text = this.#text(from, to)
    for (let index = text.indexOf('\\'); index >= 0; index = text.indexOf('\\', index + 2)) {
      const isKnown = index + 1 < text.length && 'rnc\\'.includes(text[index + 1]!)
      if (!isKnown) throw this.#broken('springIllegalEscape', { index, text })
    }
  }

  /** A line of CONNECT may hold a passcode, which has no place in a log. */
  #broken(refusal: 'springIllegalHeader' | 'springIllegalEscape', values: Record<string, string | number>) {
    return new SpringError(refusal, values, isLiteral(this.#command) ? { line: '…', text: '…' } : {})
  }

  // --- body ---

  #beginBody(): true {
    const { value } = parseJavaNumber(this.#contentLength ?? '', 'int')
    this.#bodyLength = value >= 0 ? value : -1
    this.#at = this.#afterLine
    this.#bodyStart = this.#afterLine
    this.#phase = 'body'
    return true
  }

  /** @returns the offset of the NUL, or -1 when it is not here yet. */
  #countedEnd(): number {
    const end = this.#bodyStart + this.#bodyLength
    const { bytes, start, length } = this.#queue
    if (end >= length) return -1
    if (bytes[start + end] !== NUL) throw new SpringError('springMissingNul')
    return end
  }

  #terminatedEnd(): number {
    const { bytes, start, length } = this.#queue
    const found = bytes.indexOf(NUL, start + this.#at) - start
    const isHere = found >= 0 && found < length
    this.#at = isHere ? found : length
    return isHere ? found : -1
  }

  #finish(bodyEnd: number): void {
    const command = this.#command
    const { bytes, start } = this.#queue
    const length = bodyEnd - this.#bodyStart
    if (length > 0 && !hasBody(command)) throw new SpringError('springUnexpectedBody', { command, length })
    if (this.#contentType !== undefined) parseMimeType(this.#contentType, this.#spring)
    const headers = new HeaderBlock(bytes, start, this.#spans, this.#escaping)
    const body = view(bytes, start + this.#bodyStart, start + bodyEnd)
    this.#items.push({ command, headers, body })
    this.#queue.take(bodyEnd + 1)
    this.#at = 0
    this.#phase = 'command'
  }
}

/** Bytes of the line end that begins here. */
function lineEndBytes(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] === LF) return 1
  if (at + 1 < end && bytes[at + 1] === LF) return 2
  throw new SpringError('springCarriageReturn')
}
