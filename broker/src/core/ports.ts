/**
 * What the core needs from outside, and what it gives in return.
 *
 *   bytes ─► transport ─► Receiver (a session) ─► core ─► Connection.send(batch) ─► transport ─► bytes
 *
 * A transport knows bytes, framing and back-pressure, and nothing of STOMP.
 */

import type { HeaderBlock } from '../frame/header-block.ts'
import type { Refusal } from './errors.ts'

/** How a chunk travelled, or is to travel: a WebSocket text or binary message. TCP is `binary`. */
export type ChunkKind = 'text' | 'binary'

/**
 * Bytes of one or more whole frames as they go on the wire.
 * `slots` are the offsets at which each receiver's own subscription id is written before a send.
 */
export interface Encoded {
  /** The frames. What is in the slots is written over before each send. */
  readonly bytes: Uint8Array
  /** Offsets in `bytes`, ascending. Empty where all receivers get the same. */
  readonly slots: readonly number[]
}

/**
 * How a transport wraps one STOMP frame. Stateless; one object per transport:
 * two connections with the same object get the same bytes.
 */
export interface Framing {
  /**
   * The message's bytes are lent: what is returned must be a copy. Slots of the result must be those of the message, moved. The bytes in a slot are printable ASCII
   * without quotes and backslashes, so that no framing changes their length.
   * @returns undefined when this transport cannot carry the message (binary over SockJS).
   */
  wrap(message: Encoded, kind: ChunkKind): Encoded | undefined
  /** The frame inside what `wrap` made, for who looks on. Left out where frames go as they are. */
  unwrap?(wrapped: Uint8Array): Uint8Array
}

/** Whole frames in order. `bytes` is all of `frames` joined once, shared by all receivers. */
export interface Batch {
  /** `frames`, one behind the other. */
  readonly bytes: Uint8Array
  /** One whole frame each. */
  readonly frames: readonly Uint8Array[]
}

/** One peer's byte channel, made by a transport. */
export interface Connection {
  /** The one of its transport. */
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
  /** Reads on. */
  resume(): void
  /** Closes after all that was sent has left. Idempotent. `reason` holds at most 123 bytes of UTF-8. */
  close(code: number, reason: string): void
  /** Ends the transport's own heart-beats, where it has any: STOMP's take their place. */
  disableHeartBeat?(): void
}

/** What a transport calls. One per connection, returned by `accept`. */
export interface Receiver {
  /** A piece of the peer's byte stream, cut anywhere. The array belongs to the broker from here on. */
  receive(chunk: Uint8Array, kind: ChunkKind): void
  /** How much a transport may gather before it hands it over; little while the peer is unknown. It does not ask who hands on what comes. */
  readonly maxPieceBytes?: number
  /** The peer began a piece longer than this, which is dropped. */
  overflow?(limitBytes: number): void
  /** The peer sends no more and may still read, as TCP allows. Answers under way leave, then the connection is closed. */
  finished(): void
  /**
   * The channel is gone. Called exactly once, also after `Connection.close`.
   * @param isRefused whether the transport itself closed it, for what the peer did to its protocol.
   */
  closed(code: number, reason: string, isRefused?: boolean): void
}

/** What was known of the peer when the channel opened. */
export interface Handshake {
  /** `websocket`, `tcp`, `tls`, `memory`, or SockJS: `sockjs-websocket`, `xhr-streaming`, `eventsource`, `htmlfile`, `xhr-polling`. */
  readonly transport: string
  /** The endpoint. Empty where there is none. */
  readonly path: string
  /** What the client asked for, with its query: `/ws-stomp?room=1`. Empty where there was no HTTP. */
  readonly url: string
  /** The address of the peer; behind a proxy that of the proxy. `memory` where there is no network. */
  readonly remoteAddress: string
  /** HTTP request headers, lower-case names. Empty where there was no HTTP. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** What the session is to be called, where the channel has a name already: a SockJS session in profile `spring`. */
  readonly sessionId?: string
}

/** Takes a channel as a client's. What comes goes to the receiver that is returned. */
export type Accept = (connection: Connection, handshake: Handshake) => Receiver

