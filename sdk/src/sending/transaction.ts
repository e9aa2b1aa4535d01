import type { ChannelMap, DestinationBeside, NoChannels, Sendables, SendRest } from '../channels/channel.ts'
import { TransactionError } from '../errors.ts'
import type { StompHeaders } from '../wire/headers.ts'
import type { ReceiptHabit } from '../wire/receipts.ts'
import type { Session } from '../wire/session.ts'
import type { Letter } from './sender.ts'

/** Of one message of a transaction. */
export interface TransactionSendOptions {
  /** Of SEND. They win over the content-type that the body would get. */
  headers?: StompHeaders
}

/** Everything or nothing, within one session. Leaving `await using` without a commit aborts. */
export interface Transaction<C extends ChannelMap = NoChannels> extends AsyncDisposable {
  /** For the `transaction` of `ack` and `nack`. */
  readonly id: string
  /**
   * Sends within the transaction.
   * @throws TransactionError it is over, or its session is. InvalidBodyError, TypeError cannot be sent.
   */
  send<K extends keyof Sendables<C> | DestinationBeside<C>>(
    channel: K,
    ...bodyAndOptions: SendRest<C, K, TransactionSendOptions>
  ): void
  /**
   * Resolves with `confirmed` at the RECEIPT, with `sent` where the server gives none.
   * @throws TransactionError the session ended before: nothing was done. ReceiptError its fate is unknown.
   */
  commit(): Promise<'confirmed' | 'sent'>
  /** Nothing of it is done. Also fine after the session ended: the server has aborted then. */
  abort(): void
}

/** What a transaction needs of the client it belongs to. */
export type Addressed = (name: string, body: unknown, options: TransactionSendOptions) => Letter

/** A transaction in the session it was begun in. */
export class OpenTransaction implements Transaction<ChannelMap> {
  readonly id: string
  readonly #session: Session
  readonly #habit: ReceiptHabit
  readonly #addressed: Addressed
  #done = false

  constructor(id: string, session: Session, habit: ReceiptHabit, addressed: Addressed) {
    this.id = id
    this.#session = session
    this.#habit = habit
    this.#addressed = addressed
    session.transmit('BEGIN', { transaction: id })
  }

  send(name: string, body?: unknown, options: TransactionSendOptions = {}): void {
    const { headers, encoded } = this.#addressed(name, body, options)
    this.#check()
    this.#session.transmit('SEND', { ...headers, transaction: this.id }, encoded)
  }

  async commit(): Promise<'confirmed' | 'sent'> {
    this.#check()
    this.#done = true
    const frame = { transaction: this.id }
    if (this.#habit.gives === false) {
      this.#session.transmit('COMMIT', frame)
      return 'sent'
    }
    await this.#session.transmitted('COMMIT', frame, 'the transaction', 10_000)
    return 'confirmed'
  }

  abort(): void {
    if (!this.#done && this.#session.usable) this.#session.transmit('ABORT', { transaction: this.id })
    this.#done = true
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.abort()
    return Promise.resolve()
  }

  #check(): void {
    if (this.#done) throw new TransactionError('The transaction is over.')
    if (!this.#session.usable) throw new TransactionError('The session is over.')
  }
}
