import { behindPrefix } from '../destination/prefixes.ts'
import type { RouteRules } from './route-rules.ts'

type Separator = RouteRules['separator']

/** `/chat` and `message` are `/chat/message`; with the separator `.`, `chat` and `message` are `chat.message`. */
export function joinPatterns(prefix: string, pattern: string, separator: Separator): string {
  if (pattern === '' && prefix !== '') return prefix
  if (prefix === '' && (separator === '.' || pattern.startsWith('/'))) return pattern
  const start = prefix.endsWith(separator) ? prefix.slice(0, -1) : prefix
  return pattern.startsWith(separator) ? start + pattern : start + separator + pattern
}

/** Whether a whole pattern could have been joined from this prefix and another. */
export function isBelow(whole: string, prefix: string, separator: Separator): boolean {
  const start = prefix.endsWith(separator) ? prefix.slice(0, -1) : prefix
  return start === '' || whole === start || whole.startsWith(start + separator)
}

/** @throws TypeError for what would never match, with what to write instead. */
export function checkPattern(pattern: string, { separator, applicationPrefixes }: RouteRules): void {
  const behind = behindPrefix(pattern, applicationPrefixes)
  if (behind !== undefined) {
    const prefix = pattern.slice(0, pattern.length - behind.length)
    const instead = separator === '/' ? behind : behind.slice(1)
    throw new TypeError(
      `The route ${pattern} repeats the prefix ${prefix}, which a route stands behind: write ${instead}.`,
    )
  }
  if (separator === '.' && pattern.startsWith('/'))
    throw new TypeError(
      `The route ${pattern} starts with a slash. With the separator "." write ${pattern.slice(1)}.`,
    )
  if (variablesIn(pattern).isOpen)
    throw new TypeError(`The route ${pattern}: a { is not closed. A variable is written {id}.`)
  const colon = pattern.split(separator).find((segment) => /^:\w+$/.test(segment))
  if (colon !== undefined)
    throw new TypeError(`The route ${pattern}: a variable is written {${colon.slice(1)}}, not ${colon}.`)
}

interface Variables {
  readonly names: readonly string[]
  /** The pattern without the names: two of one shape take the same. */
  readonly shape: string
  /** The last variable has no end. */
  readonly isOpen: boolean
}

export function variablesIn(pattern: string): Variables {
  const names: string[] = []
  let shape = ''
  let done = 0
  let opening = 0
  let depth = 0
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === '\\' && depth > 0) at++
    else if (pattern[at] === '{' && depth++ === 0) opening = at
    else if (pattern[at] === '}' && depth > 0 && --depth === 0) {
      const name = pattern.slice(opening + 1, at).split(':', 1)[0]!
      names.push(name)
      shape += `${pattern.slice(done, opening)}{${pattern.slice(opening + 1 + name.length, at)}}`
      done = at + 1
    }
  }
  return { names, shape: shape + pattern.slice(done), isOpen: depth > 0 }
}
