import { SentIds } from './sent-ids.ts'

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

/** Looked through before all that wait are put into an index: who settles, mostly settles the oldest or what just came. */
const recentWrites = 32

/** Kept beside those that wait, more than there are of these. */
const mostSettled = 64

/** `client-individual`: each for itself, in any order. */
class SingleDeliveries implements Deliveries {
  readonly subscription: string
  isOver = false
  size = 0
  #sent = new SentIds()
  /** Of those sent, while older ones wait. */
  readonly #settled = new Set<string>()
  /** All that were sent, once somebody settled in an order of their own. */
  #index: Set<string> | undefined

  constructor(subscription: string) {
    this.subscription = subscription
  }

  has(messageId: string): boolean {
    return !this.#settled.has(messageId) && this.#isSent(messageId)
  }

  add(messageIds: readonly string[]): void {
    this.#sent.push(messageIds)
    this.size += messageIds.length
    if (this.#index) for (const id of messageIds) this.#index.add(id)
  }

  settle(messageId: string): number {
    if (!this.has(messageId)) return 0
    this.#settled.add(messageId)
    this.size--
    this.#dropSettled()
    if (this.#settled.size > this.size + mostSettled) this.#dropAllSettled()
    return 1
  }

  restore(messageId: string): void {
    if (this.#settled.delete(messageId)) this.size++
    else this.add([messageId])
  }

  #isSent(messageId: string): boolean {
    if (this.#index) return this.#index.has(messageId)
    if (messageId === this.#sent.head || this.#sent.isRecent(messageId, recentWrites)) return true
    this.#index = new Set(this.#sent)
    return this.#index.has(messageId)
  }

  #dropSettled(): void {
    for (let { head } = this.#sent; head !== undefined && this.#settled.delete(head); { head } = this.#sent) {
      this.#sent.move(1)
      this.#index?.delete(head)
    }
    // Orders change; what is in order needs no index.
    if (this.size === 0) this.#index = undefined
  }

  /** Behind a message that is never settled they would be kept for ever. */
  #dropAllSettled(): void {
    const waiting = [...this.#sent].filter((id) => !this.#settled.has(id))
    this.#sent = new SentIds()
    this.#sent.push(waiting)
    this.#settled.clear()
    if (this.#index) this.#index = new Set(waiting)
  }
}

/** `client`: all that was sent before goes with it. To find a message costs what is settled by it. */
class RunOfDeliveries implements Deliveries {
  readonly subscription: string
  isOver = false
  size = 0
  readonly #sent = new SentIds()

  constructor(subscription: string) {
    this.subscription = subscription
  }

  has(messageId: string): boolean {
    return this.#sent.countTo(messageId) > 0
  }

  add(messageIds: readonly string[]): void {
    this.#sent.push(messageIds)
    this.size += messageIds.length
  }

  settle(messageId: string): number {
    const count = this.#sent.countTo(messageId)
    this.#move(count)
    return count
  }

  restore(_messageId: string, count: number): void {
    this.#move(-count)
  }

  #move(count: number): void {
    this.#sent.move(count)
    this.size -= count
  }
}
