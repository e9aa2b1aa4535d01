import { GlobMatcher } from './glob-matcher.ts'
import { LinearMatcher, type Node, sizeOf } from './linear-matcher.ts'
import { anyCharacter, parseRegularExpression, single } from './regular-expression.ts'

/** What stands between two separators of a pattern. */
export type Segment =
  | { readonly kind: 'any-number' }
  | { readonly kind: 'literal'; readonly text: string }
  /** All of a segment: `*`, or `{name}`. */
  | { readonly kind: 'one'; readonly name: string | undefined }
  /** Text, `*` and `?`. */
  | { readonly kind: 'glob'; readonly matcher: GlobMatcher }
  | { readonly kind: 'mixed'; readonly matcher: LinearMatcher; readonly size: number }

/**
 * @param maxSize of the program that a segment with more than one part, or a regular expression, becomes.
 * @throws TypeError for a regular expression that is broken, not supported, or too large.
 */
export function parseSegment(text: string, maxSize: number): Segment {
  if (text === '**') return { kind: 'any-number' }
  const parts = globParts(text)
  const [only] = parts
  if (parts.every((part) => part.kind === 'text')) return { kind: 'literal', text }
  if (parts.length === 1 && only?.kind === 'run') return { kind: 'one', name: only.name }
  if (parts.every(isGlob)) return { kind: 'glob', matcher: new GlobMatcher(piecesOf(parts)) }
  const node: Node = { kind: 'sequence', parts: parts.map(nodeOf) }
  const size = sizeOf(node)
  if (!(size <= maxSize))
    throw new TypeError(`The pattern segment ${text} is too large: its repetitions add up.`)
  return { kind: 'mixed', matcher: new LinearMatcher(node), size }
}

export function matchSegment(segment: Segment, text: string, variables: Record<string, string>): boolean {
  if (segment.kind === 'literal') return segment.text === text
  if (segment.kind === 'glob') return segment.matcher.match(text)
  if (segment.kind === 'mixed') return segment.matcher.match(text, variables)
  if (segment.kind === 'one' && segment.name !== undefined) variables[segment.name] = text
  return segment.kind === 'one'
}

type GlobPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'character' }
  | { readonly kind: 'run'; readonly name: string | undefined }
  | { readonly kind: 'expression'; readonly name: string; readonly expression: string }

const isGlob = (part: GlobPart): boolean =>
  part.kind === 'text' || part.kind === 'character' || (part.kind === 'run' && part.name === undefined)

function piecesOf(parts: readonly GlobPart[]): (string | undefined)[][] {
  const pieces: (string | undefined)[][] = [[]]
  for (const part of parts) {
    if (part.kind === 'run') pieces.push([])
    else if (part.kind === 'text') for (const character of part.text) pieces.at(-1)!.push(character)
    else pieces.at(-1)!.push(undefined)
  }
  return pieces
}

function globParts(text: string): GlobPart[] {
  const closings = closingBraces(text)
  const parts: GlobPart[] = []
  let literal = ''
  for (let at = 0; at < text.length; at++) {
    const closing = closings.get(at) ?? 0
    const isVariable = closing > at + 1
    if (!isVariable && text[at] !== '*' && text[at] !== '?') {
      literal += text[at]!
      continue
    }
    if (literal !== '') parts.push({ kind: 'text', text: literal })
    literal = ''
    if (isVariable) parts.push(variable(text.slice(at + 1, closing)))
    else parts.push(text[at] === '?' ? { kind: 'character' } : { kind: 'run', name: undefined })
    if (isVariable) at = closing
  }
  if (literal !== '') parts.push({ kind: 'text', text: literal })
  return parts
}

/** Braces may nest (`{n:[0-9]{4}}`) and be escaped; one that is not closed is an ordinary character. */
function closingBraces(text: string): ReadonlyMap<number, number> {
  const closings = new Map<number, number>()
  const open: number[] = []
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\' && open.length > 0) at++
    else if (text[at] === '{') open.push(at)
    else if (text[at] === '}' && open.length > 0) closings.set(open.pop()!, at)
  }
  return closings
}

function variable(inside: string): GlobPart {
  const colon = inside.indexOf(':')
  if (colon < 0) return { kind: 'run', name: inside }
  return { kind: 'expression', name: inside.slice(0, colon), expression: inside.slice(colon + 1) }
}

function nodeOf(part: GlobPart): Node {
  if (part.kind === 'character') return { kind: 'take', ranges: anyCharacter }
  if (part.kind === 'text')
    return {
      kind: 'sequence',
      parts: Array.from(part.text, (character) => ({ kind: 'take', ranges: single(character) })),
    }
  if (part.kind === 'expression')
    return { kind: 'capture', name: part.name, body: parseRegularExpression(part.expression) }
  return part.name === undefined ? run : { kind: 'capture', name: part.name, body: run }
}

const run: Node = {
  kind: 'repeat',
  body: { kind: 'take', ranges: anyCharacter },
  min: 0,
  max: Infinity,
  isGreedy: true,
}
