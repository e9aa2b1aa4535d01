import type { Scheduler } from '../ports.ts'

/** Something that wants to be woken; it carries its own place in the wheel. */
export interface Timed {
  wheelTick: number
  wake(nowMs: number): void
}

const tickMs = 100

/**
 * One timer for all sessions: entries wait in the slot of the tick at which they are due, so setting,
 * moving and cancelling cost the same however many there are. Wakes are at most one tick late, never early.
 */
export class TimerWheel {
  readonly #scheduler: Scheduler
  readonly #slots = new Map<number, Set<Timed>>()
  #tick: number
  #isRunning = false

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler
    this.#tick = Math.floor(scheduler.monotonicMs() / tickMs)
  }

  set(entry: Timed, dueMs: number): void {
    this.#start()
    const tick = Math.max(Math.ceil(dueMs / tickMs), this.#tick + 1)
    if (entry.wheelTick === tick) return
    this.cancel(entry)
    entry.wheelTick = tick
    const slot = this.#slots.get(tick)
    if (slot) slot.add(entry)
    else this.#slots.set(tick, new Set([entry]))
  }

  /** As {@link set}, but never moves a wake back. */
  setEarlier(entry: Timed, dueMs: number): void {
    if (entry.wheelTick === 0 || dueMs < entry.wheelTick * tickMs) this.set(entry, dueMs)
  }

  cancel(entry: Timed): void {
    const tick = entry.wheelTick
    const slot = this.#slots.get(tick)
    entry.wheelTick = 0
    if (slot?.delete(entry) && slot.size === 0) this.#slots.delete(tick)
  }

  /** A wheel that stood has no entries, so no tick of theirs is passed over. */
  #start(): void {
    if (this.#isRunning) return
    this.#tick = Math.max(this.#tick, Math.floor(this.#scheduler.monotonicMs() / tickMs))
    this.#run()
  }

  #run(): void {
    this.#isRunning = true
    this.#scheduler.after(tickMs, () => this.#turn())
  }

  /**
   * A late timer catches up on every tick it missed, up to the one it began in: a tick that begins meanwhile is the next
   * turn's. Until then the wheel runs: who sets an entry meanwhile moves no tick.
   */
  #turn(): void {
    const nowMs = this.#scheduler.monotonicMs()
    const now = Math.floor(nowMs / tickMs)
    while (this.#tick < now && this.#slots.size > 0) this.#wakeSlot(++this.#tick, nowMs)
    this.#tick = now
    if (this.#slots.size > 0) this.#run()
    else this.#isRunning = false
  }

  #wakeSlot(tick: number, nowMs: number): void {
    const due = this.#slots.get(tick)
    if (due === undefined) return
    this.#slots.delete(tick)
    for (const entry of due) {
      entry.wheelTick = 0
      entry.wake(nowMs)
    }
  }
}
