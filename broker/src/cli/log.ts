import { type Listening, banner, bannerJson } from './banner.ts'
import { eventJson } from '../log/event-json.ts'
import { eventLine, type LoggedEvent, timeOfDay } from '../log/event-line.ts'
import type { Paint } from '../log/palette.ts'
import { jsonLine } from '../log/printable.ts'
import { type Reload, reloadJson, reloadLine } from '../log/reload-line.ts'

/** How the command tells what happens: everything as text, without a line break at the end. */
export interface Log {
  listening(listening: Listening, at: Date): string
  event(event: LoggedEvent, at: Date): string
  reload(reload: Reload, at: Date): string
  draining(at: Date): string
  /** Lines that were left out because nobody read them in time. */
  dropped(lines: number, at: Date): string
}

/** For a person. */
export const textLog = (paint: Paint): Log => ({
  listening: (listening) => banner(listening, paint),
  event: (event, at) => eventLine(event, at, paint),
  reload: (reload, at) => reloadLine(reload, at, paint),
  draining: (at) => `${paint('dim', timeOfDay(at))}  draining…`,
  dropped: (lines, at) =>
    `${paint('dim', timeOfDay(at))}  ${lines} lines left out: the log was not read in time`,
})

/** For a program: one JSON object per line. */
export const jsonLog: Log = {
  listening: bannerJson,
  event: eventJson,
  reload: reloadJson,
  draining: (at) => jsonLine({ time: at.toISOString(), type: 'draining' }),
  dropped: (lines, at) => jsonLine({ time: at.toISOString(), type: 'dropped', lines }),
}
