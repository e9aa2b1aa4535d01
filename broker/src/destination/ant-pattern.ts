/**
 * Ant patterns over destinations, as Spring understands them:
 *
 *   ?        one character of a segment         *         any run of characters within a segment, also none
 *   {name}   as `*`, and captured               **        as a whole segment: any number of segments, also none
 *
 * Matching takes time linear in pattern × path, whatever a client writes as a pattern.
 */
export type PathVariables = Readonly<Record<string, string>>

/** A destination is a pattern when it holds `*`, `?`, or a `{` that is closed. */
export const isPattern = (destination: string): boolean => /[*?]|\{[^}]*\}/.test(destination)

type Token = string | AnyCharacter | Run
interface AnyCharacter {
  readonly kind: 'any'
}
interface Run {
  readonly kind: 'run'
  readonly name: string | undefined
}
type Segment = readonly Token[] | '**'

export class AntPattern {
  readonly text: string
  readonly #segments: readonly Segment[]
  readonly #endsWithSlash: boolean
  readonly #startsWithSlash: boolean

  constructor(text: string) {
    this.text = text
    this.#segments = split(text).map((segment) => (segment === '**' ? '**' : tokens(segment)))
    this.#endsWithSlash = endsWithSlash(text)
    this.#startsWithSlash = text.startsWith('/')
  }

  /** How little it says: patterns with fewer runs, then longer ones, are more specific. */
  get generality(): number {
    const runs = this.#segments.flatMap((segment) =>
      segment === '**'
        ? [100]
        : segment.map((token) => (typeof token === 'object' && token.kind === 'run' ? 1 : 0)),
    )
    return runs.reduce<number>((sum, run) => sum + run, 0) * 1_000 - this.text.length
  }

  /** @returns the captured variables, or undefined when the path does not match. */
  match(path: string): PathVariables | undefined {
    if (path.startsWith('/') !== this.#startsWithSlash) return undefined
    if (endsWithSlash(path) !== this.#endsWithSlash && this.#segments.at(-1) !== '**') return undefined
    const variables: Record<string, string> = Object.create(null) as Record<string, string>
    return this.#matchSegments(split(path), variables) ? variables : undefined
  }

  /** Greedy over `**`, coming back only to the last one. */
  #matchSegments(path: readonly string[], variables: Record<string, string>): boolean {
    const pattern = this.#segments
    let at = 0
    let next = 0
    let starAt = -1
    let resumeAt = 0
    while (at < path.length) {
      const segment = pattern[next]
      if (segment === '**') {
        starAt = next++
        resumeAt = at
      } else if (segment !== undefined && matchSegment(segment, path[at]!, variables)) {
        at++
        next++
      } else if (starAt >= 0) {
        next = starAt + 1
        at = ++resumeAt
      } else return false
    }
    return pattern.slice(next).every((segment) => segment === '**')
  }
}

const split = (path: string): string[] => path.split('/').filter((segment) => segment !== '')
const endsWithSlash = (path: string): boolean => path.length > 1 && path.endsWith('/')

function tokens(segment: string): Token[] {
  const found: Token[] = []
  for (const [piece] of segment.matchAll(/\{[^}]*\}|[*?]|[^*?{]+|\{/g)) {
    if (piece === '?') found.push({ kind: 'any' })
    else if (piece === '*') found.push({ kind: 'run', name: undefined })
    else if (piece.startsWith('{') && piece.endsWith('}'))
      found.push({ kind: 'run', name: piece.slice(1, -1) })
    else found.push(...Array.from(piece))
  }
  return found
}

/** From the right, so that of several runs the first takes the most, as a greedy regular expression would. */
function matchSegment(
  pattern: readonly Token[],
  segment: string,
  variables: Record<string, string>,
): boolean {
  const text = Array.from(segment)
  const runs: { token: Run; start: number; end: number }[] = []
  let at = text.length - 1
  let next = pattern.length - 1
  while (at >= 0 || next >= 0) {
    const token = pattern[next]
    if (typeof token === 'object' && token.kind === 'run') {
      runs.push({ token, start: at + 1, end: at + 1 })
      next--
      continue
    }
    if (at >= 0 && token !== undefined && (typeof token === 'object' || token === text[at])) {
      at--
      next--
      continue
    }
    const run = runs.at(-1)
    if (run === undefined || run.start === 0) return false
    at = --run.start - 1
    next = pattern.lastIndexOf(run.token) - 1
  }
  for (const { token, start, end } of runs) {
    if (token.name !== undefined) variables[token.name] = text.slice(start, end).join('')
  }
  return true
}
