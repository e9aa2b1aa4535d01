/**
 * What the core needs from outside, and what it gives in return.
 *
 *   bytes ─► transport ─► Receiver (a session) ─► core ─► Connection.send(batch) ─► transport ─► bytes
 *
 * A transport knows bytes, framing and back-pressure, and nothing of STOMP.
 */

import type { HeaderBlock } from '../frame/header-block.ts'

/** How a chunk travelled, or is to travel: a WebSocket text or binary message. TCP is `binary`. */
export type ChunkKind = 'text' | 'binary'

/**
 * Bytes of one or more whole frames as they go on the wire.
 * `slots` are the offsets at which each receiver's own subscription id is written before a send.
 */
export interface Encoded {
  readonly bytes: Uint8Array
  readonly slots: readonly number[]
}

/**
 * How a transport wraps one STOMP frame. Stateless; one object per transport:
 * two connections with the same object get the same bytes.
 */
export interface Framing {
  /**
   * The message's bytes are lent: what is returned must be a copy. Slots of the result must be those of the message, moved. The bytes in a slot are printable ASCII
   * without `"` and `\`, so that no framing changes their length.
   * @returns undefined when this transport cannot carry the message (binary over SockJS).
   */
  wrap(message: Encoded, kind: ChunkKind): Encoded | undefined
}

/** Whole frames in order. `bytes` is all of `frames` joined once, shared by all receivers. */
export interface Batch {
  readonly bytes: Uint8Array
  readonly frames: readonly Uint8Array[]
}

/** One peer's byte channel, made by a transport. */
export interface Connection {
  readonly framing: Framing
  /**
   * Writes whole frames, in order.
   * @returns true: the bytes are gone and the array may be reused; false: the array is kept by
   *   reference until written, and must never be touched again.
   */
  send(batch: Batch): boolean
  /** Bytes accepted by `send` and not yet taken by the operating system. */
  readonly unsentBytes: number
  /** Stops and restarts reading. A few chunks already read may still arrive after `pause`. */
  pause(): void
  resume(): void
  /** Closes after all that was sent has left. Idempotent. `reason` holds at most 123 bytes of UTF-8. */
  close(code: number, reason: string): void
}

/** What a transport calls. One per connection, returned by `accept`. */
export interface Receiver {
  /** A piece of the peer's byte stream, cut anywhere. The array belongs to the broker from here on. */
  receive(chunk: Uint8Array, kind: ChunkKind): void
  /** The channel is gone. Called exactly once, also after `Connection.close`. */
  closed(code: number, reason: string): void
}

/** What was known of the peer when the channel opened. */
export interface Handshake {
  /** `websocket`, `memory`, or SockJS: `sockjs-websocket`, `xhr-streaming`, `eventsource`, `xhr-polling`. */
  readonly transport: string
  readonly path: string
  readonly remoteAddress: string
  /** HTTP request headers, lower-case names. Empty where there was no HTTP. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

export type Accept = (connection: Connection, handshake: Handshake) => Receiver

/** Time, as the core sees it. Exact in tests, so no test has to wait. */
export interface Scheduler {
  /** Milliseconds that never go back. */
  monotonicMs(): number
  after(ms: number, task: () => void): () => void
  /** Runs the task when every socket that was ready in this turn has been read. */
  atTurnEnd(task: () => void): void
}

/** Names nobody can guess: 128 random bits, printable ASCII. */
export type RandomId = () => string

/** One conversation, as others may see it. */
export interface SessionInfo {
  readonly id: string
  readonly handshake: Handshake
  /** Undefined before CONNECT. */
  readonly version: '1.0' | '1.1' | '1.2' | undefined
  /** The `login` header of CONNECT, if any. */
  readonly login: string | undefined
}

/** A frame that asks the application for something. */
export interface Inbound {
  readonly session: SessionInfo
  /** Without the application prefix, starting with `/`. */
  readonly path: string
  /** As the client wrote it. */
  readonly destination: string
  readonly headers: InboundHeaders
  readonly body: Uint8Array
  /** SUBSCRIBE only: answers straight to the subscriber. */
  readonly reply?: (body: Uint8Array, headers: Iterable<readonly [string, string]>) => void
}

export interface InboundHeaders extends Iterable<readonly [name: string, value: string]> {
  get(name: string): string | undefined
}

/**
 * User code behind the application prefixes.
 * @returns undefined when nothing takes the path; true when done; a promise when done later.
 * @throws what user code threw, or a {@link Refusal} for input that is the client's fault.
 */
export interface Application {
  onMessage(inbound: Inbound): Handled
  onSubscribe(inbound: Inbound): Handled
  /** Paths it listens to, for the «nearest match» of a refusal. */
  readonly paths: readonly string[]
}

/** How an application sends to a topic. @throws Refusal when the destination is none. */
export type Publish = (destination: string, headers: HeaderBlock, body: Uint8Array, kind: ChunkKind) => void

export type Handled = undefined | true | Promise<unknown>

/** Told of everything that happens. Must not throw. */
export type Monitor = (event: BrokerEvent) => void

export type BrokerEvent =
  | { readonly type: 'connected'; readonly session: SessionInfo }
  | {
      readonly type: 'subscribed'
      readonly session: SessionInfo
      readonly id: string
      readonly destination: string
    }
  | {
      readonly type: 'unsubscribed'
      readonly session: SessionInfo
      readonly id: string
      readonly destination: string
    }
  | {
      /** A frame was answered by ERROR, and the session ends. `code` is a word of the refusal catalogue. */
      readonly type: 'refused'
      readonly session: SessionInfo
      readonly code: string
      readonly message: string
      readonly command?: string
      readonly destination?: string
    }
  | {
      /** User code threw or rejected. The session goes on unless the frame asked for a receipt. */
      readonly type: 'handler-failed'
      readonly session: SessionInfo
      readonly command: string
      readonly destination: string
      readonly error: unknown
    }
  | {
      /** A message could not be carried by a subscriber's transport (binary over SockJS) and was left out there. */
      readonly type: 'undeliverable'
      readonly destination: string
      readonly subscribers: number
    }
  | {
      readonly type: 'disconnected'
      readonly session: SessionInfo
      readonly code: number
      readonly reason: string
      /** `client` sent DISCONNECT or a close frame; `broker` closed it; `network`: neither said goodbye. */
      readonly by: 'client' | 'broker' | 'network'
      readonly lifetimeMs: number
      readonly subscriptions: number
    }
