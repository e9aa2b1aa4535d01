import type { RequestOptions, StompHeaders } from '@stompbox/sdk'

/** A question that the server's application answers, or a client that subscribes to the destination. */
export interface Question {
  readonly way: string
  readonly destination: string
  readonly body?: unknown
  readonly options?: RequestOptions
  readonly answer: unknown
  readonly answeredBy: 'server' | 'client'
}

/** A server to hold the SDK against, and what it is known to do. */
export interface RealServer {
  readonly name: string
  readonly headers: StompHeaders
  /** Of a CONNECT that it refuses. */
  readonly refusedHeaders: StompHeaders
  /** Whether it answers a SUBSCRIBE and a SEND that ask for a RECEIPT. */
  readonly givesReceipts: boolean
  readonly hasTransactions: boolean
  /** Where a message waits for its ACK, and comes again after a NACK. */
  readonly queue?: string
  readonly questions: readonly Question[]
  start(): Promise<Running>
}

export interface Running extends AsyncDisposable {
  readonly url: URL
  /** Where it says so when it refuses somebody, if not there. */
  readonly refusingUrl?: URL
}

/** A broadcast, to all of them. */
export const topic = '/topic/hall'
