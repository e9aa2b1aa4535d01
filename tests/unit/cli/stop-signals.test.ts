import { beforeEach, expect, test } from 'vitest'
import { stopper } from '../../../broker/src/cli/stop-signals.ts'

let nowMs: number
let calls: (string | number)[]
const stopperOfTest = () =>
  stopper({
    nowMs: () => nowMs,
    drain: () => calls.push('drain'),
    leave: (exitCode) => calls.push(exitCode),
  })

beforeEach(() => {
  nowMs = 5000
  calls = []
})

test('the first signal drains', () => {
  stopperOfTest()('SIGTERM')
  expect(calls).toEqual(['drain'])
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('a later %s leaves with %d', (signal, exitCode) => {
  const stop = stopperOfTest()
  stop('SIGINT')
  nowMs += 500
  stop(signal)
  expect(calls).toEqual(['drain', exitCode])
})

// Under npm the terminal and npm each send the one Ctrl-C; taken for two, it never drained.
test('the echo of the first is not a second', () => {
  const stop = stopperOfTest()
  stop('SIGINT')
  nowMs += 499
  stop('SIGINT')
  expect(calls).toEqual(['drain'])
})
