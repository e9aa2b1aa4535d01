import type { StompHeaders } from '../wire/headers.ts'

/** Of one question. */
export interface RequestOptions {
  /**
   * Where the answer comes: a destination that stays subscribed to from the first request on, such as `/user/queue/replies`, or
   * RabbitMQ's `/temp-queue/…`, which the server subscribes by itself. Goes along as `reply-to`, beside a `correlation-id`.
   */
  replyTo?: string
  /** Of the SEND, or of the SUBSCRIBE that asks. */
  headers?: StompHeaders
  /** How long to wait for the answer, in milliseconds from the call on. Default 10000. */
  timeoutMs?: number
  /** Ends the waiting; the promise rejects with its reason. */
  signal?: AbortSignal
}
