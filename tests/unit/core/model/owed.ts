/** What every client is owed, told without looking at how the broker does it. */

export type Version = '1.0' | '1.1' | '1.2'
export type Ack = 'auto' | 'client' | 'client-individual'

/** A frame that must come. Frames of one `stream` keep their order; '' is the stream of the session's own frames. */
export interface Owed {
  readonly stream: string
  readonly text: string
  /** A session that is cut may be cut before these. */
  isOptional: boolean
}

export interface Subscription {
  readonly id: string
  readonly destination: string
  readonly ack: Ack
  readonly book: Book | undefined
  /** Accepted in this turn and not yet written. */
  fresh: { readonly number: number; readonly owed: Owed }[]
}

/** Messages, by their number, that wait for ACK or NACK. */
export interface Book {
  readonly subscription: string
  readonly ack: Ack
  waiting: number[]
  isOver: boolean
}

export interface Name {
  readonly number: number
  /** Undefined where a 1.0 client does not say. */
  readonly subscription: string | undefined
}

export interface Transaction {
  readonly openedMs: number
  readonly sends: { readonly destination: string; readonly body: string }[]
  readonly acks: Name[]
}

export const limits = {
  unacked: 10,
  transactions: 3,
  transactionMs: 60_000,
  frameMs: 30_000,
  unsentMs: 10_000,
}
const brokerBeatMs = 10_000

export class OwedClient {
  readonly version: Version
  readonly promisedBeatMs: number
  state: 'connected' | 'closing' | 'gone' = 'connected'
  /** Of the last close that the broker asked for. */
  code: string | undefined
  isReading = true
  readonly subscriptions = new Map<string, Subscription>()
  readonly books = new Map<string, Book[]>()
  readonly transactions = new Map<string, Transaction>()
  /** What was settled, the last first; it waits for nothing any more. */
  settled: Name[] = [{ number: 0, subscription: 'none' }]
  owed: Owed[] = []
  /** A SEND that was begun: its destination and body. */
  half: { readonly destination: string; readonly body: string; readonly begunMs: number } | undefined
  lastReceivedMs: number
  #unwritten = 0
  #unread = 0
  #taken = 0
  #progress: { dueMs: number; taken: number } | undefined

  constructor(version: Version, promisedBeatMs: number, nowMs: number) {
    this.version = version
    this.promisedBeatMs = version === '1.0' ? 0 : promisedBeatMs
    this.lastReceivedMs = nowMs
    this.owes('', `CONNECTED ${version}`)
  }

  owes(stream: string, text: string): Owed {
    const owed = { stream, text, isOptional: false }
    this.owed.push(owed)
    this.#unwritten++
    return owed
  }

  receipt(id: string | undefined): void {
    if (id !== undefined && this.state === 'connected') this.owes('', `RECEIPT ${id}`)
  }

  refused(code: string, receipt?: string): void {
    this.owes('', `ERROR ${code}${receipt === undefined ? '' : ` ${receipt}`}`)
    this.ended(code)
  }

  /** What was accepted before is still written, unless too much would wait for ACK. */
  ended(code: string): void {
    for (const { book, fresh } of this.subscriptions.values())
      if (book && book.waiting.length + fresh.length > limits.unacked)
        for (const { owed } of fresh) owed.isOptional = true
    this.code = code
    this.state = this.isReading ? 'gone' : 'closing'
  }

  cut(): void {
    this.state = 'gone'
    this.code = undefined
    this.owed = []
  }

  /** @returns the message's text on the wire, of this client's version. */
  message(subscription: { id: string; ack: Ack }, destination: string, number: number, rest: string): string {
    const id = this.wire(subscription.id)
    const ack = this.version === '1.2' && subscription.ack !== 'auto' ? `ack:#${number}/${id}\n` : ''
    return `MESSAGE\ndestination:${destination}\nmessage-id:#${number}\nsubscription:${id}\n${ack}${rest}␀`
  }

  wire(value: string): string {
    return this.version === '1.0' ? value : value.replaceAll(':', '\\c')
  }

  open(id: string, ack: Ack): Book | undefined {
    if (ack === 'auto') return undefined
    const book: Book = { subscription: id, ack, waiting: [], isOver: false }
    this.books.set(id, [...(this.books.get(id) ?? []), book])
    return book
  }

