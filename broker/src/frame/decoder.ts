/**
 * STOMP frames from a byte stream cut anywhere.
 *
 *   stream     = *( EOL | NUL ) *( frame *( EOL | NUL ) )      EOL = [CR] LF, at every version
 *   frame      = command EOL *( header EOL ) EOL *OCTET NUL
 *   command    = one of the closed lists of commands.ts, case sensitive
 *   header     = name ":" value                                name: 1 or more octets, value: 0 or more
 *   name,value = UTF-8 without NUL, CR and LF; 1.1 and 1.2 escape these with a backslash
 *
 * Where this is more liberal than STOMP 1.2 §Augmented BNF: a raw colon may stand in a value (every client
 * writes one), CR LF is understood below 1.2, and NULs between frames are skipped like line ends.
 * Where it is stricter: only SEND, MESSAGE and ERROR may have a body (1.0 ignores it instead), two
 * content-length headers must agree, and a header must be valid UTF-8.
 */
import {
  type ClientCommand,
  type Command,
  type CommandLines,
  commandLines,
  findCommand,
  hasBody,
  isLiteral,
  mayBegin,
} from './commands.ts'
import { ByteQueue } from './byte-queue.ts'
import { type Escaping, escapingOf, isEscape, knownEscapes } from './escapes.ts'
import { HeaderBlock, needsTranslation, spanSize } from './header-block.ts'
import type { FrameLimits } from './limits.ts'
import { FrameError, shownByte } from './refusals.ts'
import { decodeUtf8, encodeUtf8, isUtf8, startsWith, view } from './utf8.ts'
import type { StompVersion } from './version.ts'

/** What a decoder may hand out besides frames: line ends that came alone, where a session has to hear of them. */
type HeartBeatCommand = 'HEARTBEAT'

export interface Frame<C extends Command | HeartBeatCommand = Command | HeartBeatCommand> {
  readonly command: C
  readonly headers: HeaderBlock
  /** A view into what was received; valid as long as it is held. */
  readonly body: Uint8Array
}

/** What takes a peer's bytes apart, by the rules of a profile. */
export interface Decoder {
  version: StompVersion | undefined
  /** Bytes held and not yet handed out in a frame. */
  readonly bufferedBytes: number
  /** Whether a frame was begun and has not ended. */
  readonly isInFrame: boolean
  /** Which frame that is, once its first line has come. */
  readonly begun: Command | undefined
  /** Line ends passed over since the last call. */
  takeSkipped(): number
  push(chunk: Uint8Array): void
  /** @throws what its profile calls a broken frame; after that it reads no further byte. */
  next(): Frame | undefined
}

const NUL = 0
const LF = 10
const CR = 13
const COLON = 58
const BACKSLASH = 92

const longestCommandBytes = 32

/** Bytes that need a decision inside a header line; all others are passed over. */
const isSpecial = new Uint8Array(256)
for (const byte of [NUL, LF, CR, COLON, BACKSLASH]) isSpecial[byte] = 1
isSpecial.fill(1, 0x80)

const contentLengthName = encodeUtf8('content-length')

/** Named by what the decoder waits for. */
type Phase = 'command' | 'header' | 'counted-body' | 'terminated-body'

/**
 * Shape:  `push` any slice of the stream, then call `next` until it returns undefined.
 * Owns:   a pushed array belongs to the decoder; frames are views into it or into a copy.
 * Throws: {@link FrameError}; after that the decoder is dead and reads no further byte.
 * Cost:   O(bytes); retains at most one frame and the last pushed array.
 */
export class FrameDecoder<C extends Command = ClientCommand> implements Decoder {
  /** Set once CONNECT was accepted; undefined holds frames to the limit before CONNECT. */
  version: StompVersion | undefined
  readonly #limits: FrameLimits
  readonly #commands: CommandLines
  /** Starts at the first byte of the current frame. All offsets below count from there. */
  readonly #queue = new ByteQueue()
  #dead = false

  #phase: Phase = 'command'
  #command: Command = 'CONNECT'
  #escaping: Escaping = 'literal'
  #at = 0
  #headStart = 0
  #lineStart = 0
  #colon = -1
  #isPlain = true
  #isAscii = true
  #spans: number[] = []
  #contentLength = -1
  #bodyStart = 0
  #skipped = 0

  constructor(limits: FrameLimits, peer: 'client' | 'server' = 'client') {
    this.#limits = limits
    this.#commands = commandLines[peer]
  }

  /** Bytes held and not yet handed out in a frame. */
  get bufferedBytes(): number {
    return this.#queue.length
  }

  /** Whether a frame was begun and has not ended. */
  get isInFrame(): boolean {
    return this.#queue.length > 0
  }

  get begun(): Command | undefined {
    return this.#phase === 'command' ? undefined : this.#command
  }

  /** Line ends and NULs passed over between frames since the last call. */
  takeSkipped(): number {
    const skipped = this.#skipped
    this.#skipped = 0
    return skipped
  }

