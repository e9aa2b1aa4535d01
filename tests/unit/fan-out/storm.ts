import type { BrokerConfig } from '@stompbox/broker'
import { Bench } from '../../support/bench.ts'
import { type Ack, type Destination, Listener, type Standing, type Version } from './listener.ts'
import { Seeded } from './seeded.ts'
import type { FramingName } from './wire.ts'

/** Lifted, so that who is cut is cut for what it does here. */
const config: BrokerConfig = {
  heartBeat: { sendMs: 1_000 },
  authenticate: ({ login }) => ({ name: login ?? 'nobody' }),
  limits: {
    maxNewSessionsPerSecond: 1_000_000,
    maxFramesPerSecond: 1_000_000,
    maxBytesPerSecond: 1_000_000_000,
    maxUnackedMessages: 1_000_000,
    maxUnackedMessagesPerSession: 1_000_000,
    maxUnsentBytes: 100_000,
    unsentTimeoutMs: Infinity,
  },
}

/** Who keeps this much reads on before it would be cut. */
const patienceBytes = 40_000

const publishers = 5
/** Code in the process sends too. */
const code = publishers

/** One destination in each topic of so many members, roughly. Slices hold 256 writes, small shapes up to 64. */
const sizes = {
  hall: 2_300,
  rooms: [600, 300],
  circles: [150, 100, 70],
  tables: Array.from({ length: 20 }, (_, n) => 1 + n / 2),
}
const members = 2_600

type Place = Destination & { readonly size: number }

const place = (name: string, size: number): Place => ({ name, size, sent: new Int32Array(publishers + 1) })

