/** What became of one publisher's messages at one subscriber, as Jepsen's checker of queues tells it. */
export interface Ledger {
  readonly attempted: number
  readonly receipted: number
  readonly delivered: number
  /** Receipted, and never there. */
  readonly lost: number
  /** No receipt, and there all the same: allowed. */
  readonly recovered: number
  readonly duplicated: number
  readonly outOfOrder: number
  /** Not as it was sent, or never sent. */
  readonly unexpected: number
  /** Of another publisher. */
  readonly foreign: number
  /** From SEND to arrival, milliseconds. */
  readonly late: Lateness
  /** The same, before anything was done to the broker. */
  readonly usuallyLate: Lateness
}

export interface Lateness {
  readonly p50: number
  readonly p99: number
  readonly max: number
}

export const unharmed = { lost: 0, duplicated: 0, outOfOrder: 0, unexpected: 0, foreign: 0 } as const

/** Counts every message of one run. */
export class DeliveryLedger {
  readonly #run: string
  #attempted = 0
  #newest = 0
  #duplicated = 0
  #outOfOrder = 0
  #unexpected = 0
  #foreign = 0
  #lateMs: number[] = []
  #usuallyLate: Lateness = lateness([])
  readonly #delivered = new Set<number>()
  readonly #receipted = new Set<number>()

  /** @param run that tells its messages from those of others. */
  constructor(run: string) {
    this.#run = run
  }

  get attempted(): number {
    return this.#attempted
  }

  /** The highest number that arrived. */
  get newest(): number {
    return this.#newest
  }

  get receipted(): number {
    return this.#receipted.size
  }

  get isSettled(): boolean {
    return this.#delivered.size === this.#attempted && this.#receipted.size === this.#attempted
  }

  /** @returns the body of the next message. */
  attempt(nowMs: number): string {
    return this.#body(++this.#attempted, nowMs)
  }

  receipt(number: number): void {
    this.#receipted.add(number)
  }

  arrived(body: string, nowMs: number): void {
    const [run, ...words] = body.split(' ')
    const [number = 0, sentMs = 0] = words.map(Number)
    if (run !== this.#run) this.#foreign++
    else if (body !== this.#body(number, sentMs) || number > this.#attempted) this.#unexpected++
    else if (this.#delivered.has(number)) this.#duplicated++
    else this.#deliver(number, nowMs - sentMs)
  }

  #deliver(number: number, lateMs: number): void {
    if (number < this.#newest) this.#outOfOrder++
    this.#newest = Math.max(this.#newest, number)
    this.#delivered.add(number)
    this.#lateMs.push(lateMs)
  }

  /** It cannot be changed on the way unnoticed: the last word says what the others are. */
  #body(number: number, sentMs: number): string {
    const text = `${this.#run} ${number} ${sentMs}`
    let sum = 0
    for (let at = 0; at < text.length; at++) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) >>> 0
    return `${text} ${sum}`
  }

  /** From here on it may be worse than usual. */
  restBegins(): void {
    this.#usuallyLate = lateness(this.#lateMs)
    this.#lateMs = []
  }

  /** A message that was attempted later than `due` is under way, and not lost yet. */
  read(due = this.#attempted): Ledger {
    const missing = [...this.#receipted].filter((number) => number <= due && !this.#delivered.has(number))
    return {
      attempted: this.#attempted,
      receipted: this.#receipted.size,
      delivered: this.#delivered.size,
      lost: missing.length,
      recovered: [...this.#delivered].filter((number) => !this.#receipted.has(number)).length,
      duplicated: this.#duplicated,
      outOfOrder: this.#outOfOrder,
      unexpected: this.#unexpected,
      foreign: this.#foreign,
      late: lateness(this.#lateMs),
      usuallyLate: this.#usuallyLate,
    }
  }
}

function lateness(lateMs: readonly number[]): Lateness {
  const sorted = lateMs.toSorted((a, b) => a - b)
  const at = (percent: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * percent) / 100))] ?? 0)
  return { p50: at(50), p99: at(99), max: at(100) }
}
