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
  clientCommands,
  hasBody,
  isLiteral,
  serverCommands,
} from './commands.ts'
import { type Escaping, escapingOf, isEscape, knownEscapes } from './escapes.ts'
import { HeaderBlock, needsTranslation } from './header-block.ts'
import { type FrameLimits, defaultFrameLimits } from './limits.ts'
import { FrameError } from './refusals.ts'
import { decodeUtf8, encodeUtf8, isUtf8 } from './utf8.ts'
import type { StompVersion } from './version.ts'

export interface Frame<C extends Command = Command> {
  readonly command: C
  readonly headers: HeaderBlock
  /** A view into what was received; valid as long as it is held. */
  readonly body: Uint8Array
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

const lines = (commands: readonly Command[]) =>
  commands.map((command) => [command, encodeUtf8(command)] as const)
const clientLines = lines(clientCommands)
const serverLines = lines(serverCommands)
const contentLengthName = encodeUtf8('content-length')

/** Named by what the decoder waits for. */
type Phase = 'command' | 'header' | 'counted-body' | 'terminated-body'

/**
 * Shape:  `push` any slice of the stream, then call `next` until it returns undefined.
 * Owns:   a pushed array belongs to the decoder; frames are views into it or into a copy.
 * Throws: {@link FrameError}; after that the decoder is dead and reads no further byte.
 * Cost:   O(bytes); retains at most one frame and the last pushed array.
 */
export class FrameDecoder<C extends Command = ClientCommand> {
  /** Set once CONNECT was accepted; undefined holds frames to the limit before CONNECT. */
  version: StompVersion | undefined
  readonly #limits: FrameLimits
  readonly #commands: readonly (readonly [Command, Uint8Array])[]
  #bytes = new Uint8Array(0)
  #end = 0
  #at = 0
  /** May #bytes be appended to: it is our own array, and not one that was pushed. */
  #isOwn = false
  #dead = false

  #phase: Phase = 'command'
  #command: Command = 'CONNECT'
  #escaping: Escaping = 'literal'
  #frameStart = 0
  #lineStart = 0
  #headStart = 0
  #colon = -1
  #isPlain = true
  #isAscii = true
  #spans: number[] = []
  #contentLength = -1
  #bodyStart = 0

  constructor(limits: FrameLimits = defaultFrameLimits, peer: 'client' | 'server' = 'client') {
    this.#limits = limits
    this.#commands = peer === 'client' ? clientLines : serverLines
  }

  /** Bytes held and not yet handed out in a frame. */
  get bufferedBytes(): number {
    return this.#end - this.#frameStart
  }

  /** A frame has begun and is not complete. */
  get isMidFrame(): boolean {
    return this.#phase !== 'command' || this.#end > this.#frameStart
  }

