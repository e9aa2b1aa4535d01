import { expect, vi } from 'vitest'
import {
  createClient,
  type NotSentError,
  type SendOptions,
  type StompClient,
  type Subscription,
} from '@stompbox/sdk'
import { answersAt } from '../faults/memory-broker.ts'
import { ObligingBroker, type Obligations } from '../faults/obliging-broker.ts'
import { settled } from '../memory-clock.ts'
import { MemoryNetwork } from '../memory-network.ts'
import { Page } from '../page.ts'
import { Ledger, type Taken, type Until } from './ledger.ts'

export const destinations = ['/a', '/b', '/c'] as const
export type Destination = (typeof destinations)[number]

/** What the model sent, be it a question or the fence, is not of the ledger. */
const isOurs = ({ destination, body }: Taken): boolean =>
  destinations.some((one) => one === destination) && Number(body) < fence

/** The number of no message. */
const fence = 1_000_000

interface Listener {
  readonly subscription: Subscription
  readonly destination: Destination
  readonly heard: number[]
  isOver: boolean
}

/** One client, its page, its network and the broker at the other end. */
export class World {
  readonly network = new MemoryNetwork(7)
  readonly broker: ObligingBroker
  readonly ledger = new Ledger()
  readonly page = Page.open()
  readonly client: StompClient
  readonly #listeners: Listener[] = []
  readonly #faults: string[] = []
  readonly #atNextState: (() => void)[] = []
  #asked = 0
  /** Questions that are still to be answered, or refused. */
  readonly #owed = new Set<number>()
  #wantedAtConnect = new Set<Listener>()

  constructor(receipts: NonNullable<Obligations['receipts']>) {
    this.broker = new ObligingBroker({
      heartBeat: '10000,10000',
      receipts,
      greeting: (destination) => (destination.startsWith('/question/') ? 'answer' : undefined),
    })
    answersAt(this.network, this.broker, (way, _peer, frame) => this.#look(way, frame))
    this.client = createClient('ws://broker.example/ws', {
      webSocket: this.network.webSocket,
      reconnect: { minDelayMs: 100, maxDelayMs: 2_000 },
      outbox: { maxMessages: 4, maxAgeMs: 30_000 },
    })
    this.client.onNotSent((error: NotSentError) => this.ledger.handBack(error))
    this.client.onStateChange(() => this.#atNextState.shift()?.())
  }

  /** From within a listener, when next the state changes. */
  reacts(how: 'connect' | 'disconnect' | 'drop' | 'send'): void {
    this.#atNextState.push(() => {
      if (how === 'connect') this.connect()
      else if (how === 'disconnect') this.disconnect()
      else if (how === 'drop') this.network.dropAll()
      else this.send('/a', 'receipt', 'queue')
    })
  }