  push(chunk: Uint8Array): void {
    if (!this.#dead && chunk.length > 0) this.#queue.push(chunk)
  }

  next(): Frame<C> | undefined {
    if (this.#dead) return undefined
    try {
      const frame = this.#step()
      if (frame === undefined) this.#queue.shrink()
      return frame as Frame<C> | undefined
    } catch (error) {
      this.#dead = true
      this.#queue.clear()
      this.#spans = []
      throw error
    }
  }

  #step(): Frame | undefined {
    if (this.#phase === 'command' && !this.#readCommand()) return undefined
    if (this.#phase === 'header' && !this.#readHeaders()) return undefined
    const bodyEnd = this.#phase === 'counted-body' ? this.#countedEnd() : this.#terminatedEnd()
    return bodyEnd < 0 ? undefined : this.#finish(bodyEnd)
  }

  // --- command ---

  #readCommand(): boolean {
    if (!this.#skipBetweenFrames()) return false
    const { bytes, start, end } = this.#queue
    const limit = start + longestCommandBytes
    let at = start + this.#at
    while (at < end && at < limit && bytes[at] !== LF) at++
    this.#at = at - start
    if (at === end && at < limit) return false
    const lineEnd = at > start && bytes[at - 1] === CR ? at - 1 : at
    const command = bytes[at] === LF ? findCommand(this.#commands, bytes, start, lineEnd) : undefined
    if (command === undefined)
      throw new FrameError('unknownCommand', { command: this.#text(0, lineEnd - start) })
    this.#beginFrame(command)
    return true
  }

  /** @returns false when nothing else is here, or a CR whose LF is still to come. @throws FrameError for what begins no command. */
  #skipBetweenFrames(): boolean {
    if (this.#at > 0) return true
    const { bytes, start, end } = this.#queue
    let at = start
    while (at < end && (bytes[at] === LF || bytes[at] === NUL || bytes[at] === CR)) {
      if (bytes[at] === CR && at + 1 === end) break
      if (bytes[at] === CR && bytes[at + 1] !== LF) throw new FrameError('strayByte', { byte: 'CR' })
      at++
    }
    this.#skipped += at - start
    this.#queue.take(at - start)
    if (at === end || bytes[at] === CR) return false
    if (!mayBegin(bytes[at]!)) throw new FrameError('strayByte', { byte: shownByte(bytes[at]!) })
    return true
  }

  #beginFrame(command: Command): void {
    this.#command = command
    this.#escaping = isLiteral(command) ? 'literal' : escapingOf(this.version)
    this.#at++
    this.#headStart = this.#at
    this.#spans = []
    this.#contentLength = -1
    this.#beginLine()
    this.#phase = 'header'
  }

  // --- headers ---

  #beginLine(): void {
    this.#lineStart = this.#at
    this.#colon = -1
    this.#isPlain = true
    this.#isAscii = true
  }

  /** @returns false when the block is not complete. */
  #readHeaders(): boolean {
    const { bytes, start, end } = this.#queue
    for (let at = start + this.#at; at < end; at = start + this.#at) {
      while (at < end && isSpecial[bytes[at]!] === 0) at++
      this.#at = at - start
      if (at === end) break
      if (this.#readSpecial(bytes[at]!)) return true
      if (this.#at === at - start) break
    }
    this.#checkLengths(this.#at)
    return false
  }

  /** Consumes the byte, or stays when the next one is needed to judge it. @returns true at the blank line. */
  #readSpecial(byte: number): boolean {
    if (byte === LF) return this.#endLine(this.#at, this.#at + 1)
    if (byte === CR) return this.#readCarriageReturn()
    if (byte === NUL) throw new FrameError('nulInHeader')
    if (byte === BACKSLASH) this.#readBackslash()
    else {
      if (byte >= 0x80) this.#isAscii = false
      else if (this.#colon < 0) this.#colon = this.#at
      else this.#isPlain = false
      this.#at++
    }
    return false
  }

  /** The byte behind the current one; undefined when it is not here yet. */
  #peek(): number | undefined {
    const { bytes, start, end } = this.#queue
    const at = start + this.#at + 1
    return at < end ? bytes[at] : undefined
  }

  #readCarriageReturn(): boolean {
    const next = this.#peek()
    if (next === undefined) return false
    if (next !== LF) throw new FrameError('carriageReturn')
    return this.#endLine(this.#at, this.#at + 2)
  }

  #readBackslash(): void {
    this.#isPlain = false
    if (this.#escaping === 'literal') {
      this.#at++
      return
    }
    const next = this.#peek()
    if (next === undefined) return
    if (!isEscape(next, this.#escaping)) throw this.#badEscape()
    this.#at += 2
  }

  #badEscape(): FrameError {
    const version = this.#escaping
    const line = this.#text(this.#lineStart, this.#at + 2)
    return new FrameError('badEscape', { line, version, escapes: knownEscapes[version] })
  }

  #endLine(lineEnd: number, next: number): boolean {
    this.#checkLengths(lineEnd)
    this.#at = next
    if (lineEnd === this.#lineStart) return this.#endHeaders()
    this.#addHeader(lineEnd)
    this.#beginLine()
    return false
  }

  #checkLengths(lineEnd: number): void {
    const { maxHeaderLineBytes, maxHeaderBytes } = this.#limits
    if (lineEnd - this.#lineStart > maxHeaderLineBytes) {
      throw new FrameError('headerLineTooLong', { limit: maxHeaderLineBytes })
    }
    if (lineEnd - this.#headStart > maxHeaderBytes)
      throw new FrameError('headersTooLong', { limit: maxHeaderBytes })
    this.#checkBeforeConnect(lineEnd)
  }

  #checkBeforeConnect(end: number): void {
    const limit = this.#limits.maxFrameBytesBeforeConnect
    const isTooLong = this.version === undefined && end - this.#headStart > limit
    if (isTooLong) throw new FrameError('frameTooLongBeforeConnect', { limit })
  }

  #addHeader(lineEnd: number): void {
    const { bytes, start } = this.#queue
    const colon = this.#colon
    const lineStart = this.#lineStart
    if (colon < 0) throw new FrameError('headerWithoutColon', { line: this.#shown(lineStart, lineEnd) })
    if (colon === lineStart)
      throw new FrameError('emptyHeaderName', { line: this.#shown(lineStart, lineEnd) })
    if (!this.#isAscii && !isUtf8(bytes, start + lineStart, start + lineEnd)) throw new FrameError('badUtf8')
    if (this.#spans.length >= spanSize * this.#limits.maxHeaders) {
      throw new FrameError('tooManyHeaders', { limit: this.#limits.maxHeaders })
    }
    this.#spans.push(lineStart, colon, lineEnd, this.#isPlain ? 0 : needsTranslation)
    const isContentLength = colon - lineStart === contentLengthName.length
    if (isContentLength && startsWith(bytes, start + lineStart, contentLengthName)) {
      this.#addContentLength(colon + 1, lineEnd)
    }
  }

  /** A line of CONNECT may hold a passcode, which has no place in a log. */
  #shown(from: number, to: number): string {
    return isLiteral(this.#command) ? '…' : this.#text(from, to)
  }

  #text(from: number, to: number): string {
    const { bytes, start, end } = this.#queue
    return decodeUtf8(bytes, start + from, Math.min(start + to, end))
  }

  #addContentLength(from: number, to: number): void {
    const { bytes, start } = this.#queue
    const length = parseDigits(bytes, start + from, start + to)
    if (length < 0) throw new FrameError('badContentLength', { value: this.#text(from, to) })
    if (this.#contentLength >= 0 && this.#contentLength !== length) {
      throw new FrameError('twoContentLengths', { first: this.#contentLength, second: this.#text(from, to) })
    }
    this.#checkBodyLength(length)
    this.#contentLength = length
  }

  #checkBodyLength(bytes: number): void {
    const limit = this.#limits.maxBodyBytes
    if (bytes > limit) throw new FrameError('bodyTooLong', { limit })
  }

  #endHeaders(): true {
    this.#bodyStart = this.#at
    this.#phase = this.#contentLength >= 0 ? 'counted-body' : 'terminated-body'
    return true
  }

  // --- body ---

  /** @returns the offset of the NUL, or -1 when it is not here yet. */
  #countedEnd(): number {
    const end = this.#bodyStart + this.#contentLength
    this.#checkBeforeConnect(end)
    const { bytes, start, length } = this.#queue
    if (end >= length) return -1
    if (bytes[start + end] !== NUL) throw new FrameError('missingNul', { length: this.#contentLength })
    return end
  }

  #terminatedEnd(): number {
    const { bytes, start, end, length } = this.#queue
    const found = this.#at < length ? bytes.indexOf(NUL, start + this.#at) : -1
    const isHere = found >= 0 && found < end
    this.#at = isHere ? found - start : length
    this.#checkBodyLength(this.#at - this.#bodyStart)
    this.#checkBeforeConnect(this.#at)
    return isHere ? this.#at : -1
  }

  #finish(bodyEnd: number): Frame {
    const command = this.#command
    const { bytes, start } = this.#queue
    const isIgnored = this.version === '1.0' && !hasBody(command)
    if (bodyEnd > this.#bodyStart && !hasBody(command) && !isIgnored)
      throw new FrameError('unexpectedBody', { command })
    const headers = new HeaderBlock(bytes, start, this.#spans, this.#escaping)
    const hasNone = isIgnored || bodyEnd === this.#bodyStart
    const body = hasNone ? nothing : view(bytes, start + this.#bodyStart, start + bodyEnd)
    this.#phase = 'command'
    this.#queue.take(bodyEnd + 1)
    this.#at = 0
    return { command, headers, body }
  }
}

const nothing = new Uint8Array(0)

/** @returns -1 for anything but digits. */
function parseDigits(bytes: Uint8Array, start: number, end: number): number {
  let number = start === end ? -1 : 0
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - 0x30
    if (digit < 0 || digit > 9) return -1
    number = 10 * number + digit
  }
  return number
}