const patterns: readonly (readonly [pattern: string, matches: RegExp])[] = [
  ['/sub/table/*', /^\/sub\/table\/[^/]+$/],
  ['/sub/**', /^\/sub\//],
  ['/sub/*/1?', /^\/sub\/[^/]+\/1.$/],
  ['/sub/table/{n:[0-4]+}', /^\/sub\/table\/[0-4]+$/],
]

/** Fewer than one turn may do, so that what is pushed is accepted at once. */
const mostPerTurn = 12

/** Everything at once: clients that join, leave, read slowly and go, at moments that a seed chooses. */
export class Storm {
  readonly faults: string[] = []
  readonly #bench = new Bench(config, Number.MAX_SAFE_INTEGER)
  readonly #random: Seeded
  readonly #hall = place('/sub/hall', sizes.hall)
  readonly #rooms = sizes.rooms.map((size, n) => place(`/sub/room/${n}`, size))
  readonly #circles = sizes.circles.map((size, n) => place(`/sub/circle/${n}`, size))
  readonly #tables = sizes.tables.map((size, n) => place(`/sub/table/${n}`, size))
  readonly #topics = [this.#hall, ...this.#rooms, ...this.#circles, ...this.#tables]
  /** Each publisher's own, as a user. */
  readonly #own = Array.from({ length: publishers }, () => place('/user/queue/own', 1))
  readonly #publishers: Listener[]
  readonly #listeners: Listener[] = []
  readonly #slow = new Set<Listener>()
  /** Gone, and the broker does not know yet; or cut, and not read to the end. */
  readonly #leaving = new Set<Listener>()
  #ended = { delivered: 0, givenUp: 0, beats: 0 }
  #names = 0
  #sentInTurn = 0

  constructor(seed: number) {
    this.#random = new Seeded(seed)
    this.#publishers = this.#own.map((own, n) => this.#publisher(own, n))
    while (this.#listeners.length < members) this.#listeners.push(this.#newcomer())
    this.#bench.clock.settle()
  }

  #publisher(own: Place, n: number): Listener {
    const headers = `login:publisher-${n}\n`
    const publisher = this.#open({ framing: 'websocket', version: '1.2', id: 'sub-0', headers })
    publisher.subscribes('own', '/user/queue/own', [own], 'auto')
    publisher.subscribes('sub-0', this.#hall.name, [this.#hall], 'auto')
    return publisher
  }

  #newcomer(): Listener {
    const random = this.#random
    const n = ++this.#names
    const framing = random.among<FramingName>([
      [7, 'websocket'],
      [2, 'raw'],
      [1, 'sockjs'],
    ])
    const version = random.among<Version>([
      [8, '1.2'],
      [1, '1.1'],
      [1, '1.0'],
    ])
    // The shared one is as long as most own ones.
    const id = random.among([
      [35, 'sub-0'],
      [45, `s${(n % 46_656).toString(36).padStart(4, '0')}`],
      [12, `subscription-${n}`],
      [3, random.of([`방 ${n}`, `quote"${n}`, `back\\slash:${n}`, `🙂${n % 9}`])],
    ])
    const listener = this.#open({
      framing,
      version,
      id,
      headers: random.happens(0.1) ? 'heart-beat:0,1000\n' : '',
    })
    for (const topic of this.#topics)
      if (random.happens(topic.size / members)) this.#subscribe(listener, topic)
    if (random.happens(0.01)) this.#subscribePattern(listener)
    return listener
  }

  #open(parts: { framing: FramingName; version: Version; id: string; headers: string }): Listener {
    const report = (fault: string): void => void this.faults.push(fault)
    const listener = new Listener(this.#bench.broker, { ...parts, name: `client ${this.#names}`, report })
    listener.wire.closesAtOnce = this.#random.happens(0.5)
    return listener
  }

  #subscribe(listener: Listener, topic: Place): void {
    const ack = this.#random.among<Ack>([
      [18, 'auto'],
      [1, 'client'],
      [1, 'client-individual'],
    ])
    const id = listener.has(listener.id) ? listener.id + topic.name.slice(-2) : listener.id
    if (!listener.has(id)) listener.subscribes(id, topic.name, [topic], ack)
  }

  #subscribePattern(listener: Listener): void {
    const [pattern, matches] = this.#random.of(patterns)
    if (listener.has(pattern)) return
    const heard = this.#topics.filter(({ name }) => matches.test(name))
    listener.subscribes(pattern, pattern, heard, 'auto')
  }

  // --- what happens ---

  /** Goes on until so many were delivered, then lets everybody read to the end. */
  rage(deliveries: number): void {
    while (this.delivered < deliveries && !this.#isBroken())
      for (let step = 0; step < 500 && !this.#isBroken(); step++) this.#random.among(this.#happenings)()
    this.#rest()
  }

  #isBroken(): boolean {
    return this.faults.length > 0
  }

  get delivered(): number {
    return this.#sum('delivered')
  }

  get givenUp(): number {
    return this.#sum('givenUp')
  }

  get beats(): number {
    return this.#sum('beats')
  }

  #sum(what: 'delivered' | 'givenUp' | 'beats'): number {
    const of = (each: Listener): number => (what === 'givenUp' ? each.wire.givenUp : each[what])
    return [...this.#publishers, ...this.#listeners].reduce((sum, each) => sum + of(each), this.#ended[what])
  }

  readonly #happenings: readonly (readonly [times: number, happening: () => void])[] = [
    [30, () => this.#publish()],
    [30, () => this.#turn()],
    [6, () => this.#subscribe(this.#somebody(), this.#random.of(this.#topics))],
    [1, () => this.#subscribePattern(this.#somebody())],
    [
      6,
      () =>
        this.#withStanding((listener, standing) =>
          listener.unsubscribes(standing, this.#random.happens(0.7)),
        ),
    ],
    [4, () => this.#withStanding((listener, standing) => this.#leaveAndComeBack(listener, standing))],
    [6, () => this.#somebody().asks()],
    [5, () => this.#somebody().acknowledges()],
    [6, () => this.#stopReading(this.#somebody())],
    [3, () => this.#withSlow((listener) => listener.wire.gains(1 + this.#random.below(3)))],
    [3, () => this.#withSlow((listener) => this.#readOn(listener))],
    [1, () => this.#replace((listener) => listener.disconnects())],
    [1, () => this.#replace((listener) => listener.errs())],
    [1, () => this.#replace((listener) => listener.breaks())],
    [1, () => this.#replace((listener) => listener.leaves())],
    [0.3, () => this.#replace((listener) => listener.stalls())],
    [2, () => this.#bench.clock.advance(100 * this.#random.below(10))],
  ]

  /** A few are met more often, so that things happen to them together. */
  #somebody(): Listener {
    const restless = this.#random.happens(0.7)
    return this.#listeners[this.#random.below(restless ? 200 : members)]!
  }

  #publish(): void {
    if (this.#sentInTurn++ >= mostPerTurn) return
    const random = this.#random
    const publisher = random.below(publishers + 1)
    const topic = random.among([
      [12, this.#hall],
      [15, random.of(this.#rooms)],
      [20, random.of(this.#circles)],
      [40, random.of(this.#tables)],
      [3, this.#own[publisher]],
    ])
    const count = topic === this.#hall ? 1 : 1 + random.below(3)
    if (topic) this.#send(topic, publisher, count)
  }

  #send(topic: Place, publisher: number, count: number): void {
    const bodies = Array.from({ length: count }, () => `${publisher} ${++topic.sent[publisher]!}`)
    if (publisher === code) {
      for (const body of bodies) this.#bench.broker.template.convertAndSend(topic.name, body)
      return
    }
    const name =
      topic.size === 1 && topic === this.#own[publisher]
        ? `/user/publisher-${publisher}/queue/own`
        : topic.name
    this.#publishers[publisher]!.wire.says(
      bodies.map((body) => `SEND\ndestination:${name}\n\n${body}␀`).join(''),
    )
  }

  #turn(): void {
    this.#bench.clock.turn()
    this.#sentInTurn = 0
    for (const listener of this.#slow) if (listener.wire.unsentBytes > patienceBytes) this.#readOn(listener)
    for (const listener of this.#leaving) if (this.#random.happens(0.3)) this.#see(listener)
  }

  #withStanding(happening: (listener: Listener, standing: Standing) => void): void {
    const listener = this.#somebody()
    const { standing } = listener
    if (standing.length > 0) happening(listener, this.#random.of(standing))
  }

  #leaveAndComeBack(listener: Listener, standing: Standing): void {
    const topics = [...standing.streams.values()].map(({ destination }) => destination)
    listener.unsubscribes(standing, this.#random.happens(0.5))
    if (topics.length === 1) listener.subscribes(standing.id, topics[0]!.name, topics, standing.ack)
  }

  #stopReading(listener: Listener): void {
    listener.wire.stopsReading(this.#random.below(3) * 1_000)
    this.#slow.add(listener)
  }

  #withSlow(happening: (listener: Listener) => void): void {
    if (this.#slow.size > 0) happening(this.#random.of([...this.#slow]))
  }

  #readOn(listener: Listener): void {
    this.#slow.delete(listener)
    listener.wire.readsOn()
  }

  /** Somebody goes, in whatever way, and a newcomer takes the place. */
  #replace(goes: (listener: Listener) => void): void {
    const at = this.#random.below(members)
    const listener = this.#listeners[at]!
    this.#slow.delete(listener)
    goes(listener)
    this.#leaving.add(listener)
    this.#listeners[at] = this.#newcomer()
  }

  /** One that is leaving reads to the end, and the broker learns that it is gone. Who stalls is waited for until it is cut. */
  #see(listener: Listener): void {
    if (listener.ending === 'cut off' && !listener.wire.isClosing) return
    this.#leaving.delete(listener)
    listener.wire.readsOn()
    listener.wire.learns()
    listener.isAtRest()
    this.#ended.delivered += listener.delivered
    this.#ended.givenUp += listener.wire.givenUp
    this.#ended.beats += listener.beats
  }

  #rest(): void {
    this.#bench.clock.settle()
    for (const listener of this.#slow) this.#readOn(listener)
    this.#bench.clock.settle()
    for (const listener of this.#leaving) this.#see(listener)
    for (const listener of [...this.#publishers, ...this.#listeners]) listener.isAtRest()
  }
}
