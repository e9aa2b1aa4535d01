import type { Decoder } from '../frame/decoder.ts'
import type { Message } from '../frame/encoder.ts'
import { HeaderBlock } from '../frame/header-block.ts'
import { originalDestination } from '../frame/spring-encoder.ts'
import type { StompVersion } from '../frame/version.ts'
import type { HeartBeat } from '../frame/heart-beat.ts'
import { Access } from './access/access.ts'
import { Refusal, refusalFor } from './errors.ts'
import { FailedLogins } from './access/failed-logins.ts'
import { FanOut } from './fan-out/fan-out.ts'
import type { Topic } from './fan-out/topic.ts'
import { Topics } from './fan-out/topics.ts'
import type { Limits } from './limits.ts'
import { Load } from './door/load.ts'
import type { Monitor } from './events.ts'
import type {
  Application,
  Authenticate,
  Authorize,
  ChunkKind,
  LookAtMemory,
  Publish,
  RandomId,
  Scheduler,
  SessionInfo,
} from './ports.ts'
import { type Notice, noticeText } from './profile/notices.ts'
import type { Profile } from './profile/profile.ts'
import { type Prefixes, Router, type SendRoute } from './router.ts'
import { SentTo } from './sent-to.ts'
import { SilentSessions } from './door/silent-sessions.ts'
import { TickingHeartBeats } from './time/ticking-heart-beats.ts'
import { TimerWheel } from './time/timer-wheel.ts'
import { Users } from './users.ts'

export interface HubParts {
  readonly scheduler: Scheduler
  readonly randomId: RandomId
  readonly monitor: Monitor
  readonly application: Application
  readonly authenticate: Authenticate | undefined
  readonly authorize: Authorize | undefined
  readonly memory: LookAtMemory
  readonly limits: Limits
  readonly profile: Profile
  readonly prefixes: Prefixes
  /** Between the segments of patterns, and of destinations behind an application prefix. */
  readonly separator: string
  readonly heartBeat: HeartBeat
  /** The `server` header of CONNECTED: name/version. */
  readonly server: string
}

/** Destinations that lead nowhere, and users' that nobody reads, each told of once. */
const maxStrays = 64

const privateMark = 'user:'

type OutgoingRoute = Exclude<SendRoute, { to: 'application' }>

/** What is sent, to wherever. */
interface Content {
  readonly headers: HeaderBlock
  readonly body: Uint8Array
  readonly kind: ChunkKind
}

/** What all sessions share: destinations, the clock, the way out. Never looks into a payload. */
export class Hub {
  readonly scheduler: Scheduler
  readonly randomId: RandomId
  readonly monitor: Monitor
  readonly application: Application
  readonly limits: Limits
  readonly profile: Profile
  readonly heartBeat: HeartBeat
  readonly ticking: TickingHeartBeats
  readonly server: string
  readonly router: Router
  readonly fanOut: FanOut
  readonly topics: Topics
  readonly wheel: TimerWheel
  readonly load: Load
  authenticate: Authenticate | undefined
  readonly access: Access
  readonly failedLogins = new FailedLogins()
  readonly users = new Users()
  readonly sentTo = new SentTo()
  /** Where they are not ended in time. */
  readonly silent: SilentSessions | undefined
  readonly #userPrefix: string
  readonly #messagePrefix: string
  readonly #noted = new Set<Notice>()
  readonly #strays = new Set<string>()
  readonly #unread = new Set<string>()
  #spareDecoder: Decoder | undefined
  #messages = 0
  #deliveries = 0
  #turnMs = 0

  constructor(parts: HubParts) {
    this.scheduler = parts.scheduler
    this.randomId = parts.randomId
    this.monitor = parts.monitor
    this.application = parts.application
    this.limits = parts.limits
    this.profile = parts.profile
    this.heartBeat = parts.heartBeat
    this.ticking = new TickingHeartBeats(parts.scheduler, parts.heartBeat)
    this.server = parts.server
    this.router = new Router({
      ...parts,
      // What others read is their business where somebody decides who may.
      isRead: (topic) => this.access.grantsAll && this.topics.isNamed(topic),
    })
    this.fanOut = new FanOut(parts.scheduler)
    this.topics = new Topics(this.fanOut, parts.separator)
    this.wheel = new TimerWheel(parts.scheduler)
    this.load = new Load(parts)
    this.authenticate = parts.authenticate
    this.access = new Access(parts)
    this.#userPrefix = parts.prefixes.user
    const { firstMessage } = parts.profile
    if (firstMessage !== 'in-time')
      this.silent = new SilentSessions(parts.limits.connectTimeoutMs, firstMessage === 'at-next-message')
    this.#messagePrefix = `${parts.randomId().slice(0, 8)}-`
  }

  /** One for bytes that begin a frame. Most of them end it as well, so that one decoder serves all sessions in turn. */
  takeDecoder(version: StompVersion | undefined): Decoder {
    const decoder = this.#spareDecoder ?? this.profile.createDecoder(this.limits)
    this.#spareDecoder = undefined
    decoder.version = version
    return decoder
  }

  /** One that holds nothing. */
  giveDecoder(decoder: Decoder): void {
    this.#spareDecoder = decoder
  }

