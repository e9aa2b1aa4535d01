import type { IRawFrameType } from '@stomp/stompjs'
import type { EncodedBody } from './body.ts'
import type { StompHeaders } from './headers.ts'

/** What a server said. */
export interface Frame {
  readonly command: string
  readonly headers: StompHeaders
  readonly bytes: Uint8Array
}

/** By version of STOMP: what may follow a backslash in a header. */
export const escapes: Readonly<Record<string, string>> = { '1.2': '\\ncr', '1.1': '\\nc', '1.0': '' }
const encoder = new TextEncoder()
const decoder = new TextDecoder()
const meant: Readonly<Record<string, string>> = { '\\': '\\', n: '\n', c: ':', r: '\r' }

/**
 * stompjs splits the bytes into lines and body; the headers are read here, because stompjs unescapes in the wrong order, trims, and
 * leaves names alone. Repeated headers: the first counts (STOMP 1.2 §Repeated Header Entries).
 * @param escapes the letters that may follow a backslash: none in 1.0. @throws Error another follows
 */
export function readFrame(
  { command = '', headers: lines, binaryBody }: IRawFrameType,
  escapes: string,
): Frame {
  const unescaped = (_: string, letter: string): string => {
    if (letter && escapes.includes(letter)) return meant[letter]!
    throw new Error(`the undefined escape \\${letter}`)
  }
  const plain = (text: string): string =>
    escapes && command !== 'CONNECTED' ? text.replace(/\\(.?)/g, unescaped) : text
  const headers = Object.fromEntries(lines.reverse().map(([name, value]) => [plain(name), plain(value)]))
  return { command, headers, bytes: binaryBody! }
}

export const bytesOf = ({ binaryBody, body }: EncodedBody): Uint8Array => binaryBody ?? encoder.encode(body)

export const textOf = ({ bytes }: Frame): string => decoder.decode(bytes)

/** Binary only where the body is. */
export function writeFrame(
  command: string,
  headers: StompHeaders,
  body: EncodedBody,
  escapes: boolean,
): string | ArrayBuffer {
  const letter = (char: string): string => `\\${Object.keys(meant).find((key) => meant[key] === char)!}`
  const escaped = (text: string): string => (escapes ? text.replace(/[\\:\r\n]/g, letter) : text)
  const lines = Object.entries(headers)
    .filter(([name]) => name !== 'content-length')
    .map(([name, value]) => `${escaped(name)}:${escaped(value)}`)
  const bytes = bytesOf(body)
  if (bytes.length > 0) lines.push(`content-length:${bytes.length}`)
  const head = [command, ...lines, '', ''].join('\n')
  if (!body.binaryBody) return `${head}${body.body ?? ''}\0`
  const start = encoder.encode(head)
  const frame = new Uint8Array(start.length + bytes.length + 1)
  frame.set(start)
  frame.set(bytes, start.length)
  return frame.buffer
}
