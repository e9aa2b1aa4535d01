import type { Message } from '../frame/encoder.ts'
import type { HeaderBlock } from '../frame/header-block.ts'
import type { HeartBeat } from '../frame/heart-beat.ts'
import { Access } from './access.ts'
import { refusalFor } from './errors.ts'
import { FailedLogins } from './failed-logins.ts'
import { FanOut } from './fan-out/fan-out.ts'
import { Topics } from './fan-out/topics.ts'
import type { Limits } from './limits.ts'
import { Load } from './load.ts'
import type {
  Application,
  Authenticate,
  Authorize,
  ChunkKind,
  LookAtMemory,
  Monitor,
  Publish,
  RandomId,
  Scheduler,
} from './ports.ts'
import { type Prefixes, Router } from './router.ts'
import { TimerWheel } from './timer-wheel.ts'

export interface HubParts {
  readonly scheduler: Scheduler
  readonly randomId: RandomId
  readonly monitor: Monitor
  readonly application: Application
  readonly authenticate: Authenticate | undefined
  readonly authorize: Authorize | undefined
  readonly memory: LookAtMemory
  readonly limits: Limits
  readonly prefixes: Prefixes
  readonly heartBeat: HeartBeat
  /** The `server` header of CONNECTED: name/version. */
  readonly server: string
}

/** What all sessions share: destinations, the clock, the way out. Never looks into a payload. */
export class Hub {
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
  readonly load: Load
  readonly authenticate: Authenticate | undefined
  readonly access: Access
  readonly failedLogins = new FailedLogins()
  readonly #messagePrefix: string
  #messages = 0
  #turnMs = 0

  constructor(parts: HubParts) {
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
    this.load = new Load(parts)
    this.authenticate = parts.authenticate
    this.access = new Access(parts)
    this.#messagePrefix = `${parts.randomId().slice(0, 8)}-`
  }

  publish(destination: string, headers: HeaderBlock, body: Uint8Array, kind: ChunkKind): void {
    const message: Message = { destination, messageId: this.nextMessageId(), headers, body }
    const { subscribers, headers: leftOut } = this.topics.publish(message, kind)
    if (subscribers > 0) this.monitor({ type: 'undeliverable', destination, subscribers })
    if (leftOut > 0) this.monitor({ type: 'headers-left-out', destination, headers: leftOut })
  }

  /** @throws Refusal for a destination that is no topic. */
  checkTopic(destination: string): void {
    if (this.router.send(destination).to !== 'topic') throw refusalFor('notATopic', { destination })
  }

  /** A message that comes from code instead of a client. */
  readonly send: Publish = (destination, headers, body, kind) => {
    this.checkTopic(destination)
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
