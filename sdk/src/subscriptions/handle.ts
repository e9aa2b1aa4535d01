import type { OnInvalid } from '../channels/channel.ts'
import type { Issue, SchemaResult, StandardSchema } from '../channels/standard-schema.ts'
import { validate } from '../channels/validate.ts'
import type { Reason } from '../reason.ts'
import { Emitter } from '../emitter.ts'
import { InvalidBodyError, OverflowError, SubscriptionError } from '../errors.ts'
import { InOrder } from '../in-order.ts'
import { report } from '../isolated.ts'
import { withResolvers } from '../with-resolvers.ts'
import { Buffer } from './buffer.ts'
import type { Delivery } from './delivery.ts'
import type { Message } from './message.ts'
import type { BufferOptions, Subscription, SubscriptionEvents, SubscriptionStatus } from './subscription.ts'
import type { Subscriber } from './wire-subscription.ts'

/** What becomes of bodies. */
export interface Reading {
  readonly schema: StandardSchema
  readonly onInvalid: OnInvalid
}

/** One `subscribe()` of somebody. */
export class Handle<T> implements Subscription<T>, Subscriber {
  readonly destination: string
  readonly ready: Promise<'confirmed' | 'sent'>
  readonly #ready = withResolvers<'confirmed' | 'sent'>()
  readonly #events = new Emitter<SubscriptionEvents<T>>()
  readonly #buffer: Buffer<Message<T>>
  readonly #reading: Reading | undefined
  /** Somebody takes from the buffer. */
  #looping = false
  #status: SubscriptionStatus = 'waiting'
  #wasInterrupted = false
  /** A schema may have to think. */
  readonly #order = new InOrder()
  #leave: (() => void) | undefined

  constructor(destination: string, buffer: BufferOptions, reading: Reading | undefined) {
    this.destination = destination
    this.#reading = reading
    this.#buffer = new Buffer(destination, buffer, () => this.unsubscribe())
    this.ready = this.#ready.promise
    // Most never ask; those who do get it all the same.
    this.ready.catch(() => undefined)
  }

  /** `leave`: takes it off the wire. */
  join(leave: () => void): void {
    this.#leave = leave
  }

  get status(): SubscriptionStatus {
    return this.#status
  }

  on<E extends keyof SubscriptionEvents<T>>(event: E, listener: SubscriptionEvents<T>[E]): () => void {
    const stop = this.#events.on(event, listener)
    if (event !== 'message') return stop
    if (!this.#looping) for (const message of this.#buffer.takeAll()) this.#hand(message)
    return stop
  }

  unsubscribe(): void {
    this.#end(undefined)
  }

  [Symbol.dispose](): void {
    this.unsubscribe()
  }

  [Symbol.asyncIterator](): AsyncIterator<Message<T>, undefined> {
    this.#looping = true
    return this.#buffer
  }

  sent(): void {
    this.#status = 'pending'
  }

  confirmed(how: 'confirmed' | 'sent'): void {
    this.#status = 'active'
    this.#ready.resolve(how)
    if (this.#wasInterrupted) this.#events.emit('resumed', { gap: 'unknown' })
  }

  interrupted(reason: Reason): void {
    this.#status = 'waiting'
    this.#wasInterrupted = true
    this.#events.emit('interrupted', reason)
  }

  refused(reason: Reason): void {
    this.#end(new SubscriptionError(`Not subscribed to ${this.destination}:`, reason))
  }

  deliver(delivery: Delivery): void {
    if (!this.#reading) {
      this.#hand(delivery as Message<T>)
      return
    }
    const result = this.#order.pass(validate(this.#reading.schema, delivery.body), (known) =>
      this.#judge(delivery, known),
    )
    if (result instanceof Promise) result.catch(report)
  }

  #judge(delivery: Delivery, result: SchemaResult<unknown>): void {
    if (!result.issues) this.#hand(delivery.as(result.value) as Message<T>)
    else if (this.#status !== 'ended') this.#invalid(delivery, result.issues)
  }

  #invalid(delivery: Delivery, issues: readonly Issue[]): void {
    if (this.#reading?.onInvalid === 'deliver') {
      this.#hand(delivery.as(delivery.body, issues) as Message<T>)
      return
    }
    const error = new InvalidBodyError('from', this.destination, delivery.body, issues)
    if (this.#reading?.onInvalid === 'end') this.#end(error)
    else if (!this.#events.emit('invalid', error)) report(error)
  }

  #hand(message: Message<T>): void {
    if (this.#status === 'ended') return
    const heard = this.#events.emit('message', message)
    if (this.#looping || !heard) this.#keep(message)
  }

  #keep(message: Message<T>): void {
    try {
      const dropped = this.#buffer.add(message)
      if (dropped) this.#events.emit('dropped', dropped)
    } catch (error) {
      this.#end(error as OverflowError)
    }
  }

  #end(error: Error | undefined): void {
    if (this.#status === 'ended') return
    this.#status = 'ended'
    this.#leave?.()
    this.#ready.reject(error ?? new SubscriptionError(`Unsubscribed from ${this.destination}.`))
    this.#buffer.end(error)
    const heard = this.#events.emit('ended', error)
    this.#events.clear()
    if (error && !heard && !this.#looping) report(error)
  }
}
