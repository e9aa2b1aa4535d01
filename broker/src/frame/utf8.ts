// The WHATWG encoders exist in Node, browsers and workers alike; the pure compiler settings know none of those.
declare class TextEncoder {
  encode(text: string): Uint8Array
  encodeInto(text: string, into: Uint8Array): { read: number; written: number }
}
declare class TextDecoder {
  constructor(label: string, options: { fatal: boolean; ignoreBOM: boolean })
  decode(bytes: Uint8Array): string
}

const encoder = new TextEncoder()
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lossy = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })

export const encodeUtf8 = (text: string): Uint8Array => encoder.encode(text)

/** Text of the bytes; what is not UTF-8 becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  return isShortAscii(bytes, start, end)
    ? fromAscii(bytes, start, end)
    : lossy.decode(bytes.subarray(start, end))
}

export function isUtf8(bytes: Uint8Array, start = 0, end: number = bytes.length): boolean {
  let at = start
  while (at < end && bytes[at]! < 0x80) at++
  if (at === end) return true
  try {
    strict.decode(bytes.subarray(at, end))
    return true
  } catch {
    return false
  }
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

// Building a string unit by unit beats a call into the decoder up to about this length.
const shortTextBytes = 48

function isShortAscii(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > shortTextBytes) return false
  for (let at = start; at < end; at++) if (bytes[at]! >= 0x80) return false
  return true
}

function fromAscii(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!)
  return text
}
