import type {
  Accept,
  Batch,
  Connection,
  FrameTap,
  Framing,
  Handshake,
  RandomId,
  Receiver,
  TappedFrame,
} from './core/ports.ts'
import type { Limits } from './core/limits.ts'
import type { Profile } from './core/profile/profile.ts'
import type { ServerCommand } from './frame/commands.ts'
import { type Decoder, type Frame, FrameDecoder } from './frame/decoder.ts'
import type { FrameLimits } from './frame/limits.ts'
import type { StompVersion } from './frame/version.ts'

export interface TapParts {
  readonly tap: FrameTap
  readonly profile: Profile
  readonly limits: Limits
  readonly randomId: RandomId
}

/**
 * The same, with somebody who looks on. Bytes pass as they are, both ways; what looks on reads copies of its own, and a
 * session has the name it is shown by.
 */
export const tapped =
  (accept: Accept, parts: TapParts): Accept =>
  (connection, handshake) => {
    const sessionId = handshake.sessionId ?? parts.randomId()
    const watch = new Watch(parts, sessionId)
    const named: Handshake = { ...handshake, sessionId }
    return new TappedReceiver(accept(new TappedConnection(connection, watch), named), watch)
  }

/** One conversation, as who looks on understands it. */
class Watch {
  readonly #tap: FrameTap
  readonly #profile: Profile
  readonly #sessionId: string
  readonly #decoder: Decoder
  #version: StompVersion | undefined

  constructor({ tap, profile, limits }: TapParts, sessionId: string) {
    this.#tap = tap
    this.#profile = profile
    this.#sessionId = sessionId
    this.#decoder = profile.createDecoder(limits)
  }

  came(chunk: Uint8Array): void {
    this.#decoder.push(new Uint8Array(chunk))
    for (let frame = nextOf(this.#decoder); frame; frame = nextOf(this.#decoder)) {
      if (frame.command === 'CONNECT' || frame.command === 'STOMP') this.#agree(frame.headers)
      if (frame.command !== 'HEARTBEAT') this.#tell('in', frame)
    }
  }

  /** Frames behind CONNECT may come with it, before it was answered. */
  #agree(headers: TappedFrame['headers']): void {
    this.#version = this.#profile.chooseVersion(headers.get('accept-version'))
    this.#decoder.version = this.#version
  }

  left(bytes: Uint8Array): void {
    const decoder = new FrameDecoder<ServerCommand>(unlimited, 'server')
    // What is for each its own is escaped by the rules of 1.2, whatever the version: so Spring writes it.
    decoder.version = this.#profile.messages === 'each-its-own' ? '1.2' : this.#version
    decoder.push(new Uint8Array(bytes))
    const frame = nextOf(decoder)
    if (frame) this.#tell('out', frame)
  }

  #tell(direction: 'in' | 'out', { command, headers, body }: Frame): void {
    this.#tap({ direction, sessionId: this.#sessionId, command, headers, body })
  }
}

/** What cannot be read is not shown: of what came, the broker says why itself. */
function nextOf(decoder: Decoder): Frame | undefined {
  try {
    return decoder.next()
  } catch {
    return undefined
  }
}

const unlimited: FrameLimits = {
  maxHeaders: Infinity,
  maxHeaderLineBytes: Infinity,
  maxHeaderBytes: Infinity,
  maxBodyBytes: Infinity,
  maxFrameBytesBeforeConnect: Infinity,
}

class TappedReceiver implements Receiver {
  readonly #receiver: Receiver
  readonly #watch: Watch

  constructor(receiver: Receiver, watch: Watch) {
    this.#receiver = receiver
    this.#watch = watch
  }

  receive(...[chunk, kind]: Parameters<Receiver['receive']>): void {
    this.#watch.came(chunk)
    this.#receiver.receive(chunk, kind)
  }

  get maxPieceBytes(): number {
    return this.#receiver.maxPieceBytes ?? Infinity
  }

  overflow(limitBytes: number): void {
    this.#receiver.overflow?.(limitBytes)
  }

  finished(): void {
    this.#receiver.finished()
  }

  closed(code: number, reason: string, isRefused?: boolean): void {
    this.#receiver.closed(code, reason, isRefused)
  }
}

class TappedConnection implements Connection {
  readonly framing: Framing
  readonly #connection: Connection
  readonly #watch: Watch

  constructor(connection: Connection, watch: Watch) {
    this.framing = connection.framing
    this.#connection = connection
    this.#watch = watch
  }

  send(batch: Batch): boolean {
    for (const frame of batch.frames) this.#watch.left(this.framing.unwrap?.(frame) ?? frame)
    return this.#connection.send(batch)
  }

  get unsentBytes(): number {
    return this.#connection.unsentBytes
  }

  pause(): void {
    this.#connection.pause()
  }

  resume(): void {
    this.#connection.resume()
  }

  close(code: number, reason: string): void {
    this.#connection.close(code, reason)
  }

  disableHeartBeat(): void {
    this.#connection.disableHeartBeat?.()
  }
}
