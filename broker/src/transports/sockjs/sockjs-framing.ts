import type { ChunkKind, Encoded, Framing } from '../../core/ports.ts'
import {
  webSocketHeaderBytes,
  webSocketPayload,
  writeWebSocketHeader,
} from '../websocket/websocket-framing.ts'

/**
 * SockJS quotes as JSON does and, besides, whatever some old browser loses on the way: U+200C–200F, U+2028–202F,
 * U+2060–206F, U+FFF0–FFFF and everything beyond the basic plane, as \uXXXX. Hangul stays as it is.
 */
type Sequence = readonly [readBytes: number, writtenBytes: number]

const plain: Sequence = [1, 1]
const shortEscape: Sequence = [1, 2]
const controlEscape: Sequence = [1, 6]
const unitEscape: Sequence = [3, 6]
const pairEscape: Sequence = [4, 12]

const shortEscapes = new Map(
  ['b\b', 't\t', 'n\n', 'f\f', 'r\r', '""', '\\\\'].map((pair) => [pair.charCodeAt(1), pair.charCodeAt(0)]),
)

/** Bytes that may begin what is not written as it is; between them lie runs that are. */
const isSpecial = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte === 0x22 || byte === 0x5c || byte === 0xe2 || byte >= 0xef ? 1 : 0,
)

function plainEnd(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && isSpecial[bytes[at]!] === 0) at++
  return at
}

/** What a special byte becomes, with those that belong to it. Bytes that are no UTF-8 pass as they are. */
function sequenceAt(bytes: Uint8Array, at: number): Sequence {
  const first = bytes[at]!
  if (first < 0x20) return shortEscapes.has(first) ? shortEscape : controlEscape
  if (first === 0x22 || first === 0x5c) return shortEscape
  if (first === 0xe2) return isOddPunctuation(bytes[at + 1], bytes[at + 2]) ? unitEscape : plain
  if (first === 0xef) return bytes[at + 1] === 0xbf && bytes[at + 2]! >= 0xb0 ? unitEscape : plain
  return at + 3 < bytes.length ? pairEscape : plain
}

function isOddPunctuation(second = 0, third = 0): boolean {
  if (second === 0x80) return (third >= 0x8c && third <= 0x8f) || (third >= 0xa8 && third <= 0xaf)
  return second === 0x81 && third >= 0xa0 && third <= 0xaf
}

function quotedBytes(bytes: Uint8Array): number {
  let length = bytes.length
  for (let at = plainEnd(bytes, 0); at < bytes.length; at = plainEnd(bytes, at)) {
    const [read, written] = sequenceAt(bytes, at)
    at += read
    length += written - read
  }
  return length
}

/** From here on, a copy by the runtime is cheaper than one byte by byte. */
const longRun = 64

/** Digits of an escape. Which letters those of control characters have is the writer's choice. */
const lowerHex = new TextEncoder().encode('0123456789abcdef')
const upperHex = new TextEncoder().encode('0123456789ABCDEF')

class Quoter {
  readonly #target: Uint8Array
  readonly #controlHex: Uint8Array
  #at: number

  constructor(target: Uint8Array, at: number, controlHex: Uint8Array) {
    this.#target = target
    this.#at = at
    this.#controlHex = controlHex
  }

  get at(): number {
    return this.#at
  }

  copy(source: Uint8Array, from: number, to: number): void {
    if (to - from < longRun) for (let at = from; at < to; at++) this.#byte(source[at]!)
    else this.#copyRun(source.subarray(from, to))
  }

  #copyRun(run: Uint8Array): void {
    this.#target.set(run, this.#at)
    this.#at += run.length
  }

  write(source: Uint8Array, at: number, sequence: Sequence): void {
    if (sequence === plain) this.#byte(source[at]!)
    else if (sequence === shortEscape) this.#backslash(shortEscapes.get(source[at]!)!)
    else if (sequence === controlEscape) this.#unit(source[at]!, this.#controlHex)
    else if (sequence === unitEscape) this.#unit(continued(source, at, 0x0f, 3))
    else this.#pair(continued(source, at, 0x07, 4) - 0x10000)
  }

  #byte(value: number): void {
    this.#target[this.#at++] = value
  }

  #backslash(letter: number): void {
    this.#byte(0x5c)
    this.#byte(letter)
  }

  #pair(offset: number): void {
    this.#unit(0xd800 + (offset >> 10))
    this.#unit(0xdc00 + (offset & 0x3ff))
  }

  #unit(unit: number, hex: Uint8Array = lowerHex): void {
    this.#backslash(0x75)
    for (let shift = 12; shift >= 0; shift -= 4) this.#byte(hex[(unit >> shift) & 0xf]!)
  }
}

function continued(source: Uint8Array, at: number, firstBits: number, length: number): number {
  let codePoint = source[at]! & firstBits
  for (let next = 1; next < length; next++) codePoint = (codePoint << 6) | (source[at + next]! & 0x3f)
  return codePoint
}

const opening = new TextEncoder().encode('a["')
const ending = new TextEncoder().encode('"]')

function wrap(message: Encoded, kind: ChunkKind, controlHex: Uint8Array): Encoded | undefined {
  if (kind === 'binary') return undefined
  const payloadBytes = opening.length + quotedBytes(message.bytes) + ending.length
  const headerBytes = webSocketHeaderBytes(payloadBytes)
  // A Buffer for the same reason as in webSocketFraming.
  const bytes = Buffer.alloc(headerBytes + payloadBytes)
  writeWebSocketHeader(bytes, payloadBytes, 'text')
  bytes.set(opening, headerBytes)
  bytes.set(ending, bytes.length - ending.length)
  return { bytes, slots: quote(message, new Quoter(bytes, headerBytes + opening.length, controlHex)) }
}

/** @returns the slots, moved. Slots ascend, as the encoder wrote them, and hold what is written as it is. */
function quote({ bytes, slots }: Encoded, quoter: Quoter): number[] {
  const moved: number[] = []
  for (let at = 0; at < bytes.length;) {
    const end = plainEnd(bytes, at)
    while (slots[moved.length]! < end) moved.push(quoter.at + slots[moved.length]! - at)
    quoter.copy(bytes, at, end)
    if (end === bytes.length) break
    const sequence = sequenceAt(bytes, end)
    quoter.write(bytes, end, sequence)
    at = end + sequence[0]
  }
  return moved
}

function wrapQuoted(message: Encoded, kind: ChunkKind): Encoded | undefined {
  if (kind === 'binary') return undefined
  const bytes = new Uint8Array(quotedBytes(message.bytes) + 2)
  bytes[0] = bytes[bytes.length - 1] = 0x22
  return { bytes, slots: quote(message, new Quoter(bytes, 1, upperHex)) }
}

const unquoted = (text: Uint8Array): Uint8Array =>
  new TextEncoder().encode(JSON.parse(new TextDecoder().decode(text)) as string)

const unwrap = (message: Uint8Array): Uint8Array =>
  unquoted(webSocketPayload(message).subarray(opening.length - 1, 1 - ending.length))

/** One STOMP frame as one item of a SockJS array, to be joined with others, quoted as Spring quotes. */
export const quotedFraming: Framing = { wrap: wrapQuoted, unwrap: unquoted }

/** One STOMP frame in one `a["…"]` in one WebSocket message. SockJS carries text only. */
export const sockJsFraming: Framing = { wrap: (message, kind) => wrap(message, kind, lowerHex), unwrap }

/** The same, quoted as Spring quotes: letters of control characters are capitals. */
export const capitalSockJsFraming: Framing = {
  wrap: (message, kind) => wrap(message, kind, upperHex),
  unwrap,
}