/**
 * Asked before a handshake is answered; a transport without one just accepts, and the session is refused by ERROR.
 * @returns why nobody more gets in now (`overloaded`, `draining`), for a 503 with Retry-After; undefined: come in.
 */
export type Admit = (remoteAddress: string) => Refusal | undefined

/** A bound on memory, and how much of it is used. */
interface MemoryUse {
  readonly usedBytes: number
  readonly limitBytes: number
}

/** What is used of the memory, and of how much. */
export interface Memory {
  /** Against what the machine, or its container, has to give. */
  readonly process: MemoryUse
  /** Of the language's own memory. */
  readonly heap: MemoryUse
}

/** Asked a few times a second while there are sessions. */
export type LookAtMemory = () => Memory

/** Time, as the core sees it. Exact in tests, so no test has to wait. */
export interface Scheduler {
  /** Milliseconds that never go back. */
  monotonicMs(): number
  /** Milliseconds since 1970. */
  wallMs(): number
  /** Runs the task once, so many milliseconds from now. @returns what calls it off. */
  after(ms: number, task: () => void): () => void
  /** Runs the task when every socket that was ready in this turn has been read. */
  atTurnEnd(task: () => void): void
}

/** Names nobody can guess: 128 random bits, printable ASCII. */
export type RandomId = () => string

/** From 0 to 1, without 1: spreads what must not happen all at once. */
export type Random = () => number

/** Who connected, as `authenticate` said. Further properties are the application's own: roles, claims. */
export interface User {
  /** What others send to, and the `user-name` header of CONNECTED. Not empty. */
  readonly name: string
  /** Milliseconds since 1970; then the session ends with `auth-failed`. */
  readonly expiresAtMs?: number
  readonly [property: string]: unknown
}

/** What a client says of itself in CONNECT. */
export interface ConnectRequest {
  /** All headers of CONNECT, `login` and `passcode` among them. */
  readonly headers: InboundHeaders
  /** The header of that name. */
  readonly login: string | undefined
  /** The header of that name. */
  readonly passcode: string | undefined
  /** Of the HTTP request. Empty where there was no HTTP. */
  readonly cookies: ReadonlyMap<string, string>
}

/**
 * Decides who a client is, within `connectTimeoutMs` of the connection.
 * @returns the user; undefined refuses with a standard text.
 * @throws {@link Refusal} with a text of its own: `new Refusal('auth-failed', 'Your token has expired.')`.
 */
export type Authenticate = (
  connect: ConnectRequest,
  handshake: Handshake,
) => User | undefined | Promise<User | undefined>

/** What is to be granted, to whom. */
export interface AccessRequest {
  /** What the client wants to do. */
  readonly action: 'send' | 'subscribe'
  /** As the client wrote it. A pattern only with `subscribe`. */
  readonly destination: string
  /** Undefined when nothing authenticates. */
  readonly user: User | undefined
  /** Who asks. */
  readonly session: SessionInfo
}

/**
 * Grants a SEND or SUBSCRIBE. A pattern must be granted itself, and gets only the destinations below it that are granted
 * too; about those it must answer at once.
 * @throws {@link Refusal} with a text of its own: `new Refusal('forbidden', 'Not your room.')`.
 */
export type Authorize = (request: AccessRequest) => boolean | Promise<boolean>

/** One conversation, as others may see it. */
export interface SessionInfo {
  /** Unique in this broker; in `standard` the `session` header of CONNECTED. */
  readonly id: string
  /** How it came. */
  readonly handshake: Handshake
  /** Undefined before CONNECT. */
  readonly version: '1.0' | '1.1' | '1.2' | undefined
  /** The `login` header of CONNECT, if any. Only a claim; see `user`. */
  readonly login: string | undefined
  /** Who it is, as `authenticate` or an interceptor said. Undefined when nothing does. */
  readonly user: User | undefined
  /** Destinations it is subscribed to now, as the client wrote them. */
  readonly subscribed: readonly string[]
}

/** A user, and the sessions of that name. */
export interface ConnectedUser {
  /** As `authenticate` or an interceptor gave it. */
  readonly name: string
  /** At least one. */
  readonly sessions: readonly SessionInfo[]
}

