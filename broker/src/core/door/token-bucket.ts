/** So many a second in the long run, and twice as many in a moment. */
export class TokenBucket {
  readonly #perSecond: number
  #tokens: number
  #atMs: number

  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond
    this.#tokens = 2 * perSecond
    this.#atMs = nowMs
  }

  /** Whether one more may be taken now. */
  has(nowMs: number): boolean {
    if (nowMs !== this.#atMs) this.#fill(nowMs)
    return this.#tokens >= 1
  }

  take(): void {
    this.#tokens--
  }

  #fill(nowMs: number): void {
    const gained = ((nowMs - this.#atMs) * this.#perSecond) / 1_000
    this.#tokens = Math.min(this.#tokens + gained, 2 * this.#perSecond)
    this.#atMs = nowMs
  }
}
