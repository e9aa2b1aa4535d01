import type { Issue } from './channels/standard-schema.ts'
import type { Reason } from './reason.ts'

/** With the reason why the connection ended, where that is the cause. */
abstract class ExplainedError extends Error {
  /** Why the connection ended, or was refused, where that is the cause. */
  readonly reason: Reason | undefined

  constructor(message: string, reason?: Reason) {
    super([message, reason?.message].filter(Boolean).join(' '), { cause: reason?.cause })
    this.reason = reason
  }
}

/** `connect()` did not lead to a session. */
export class ConnectError extends ExplainedError {
  override readonly name = 'ConnectError'
  /** Why not. */
  declare readonly reason: Reason

  constructor(reason: Reason) {
    super('', reason)
  }
}

/** What was to be sent, as it was given. */
export interface Unsent {
  /** With its parameters filled in. */
  readonly destination: `/${string}`
  /** Before it was encoded. */
  readonly body: unknown
  /** Those that were given. Empty where none were. */
  readonly headers: Readonly<Record<string, string>>
}

/** `offline`: asked not to wait. `full`: the outbox was. `expired`: it waited for too long. `closed`: the client has ended. */
export type NotSentWhy = 'offline' | 'full' | 'expired' | 'closed'

/** Nothing was sent; the message is handed back. The reason says why there was no session, where that is known. */
export class NotSentError extends ExplainedError {
  override readonly name = 'NotSentError'
  /** What kept it back. */
  readonly why: NotSentWhy
  /** The message, to be sent again or shown. */
  readonly unsent: Unsent

  constructor(why: NotSentWhy, detail: string, unsent: Unsent, reason?: Reason) {
    super(`Nothing was sent to ${unsent.destination}: ${detail}`, reason)
    this.why = why
    this.unsent = unsent
  }
}

/** It was sent, and no RECEIPT came: the server refused it (`reason.code`), or whether it was taken is unknown. */
export class ReceiptError extends ExplainedError {
  override readonly name = 'ReceiptError'
  /** What the server said, or how the session ended. */
  declare readonly reason: Reason

  constructor(what: string, reason: Reason) {
    super(`No receipt for ${what}:`, reason)
  }
}

/** A request without an answer. */
export class RequestError extends ExplainedError {
  override readonly name = 'RequestError'
  /** What the server said, how the session ended, or that time was up. */
  declare readonly reason: Reason

  constructor(destination: string, reason: Reason) {
    super(`No answer from ${destination}:`, reason)
  }
}

/** A transaction without a session, or after its end: nothing of it is done. */
export class TransactionError extends ExplainedError {
  override readonly name = 'TransactionError'
}

/** A subscription that the server refused, with what it said, or that ended before it was confirmed. */
export class SubscriptionError extends ExplainedError {
  override readonly name = 'SubscriptionError'
}

/** ACK or NACK for a message whose session is gone: the server has forgotten the delivery. */
export class StaleDeliveryError extends Error {
  override readonly name = 'StaleDeliveryError'
}

/** More messages waited in the buffer of a subscription than it holds. */
export class OverflowError extends Error {
  override readonly name = 'OverflowError'
}

/** A body does not match the schema of its channel. */
export class InvalidBodyError extends Error {
  override readonly name = 'InvalidBodyError'
  /** With its parameters filled in. */
  readonly destination: string
  /** What the schema found. At least one. */
  readonly issues: readonly Issue[]
  /** As it came, or was to be sent. */
  readonly body: unknown

  constructor(direction: 'to' | 'from', destination: string, body: unknown, issues: readonly Issue[]) {
    super(
      `A body ${direction} ${destination} does not match its channel: ${issues.map(described).join('; ')}`,
    )
    this.destination = destination
    this.issues = issues
    this.body = body
  }
}

function described({ path = [], message }: Issue): string {
  const place = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
  return place === '' ? message : `${place}: ${message}`
}