  push(chunk: Uint8Array): void {
    if (this.#dead || chunk.length === 0) return
    if (this.#end === this.#frameStart) this.#adopt(chunk)
    else this.#append(chunk)
  }

  next(): Frame<C> | undefined {
    if (this.#dead) return undefined
    try {
      return this.#step() as Frame<C> | undefined
    } catch (error) {
      this.#dead = true
      this.#bytes = new Uint8Array(0)
      this.#spans = []
      throw error
    }
  }

  #step(): Frame | undefined {
    if (this.#phase === 'command' && !this.#readCommand()) return this.#starve()
    if (this.#phase === 'header' && !this.#readHeaders()) return this.#starve()
    const bodyEnd = this.#phase === 'counted-body' ? this.#countedEnd() : this.#terminatedEnd()
    return bodyEnd < 0 ? this.#starve() : this.#finish(bodyEnd)
  }

  // --- bytes in ---

  #adopt(chunk: Uint8Array): void {
    this.#rebase(0)
    this.#bytes = chunk as Uint8Array<ArrayBuffer>
    this.#end = chunk.length
    this.#isOwn = false
  }

  /** Frames already handed out look into the old array, so it is never moved in place, only left behind. */
  #append(chunk: Uint8Array): void {
    if (!this.#isOwn || this.#end + chunk.length > this.#bytes.length) {
      const held = this.#end - this.#frameStart
      this.#moveTo(new Uint8Array(2 * (held + chunk.length)))
    }
    this.#bytes.set(chunk, this.#end)
    this.#end += chunk.length
  }

  #moveTo(target: Uint8Array<ArrayBuffer>): void {
    target.set(this.#bytes.subarray(this.#frameStart, this.#end))
    const held = this.#end - this.#frameStart
    this.#rebase(0)
    this.#bytes = target
    this.#end = held
    this.#isOwn = true
  }

  #rebase(frameStart: number): void {
    const shift = frameStart - this.#frameStart
    this.#at += shift
    this.#lineStart += shift
    this.#headStart += shift
    this.#bodyStart += shift
    if (this.#colon >= 0) this.#colon += shift
    this.#frameStart = frameStart
  }

  /** More bytes are needed. A small rest must not keep a large array alive. */
  #starve(): undefined {
    const held = this.#end - this.#frameStart
    if (held === 0) {
      this.#bytes = nothing
      this.#end = 0
      this.#rebase(0)
    } else if (held < this.#bytes.buffer.byteLength / 4) {
      this.#moveTo(new Uint8Array(2 * held))
    }
    return undefined
  }

  // --- command ---

  #readCommand(): boolean {
    if (!this.#skipBetweenFrames()) return false
    const start = this.#frameStart
    const end = this.#end
    let at = this.#at
    while (at < end && this.#bytes[at] !== LF) {
      if (at - start >= longestCommandBytes) throw this.#unknownCommand(start + longestCommandBytes)
      at++
    }
    this.#at = at
    if (at === end) return false
    const lineEnd = at > start && this.#bytes[at - 1] === CR ? at - 1 : at
    this.#beginFrame(this.#commandOf(start, lineEnd))
    return true
  }

  /** @returns false when nothing else is here, or a CR whose LF is still to come. */
  #skipBetweenFrames(): boolean {
    if (this.#at > this.#frameStart) return true
    const bytes = this.#bytes
    let at = this.#at
    while (at < this.#end && (bytes[at] === LF || bytes[at] === NUL || bytes[at] === CR)) {
      if (bytes[at] === CR && at + 1 === this.#end) break
      if (bytes[at] === CR && bytes[at + 1] !== LF) throw new FrameError('strayByte', { byte: 'CR' })
      at++
    }
    this.#frameStart = at
    this.#at = at
    return at < this.#end && bytes[at] !== CR
  }

  #commandOf(start: number, end: number): Command {
    for (const [command, line] of this.#commands) {
      if (line.length === end - start && equals(this.#bytes, start, line)) return command
    }
    throw this.#unknownCommand(end)
  }

  #unknownCommand(end: number): FrameError {
    return new FrameError('unknownCommand', {
      command: decodeUtf8(this.#bytes.subarray(this.#frameStart, end)),
    })
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
    const bytes = this.#bytes
    const end = this.#end
    while (this.#at < end) {
      let at = this.#at
      while (at < end && isSpecial[bytes[at]!] === 0) at++
      this.#at = at
      if (at === end) break
      const wasAt = at
      if (this.#readSpecial(bytes[at]!)) return true
      if (this.#at === wasAt) break
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

  #readCarriageReturn(): boolean {
    if (this.#at + 1 === this.#end) return false
    if (this.#bytes[this.#at + 1] !== LF) throw new FrameError('carriageReturn')
    return this.#endLine(this.#at, this.#at + 2)
  }

  #readBackslash(): void {
    this.#isPlain = false
    if (this.#escaping === 'literal') {
      this.#at++
      return
    }
    if (this.#at + 1 === this.#end) return
    if (!isEscape(this.#bytes[this.#at + 1]!, this.#escaping)) throw this.#badEscape()
    this.#at += 2
  }

  #badEscape(): FrameError {
    const version = this.#escaping
    return new FrameError('badEscape', {
      line: this.#line(this.#at + 2),
      version,
      escapes: knownEscapes[version],
    })
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
    const { maxHeaderLineBytes, maxHeaderBytes, maxFrameBytesBeforeConnect } = this.#limits
    if (lineEnd - this.#lineStart > maxHeaderLineBytes) {
      throw new FrameError('headerLineTooLong', { limit: maxHeaderLineBytes })
    }
    const headBytes = lineEnd - this.#headStart
    if (headBytes > maxHeaderBytes) throw new FrameError('headersTooLong', { limit: maxHeaderBytes })
    if (this.version === undefined && headBytes > maxFrameBytesBeforeConnect)
      throw this.#tooLongBeforeConnect()
  }

  #tooLongBeforeConnect(): FrameError {
    return new FrameError('frameTooLongBeforeConnect', { limit: this.#limits.maxFrameBytesBeforeConnect })
  }

  #addHeader(lineEnd: number): void {
    const colon = this.#colon
    if (colon < 0) throw new FrameError('headerWithoutColon', { line: this.#line(lineEnd) })
    if (colon === this.#lineStart) throw new FrameError('emptyHeaderName', { line: this.#line(lineEnd) })
    if (!this.#isAscii && !isUtf8(this.#bytes, this.#lineStart, lineEnd)) throw new FrameError('badUtf8')
    if (this.#spans.length >= 4 * this.#limits.maxHeaders) {
      throw new FrameError('tooManyHeaders', { limit: this.#limits.maxHeaders })
    }
    const start = this.#frameStart
    this.#spans.push(
      this.#lineStart - start,
      colon - start,
      lineEnd - start,
      this.#isPlain ? 0 : needsTranslation,
    )
    if (
      colon - this.#lineStart === contentLengthName.length &&
      equals(this.#bytes, this.#lineStart, contentLengthName)
    ) {
      this.#addContentLength(decodeUtf8(this.#bytes, colon + 1, lineEnd))
    }
  }

  #line(end: number): string {
    return decodeUtf8(this.#bytes, this.#lineStart, Math.min(end, this.#end))
  }

  #addContentLength(value: string): void {
    if (!/^[0-9]+$/.test(value)) throw new FrameError('badContentLength', { value })
    const bytes = Number(value)
    if (this.#contentLength >= 0 && this.#contentLength !== bytes) {
      throw new FrameError('twoContentLengths', { first: this.#contentLength, second: value })
    }
    if (bytes > this.#limits.maxBodyBytes) throw this.#bodyTooLong()
    this.#contentLength = bytes
  }

  #bodyTooLong(): FrameError {
    return new FrameError('bodyTooLong', { limit: this.#limits.maxBodyBytes })
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
    this.#checkBody(end)
    if (end >= this.#end) return -1
    if (this.#bytes[end] !== NUL) throw new FrameError('missingNul', { length: this.#contentLength })
    return end
  }

  #terminatedEnd(): number {
    const found = this.#at < this.#end ? this.#bytes.indexOf(NUL, this.#at) : -1
    const end = found >= 0 && found < this.#end ? found : -1
    this.#at = end < 0 ? this.#end : end
    this.#checkBody(this.#at)
    return end
  }

  #checkBody(end: number): void {
    if (end - this.#bodyStart > this.#limits.maxBodyBytes) throw this.#bodyTooLong()
    const beforeConnect =
      this.version === undefined && end - this.#headStart > this.#limits.maxFrameBytesBeforeConnect
    if (beforeConnect) throw this.#tooLongBeforeConnect()
  }

  #finish(bodyEnd: number): Frame {
    const command = this.#command
    const isIgnored = this.version === '1.0' && !hasBody(command)
    if (bodyEnd > this.#bodyStart && !hasBody(command) && !isIgnored)
      throw new FrameError('unexpectedBody', { command })
    const headers = new HeaderBlock(this.#bytes, this.#frameStart, this.#spans, this.#escaping)
    const body = isIgnored ? nothing : this.#bytes.subarray(this.#bodyStart, bodyEnd)
    this.#phase = 'command'
    this.#frameStart = bodyEnd + 1
    this.#at = bodyEnd + 1
    return { command, headers, body }
  }
}

const nothing = new Uint8Array(0)

function equals(bytes: Uint8Array, start: number, expected: Uint8Array): boolean {
  for (let at = 0; at < expected.length; at++) if (bytes[start + at] !== expected[at]) return false
  return true
}
