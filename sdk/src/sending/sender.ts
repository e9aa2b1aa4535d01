import type { Connection } from '../connection/connection.ts'
import type { Reason } from '../reason.ts'
import { Emitter } from '../emitter.ts'
import { NotSentError, type NotSentWhy, type Unsent } from '../errors.ts'
import { isolated, report } from '../isolated.ts'
import { onAbort } from '../on-abort.ts'
import type { OutboxOptions } from '../options.ts'
import { bytesOf } from '../wire/frame.ts'
import { checkHeaders, type StompHeaders } from '../wire/headers.ts'
import type { Session } from '../wire/session.ts'
import { encodeBody, type EncodedBody } from '../wire/body.ts'
import { Outbox, type Waiting } from './outbox.ts'
import type { SendOptions, SendOutcome } from './send-options.ts'

/** A SEND, ready to leave. */
export interface Letter {
  readonly unsent: Unsent
  readonly headers: StompHeaders
  readonly encoded: EncodedBody
}

/** @throws TypeError for what cannot be sent. */
export function letter(destination: string, body: unknown, given: StompHeaders = {}): Letter {
  const { contentType, ...encoded } = encodeBody(body)
  const type = contentType !== undefined && { 'content-type': contentType }
  const headers = Object.assign({ destination }, type, given, { destination })
  checkHeaders(headers)
  return { unsent: { destination: destination as `/${string}`, body, headers: given }, headers, encoded }
}

/** Sends now, or as soon as everything is subscribed to again. */
export class Sender {
  readonly #connection: Connection
  readonly #options: Required<OutboxOptions>
  readonly #outbox: Outbox
  readonly #events = new Emitter<{ notSent: (error: NotSentError) => void }>()
  /** The session in which everything is subscribed to again. */
  #open: Session | undefined

  constructor(connection: Connection, options: Required<OutboxOptions>) {
    this.#connection = connection
    this.#options = options
    this.#outbox = new Outbox(options)
  }

  onNotSent(listener: (error: NotSentError) => void): () => void {
    return this.#events.on('notSent', listener)
  }

  connected(session: Session): void {
    if (this.#connection.session !== session) return
    this.#open = session
    this.#outbox.flush(session)
  }

  lost(reason: Reason, final: boolean): void {
    this.#open = undefined
    if (final) this.#outbox.failAll('closed', 'the client is closed.', reason)
  }

  async send(letter: Letter, options: SendOptions): Promise<SendOutcome> {
    const { signal, whenOffline = this.#options.whenOffline } = options
    const { session, state } = this.#connection
    signal?.throwIfAborted()
    if (session && session === this.#open && this.#outbox.isEmpty)
      return this.#transmit(session, letter, options)
    if (!session && whenOffline === 'drop') return 'dropped'
    if (!session && whenOffline === 'throw') throw this.#notSent('offline', letter)
    if (state.current.status === 'closed') throw this.#notSent('closed', letter)
    return this.#queue(letter, options)
  }

  #notSent(why: NotSentWhy, { unsent }: Letter): NotSentError {
    const { state, reason } = this.#connection
    return new NotSentError(why, `the client is ${state.current.status}.`, unsent, reason)
  }

  #queue(letter: Letter, options: SendOptions): Promise<SendOutcome> {
    const { signal, until } = options
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        unsent: letter.unsent,
        bytes: bytesOf(letter.encoded).length,
        send: (session) =>
          this.#transmit(session, letter, options).then(resolve, until === 'queued' ? report : reject),
        failed: (error) => (until === 'queued' ? this.#events.emit('notSent', error) : reject(error)),
        left: () => stop(),
      }
      this.#outbox.add(waiting)
      const stop = onAbort(signal, () => {
        if (this.#outbox.remove(waiting)) reject(signal?.reason as Error)
      })
      if (until === 'queued') resolve('queued')
    })
  }

  /** @throws ReceiptError, and what the socket throws. */
  async #transmit(
    session: Session,
    { headers, encoded, unsent }: Letter,
    options: SendOptions,
  ): Promise<SendOutcome> {
    const { until, timeoutMs = 10_000, onSent } = options
    const asks = until === 'receipt' && this.#connection.habit.gives !== false
    const what = `the message to ${unsent.destination}`
    const confirmed = asks && session.transmitted('SEND', headers, what, timeoutMs, encoded)
    if (!asks) session.transmit('SEND', headers, encoded)
    if (onSent) isolated(onSent)
    await confirmed
    return asks ? 'confirmed' : 'sent'
  }
}
