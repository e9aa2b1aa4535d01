import type { Scheduler } from './core/ports.ts'

/** Time on Node. The check phase comes after every readable socket of the turn was read. */
export const nodeScheduler: Scheduler = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
  atTurnEnd: (task) => void setImmediate(task),
}
