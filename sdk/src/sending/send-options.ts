import type { StompHeaders } from '../wire/headers.ts'

/** Of one message. */
export interface SendOptions {
  /** Of SEND. They win over the content-type that the body would get. */
  headers?: StompHeaders
  /**
   * When the promise resolves: taken into the outbox, handed to the socket, or confirmed by the server's RECEIPT. Default `sent`,
   * which is also what `receipt` means where the server is known to give none.
   */
  until?: 'queued' | 'sent' | 'receipt'
  /** How long to wait for the receipt, once sent. Default 10000. */
  timeoutMs?: number
  /** While there is no session. Default `queue`, or what `outbox.whenOffline` says. */
  whenOffline?: WhenOffline
  /** Takes it out of the outbox again, as long as it is there. */
  signal?: AbortSignal
  /** Called once it is handed to the socket: what lies between `queued` and the RECEIPT. */
  onSent?: () => void
}

/** `queue`: wait for the session. `drop`: resolve with `dropped`. `throw`: reject with NotSentError. */
export type WhenOffline = 'queue' | 'drop' | 'throw'

/** What became of it by the time the promise resolved. */
export type SendOutcome = 'queued' | 'sent' | 'confirmed' | 'dropped'
