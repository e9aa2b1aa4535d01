import type { Reason } from '../reason.ts'
import { NotSentError, type NotSentWhy, type Unsent } from '../errors.ts'
import type { OutboxOptions } from '../options.ts'
import { after } from '../timer.ts'
import type { Session } from '../wire/session.ts'

/** What waits to be sent. */
export interface Waiting {
  readonly unsent: Unsent
  readonly bytes: number
  send(session: Session): unknown
  failed(error: NotSentError): unknown
  /** It waits no more. */
  left(): void
}

type Limits = Required<Omit<OutboxOptions, 'whenOffline'>>

/** First in, first out; bounded in number, bytes and age. */
export class Outbox {
  readonly #limits: Limits
  readonly #waiting = new Map<Waiting, number>()
  #bytes = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(limits: Limits) {
    this.#limits = limits
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0
  }

  /** @throws NotSentError it is full. */
  add(waiting: Waiting): void {
    const { maxMessages, maxBytes, maxAgeMs } = this.#limits
    const full =
      (this.#waiting.size >= maxMessages && `maxMessages is ${maxMessages}`) ||
      (this.#bytes + waiting.bytes > maxBytes && `maxBytes is ${maxBytes}`)
    if (full) throw new NotSentError('full', `the outbox is full (${full}).`, waiting.unsent)
    this.#waiting.set(waiting, Date.now() + maxAgeMs)
    this.#bytes += waiting.bytes
    if (!this.#timer) this.#watch()
  }

  /** @returns whether it still waited. */
  remove(waiting: Waiting): boolean {
    const waited = this.#waiting.delete(waiting)
    if (waited) {
      this.#bytes -= waiting.bytes
      waiting.left()
    }
    if (this.isEmpty) this.#watch()
    return waited
  }

  /** Sends in order, for as long as the session lasts. */
  flush(session: Session): void {
    for (const waiting of this.#waiting.keys()) {
      if (!session.usable) return
      this.remove(waiting)
      waiting.send(session)
    }
  }

  failAll(why: NotSentWhy, detail: string, reason: Reason): void {
    for (const waiting of [...this.#waiting.keys()]) {
      if (this.remove(waiting)) waiting.failed(new NotSentError(why, detail, waiting.unsent, reason))
    }
  }

  #expire(): void {
    const { maxAgeMs } = this.#limits
    const now = Date.now()
    const detail = `no connection within ${maxAgeMs} ms (outbox.maxAgeMs).`
    for (const [waiting, deadline] of [...this.#waiting]) {
      // Whoever was told before it may have taken it out.
      if (deadline <= now && this.remove(waiting))
        waiting.failed(new NotSentError('expired', detail, waiting.unsent))
    }
    this.#watch()
  }

  /** Those that came first are the first to be too old. */
  #watch(): void {
    clearTimeout(this.#timer)
    const [next] = this.#waiting.values()
    this.#timer = next === undefined ? next : after(next - Date.now(), () => this.#expire())
  }
}
