import { padded, shortened, startOf, wrapped } from './columns.ts'
import type { Paint } from './palette.ts'
import { word } from './printable.ts'
import type { Screen } from './screen.ts'

export type Format = Parameters<Paint>[0]

/** One line of the log: time, what, session, details. */
export interface Line {
  readonly at: Date
  readonly what: string
  readonly format: Format
  /** Undefined where there is none. */
  readonly sessionId: string | undefined
  readonly details: string
  readonly isDim?: boolean
  /** It goes on in the next lines of a terminal. Otherwise it is cut where the terminal ends. */
  readonly isWhole?: boolean
}

const gap = '  '
const timeColumns = 8
const whatColumns = 16
const sessionColumns = 8
/** Where the details begin. */
const indent = timeColumns + whatColumns + sessionColumns + 3 * gap.length
/** What they get, however narrow the terminal is. */
const leastColumns = 20

export function logLine(line: Line, { paint, columns }: Screen): string {
  const { at, what, format, sessionId, details, isDim = false, isWhole = false } = line
  const room = roomIn(columns)
  const session = sessionId === undefined ? '-' : startOf(word(sessionId), sessionColumns)
  const texts = isWhole ? wrapped(details, room) : [shortened(details, room)]
  return [
    paint('dim', timeOfDay(at)),
    paint(format, padded(what, whatColumns)),
    paint('dim', padded(session, sessionColumns)),
    texts.map((text) => (isDim ? paint('dim', text) : text)).join(`\n${' '.repeat(indent)}`),
  ].join(gap)
}

/** More about the line above, below its details. */
export const logRemark = (text: string, { paint, columns }: Screen): string =>
  wrapped(text, roomIn(columns))
    .map((part) => ' '.repeat(indent) + paint('dim', part))
    .join('\n')

const roomIn = (columns = Infinity): number => Math.max(leastColumns, columns - indent)

/** `23:59:01`, local. */
export const timeOfDay = (at: Date): string =>
  [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
