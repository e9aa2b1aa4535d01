import { comeBackLater, type Reason } from '../reason.ts'
import { checkHeaders, type StompHeaders } from '../wire/headers.ts'
import type { Frame } from '../wire/frame.ts'
import type { ReceiptHabit } from '../wire/receipts.ts'
import type { Session } from '../wire/session.ts'
import { Delivery } from './delivery.ts'
import { tellEach, type Subscriber, type WireSubscription } from './wire-subscription.ts'

/** How long to wait for a first RECEIPT of a server that has not shown yet whether it gives any, and of one that has. */
const learningMs = 2_000
const receiptMs = 10_000

/** What is subscribed to, session after session. Everybody who wants the same shares one SUBSCRIBE. */
export class Subscriptions {
  readonly #habit: ReceiptHabit
  readonly #byId = new Map<string, WireSubscription>()
  readonly #byKey = new Map<string, WireSubscription>()
  readonly #changed = new Set<WireSubscription>()
  #counter = 0
  /** Somebody was subscribed, and lost it. */
  #interrupted = false
  #session: Session | undefined

  constructor(habit: ReceiptHabit) {
    this.#habit = habit
  }

  /** `shared`: with all who want the same. Returns what ends it. @throws TypeError for what cannot be sent. */
  add(destination: string, given: StompHeaders, shared: boolean, subscriber: Subscriber): () => void {
    // Theirs would name another subscription than the one that is kept here.
    const headers: Record<string, string> = { ...given }
    delete headers['id']
    delete headers['destination']
    checkHeaders({ ...headers, destination })
    const key = shared ? keyOf(destination, headers) : undefined
    const wire = this.#byKey.get(key ?? '') ?? this.#create(destination, headers, key)
    wire.subscribers.add(subscriber)
    this.#change(wire)
    if (wire.session) subscriber.sent()
    if (wire.confirmed) subscriber.confirmed(wire.confirmed)
    return () => {
      wire.subscribers.delete(subscriber)
      this.#change(wire)
    }
  }

  /** Subscribes again to all there is. Resolves when the server has confirmed everything, or is known not to. */
  async connected(session: Session): Promise<void> {
    this.flush()
    this.#session = session
    const waiting = [...this.#byId.values()].map((wire) => this.#subscribe(wire, session))
    // A server that was never met teaches by these receipts whether it gives any; nothing was interrupted, so nothing waits.
    if (this.#habit.gives !== undefined || this.#interrupted) await Promise.all(waiting)
  }

  lost(reason: Reason): void {
    this.#session = undefined
    for (const wire of this.#byId.values()) {
      if (!wire.session) continue
      wire.session = undefined
      this.#interrupted ||= wire.confirmed !== undefined
      wire.confirmed = undefined
      tellEach(wire, (subscriber) => subscriber.interrupted(reason))
    }
  }

  received(frame: Frame): void {
    const name = frame.headers['subscription'] ?? ''
    const wire = this.#byId.get(name) ?? this.#byKey.get(name)
    if (!wire?.session) return
    const message = Delivery.of(frame, wire.destination, wire.session)
    tellEach(wire, (subscriber) => subscriber.deliver(message))
  }

  /** What changed in this turn goes out: nothing, when it changed back. */
  flush(): void {
    for (const wire of this.#changed) {
      if (wire.subscribers.size === 0) this.#remove(wire)
      else if (!wire.session && this.#session) void this.#subscribe(wire, this.#session)
    }
    this.#changed.clear()
  }

  #create(destination: string, headers: StompHeaders, key: string | undefined): WireSubscription {
    const id = `sub-${this.#counter++}`
    const wire: WireSubscription = { id, destination, headers, key, subscribers: new Set() }
    this.#byId.set(wire.id, wire)
    if (key !== undefined) this.#byKey.set(key, wire)
    return wire
  }

  #change(wire: WireSubscription): void {
    // Not by `queueMicrotask`, which fake clocks of tests stop.
    if (this.#changed.size === 0) void Promise.resolve().then(() => this.flush())
    this.#changed.add(wire)
  }

  #remove(wire: WireSubscription): void {
    this.#byId.delete(wire.id)
    if (wire.key !== undefined && this.#byKey.get(wire.key) === wire) this.#byKey.delete(wire.key)
    const { session } = wire
    if (session?.usable && !isImplicit(wire.destination, session))
      session.transmit('UNSUBSCRIBE', { id: wire.id })
    wire.session = undefined
  }

  /** Resolves when it is as certain as it gets. */
  #subscribe(wire: WireSubscription, session: Session): Promise<void> {
    const { id, destination, headers } = wire
    // Whoever was told before it may have taken it off, or left.
    if (!session.usable || !this.#byId.has(id)) return Promise.resolve()
    wire.session = session
    tellEach(wire, (subscriber) => subscriber.sent())
    return new Promise((resolve) => {
      const settle = (how: 'confirmed' | 'sent'): void => {
        this.#confirm(wire, session, how)
        resolve()
      }
      const failed = (reason: Reason, own: boolean): void => {
        const later = comeBackLater.includes(reason.code ?? '')
        if (own && !later) this.#refused(wire, reason)
        else if (!own && session.usable) settle('sent')
        resolve()
      }
      const { gives } = this.#habit
      const implicit = isImplicit(destination, session)
      const asks = gives !== false && !implicit
      const timeoutMs = gives ? receiptMs : learningMs
      const waiter = asks ? { came: () => settle('confirmed'), failed, timeoutMs } : undefined
      if (!implicit) session.transmit('SUBSCRIBE', { id, destination, ...headers }, {}, waiter)
      // Spring does not name itself, and gives no receipts: nothing waits for the lesson.
      if (!asks || (gives === undefined && !session.greeting['server'])) settle('sent')
    })
  }

  #confirm(wire: WireSubscription, session: Session, how: 'confirmed' | 'sent'): void {
    if (wire.session !== session || wire.confirmed) return
    wire.confirmed = how
    tellEach(wire, (subscriber) => subscriber.confirmed(how))
  }

  /** To subscribe again would only be refused again. */
  #refused(wire: WireSubscription, reason: Reason): void {
    wire.session = undefined
    // First, so that whoever subscribes again at once does not join it.
    this.#remove(wire)
    tellEach(wire, (subscriber) => subscriber.refused(reason))
  }
}

/** What is equal in both is shared. */
const keyOf = (destination: string, headers: StompHeaders): string =>
  [destination, ...Object.entries(headers).sort().flat()].join('\n')

/** RabbitMQ subscribes to these by itself, at the first `reply-to` that names one, under their own name. */
const isImplicit = (destination: string, { greeting }: Session): boolean =>
  destination.startsWith('/temp-queue/') && greeting['server']?.startsWith('RabbitMQ') === true
