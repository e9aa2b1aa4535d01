/** How a subscription acknowledges (STOMP 1.2 §SUBSCRIBE ack Header). */
export type AckMode = 'auto' | 'client' | 'client-individual'

/**
 * The messages of one subscription that wait for ACK or NACK, in the order they were sent.
 * It outlives the subscription: who unsubscribes may still settle what came before.
 */
export interface Deliveries {
  readonly subscription: string
  readonly size: number
  isOver: boolean
  has(messageId: string): boolean
  /** The array is kept, and shared with other subscriptions. */
  add(messageIds: readonly string[]): void
  /** @returns how many are settled now; 0 when it waits for nothing. */
  settle(messageId: string): number
  /** Takes the last `settle` back. */
  restore(messageId: string, count: number): void
}

export const openDeliveries = (subscription: string, mode: Exclude<AckMode, 'auto'>): Deliveries =>
  mode === 'client' ? new RunOfDeliveries(subscription) : new SingleDeliveries(subscription)

/** `client-individual`: each for itself, in any order. */
class SingleDeliveries implements Deliveries {
  readonly subscription: string
  readonly #waiting = new Set<string>()
  isOver = false

  constructor(subscription: string) {
    this.subscription = subscription
  }

  get size(): number {
    return this.#waiting.size
  }

  has(messageId: string): boolean {
    return this.#waiting.has(messageId)
  }

  add(messageIds: readonly string[]): void {
    for (const id of messageIds) this.#waiting.add(id)
  }

  settle(messageId: string): number {
    return this.#waiting.delete(messageId) ? 1 : 0
  }

  restore(messageId: string): void {
    this.#waiting.add(messageId)
  }
}

/**
 * `client`: all that was sent before goes with it. What waits is kept as it was sent, one array for each write; to find a
 * message costs what is settled by it.
 */
class RunOfDeliveries implements Deliveries {
  readonly subscription: string
  isOver = false
  size = 0
  readonly #sent: (readonly string[])[] = []
  /** The first that waits: in which array, and behind how many of it. */
  #first = 0
  #behind = 0

  constructor(subscription: string) {
    this.subscription = subscription
  }

  has(messageId: string): boolean {
    return this.#countTo(messageId) > 0
  }

  add(messageIds: readonly string[]): void {
    this.#dropSettled()
    this.#sent.push(messageIds)
    this.size += messageIds.length
  }

  settle(messageId: string): number {
    const count = this.#countTo(messageId)
    this.#move(count)
    return count
  }

  restore(_messageId: string, count: number): void {
    this.#move(-count)
  }

  /** How many wait up to this one, itself among them; 0 when it does not wait. */
  #countTo(messageId: string): number {
    let count = -this.#behind
    for (let index = this.#first; index < this.#sent.length; index++) {
      const ids = this.#sent[index]!
      const at = ids.indexOf(messageId, index === this.#first ? this.#behind : 0)
      if (at >= 0) return count + at + 1
      count += ids.length
    }
    return 0
  }

  #move(count: number): void {
    this.size -= count
    this.#behind += count
    while (this.#behind < 0) this.#behind += this.#sent[--this.#first]!.length
    while (this.#behind > 0 && this.#behind >= this.#sent[this.#first]!.length)
      this.#behind -= this.#sent[this.#first++]!.length
  }

  #dropSettled(): void {
    if (this.#first < this.#sent.length / 2) return
    this.#sent.splice(0, this.#first)
    this.#first = 0
  }
}
