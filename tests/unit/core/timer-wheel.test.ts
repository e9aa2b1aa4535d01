import { expect, test } from 'vitest'
import { type Timed, TimerWheel } from '../../../broker/src/core/time/timer-wheel.ts'

/** A machine so busy that its timers are late. */
function lateClock() {
  let nowMs = 0
  let timer: (() => void) | undefined
  const scheduler = {
    monotonicMs: () => nowMs,
    wallMs: () => nowMs,
    after: (_ms: number, task: () => void) => {
      timer = task
      return () => {}
    },
    atTurnEnd: () => {},
  }
  /** Time passes, and only then the timer gets its turn. */
  const wakesAt = (ms: number): void => {
    nowMs = ms
    const due = timer
    timer = undefined
    due?.()
  }
  return { scheduler, wakesAt, passes: (ms: number) => (nowMs = ms), isIdle: () => timer === undefined }
}

const entry = (wake: (nowMs: number) => void): Timed => ({ wheelTick: 0, wake })

test('a late timer wakes all that are due, though the first of them asks for another wake', () => {
  const { scheduler, wakesAt, isIdle } = lateClock()
  const wheel = new TimerWheel(scheduler)
  const woken: string[] = []
  const again = entry((nowMs) => {
    woken.push('again')
    if (woken.length === 1) wheel.set(again, nowMs + 100)
  })
  wheel.set(again, 200)
  for (const dueMs of [300, 400, 500])
    wheel.set(
      entry(() => woken.push(`${dueMs}`)),
      dueMs,
    )
  wakesAt(550)
  expect(woken).toEqual(['again', '300', '400', '500'])
  wakesAt(700)
  expect(woken).toEqual(['again', '300', '400', '500', 'again'])
  wakesAt(800)
  expect(isIdle()).toBe(true)
})

test('what is due already when it is set is woken at the next tick', () => {
  const { scheduler, wakesAt, passes } = lateClock()
  const wheel = new TimerWheel(scheduler)
  const woken: number[] = []
  passes(10_000)
  for (const dueMs of [9_000, 10_000])
    wheel.set(
      entry(() => woken.push(dueMs)),
      dueMs,
    )
  wakesAt(10_100)
  expect(woken).toEqual([9_000, 10_000])
})

test('a tick that begins while others are woken is not passed over', () => {
  const { scheduler, wakesAt, passes } = lateClock()
  const wheel = new TimerWheel(scheduler)
  const woken: string[] = []
  wheel.set(
    entry(() => {
      woken.push('first')
      passes(300)
    }),
    200,
  )
  wheel.set(
    entry(() => woken.push('second')),
    300,
  )
  wakesAt(299)
  expect(woken).toEqual(['first'])
  wakesAt(399)
  expect(woken).toEqual(['first', 'second'])
})
