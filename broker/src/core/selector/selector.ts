import type { Message } from '../../frame/encoder.ts'
import { Parser } from './parser.ts'
import { SelectorError } from './selector-error.ts'
import { truthOf } from './values.ts'

export { SelectorError }

/** Whether a subscriber wants a message. Never throws. */
type Selector = (message: Message) => boolean

/** A selector, and what it costs with each message: in states of its regular expressions, and so many characters for one. */
export interface SizedSelector {
  readonly matches: Selector
  readonly size: number
}

const maxLength = 1_024
const charactersPerState = 64

/**
 * Reads the `selector` header of a SUBSCRIBE as Spring's simple broker does: an expression over the headers of a message, such as
 * `headers.kind == 'news' and headers.lang != null`. What fails for a message, or is not true, does not let it through.
 * Differs: `matches` needs its expression as a literal of what stompbox's linear regular expressions support; whole numbers have 64 bits;
 * of Spring's own headers there are `simpDestination`, `simpMessageType`, `contentType` and `nativeHeaders`.
 * @throws SelectorError
 */
export function parseSelector(text: string): SizedSelector {
  if (text.length > maxLength) throw new SelectorError(`it is longer than ${String(maxLength)} characters`)
  const parser = new Parser(text)
  const expression = parser.whole()
  const matches: Selector = (message) => {
    try {
      return truthOf(expression(message))
    } catch {
      // Whatever it is, the subscriber wrote it, and the sender must not suffer.
      return false
    }
  }
  return { matches, size: parser.patternSize + Math.ceil(text.length / charactersPerState) }
}
