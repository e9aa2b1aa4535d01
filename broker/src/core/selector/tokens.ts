import { SelectorError } from './selector-error.ts'

export interface Token {
  readonly kind: 'name' | 'text' | 'whole' | 'real' | 'sign' | 'end'
  /** As it was written; of a text, what stands between the quotes. */
  readonly text: string
  /** Index of its first character. */
  readonly at: number
}

/** Each alternative begins with a character of its own or takes all it can, so nothing is read twice. */
const token = new RegExp(
  [
    /(?<blank>[ \t\r\n]+)/u,
    /(?<text>'(?:[^']|'')*'|"(?:[^"]|"")*")/u,
    /(?<real>\d+(?:(?:\.\d+)?[eE][+-]?\d+[fFdD]?|\.\d+[fFdD]?|[fFdD]))/u,
    /(?<whole>0[xX][\da-fA-F]+[lL]?|\d+[lL]?)/u,
    /(?<name>[\p{L}_$][\p{L}\p{Nd}_$]*)/u,
    /(?<sign>&&|\|\||[=!<>]=|\+\+|--|\?[.:]|[-+*/%<>=!?:.,()[\]{}#@&])/u,
  ]
    .map(({ source }) => source)
    .join('|'),
  'uy',
)

/** @throws SelectorError for a character that no expression has, and a text that does not end. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < text.length; at = token.lastIndex) {
    token.lastIndex = at
    const groups: Partial<Record<string, string>> | undefined = token.exec(text)?.groups
    if (!groups) throw unreadable(text, at)
    const [kind, found] = Object.entries(groups).find(([, group]) => group !== undefined)!
    if (kind !== 'blank') tokens.push(tokenOf(kind as Token['kind'], found!, at))
  }
  return [...tokens, { kind: 'end', text: '', at: text.length }]
}

function tokenOf(kind: Token['kind'], found: string, at: number): Token {
  if (kind !== 'text') return { kind, text: found, at }
  const quote = found[0]!
  return { kind, text: found.slice(1, -1).replaceAll(quote + quote, quote), at }
}

function unreadable(text: string, at: number): SelectorError {
  const place = `at character ${String(at + 1)}`
  const character = String.fromCodePoint(text.codePointAt(at)!)
  if (character === "'" || character === '"')
    return new SelectorError(`a text begins ${place} and does not end`)
  return new SelectorError(`${character} ${place} has no meaning`)
}
