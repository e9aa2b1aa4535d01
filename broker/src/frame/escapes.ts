import type { StompVersion } from './version.ts'

/** Which escapes a header block is written in. `literal`: none, as in 1.0 and on CONNECT and CONNECTED. */
export type Escaping = 'literal' | '1.1' | '1.2'

/** What follows the backslash, for people (STOMP 1.1 and 1.2 §Value Encoding). */
export const knownEscapes = { literal: 'none', '1.1': '\\n \\c \\\\', '1.2': '\\n \\r \\c \\\\' } as const

export const escapingOf = (version: StompVersion | undefined): Escaping =>
  version === '1.1' || version === '1.2' ? version : 'literal'

const letterN = 0x6e
const letterC = 0x63
const letterR = 0x72
const backslash = 0x5c

export function isEscape(byte: number, escaping: Escaping): boolean {
  return (
    byte === letterN || byte === letterC || byte === backslash || (byte === letterR && escaping === '1.2')
  )
}

const unescaped: Readonly<Record<string, string>> = { '\\n': '\n', '\\r': '\r', '\\c': ':', '\\\\': '\\' }

/** One pass, so that `\\n` stays a backslash and an n. */
export const unescape = (text: string): string => text.replace(/\\[nrc\\]/g, (pair) => unescaped[pair]!)

const escaped: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', ':': '\\c', '\\': '\\\\' }

/** By the rules of 1.2, and a NUL as it is. */
export const escapeAll = (text: string): string =>
  text.replace(/[\n\r:\\]/g, (character) => escaped[character]!)

/**
 * @returns undefined when that version has no way to say it: CR before 1.2; LF, and a colon in a name, before 1.1.
 *   NUL cannot be said by any.
 */
export function escape(text: string, escaping: Escaping, part: 'name' | 'value'): string | undefined {
  if (text.includes('\0')) return undefined
  if (escaping === 'literal')
    return /[\r\n]/.test(text) || (part === 'name' && text.includes(':')) ? undefined : text
  if (escaping === '1.1' && text.includes('\r')) return undefined
  return escapeAll(text)
}