  close(book: Book | undefined): void {
    if (book) book.isOver = true
    this.#forgetSettled()
  }

  unsubscribe(subscription: Subscription): void {
    const never = new Set(subscription.fresh.map(({ owed }) => owed))
    this.owed = this.owed.filter((owed) => !never.has(owed))
    this.#unwritten -= never.size
    this.subscriptions.delete(subscription.id)
    this.close(subscription.book)
  }

  get waiting(): Name[] {
    return [...this.books].flatMap(([subscription, books]) =>
      books.flatMap(({ waiting }) => waiting.map((number) => ({ number, subscription }))),
    )
  }

  waits({ number, subscription }: Name): Book | undefined {
    const books = subscription === undefined ? [...this.books.values()].flat() : this.books.get(subscription)
    return books?.find(({ waiting }) => waiting.includes(number))
  }

  /** @returns whether it waited. */
  acknowledge(name: Name): boolean {
    const book = this.waits(name)
    if (book === undefined) return false
    const at = book.waiting.indexOf(name.number)
    const settled = book.waiting.splice(book.ack === 'client' ? 0 : at, book.ack === 'client' ? at + 1 : 1)
    for (const number of settled) this.settled.unshift({ number, subscription: book.subscription })
    this.#forgetSettled()
    return true
  }

  #forgetSettled(): void {
    for (const [id, books] of this.books) {
      const left = books.filter(({ isOver, waiting }) => !isOver || waiting.length > 0)
      if (left.length > 0) this.books.set(id, left)
      else this.books.delete(id)
    }
  }

  /**
   * The end of a turn: what was accepted is written.
   * @param order the numbers of a subscription's fresh messages as they were written.
   */
  written(nowMs: number, order: (subscription: Subscription) => number[]): void {
    if (this.state === 'connected')
      for (const subscription of this.subscriptions.values()) this.#note(subscription, order)
    if (this.isReading) this.#taken += this.#unwritten
    else if (this.#unwritten > 0) {
      this.#unread += this.#unwritten
      this.#progress ??= { dueMs: nowMs + limits.unsentMs, taken: this.#taken }
    }
    this.#unwritten = 0
  }

  #note(subscription: Subscription, order: (subscription: Subscription) => number[]): void {
    const { book } = subscription
    if (book === undefined || this.state !== 'connected') return
    book.waiting.push(...order(subscription))
    if (book.waiting.length <= limits.unacked) return
    for (const other of this.subscriptions.values())
      for (const { owed } of other.fresh) owed.isOptional = true
    this.refused('limit-unacked')
  }

  settledTurn(): void {
    for (const subscription of this.subscriptions.values()) subscription.fresh = []
  }

  resumed(): void {
    this.isReading = true
    this.#taken += this.#unread
    this.#unread = 0
    if (this.state === 'closing') this.state = 'gone'
  }

  /** What the time brings, if it brings anything until then. */
  passed(untilMs: number): void {
    this.#forgiveProgress(untilMs)
    const [oldest] = this.transactions.values()
    const beatMs = this.promisedBeatMs === 0 ? Infinity : 2 * Math.max(this.promisedBeatMs, brokerBeatMs)
    const due: [code: string, ms: number][] = [
      ['frame-timeout', (this.half?.begunMs ?? Infinity) + limits.frameMs],
      ['limit-transactions', (oldest?.openedMs ?? Infinity) + limits.transactionMs],
      ['slow-consumer', this.#progress?.dueMs ?? Infinity],
      ['heart-beat', this.lastReceivedMs + beatMs],
    ]
    const [first] = due.toSorted(([, one], [, other]) => one - other)
    if (first![1] <= untilMs) this.refused(first![0])
  }

  /** A reader that took something since the last look has as long again. */
  #forgiveProgress(untilMs: number): void {
    while (this.#progress && this.#progress.dueMs <= untilMs) {
      const { dueMs, taken } = this.#progress
      if (this.#unread > 0 && taken === this.#taken) return
      this.#progress = this.#unread === 0 ? undefined : { dueMs: dueMs + limits.unsentMs, taken: this.#taken }
    }
  }
}
