import { LinearMatcher, type Node, sizeOf } from '../../destination/linear-matcher.ts'
import { parseRegularExpression } from '../../destination/regular-expression.ts'
import { SelectorError } from './selector-error.ts'
import { fail } from './values.ts'

/** Of all regular expressions in a selector. Clients write both expression and text, and a match costs their product. */
export const maxPatternSize = 100
const maxTextLength = 512

/**
 * `matches` takes the whole text, so an expression's own ^ and $ say nothing more.
 * @throws SelectorError for an expression that is broken, not supported, or too large.
 */
export function parsePattern(expression: string, at: number): Pattern {
  const node = parseNode(expression, at)
  const size = sizeOf(node)
  if (!(size <= maxPatternSize))
    throw new SelectorError(`the regular expression at character ${String(at + 1)} is too large`)
  const matcher = new LinearMatcher(node)
  return { size, matches: (text) => (text.length > maxTextLength ? fail() : matcher.match(text, {})) }
}

interface Pattern {
  readonly size: number
  readonly matches: (text: string) => boolean
}

function parseNode(expression: string, at: number): Node {
  try {
    return parseRegularExpression(withoutAnchors(expression))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new SelectorError(`at character ${String(at + 1)}: ${error.message}`, { cause: error })
  }
}

function withoutAnchors(expression: string): string {
  const start = expression.startsWith('^') ? 1 : 0
  const isAnchored = /(?<!\\)(?:\\\\)*\$$/.test(expression)
  return expression.slice(start, isAnchored ? -1 : undefined)
}
