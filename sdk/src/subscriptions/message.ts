import type { Issue } from '../channels/standard-schema.ts'

/** Of ACK or NACK. */
export interface AcknowledgeOptions {
  /** Of a transaction that is open in the same session. */
  transaction?: string
  /** When the promise resolves: handed to the socket, or confirmed by a RECEIPT. Default `sent`. */
  until?: 'sent' | 'receipt'
  /** Besides those of the protocol. Default none. */
  headers?: Readonly<Record<string, string>>
}

/** What arrived. */
export interface Message<T = unknown> {
  /**
   * What the schema of the channel makes of it. Without one: the parsed value where the content-type is JSON, bytes where it is
   * `application/octet-stream`, else text. Without a content-type, a JSON object or array is parsed. JSON that does not parse
   * stays text.
   */
  readonly body: T
  /** Of MESSAGE, unescaped; of two with one name the first. */
  readonly headers: Readonly<Record<string, string>>
  /** Where it was sent to: behind a pattern the one name. */
  readonly destination: string
  /** The body as UTF-8. */
  readonly text: string
  /** The body as it came. */
  readonly bytes: Uint8Array
  /** What the schema found, on a channel that delivers what does not match. */
  readonly issues?: readonly Issue[]
  /**
   * For subscriptions with `ack`. Resolves when sent, or at the RECEIPT.
   * @throws StaleDeliveryError its session has ended: the server will deliver it anew or has forgotten it. ReceiptError.
   */
  ack(options?: AcknowledgeOptions): Promise<void>
  /** As `ack`: it was not dealt with. What becomes of it is up to the server. @throws as `ack`. */
  nack(options?: AcknowledgeOptions): Promise<void>
}