/** Who is connected by name now. Sessions without a user are not in it. */
export interface UserRegistry {
  /** How many users there are. */
  readonly size: number
  /** Of all of them. */
  readonly names: readonly string[]
  /** @returns undefined when nobody of that name is connected. */
  get(name: string): ConnectedUser | undefined
  /** Sessions of users that are subscribed to exactly that, as they wrote it. */
  subscriptionsTo(destination: string): readonly SessionInfo[]
}

/** A frame that asks the application for something. */
export interface Inbound {
  readonly session: SessionInfo
  /** Without the application prefix, starting with `/`; where `.` separates, without that slash. */
  readonly path: string
  /** As the client wrote it. */
  readonly destination: string
  readonly headers: InboundHeaders
  readonly body: Uint8Array
  /** How its answers go to topics. Within a transaction they wait for the COMMIT. */
  readonly publish: Publish
  /** SUBSCRIBE only: answers straight to the subscriber. */
  readonly reply?: (body: Uint8Array, headers: Iterable<readonly [string, string]>) => void
}

/** Headers of a frame, in order and unescaped. Names are as the client wrote them. */
export interface InboundHeaders extends Iterable<readonly [name: string, value: string]> {
  /** The first of that name, which is the one that counts. */
  get(name: string): string | undefined
  /** All of that name, in order. */
  getAll(name: string): readonly string[]
}

/**
 * User code behind the application prefixes.
 * @returns undefined when nothing takes the path; true when done; a promise when done later.
 * @throws what user code threw, or a {@link Refusal} for input that is the client's fault.
 */
export interface Application {
  onMessage(inbound: Inbound): Handled
  onSubscribe(inbound: Inbound): Handled
  /** Patterns of what it takes, each with a slash in front: for the «nearest match» of a refusal. */
  paths(command: 'SEND' | 'SUBSCRIBE'): readonly string[]
  /** Whether a route takes the path of an {@link Inbound}. */
  takes(command: 'SEND' | 'SUBSCRIBE', path: string): boolean
  /** Whether anybody wants to see these frames first. */
  intercepts(command: InterceptedFrame['command']): boolean
  /** @throws Refusal, whose text the client reads; anything else is a failure of the application. */
  intercept(frame: InterceptedFrame): Verdict | Promise<Verdict>
}

/**
 * How an application sends: to a topic, or behind the user prefix to a user's sessions.
 * @param sessionId whose message this answers. Of a user's sessions only that one gets it; as the name of a user it stands
 *   for itself.
 * @throws Refusal when the destination is neither.
 */
export type Publish = (
  destination: string,
  headers: HeaderBlock,
  body: Uint8Array,
  kind: ChunkKind,
  sessionId?: string,
) => void

export type Handled = undefined | true | Promise<unknown>

/** `CONNECT` is STOMP too. */
export type InterceptedCommand =
  | 'CONNECT'
  | 'SUBSCRIBE'
  | 'UNSUBSCRIBE'
  | 'SEND'
  | 'ACK'
  | 'NACK'
  | 'BEGIN'
  | 'COMMIT'
  | 'ABORT'
  | 'DISCONNECT'

/** A frame before the broker has looked at it. */
export interface InterceptedFrame {
  /** What the frame asks for. */
  readonly command: InterceptedCommand
  /** As they came. */
  readonly headers: InboundHeaders
  /** Undefined where the frame has no such header. */
  readonly destination: string | undefined
  /** Empty but for SEND. */
  readonly body: Uint8Array
  /** Whose frame it is. */
  readonly session: SessionInfo
  /** CONNECT only: who this is from here on. `authenticate`, where there is one, has the last word. */
  readonly setUser: (user: User) => void
}

/** `drop`: the frame is done with, and nobody is told. */
export type Verdict = 'pass' | 'drop'

/** A frame that went by, lent until the tap returns; with passcodes and tokens as they are. */
export interface TappedFrame {
  /** `in`: from the client. `out`: to it. */
  readonly direction: 'in' | 'out'
  /** The `id` of the session. */
  readonly sessionId: string
  /** As it is on the wire. */
  readonly command: string
  /** In order and unescaped. */
  readonly headers: InboundHeaders
  /** Without the NUL. */
  readonly body: Uint8Array
}

/** Told of every frame, before the broker has judged it and as it leaves. Heart-beats are none. Must not throw. */
export type FrameTap = (frame: TappedFrame) => void
