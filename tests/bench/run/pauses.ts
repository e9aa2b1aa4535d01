/** What the machine takes away from a program that does nothing but look at the clock: other programs, other guests. */
export interface Pauses {
  /** Of the time. */
  readonly percent: number
  readonly longestMs: number
}

const lookForMs = 3_000
/** Shorter ones are the loop's own. */
const leastMs = 0.3

/** Holds the process up for three seconds. */
export function pausesOfMachine(): Pauses {
  const startsMs = performance.now()
  let [lastMs, lostMs, longestMs] = [startsMs, 0, 0]
  while (lastMs - startsMs < lookForMs) {
    const nowMs = performance.now()
    const pauseMs = nowMs - lastMs
    if (pauseMs > leastMs) lostMs += pauseMs
    longestMs = Math.max(longestMs, pauseMs)
    lastMs = nowMs
  }
  return { percent: (100 * lostMs) / (lastMs - startsMs), longestMs }
}
