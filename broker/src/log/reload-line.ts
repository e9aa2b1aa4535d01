import { timeOfDay } from './event-line.ts'
import { failurePlace, failureText } from './failure-place.ts'
import type { Paint } from './palette.ts'
import { cut, jsonLine, printable } from './printable.ts'

/** What became of a configuration that changed. `file` as a person would write it. */
export type Reload =
  | { readonly file: string; readonly settings: readonly string[] }
  | { readonly file: string; readonly failure: Error }

/** As a line beside those of events. */
export function reloadLine(reload: Reload, at: Date, paint: Paint): string {
  const isDone = 'settings' in reload
  const what = paint(isDone ? 'green' : 'red', (isDone ? 'reloaded' : 'not reloaded').padEnd(14))
  return `${paint('dim', timeOfDay(at))}  ${what}  ${paint('dim', '-'.padEnd(8))}  ${details(reload)}`
}

/** As an object beside those of events. */
export function reloadJson(reload: Reload, at: Date): string {
  const time = at.toISOString()
  const { file } = reload
  if ('settings' in reload) return jsonLine({ time, type: 'reloaded', file, settings: reload.settings })
  return jsonLine({ time, type: 'not-reloaded', file, message: cut(reason(reload.failure)) })
}

function details(reload: Reload): string {
  const file = printable(reload.file)
  if ('failure' in reload)
    return `${printable(reason(reload.failure)).replace(/([^.!?])$/, '$1.')} What was there before goes on.`
  const { settings } = reload
  return settings.length === 0
    ? file
    : `${file}; for what changed in ${settings.join(', ')} start the broker again`
}

/** A message of ours says all there is; of what user code threw the place helps. */
function reason(failure: Error): string {
  if (failure.name === 'ConfigError') return failure.message.replace(/\s*\n\s*/g, ' ')
  const place = failurePlace(failure)
  return place === undefined ? failureText(failure) : `${failureText(failure)} (${place})`
}
