import type { TappedFrame } from '../core/ports.ts'
import { shortened } from './columns.ts'
import { logLine } from './line.ts'
import { printable, word } from './printable.ts'
import type { Screen } from './screen.ts'
import { maskedValue } from './secrets.ts'
import { textOf } from './text-of.ts'

const arrows = { in: '←', out: '→' } as const
const formats = { in: 'blue', out: 'dim' } as const

/** Columns of a body. */
const previewColumns = 80

/** What says which frame it is, before the body; what else there is comes behind it. */
const leading: readonly string[] = ['id', 'subscription', 'transaction', 'receipt', 'receipt-id']
/** Shown as such. */
const shown: readonly string[] = ['destination', 'content-length', ...leading]

/** One frame as one line for a person: time, arrow and command, session, destination, headers and body. */
export function frameLine(frame: TappedFrame, at: Date, screen: Screen): string {
  const { direction, command, sessionId } = frame
  const what = `${arrows[direction]} ${word(command)}`
  return logLine({ at, what, format: formats[direction], sessionId, details: details(frame) }, screen)
}

function details({ headers, body }: TappedFrame): string {
  const destination = headers.get('destination')
  const ids = leading.flatMap((name) => named(name, headers.get(name)))
  const others = [...headers].flatMap(([name, value]) => (shown.includes(name) ? [] : named(name, value)))
  return [
    ...(destination === undefined ? [] : [word(destination)]),
    ...ids,
    ...(body.length === 0 ? [] : [`${body.length} B`, preview(body)]),
    ...others,
  ].join(' ')
}

const named = (name: string, value: string | undefined): string[] =>
  value === undefined ? [] : [`${word(name)}:${word(maskedValue(name, value))}`]

function preview(body: Uint8Array): string {
  const text = textOf(body)
  return text === undefined ? 'binary' : shortened(printable(text), previewColumns)
}
