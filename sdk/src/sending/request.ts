import type { StompHeaders } from '../wire/headers.ts'

export interface RequestOptions {
  /**
   * Where the answer comes: a destination that stays subscribed to from the first request on, such as `/user/queue/replies`, or
   * RabbitMQ's `/temp-queue/…`, which the server subscribes by itself. Goes along as `reply-to`, beside a `correlation-id`.
   */
  replyTo?: string
  /** Of the SEND, or of the SUBSCRIBE that asks. */
  headers?: StompHeaders
  /** Default 10000. */
  timeoutMs?: number
  signal?: AbortSignal
}
