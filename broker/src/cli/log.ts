import type { TappedFrame } from '../index.ts'
import { type Listening, banner, bannerJson } from './banner.ts'
import { eventJson } from '../log/event-json.ts'
import { eventLine, type LoggedEvent } from '../log/event-line.ts'
import { frameJson } from '../log/frame-json.ts'
import { frameLine } from '../log/frame-line.ts'
import { logRemark, timeOfDay } from '../log/line.ts'
import { jsonLine } from '../log/printable.ts'
import { type Reload, reloadJson, reloadLine } from '../log/reload-line.ts'
import type { Screen } from '../log/screen.ts'

/** How the command tells what happens: everything as text, without a line break at the end. */
export interface Log {
  listening(listening: Listening, at: Date): string
  event(event: LoggedEvent, at: Date): string
  reload(reload: Reload, at: Date): string
  frame(frame: TappedFrame, at: Date): string
  draining(at: Date): string
  /** Lines that were left out because nobody read them in time. */
  dropped(lines: number, at: Date): string
}

interface Reader {
  /** Whether the banner names the key that tells of the others. */
  readonly hasKeys: boolean
  /** The command as one types it. */
  readonly ownName: string
}

/** For a person. */
export function textLog(screen: Screen, { hasKeys, ownName }: Reader): Log {
  const { paint } = screen
  const explained = new Explained(ownName)
  return {
    listening: (listening) => banner(listening, screen, hasKeys),
    event: (event, at) => {
      const line = eventLine(event, at, screen)
      // A log that is kept has its lines alike; a person who looks on is told once.
      const remark = screen.columns === undefined ? undefined : explained.remark(event)
      return remark === undefined ? line : `${line}\n${logRemark(remark, screen)}`
    },
    reload: (reload, at) => reloadLine(reload, at, screen),
    frame: (frame, at) => frameLine(frame, at, screen),
    draining: (at) => `${paint('dim', timeOfDay(at))}  draining…`,
    dropped: (lines, at) =>
      `${paint('dim', timeOfDay(at))}  ${lines} lines left out: the log was not read in time`,
  }
}

/** For a program: one JSON object per line. */
export const jsonLog: Log = {
  listening: bannerJson,
  event: eventJson,
  reload: reloadJson,
  frame: frameJson,
  draining: (at) => jsonLine({ time: at.toISOString(), type: 'draining' }),
  dropped: (lines, at) => jsonLine({ time: at.toISOString(), type: 'dropped', lines }),
}

/** Where to read more about a refusal, once for each code. */
class Explained {
  readonly #codes = new Set<string>()
  readonly #ownName: string

  constructor(ownName: string) {
    this.#ownName = ownName
  }

  remark(event: LoggedEvent): string | undefined {
    if (event.type !== 'refused' || this.#codes.has(event.code)) return undefined
    this.#codes.add(event.code)
    return `${this.#ownName} explain ${event.code} says more`
  }
}
