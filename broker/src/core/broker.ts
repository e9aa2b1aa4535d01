import type { Message } from '../frame/encoder.ts'
import type { HeaderBlock } from '../frame/header-block.ts'
import type { HeartBeat } from '../frame/heart-beat.ts'
import { Refusal } from './errors.ts'
import { FanOut } from './fan-out/fan-out.ts'
import { Topics } from './fan-out/topics.ts'
import type { Limits } from './limits.ts'
import type {
  Application,
  ChunkKind,
  Connection,
  Handshake,
  Monitor,
  Publish,
  RandomId,
  Receiver,
  Scheduler,
} from './ports.ts'
import { type Prefixes, Router } from './router.ts'
import { Session } from './session.ts'
import { TimerWheel } from './timer-wheel.ts'

export interface BrokerParts {
  readonly scheduler: Scheduler
  readonly randomId: RandomId
  readonly monitor: Monitor
  readonly application: Application
  readonly limits: Limits
  readonly prefixes: Prefixes
  readonly heartBeat: HeartBeat
  /** The `server` header of CONNECTED: name/version. */
  readonly server: string
}

const goingAway = { code: 1001, reason: 'broker is shutting down' }

/** Sessions, topics, and what they share. Knows destinations; never looks into a payload. */
export class Broker {
  readonly scheduler: Scheduler
  readonly randomId: RandomId
  readonly monitor: Monitor
  readonly application: Application
  readonly limits: Limits
  readonly heartBeat: HeartBeat
  readonly server: string
  readonly router: Router
  readonly fanOut: FanOut
  readonly topics: Topics
  readonly wheel: TimerWheel
  readonly #sessions = new Set<Session>()
  readonly #messagePrefix: string
  #messages = 0
  #turnMs = 0
  /** Set while closing. */
  #onEmpty: (() => void) | undefined

  constructor(parts: BrokerParts) {
    this.scheduler = parts.scheduler
    this.randomId = parts.randomId
    this.monitor = parts.monitor
    this.application = parts.application
    this.limits = parts.limits
    this.heartBeat = parts.heartBeat
    this.server = parts.server
    this.router = new Router(parts.prefixes, parts.limits, parts.application)
    this.fanOut = new FanOut(parts.scheduler)
    this.topics = new Topics(this.fanOut)
    this.wheel = new TimerWheel(parts.scheduler)
    this.#messagePrefix = `${parts.randomId().slice(0, 8)}-`
  }

  accept(connection: Connection, handshake: Handshake): Receiver {
    const session = new Session(this, connection, handshake)
    this.#sessions.add(session)
    if (this.#onEmpty) session.end(goingAway.code, goingAway.reason, 'broker')
    else session.deadlines.start()
    return session
  }

  forget(session: Session): void {
    this.#sessions.delete(session)
    if (this.#sessions.size === 0) this.#onEmpty?.()
  }

  /**
   * Ends every session with a normal «going away», after what was accepted for it, and takes no new one.
   * @returns when the last connection is gone, at the latest after the time given.
   */
  close(withinMs: number): Promise<void> {
    for (const session of this.#sessions) session.end(goingAway.code, goingAway.reason, 'broker')
    return new Promise((resolve) => {
      const cancel = this.scheduler.after(withinMs, resolve)
      this.#onEmpty = () => {
        cancel()
        resolve()
      }
      if (this.#sessions.size === 0) this.#onEmpty()
    })
  }

  publish(destination: string, headers: HeaderBlock, body: Uint8Array, kind: ChunkKind): void {
    const message: Message = { destination, messageId: this.nextMessageId(), headers, body }
    const subscribers = this.topics.publish(message, kind)
    if (subscribers > 0) this.monitor({ type: 'undeliverable', destination, subscribers })
  }

  /** A message that comes from code instead of a client. */
  readonly send: Publish = (destination, headers, body, kind) => {
    if (this.router.send(destination).to !== 'topic') throw new Refusal('notATopic', { destination })
    this.publish(destination, headers, body, kind)
  }

  /** Unique among the brokers of the world, for practical purposes. */
  nextMessageId(): string {
    return this.#messagePrefix + String(++this.#messages)
  }

  nowMs(): number {
    return (this.#turnMs = Math.trunc(this.scheduler.monotonicMs()))
  }

  /** The last time anybody asked: near enough to say when something was written. */
  turnMs(): number {
    return this.#turnMs
  }
}
