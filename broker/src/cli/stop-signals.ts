/** npm hands a Ctrl-C on to its script, which the terminal already told: two signals this close are one wish. */
const sameWishMs = 500

export type StopSignal = 'SIGINT' | 'SIGTERM'

export interface Stopper {
  readonly nowMs: () => number
  /** The first signal: say goodbye to everybody. */
  readonly drain: () => void
  /** A later one: leave now, with the exit code that names the signal. */
  readonly leave: (exitCode: number) => void
}

/** What to call on every signal. */
export function stopper({ nowMs, drain, leave }: Stopper): (signal: StopSignal) => void {
  let firstMs: number | undefined
  return (signal) => {
    if (firstMs === undefined) {
      firstMs = nowMs()
      drain()
    } else if (nowMs() - firstMs >= sameWishMs) {
      leave(signal === 'SIGINT' ? 130 : 143)
    }
  }
}
