import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { isUrgentReload, type Reload, reloadJson, reloadLine } from '../../../broker/src/log/reload-line.ts'
import { paper } from '../../../broker/src/log/screen.ts'
import { errorAt } from './events.ts'

const at = new Date(2026, 10, 21, 9, 5, 7)
const file = 'stompbox.config.ts'

function configError(message: string): Error {
  const error = new Error(message)
  error.name = 'ConfigError'
  return error
}

/** Thrown by the broker, with none of the user's code below it. */
function ownError(message: string): Error {
  const error = new TypeError(message)
  const ours = fileURLToPath(new URL('../../../broker/src/application/app.ts', import.meta.url))
  error.stack = `TypeError: ${message}\n    at define (${ours}:1:1)\n    at node:internal:1:1`
  return error
}

test.each<[Reload, string, object]>([
  [
    { file, settings: [] },
    'reloaded          -         stompbox.config.ts',
    { type: 'reloaded', file, settings: [] },
  ],
  [
    { file, settings: ['port', 'limits'] },
    'reloaded          -         stompbox.config.ts; for what changed in port, limits start the broker again',
    { type: 'reloaded', file, settings: ['port', 'limits'] },
  ],
  [
    { file, failure: configError('a.ts has 2 problems:\n  one\n  two') },
    'not reloaded      -         a.ts has 2 problems: one two. What was there before goes on.',
    { type: 'not-reloaded', file, message: 'a.ts has 2 problems: one two' },
  ],
  [
    { file, failure: errorAt('/app/chat.ts:3:7', 'no room') },
    'not reloaded      -         TypeError: no room (/app/chat.ts:3:7). What was there before goes on.',
    { type: 'not-reloaded', file, message: 'TypeError: no room (/app/chat.ts:3:7)' },
  ],
  [
    { file, failure: ownError('application(app) is async.') },
    'not reloaded      -         TypeError: application(app) is async. (stompbox.config.ts). What was there before goes on.',
    { type: 'not-reloaded', file, message: 'TypeError: application(app) is async. (stompbox.config.ts)' },
  ],
])('%j', (reload, line, json) => {
  expect(reloadLine(reload, at, paper)).toBe(`09:05:07  ${line}`)
  expect(JSON.parse(reloadJson(reload, at))).toEqual({ time: at.toISOString(), ...json })
})

test('what has to be mended, or waits for a start, is urgent', () => {
  expect(isUrgentReload({ file, settings: [] })).toBe(false)
  expect(isUrgentReload({ file, settings: ['port'] })).toBe(true)
  expect(isUrgentReload({ file, failure: new Error('no') })).toBe(true)
})
