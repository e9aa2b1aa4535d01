import { late, type Reason } from '../reason.ts'
import { after } from '../timer.ts'

export interface ReceiptWaiter {
  came(): void
  /** `own`: the server's ERROR names this very frame. */
  failed(reason: Reason, own: boolean): void
}

/**
 * Whether the server gives receipts, as far as it has shown. Spring's simple broker gives one for DISCONNECT only, so what asked
 * in vain once need not ask again.
 */
export interface ReceiptHabit {
  gives: boolean | undefined
}

/** The receipts one session still owes. */
export class Receipts {
  #counter = 0
  #overdue = false
  readonly #habit: ReceiptHabit
  readonly #waiting = new Map<string, { waiter: ReceiptWaiter; timer: ReturnType<typeof setTimeout> }>()

  constructor(habit: ReceiptHabit) {
    this.#habit = habit
  }

  /** @returns the value for the `receipt` header. */
  expect(waiter: ReceiptWaiter, timeoutMs: number): string {
    const id = `receipt-${this.#counter++}`
    this.#waiting.set(id, { waiter, timer: after(timeoutMs, () => this.#late(id, timeoutMs)) })
    return id
  }

  /** A server that is silent may be gone; one that speaks, and gives no receipt, gives none. */
  heard(): void {
    if (this.#overdue) this.#habit.gives ??= false
  }

  came(id = ''): void {
    this.#habit.gives = true
    this.#take(id)?.came()
  }

  /** @returns whether the ERROR is the answer to a frame that waits here. */
  refused(id = '', reason: Reason): boolean {
    const waiter = this.#take(id)
    waiter?.failed(reason, true)
    return waiter !== undefined
  }

  allFailed(reason: Reason): void {
    for (const id of [...this.#waiting.keys()]) this.#take(id)?.failed(reason, false)
  }

  #late(id: string, timeoutMs: number): void {
    this.#overdue = true
    const text = `none came within ${timeoutMs} ms (Spring gives one for DISCONNECT only).`
    this.#take(id)?.failed(late(text), false)
  }

  #take(id: string): ReceiptWaiter | undefined {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    clearTimeout(waiting?.timer)
    return waiting?.waiter
  }
}