  /** @param isNumbered whether it gets a message-id of ours. */
  #publish(destination: string, { headers, body, kind }: Content, isNumbered: boolean): void {
    if (this.profile.subscriptionIds !== 'unique') this.sentTo.note(destination)
    const topic = this.topics.find(destination)
    if (topic === undefined) return
    const messageId = isNumbered ? this.nextMessageId() : ''
    this.#deliver({ destination, messageId, headers, body }, kind, topic)
  }

  /** @param destination behind the user: `/queue/x`. */
  #publishToUser(
    { name, destination }: { readonly name: string; readonly destination: string },
    { headers, body, kind }: Content,
    sessionId: string | undefined,
    isNumbered: boolean,
  ): void {
    const messageId = isNumbered ? this.nextMessageId() : ''
    const shown = this.#userPrefix + destination
    const message: Message = { destination: shown, messageId, headers: withoutSpoof(headers), body }
    const recipients = this.users.recipients(name, sessionId)
    let isRead = false
    for (const id of recipients) {
      const topic = this.topics.find(this.topicOfUser(id, destination))
      if (topic === undefined) continue
      isRead = true
      this.#deliver(message, kind, topic)
    }
    if (!isRead) this.#noteNobody(name, shown, recipients.length > 0)
  }

  #noteNobody(user: string, destination: string, isConnected: boolean): void {
    if (this.#unread.size >= maxStrays) return
    const told = `${user} ${destination}`
    if (this.#unread.has(told)) return
    this.#unread.add(told)
    this.monitor({ type: 'nobody-there', user, destination, isConnected })
  }

  #deliver(message: Message, kind: ChunkKind, topic: Topic): void {
    const { destination } = message
    const { subscribers, headers } = topic.add(message, kind, this.fanOut)
    if (subscribers > 0) this.monitor({ type: 'undeliverable', destination, subscribers })
    if (headers > 0) this.monitor({ type: 'headers-left-out', destination, headers })
  }

  /** Where a session reads what is for its user. No pattern reaches what does not begin with a slash. */
  topicOfUser(sessionId: string, destination: string): string {
    return this.profile.userDestinations === 'queues'
      ? `${destination}-user${sessionId}`
      : `${privateMark}${sessionId}${destination}`
  }

  /** What a client calls it. */
  shown(topic: string): string {
    if (!topic.startsWith(privateMark)) return topic
    return this.#userPrefix + topic.slice(topic.indexOf('/'))
  }

  /** @throws Refusal for a destination that is neither a topic nor a user's. */
  outgoing(destination: string): OutgoingRoute {
    const route = this.router.send(destination, 'code')
    if (route.to === 'application') throw refusalFor('notATopic', { destination })
    return route
  }

  /** A message that comes from code. */
  readonly send: Publish = (destination, headers, body, kind, sessionId) => {
    const route = this.#outgoingOrNoted(destination)
    if (route) this.pass(route, destination, { headers, body, kind }, sessionId)
  }

  /** @param route that the router knows for the destination. */
  pass(
    route: OutgoingRoute,
    destination: string,
    content: Content,
    sessionId?: string,
    isNumbered = true,
  ): void {
    if (route.to === 'topic') this.#publish(destination, content, isNumbered)
    else this.#publishToUser(route, content, sessionId, isNumbered)
  }

  #outgoingOrNoted(destination: string): OutgoingRoute | undefined {
    try {
      return this.outgoing(destination)
    } catch (error) {
      if (!isPassedOver(error, this.profile)) throw error
      this.#noteStray(destination)
      return undefined
    }
  }

  #noteStray(destination: string): void {
    if (this.#strays.has(destination) || this.#strays.size >= maxStrays) return
    this.#strays.add(destination)
    this.monitor({ type: 'ignored', ...noticeText('stray', { destination }) })
  }

  /** What a client leans on that Spring's broker has not: once. */
  note(
    name: Notice,
    session: SessionInfo,
    command: string,
    values: Readonly<Record<string, string>> | undefined,
  ): void {
    if (this.#noted.has(name)) return
    this.#noted.add(name)
    const { cause } = noticeText(name, { command, ...values })
    this.monitor({ type: 'not-in-spring', session, command, cause })
  }

  /** Unique among the brokers of the world, for practical purposes. */
  nextMessageId(): string {
    return this.#messagePrefix + String(++this.#messages)
  }

  /** Spring's ids are whose it is, and one count for all. */
  nextDeliveryNumber(): number {
    return this.#deliveries++
  }

  nowMs(): number {
    return (this.#turnMs = Math.trunc(this.scheduler.monotonicMs()))
  }

  /** The last time anybody asked: near enough to say when something was written. */
  turnMs(): number {
    return this.#turnMs
  }
}

const isPassedOver = (error: unknown, { ignored }: Profile): boolean =>
  error instanceof Refusal && error.situation !== undefined && ignored[error.situation.name] !== undefined

/** Spring says itself where a message for a user was sent to; a client's word for it goes no further. */
function withoutSpoof(headers: HeaderBlock): HeaderBlock {
  if (headers.get(originalDestination) === undefined) return headers
  return HeaderBlock.of([...headers.lines()].filter(([name]) => name !== originalDestination))
}