  /** At every SEND the session has all subscriptions that there were when it began and still are. */
  #look(way: 'up' | 'down', frame: string): void {
    if (way === 'up' && frame.startsWith('CONNECT\n')) this.#wantedAtConnect = new Set(this.#live)
    if (way === 'down' || !frame.startsWith('SEND\n')) return
    const known = [...(this.broker.session?.subscriptions.values() ?? [])]
    for (const listener of this.#live)
      if (this.#wantedAtConnect.has(listener) && !known.includes(listener.destination))
        this.#faults.push(`a SEND came before the SUBSCRIBE to ${listener.destination}`)
  }

  connect(): void {
    this.client
      .connect({ keepTrying: true })
      .catch((error: unknown) => this.#expectNamed(error, 'ConnectError'))
  }

  disconnect(): void {
    void this.client.disconnect()
  }

  send(destination: Destination, until: Until, whenOffline: NonNullable<SendOptions['whenOffline']>): void {
    const entry = this.ledger.open(destination, until)
    this.ledger.settle(
      entry,
      this.client.send(destination, entry.number, { until, whenOffline, timeoutMs: 15_000 }),
    )
  }

  /** By subscribing, which is answered at once, or by sending. */
  ask(how: 'by subscribing' | 'by sending'): void {
    const number = ++this.#asked
    this.#hasInbox ||= how === 'by sending'
    this.#owed.add(number)
    const answer =
      how === 'by subscribing'
        ? this.client.request(`/question/${number}`, undefined, { timeoutMs: 5_000 })
        : this.client.request('/ask', number, { replyTo: '/user/queue/replies', timeoutMs: 5_000 })
    const right = how === 'by subscribing' ? 'answer' : number
    answer
      .then((body) => {
        if (String(body) !== String(right))
          this.#faults.push(`question ${number} was answered with ${JSON.stringify(body)}`)
      })
      .catch((error: unknown) => this.#expectNamed(error, 'RequestError', 'NotSentError'))
      .finally(() => this.#owed.delete(number))
      .catch(() => undefined)
  }

  subscribe(destination: Destination, how: 'callback' | 'loop'): void {
    const heard: number[] = []
    const hear = (body: unknown): void => {
      if (listener.isOver) this.#faults.push(`a handler of ${destination} was called after unsubscribe`)
      heard.push(Number(body))
    }
    const subscription =
      how === 'callback'
        ? this.client.subscribe(destination, ({ body }) => hear(body))
        : this.client.subscribe(destination)
    const listener: Listener = { subscription, destination, heard, isOver: false }
    this.#listeners.push(listener)
    subscription.ready.catch((error: unknown) => this.#expectNamed(error, 'SubscriptionError'))
    if (how === 'loop') void this.#loop(listener)
  }

  /** A loop may still be given what had come before. */
  async #loop({ subscription, heard }: Listener): Promise<void> {
    for await (const { body } of subscription) heard.push(Number(body))
  }

  unsubscribe(index: number): void {
    const listener = this.#live[index % Math.max(1, this.#live.length)]
    if (!listener) return
    listener.subscription.unsubscribe()
    listener.isOver = true
  }

  get #live(): Listener[] {
    return this.#listeners.filter(({ isOver }) => !isOver)
  }

  /** Whoever asked is told the moment the client has ended, and nothing is left of it. */
  async endsNow(): Promise<void> {
    this.#atNextState.length = 0
    await settled(this.client.disconnect(), 'disconnect()')
    await vi.advanceTimersByTimeAsync(0)
    expect([...this.#faults, ...this.broker.faults, ...this.#ledgerFaults]).toEqual([])
    expect(this.network.held).toBe(0)
    expect(this.page.listeners).toEqual([])
    // What is on its way, and what the broker does about it, is no matter of the client.
    this.network.silenceAll()
    this.#brokerRests()
    await vi.advanceTimersByTimeAsync(2 * this.network.latencyMs)
    this.#checkLeaks()
  }

  /** Everything is well again: what is subscribed to is heard, what was promised is kept. Then the end, and nothing is left. */
  async ends(): Promise<void> {
    this.#atNextState.length = 0
    this.network.state = 'there'
    this.network.dropAll()
    this.page.becomes('visible')
    this.page.shows(true)
    this.page.goesOnline()
    await settled(this.client.connect({ keepTrying: true }), 'connect()')
    await vi.advanceTimersByTimeAsync(120_000)
    expect(this.client.state.status).toBe('connected')
    await this.#allHear()
    this.#checkWire()
    await settled(this.client.disconnect(), 'disconnect()')
    await vi.advanceTimersByTimeAsync(60_000)
    expect([...this.#faults, ...this.broker.faults, ...this.#ledgerFaults]).toEqual([])
    this.#checkLeaks()
  }

  /** Unsubscribed at last, so that loops end too. */
  leave(): void {
    for (const { subscription } of this.#live) subscription.unsubscribe()
  }

  #brokerRests(): void {
    for (const session of this.broker.sessions) session.gone()
  }

  async #allHear(): Promise<void> {
    for (const destination of destinations) this.broker.take(destination, String(fence))
    await vi.advanceTimersByTimeAsync(1_000)
    for (const { heard, destination } of this.#live)
      if (heard.at(-1) !== fence) this.#faults.push(`a subscription to ${destination} hears nothing any more`)
    for (const { heard, destination } of this.#listeners)
      if (heard.some((number, at) => at > 0 && number <= heard[at - 1]!))
        this.#faults.push(`${destination} was heard as ${heard.join(', ')}`)
  }

  get #ledgerFaults(): string[] {
    const taken = this.broker.taken.filter(isOurs)
    return this.ledger.faults(taken, this.broker.obligations.receipts === 'all')
  }

  /** The broker has exactly the subscriptions that somebody wants. */
  #checkWire(): void {
    const wanted = new Set<string>(this.#live.map(({ destination }) => destination))
    if (this.#hasInbox) wanted.add('/user/queue/replies')
    expect([...(this.broker.session?.subscriptions.values() ?? [])].toSorted()).toEqual(
      [...wanted].toSorted(),
    )
  }

  /** Once asked by sending, the client goes on listening for answers. */
  #hasInbox = false

  #checkLeaks(): void {
    expect([...this.#owed]).toEqual([])
    this.#brokerRests()
    expect(this.network.held).toBe(0)
    expect(this.page.listeners).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  }

  #expectNamed(error: unknown, ...names: string[]): void {
    if (!(error instanceof Error) || !names.includes(error.name))
      this.#faults.push(`${String(error)} in place of ${names.join(' or ')}`)
  }
}
