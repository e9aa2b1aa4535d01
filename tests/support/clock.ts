import type { Scheduler } from '@stompbox/broker'

/** Time that stands still until a test moves it. */
export class Clock implements Scheduler {
  #nowMs = 0
  #timers: { dueMs: number; task: () => void }[] = []
  #turnEnd: (() => void)[] = []

  monotonicMs(): number {
    return this.#nowMs
  }

  wallMs(): number {
    return 1_700_000_000_000 + this.#nowMs
  }

  after(ms: number, task: () => void): () => void {
    const timer = { dueMs: this.#nowMs + ms, task }
    this.#timers.push(timer)
    return () => void (this.#timers = this.#timers.filter((other) => other !== timer))
  }

  atTurnEnd(task: () => void): void {
    this.#turnEnd.push(task)
  }

  /** Ends one turn of the event loop. @returns whether there was anything to do. */
  turn(): boolean {
    const tasks = this.#turnEnd
    this.#turnEnd = []
    for (const task of tasks) task()
    return tasks.length > 0
  }

  /** Ends turns until nothing is left for one. */
  settle(): void {
    while (this.turn());
  }

  advance(ms: number): void {
    const untilMs = this.#nowMs + ms
    for (;;) {
      const next = this.#timers.toSorted((one, other) => one.dueMs - other.dueMs)[0]
      if (next === undefined || next.dueMs > untilMs) break
      this.#timers = this.#timers.filter((other) => other !== next)
      this.#nowMs = Math.max(this.#nowMs, next.dueMs)
      next.task()
      this.settle()
    }
    this.#nowMs = untilMs
  }

  /** The event loop does something else for so long: what is due meanwhile comes late. */
  stall(ms: number): void {
    this.#nowMs += ms
  }

  get pendingTimers(): number {
    return this.#timers.length
  }
}
