import type { StompHeaders } from '../wire/headers.ts'

export const clientCommands = [
  'CONNECT',
  'STOMP',
  'SEND',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'ACK',
  'NACK',
  'BEGIN',
  'COMMIT',
  'ABORT',
  'DISCONNECT',
] as const
/** The frames a client may send. */
export type ClientCommand = (typeof clientCommands)[number]

/** A frame that a client sent. */
export interface ReceivedFrame<T = unknown> {
  /** What it asks for. */
  readonly command: ClientCommand
  /** Unescaped; of two with one name the first. */
  readonly headers: StompHeaders
  /** As the `body` of a message of the SDK: parsed JSON, bytes where it is `application/octet-stream`, else text. */
  readonly body: T
  /** The body as UTF-8. */
  readonly text: string
  /** The body as it came. */
  readonly bytes: Uint8Array
  /** Of SEND and SUBSCRIBE. */
  readonly destination: string | undefined
  /** Who sent it. */
  readonly session: TestSession
}

/** What an ERROR frame says. */
export interface ErrorFrame {
  /** Such as `auth-failed`. */
  code?: string
  /** The header of that name. Default none. */
  message?: string
  /** As text. Default empty. */
  body?: string
  /** Besides these. Default none. */
  headers?: StompHeaders
}

/** What can be done to one session, and to all of them. The session ends at once; what was said before still arrives. */
export interface SessionActions {
  /**
   * Sends MESSAGE to the subscriptions to exactly this destination, the body encoded as by `client.send`. Returns how many there were.
   * @throws Error when there is none.
   */
  deliver(destination: string, body?: unknown, headers?: StompHeaders): number
  /** Sends ERROR and closes. */
  error(error?: ErrorFrame): void
  /** Closes as servers do. Default 1000. */
  close(code?: number, reason?: string): void
  /** The connection is lost: 1006. */
  drop(): void
}

/** A subscription, as the server sees it. */
export interface TestSubscription {
  /** The header of that name. */
  readonly id: string
  /** The header of that name. */
  readonly destination: string
  /** Of SUBSCRIBE. */
  readonly headers: StompHeaders
}

/** A client that was let in, as the server sees it. */
export interface TestSession extends SessionActions {
  /** `session-1`, `session-2` and so on. */
  readonly id: string
  /** Of STOMP. */
  readonly version: string
  /** Of CONNECT. */
  readonly headers: StompHeaders
  /** Those it holds now, in the order they came. */
  readonly subscriptions: readonly TestSubscription[]
}

/**
 * Answers one frame: the new subscription when it is SUBSCRIBE; the `reply-to` of SEND, with its `correlation-id`.
 * @throws Error when SEND has no `reply-to`.
 */
export type Reply = (body?: unknown, headers?: StompHeaders) => void
/** Takes the frames for one destination. What it throws fails `next` and `settled`. */
export type Handler<T = unknown> = (frame: ReceivedFrame<T>, reply: Reply) => unknown
