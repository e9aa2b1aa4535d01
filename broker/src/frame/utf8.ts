// The WHATWG encoders exist in Node, browsers and workers alike; the pure compiler settings know none of those.
declare class TextEncoder {
  encode(text: string): Uint8Array
  encodeInto(text: string, into: Uint8Array): { read: number; written: number }
}
declare class TextDecoder {
  constructor(label: string, options: { fatal: boolean; ignoreBOM: boolean })
  decode(bytes: Uint8Array): string
}

/** Whether the web knows an encoding of that name. */
export function isEncodingLabel(label: string): boolean {
  try {
    return new TextDecoder(label, { fatal: false, ignoreBOM: true }) instanceof TextDecoder
  } catch {
    return false
  }
}

const encoder = new TextEncoder()
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lossy = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })

export const encodeUtf8 = (text: string): Uint8Array => encoder.encode(text)

/** Text of the bytes; what is not UTF-8 becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  return end - start <= longestKnown ? known(bytes, start, end) : lossy.decode(view(bytes, start, end))
}

/** The same, and nothing of it is kept. */
export const decodeUtf8Once = (bytes: Uint8Array, start: number, end: number): string =>
  lossy.decode(view(bytes, start, end))

/** Text of the bytes, or undefined when they are not UTF-8. */
export function decodeStrictly(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes)
  } catch {
    return undefined
  }
}

export function isUtf8(bytes: Uint8Array, start = 0, end: number = bytes.length): boolean {
  // The decoder goes through many bytes faster than this loop.
  const looked = Math.min(end, start + longestKnown)
  let at = start
  while (at < looked && bytes[at]! < 0x80) at++
  return at === end || decodeStrictly(view(bytes, at, end)) !== undefined
}

/** Writes the text at an offset and returns the offset behind it. The target must have room: 3 bytes a UTF-16 unit. */
export function writeUtf8(target: Uint8Array, offset: number, text: string): number {
  const length = text.length
  let at = offset
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index)
    if (unit >= 0x80) return at + encoder.encodeInto(text.slice(index), target.subarray(at)).written
    target[at++] = unit
  }
  return at
}

/** Do the bytes at an offset read so? */
export function startsWith(bytes: Uint8Array, offset: number, expected: Uint8Array): boolean {
  for (let at = 0; at < expected.length; at++) if (bytes[offset + at] !== expected[at]) return false
  return true
}

/** A part of the bytes, without the cost of `subarray` on what may be a Node Buffer. */
export const view = (bytes: Uint8Array, start: number, end: number): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start)

/**
 * The same short texts come again and again: header values, destinations. One that was seen lately is found by its
 * bytes and costs no new string. Bounded: this many of at most this length, a new one takes the place of an old one.
 */
const knownTexts: string[] = Array.from({ length: 512 }, () => '')
const longestKnown = 64

function known(bytes: Uint8Array, start: number, end: number): string {
  let hash = end - start
  // What differs at all mostly differs near the end.
  for (let at = Math.max(start, end - 12); at < end; at++) hash = (Math.imul(hash, 31) + bytes[at]!) | 0
  const slot = (hash ^ (hash >>> 9)) & 511
  const text = knownTexts[slot]!
  if (isSame(text, bytes, start, end)) return text
  return (knownTexts[slot] = lossy.decode(view(bytes, start, end)))
}

/** Never for text outside ASCII, which has other units than bytes. */
function isSame(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false
  for (let at = start, index = 0; at < end; at++, index++) {
    const byte = bytes[at]!
    if (byte !== text.charCodeAt(index) || byte >= 0x80) return false
  }
  return true
}
