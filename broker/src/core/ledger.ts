import { type AckMode, type Deliveries, openDeliveries } from './deliveries.ts'
import { type Refusal, refusalFor } from './errors.ts'
import type { Limits } from './limits.ts'

/** Names one delivery. In 1.0 the subscription may be left out. */
export interface DeliveryName {
  readonly messageId: string
  readonly subscription: string | undefined
}

interface Settled {
  readonly deliveries: Deliveries
  readonly messageId: string
  readonly count: number
}

/** What one session was sent and has not acknowledged. On a topic it is book-keeping: nothing is sent again. */
export class Ledger {
  readonly #limits: Limits
  /** By subscription id; several where an id was used again. */
  readonly #books = new Map<string, readonly Deliveries[]>()
  #size = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  open(subscription: string, mode: Exclude<AckMode, 'auto'>): Deliveries {
    const deliveries = openDeliveries(subscription, mode)
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

  has({ messageId, subscription }: DeliveryName): boolean {
    return this.#booksOf(subscription).some((deliveries) => deliveries.has(messageId))
  }

  /** @returns false when it waits for nothing. */
  settle(name: DeliveryName): boolean {
    const settled = this.#settle(name)
    if (settled) this.#close(settled)
    return settled !== undefined
  }

  /** All of them in order, or none. @returns the one that waits for nothing, if there is one. */
  settleAll(names: readonly DeliveryName[]): DeliveryName | undefined {
    const done: Settled[] = []
    for (const name of names) {
      const settled = this.#settle(name)
      if (settled === undefined) {
        for (const { deliveries, messageId, count } of done.reverse()) deliveries.restore(messageId, count)
        return name
      }
      done.push(settled)
    }
    for (const settled of done) this.#close(settled)
    return undefined
  }

  #settle({ messageId, subscription }: DeliveryName): Settled | undefined {
    for (const deliveries of this.#booksOf(subscription)) {
      const count = deliveries.settle(messageId)
      if (count > 0) return { deliveries, messageId, count }
    }
    return undefined
  }

  #close({ deliveries, count }: Settled): void {
    this.#size -= count
    this.#forgetSettled(deliveries)
  }

  #booksOf(subscription: string | undefined): readonly Deliveries[] {
    if (subscription === undefined) return [...this.#books.values()].flat()
    return this.#books.get(subscription) ?? none
  }

  #forgetSettled(deliveries: Deliveries): void {
    if (!deliveries.isOver || deliveries.size > 0) return
    const others = this.#booksOf(deliveries.subscription).filter((each) => each !== deliveries)
    if (others.length > 0) this.#books.set(deliveries.subscription, others)
    else this.#books.delete(deliveries.subscription)
  }
}

const none: readonly Deliveries[] = []
