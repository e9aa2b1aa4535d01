/** Longest field of a log line, in UTF-16 units. */
const longestField = 256

// Controls, format characters (bidi among them), line and paragraph separators, lone surrogates, and the backslash itself.
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\\]/u

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }

/** Text from outside, safe for a terminal: one line, no hidden characters, at most 256 characters. */
export function printable(text: string): string {
  let shown = ''
  let fits = ''
  for (const character of text) {
    shown += unsafe.test(character) ? escaped(character) : character
    if (shown.length > longestField) return `${fits}…`
    if (shown.length < longestField) fits = shown
  }
  return shown
}

/** Like {@link printable}, in quotes when it would not read as one word. */
export function word(text: string): string {
  const shown = printable(text)
  return /^[^\s"]+$/.test(shown) ? shown : `"${shown.replaceAll('"', '\\"')}"`
}

/** Text from outside for JSON: as it is, cut. */
export const cut = (text: string): string =>
  text.length > longestField ? `${text.slice(0, longestField - 1)}…` : text

const everyUnsafe = new RegExp(unsafe, 'gu')

/** JSON on one line whose hidden characters are written as `\uXXXX`. */
export const jsonLine = (value: object): string =>
  JSON.stringify(value).replace(everyUnsafe, (character) =>
    character === '\\' ? character : escaped(character),
  )

function escaped(character: string): string {
  const known = short[character]
  if (known !== undefined) return known
  return Array.from({ length: character.length }, (_, i) => unit(character.charCodeAt(i))).join('')
}

const unit = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`
