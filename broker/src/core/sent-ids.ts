/**
 * The ids of messages that wait, in the order they were sent. Kept as they were sent, one array for each write and shared with
 * other subscriptions, so that to note a write costs nothing for each message in it.
 */
export class SentIds {
  readonly #sent: (readonly string[])[] = []
  /** The first that waits: in which array, and behind how many of it. */
  #first = 0
  #behind = 0

  get head(): string | undefined {
    return this.#sent[this.#first]?.[this.#behind]
  }

  *[Symbol.iterator](): Iterator<string> {
    for (let index = this.#first; index < this.#sent.length; index++)
      yield* index === this.#first ? this.#sent[index]!.slice(this.#behind) : this.#sent[index]!
  }

  push(ids: readonly string[]): void {
    this.#dropGone()
    this.#sent.push(ids)
  }

  /** How many wait up to this one, itself among them; 0 when it does not wait. */
  countTo(id: string): number {
    let count = -this.#behind
    for (let index = this.#first; index < this.#sent.length; index++) {
      const ids = this.#sent[index]!
      const at = indexIn(ids, id, index === this.#first ? this.#behind : 0)
      if (at >= 0) return count + at + 1
      count += ids.length
    }
    return 0
  }

  /** Whether it is in one of the last writes. */
  isRecent(id: string, writes: number): boolean {
    const from = Math.max(this.#first, this.#sent.length - writes)
    for (let index = this.#sent.length - 1; index >= from; index--) {
      const at = indexIn(this.#sent[index]!, id, 0)
      if (at >= 0) return index > this.#first || at >= this.#behind
    }
    return false
  }

  /** Takes the first from those that wait, or back for a negative count. */
  move(count: number): void {
    this.#behind += count
    while (this.#behind < 0) this.#behind += this.#sent[--this.#first]!.length
    while (this.#behind > 0 && this.#behind >= this.#sent[this.#first]!.length)
      this.#behind -= this.#sent[this.#first++]!.length
  }

  #dropGone(): void {
    if (this.#first < this.#sent.length / 2) return
    this.#sent.splice(0, this.#first)
    this.#first = 0
  }
}

/** As `indexOf`. Ids share all but their ends, and to compare them whole is the dearest part of an ACK. */
function indexIn(ids: readonly string[], id: string, from: number): number {
  const last = id.length - 1
  const end = id.charCodeAt(last)
  for (let index = from; index < ids.length; index++) {
    const each = ids[index]!
    if (each.charCodeAt(last) === end && each === id) return index
  }
  return -1
}
