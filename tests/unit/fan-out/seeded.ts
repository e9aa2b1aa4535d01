/** The same choices for the same seed. */
export class Seeded {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 to 1, without 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  below(count: number): number {
    return Math.floor(this.next() * count)
  }

  happens(chance: number): boolean {
    return this.next() < chance
  }

  of<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!
  }

  /** @param weighted how often each, of their sum. */
  among<Item>(weighted: readonly (readonly [times: number, item: Item])[]): Item {
    let at = this.next() * weighted.reduce((sum, [times]) => sum + times, 0)
    for (const [times, item] of weighted) if ((at -= times) < 0) return item
    return weighted.at(-1)![1]
  }
}
