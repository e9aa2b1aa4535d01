import type { Limits } from '../limits.ts'
import type { Scheduler } from '../ports.ts'

const stepMs = 100

/**
 * Ends the sessions of a set in steps: as many a second as may come, or faster where that would take too long.
 * @returns when the last was told.
 */
export function drain<T>(
  sessions: ReadonlySet<T>,
  { maxNewSessionsPerSecond, drainTimeoutMs }: Limits,
  scheduler: Scheduler,
  end: (session: T) => void,
): Promise<void> {
  const perMs = Math.max(maxNewSessionsPerSecond / 1_000, sessions.size / drainTimeoutMs)
  const startMs = scheduler.monotonicMs()
  const rest = sessions.values()
  let next = rest.next()
  let ended = 0
  return new Promise((resolve) => {
    const step = (): void => {
      const due = (scheduler.monotonicMs() - startMs + stepMs) * perMs
      for (; !next.done && ended < due; ended++) {
        end(next.value)
        next = rest.next()
      }
      if (next.done) resolve()
      else scheduler.after(stepMs, step)
    }
    step()
  })
}
