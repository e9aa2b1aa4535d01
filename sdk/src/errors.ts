import type { Reason } from './reason.ts'

/** `connect()` did not lead to a session. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError'
  readonly reason: Reason

  constructor(reason: Reason) {
    super(reason.message, { cause: reason.cause })
    this.reason = reason
  }
}

/** Nothing was sent: there is no session. */
export class NotConnectedError extends Error {
  override readonly name = 'NotConnectedError'

  constructor(destination: string, status: string) {
    super(`Nothing was sent to ${destination}: the connection is not open (the client is ${status}).`)
  }
}

/** The message was sent; whether it was taken is unknown, because the RECEIPT did not come. */
export class ReceiptError extends Error {
  override readonly name = 'ReceiptError'
  readonly reason: Reason

  constructor(destination: string, reason: Reason) {
    super(`No receipt for the message to ${destination}: ${reason.message}`)
    this.reason = reason
  }
}
