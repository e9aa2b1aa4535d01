import { matchSegment, parseSegment, type Segment } from './segment.ts'
import { type Specificity, specificityOf } from './specificity.ts'

/**
 * Ant patterns over destinations, as Spring understands them:
 *
 *   ?        one character of a segment         *              any run of characters within a segment, also none
 *   {name}   as `*`, and captured               {name:regex}   what the expression matches, captured
 *   **       as a whole segment: any number of segments, also none
 *
 * Matching takes time linear in pattern × path, whatever a client writes as a pattern; `size` says what a character of a path costs at most.
 */
export type PathVariables = Readonly<Record<string, string>>

/** A destination is a pattern when it holds `*`, `?`, or a `{` and later a `}`. */
export function isPattern(destination: string): boolean {
  const brace = destination.indexOf('{')
  return (
    destination.includes('*') || destination.includes('?') || (brace >= 0 && destination.includes('}', brace))
  )
}

/** What a pattern may grow to beyond its own length, in states, by repetitions such as `{id:[0-9]{8}}`. */
const maxGrowth = 500

export class AntPattern {
  readonly text: string
  readonly #separator: string
  readonly #segments: readonly Segment[]
  /** The literal segments it begins with, so that most paths are turned away at a glance. */
  readonly #beginning: string
  #specificity: Specificity | undefined

  /**
   * @param separator one character; with another than `/` the slash is an ordinary character.
   * @throws TypeError when a regular expression in it is broken, not supported or too large. Patterns without one never throw.
   */
  constructor(text: string, separator = '/') {
    this.text = text
    this.#separator = separator
    this.#segments = parse(text, separator)
    const wild = this.#segments.findIndex(({ kind }) => kind !== 'literal')
    const literals = split(text, separator).slice(0, wild < 0 ? undefined : wild)
    this.#beginning = (text.startsWith(separator) ? separator : '') + literals.join(separator)
  }

  /** States of the regular expressions in it, and of segments that capture a part of them. */
  get size(): number {
    return this.#segments.reduce((sum, segment) => sum + (segment.kind === 'mixed' ? segment.size : 0), 0)
  }

  /** What `compareSpecificity` looks at. */
  get specificity(): Specificity {
    return (this.#specificity ??= specificityOf(this.text, this.#separator))
  }

  /** @returns the captured variables, or undefined when the path does not match. */
  match(path: string): PathVariables | undefined {
    const separator = this.#separator
    if (path.startsWith(separator) !== this.text.startsWith(separator)) return undefined
    if (!path.startsWith(this.#beginning) && !path.includes(separator + separator)) return undefined
    const variables: Record<string, string> = Object.create(null) as Record<string, string>
    const next = this.#matchSegments(split(path, separator), variables)
    return next >= 0 && this.#mayEnd(next, path) ? variables : undefined
  }

  /**
   * Greedy over `**`, coming back only to the last one.
   * @returns how many segments of the pattern the whole path took, or -1.
   */
  #matchSegments(path: readonly string[], variables: Record<string, string>): number {
    let at = 0
    let next = 0
    let afterStars = -1
    let resumeAt = 0
    while (at < path.length) {
      const segment = this.#segments[next]
      if (segment?.kind === 'any-number') {
        afterStars = ++next
        resumeAt = at
      } else if (segment !== undefined && matchSegment(segment, path[at]!, variables)) {
        at++
        next++
      } else if (afterStars >= 0) {
        next = afterStars
        at = ++resumeAt
      } else return -1
    }
    return next
  }

  /** Whether a path may end after this many segments of the pattern. With `**` at the end a separator behind it says nothing. */
  #mayEnd(next: number, path: string): boolean {
    const rest = this.#segments.slice(next)
    const pathEnds = path.endsWith(this.#separator)
    if (this.#segments.at(-1)?.kind === 'any-number') return rest.every(isAnyNumber)
    if (rest.length === 0) return pathEnds === this.text.endsWith(this.#separator)
    return pathEnds && rest.length === 1 && isStar(rest[0]!) && !this.#segments.some(isAnyNumber)
  }
}

function parse(text: string, separator: string): Segment[] {
  // Each character of the text is worth two states, as in `*`.
  let sizeLeft = maxGrowth + 2 * text.length
  return split(text, separator).map((part) => {
    const segment = parseSegment(part, sizeLeft)
    if (segment.kind === 'mixed') sizeLeft -= segment.size
    return segment
  })
}

const split = (path: string, separator: string): string[] =>
  path.split(separator).filter((segment) => segment !== '')
const isAnyNumber = ({ kind }: Segment): boolean => kind === 'any-number'
const isStar = (segment: Segment): boolean => segment.kind === 'one' && segment.name === undefined
