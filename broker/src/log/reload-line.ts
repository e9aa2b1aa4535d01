import { failureText, userPlace } from './failure-place.ts'
import { logLine } from './line.ts'
import { cut, jsonLine, printable } from './printable.ts'
import type { Screen } from './screen.ts'

/** What became of a configuration that changed. `file` as a person would write it. */
export type Reload =
  | { readonly file: string; readonly settings: readonly string[] }
  | { readonly file: string; readonly failure: Error }

/** Whether somebody has to act: mend it, or start the broker again. */
export const isUrgentReload = (reload: Reload): boolean => 'failure' in reload || reload.settings.length > 0

/** As a line beside those of events. */
export function reloadLine(reload: Reload, at: Date, screen: Screen): string {
  const isDone = 'settings' in reload
  const [what, format] = isDone ? (['reloaded', 'green'] as const) : (['not reloaded', 'red'] as const)
  return logLine({ at, what, format, sessionId: undefined, details: details(reload), isWhole: true }, screen)
}

/** As an object beside those of events. */
export function reloadJson(reload: Reload, at: Date): string {
  const time = at.toISOString()
  const { file } = reload
  if ('settings' in reload) return jsonLine({ time, type: 'reloaded', file, settings: reload.settings })
  return jsonLine({ time, type: 'not-reloaded', file, message: cut(reason(reload)) })
}

function details(reload: Reload): string {
  const file = printable(reload.file)
  if ('failure' in reload)
    return `${printable(reason(reload)).replace(/([^.!?])$/, '$1.')} What was there before goes on.`
  const { settings } = reload
  return settings.length === 0
    ? file
    : `${file}; for what changed in ${settings.join(', ')} start the broker again`
}

/** A message of ours says all there is; of what user code threw the place helps. */
function reason({ file, failure }: Extract<Reload, { failure: Error }>): string {
  if (failure.name === 'ConfigError') return failure.message.replace(/\s*\n\s*/g, ' ')
  return `${failureText(failure)} (${userPlace(failure) ?? file})`
}
