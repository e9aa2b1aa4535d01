import { vi } from 'vitest'
import { nextTurn } from './complaints.ts'

/** The clock and all timers stand still; only tests move them. For those without real sockets. */
export function stopAllClocks(): void {
  vi.useFakeTimers({ now: 1_700_000_000_000 })
}

/** Lets time pass until the promise settles. @throws Error when it has not after a day. */
export async function settled<T>(promise: Promise<T>, what = 'the promise'): Promise<T> {
  const pending = new Set([promise])
  const done = promise.finally(() => pending.clear())
  done.catch(() => undefined)
  const endMs = Date.now() + 86_400_000
  await vi.advanceTimersByTimeAsync(0)
  while (pending.size > 0) {
    if (Date.now() > endMs) throw new Error(`After a day ${what} has not settled.`)
    if (vi.getTimerCount() > 0) await vi.advanceTimersToNextTimerAsync()
    else if (await isStuck(pending)) throw new Error(`Nothing can settle ${what} any more.`)
  }
  return done
}

/** Also when promises have told each other for a whole turn. */
async function isStuck(pending: ReadonlySet<unknown>): Promise<boolean> {
  await nextTurn()
  return pending.size > 0 && vi.getTimerCount() === 0
}
