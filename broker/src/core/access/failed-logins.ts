const firstDelayMs = 250
const longestDelayMs = 5_000
const forgottenAfterMs = 60_000
const maxRemembered = 10_000

interface Failures {
  count: number
  lastMs: number
}

/** Makes guessing slow: each further refusal for an address comes later. Who is let in never waits. */
export class FailedLogins {
  readonly #byAddress = new Map<string, Failures>()

  /** Counts one more. @returns how long its answer should wait; the first does not. */
  delayMs(address: string, nowMs: number): number {
    const known = this.#byAddress.get(address)
    const earlier = known && nowMs - known.lastMs < forgottenAfterMs ? known.count : 0
    this.#byAddress.delete(address)
    this.#byAddress.set(address, { count: earlier + 1, lastMs: nowMs })
    this.#forgetOldest()
    return earlier === 0 ? 0 : Math.min(firstDelayMs * 2 ** (earlier - 1), longestDelayMs)
  }

  #forgetOldest(): void {
    if (this.#byAddress.size <= maxRemembered) return
    for (const oldest of this.#byAddress.keys()) return void this.#byAddress.delete(oldest)
  }
}
