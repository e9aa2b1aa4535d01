import type { Issue } from '../channels/standard-schema.ts'

export interface AcknowledgeOptions {
  /** Of a transaction that is open in the same session. */
  transaction?: string
  /** Default `sent`. */
  until?: 'sent' | 'receipt'
  headers?: Readonly<Record<string, string>>
}

export interface Message<T = unknown> {
  /**
   * What the schema of the channel makes of it. Without one: the parsed value where the content-type is JSON, bytes where it is
   * `application/octet-stream`, else text. Without a content-type, a JSON object or array is parsed. JSON that does not parse
   * stays text.
   */
  readonly body: T
  readonly headers: Readonly<Record<string, string>>
  readonly destination: string
  readonly text: string
  readonly bytes: Uint8Array
  /** What the schema found, on a channel that delivers what does not match. */
  readonly issues?: readonly Issue[]
  /**
   * For subscriptions with `ack`. Resolves when sent, or at the RECEIPT.
   * @throws StaleDeliveryError its session has ended: the server will deliver it anew or has forgotten it. ReceiptError.
   */
  ack(options?: AcknowledgeOptions): Promise<void>
  nack(options?: AcknowledgeOptions): Promise<void>
}
