import { type Refusal, refusalFor } from './errors.ts'
import type { Limits } from './limits.ts'

/** How a subscription acknowledges (STOMP 1.2 §SUBSCRIBE ack Header). */
export type AckMode = 'auto' | 'client' | 'client-individual'

/** Names one delivery. In 1.0 the subscription may be left out. */
export interface DeliveryName {
  readonly messageId: string
  readonly subscription: string | undefined
}

/**
 * The messages of one subscription that wait for ACK or NACK, in the order they were sent.
 * It outlives the subscription: who unsubscribes may still settle what came before.
 */
export class Deliveries {
  readonly subscription: string
  readonly #mode: Exclude<AckMode, 'auto'>
  #waiting = new Set<string>()
  isOver = false

  constructor(subscription: string, mode: Exclude<AckMode, 'auto'>) {
    this.subscription = subscription
    this.#mode = mode
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

  /** In `client` mode all that was sent before goes with it. @returns what is settled now. */
  settle(messageId: string): string[] {
    const settled = this.#mode === 'client' ? this.#upTo(messageId) : [messageId]
    for (const id of settled) this.#waiting.delete(id)
    return settled
  }

  #upTo(messageId: string): string[] {
    const ids: string[] = []
    for (const id of this.#waiting) {
      ids.push(id)
      if (id === messageId) break
    }
    return ids
  }

  /** Takes the last `settle` back. */
  restore(messageIds: readonly string[]): void {
    this.#waiting = new Set([...messageIds, ...this.#waiting])
  }
}

interface Settled {
  readonly deliveries: Deliveries
  readonly messageIds: readonly string[]
}

/** What one session was sent and has not acknowledged. On a topic it is book-keeping: nothing is sent again. */
export class Ledger {
  readonly #limits: Limits
  /** By subscription id; several where an id was used again. */
  readonly #books = new Map<string, Deliveries[]>()
  #size = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  open(subscription: string, mode: Exclude<AckMode, 'auto'>): Deliveries {
    const deliveries = new Deliveries(subscription, mode)
    this.#books.set(subscription, [...(this.#books.get(subscription) ?? []), deliveries])
    return deliveries
  }

  /** The subscription ended; what it was sent can still be settled. */
  end(deliveries: Deliveries): void {
    deliveries.isOver = true
    this.#forgetSettled(deliveries)
  }

  /** @returns why no more may wait, if so; then none is noted. */
  note(deliveries: Deliveries, messageIds: readonly string[]): Refusal | undefined {
    const { maxUnackedMessages, maxUnackedMessagesPerSession } = this.#limits
    const more = messageIds.length
    if (deliveries.size + more > maxUnackedMessages)
      return refusalFor('unackedLimit', { id: deliveries.subscription, limit: maxUnackedMessages })
    if (this.#size + more > maxUnackedMessagesPerSession)
      return refusalFor('unackedInSession', { limit: maxUnackedMessagesPerSession })
    deliveries.add(messageIds)
    this.#size += more
    return undefined
  }

  has(name: DeliveryName): boolean {
    return this.#find(name) !== undefined
  }

  /** All of them in order, or none. @returns the one that waits for nothing, if there is one. */
  settle(names: readonly DeliveryName[]): DeliveryName | undefined {
    const done: Settled[] = []
    for (const name of names) {
      const deliveries = this.#find(name)
      if (deliveries === undefined) {
        this.#restore(done)
        return name
      }
      done.push({ deliveries, messageIds: deliveries.settle(name.messageId) })
    }
    for (const { deliveries, messageIds } of done) {
      this.#size -= messageIds.length
      this.#forgetSettled(deliveries)
    }
    return undefined
  }

  #restore(done: Settled[]): void {
    for (const { deliveries, messageIds } of done.reverse()) deliveries.restore(messageIds)
  }

  #find({ messageId, subscription }: DeliveryName): Deliveries | undefined {
    const books =
      subscription === undefined ? [...this.#books.values()].flat() : this.#books.get(subscription)
    return books?.find((deliveries) => deliveries.has(messageId))
  }

  #forgetSettled(deliveries: Deliveries): void {
    if (!deliveries.isOver || deliveries.size > 0) return
    const others = (this.#books.get(deliveries.subscription) ?? []).filter((each) => each !== deliveries)
    if (others.length > 0) this.#books.set(deliveries.subscription, others)
    else this.#books.delete(deliveries.subscription)
  }
}
