import { AntPattern, isPattern } from '../../../../broker/src/destination/ant-pattern.ts'
import { type BrokerConfig, type Connection, type RefusalCode, refusalCodes } from '@stompbox/broker'
import { Bench, type Peer } from '../../../support/bench.ts'
import {
  type Ack,
  limits,
  type Name,
  type Owed,
  OwedClient,
  type Subscription,
  type Transaction,
  type Version,
} from './owed.ts'

const config: BrokerConfig = {
  limits: {
    maxUnackedMessages: limits.unacked,
    maxTransactions: limits.transactions,
    transactionTimeoutMs: limits.transactionMs,
    frameTimeoutMs: limits.frameMs,
    unsentTimeoutMs: limits.unsentMs,
  },
  application(app) {
    app.message('/echo', ({ body, send }) => send('/sub/a', body))
    app.message('/fail', ({ body, send }) => {
      send('/sub/a', body)
      throw new Error('as asked')
    })
    app.subscribe('/now', () => 'now')
  },
}

/** The broker, its peers, and what they are owed. */
export class World {
  readonly bench = new Bench(config)
  readonly peers: (Peer | undefined)[] = []
  readonly clients: (OwedClient | undefined)[] = []
  /** What the broker wrote in this turn, for each client. */
  readonly #written: Uint8Array[][] = [[], [], []]
  readonly #prefix: string
  #numbers = 0
  #bodies = 0
  #patterns = new Map<string, AntPattern>()

  constructor() {
    const probe = this.bench.connected()
    probe.writes('SUBSCRIBE\nid:p\ndestination:/sub/probe\n\n␀SEND\ndestination:/sub/probe\n\n␀')
    this.#prefix = /message-id:(\S+-)1\n/.exec(probe.reads())![1]!
    this.#numbers = 1
    probe.channel.close()
  }

  get nowMs(): number {
    return this.bench.clock.monotonicMs()
  }

  messageId(number: number): string {
    return this.#prefix + String(number)
  }

  connected(index: number): OwedClient | undefined {
    const client = this.clients[index]
    return client?.state === 'connected' ? client : undefined
  }

  connect(index: number, version: Version, promisedBeatMs: number): void {
    this.settle()
    const peer = (this.peers[index] = this.bench.open((connection) => this.#record(index, connection)))
    const client = (this.clients[index] = new OwedClient(version, promisedBeatMs, this.nowMs))
    const accepted = version === '1.0' ? '' : `accept-version:${version}\n`
    peer.push(`CONNECT\n${accepted}heart-beat:${client.promisedBeatMs},0\n\n␀`)
    this.settle()
  }

  #record(index: number, connection: Connection): void {
    const send = connection.send.bind(connection)
    connection.send = (batch) => {
      this.#written[index]!.push(batch.bytes.slice())
      return send(batch)
    }
  }

  write(index: number, text: string): void {
    const client = this.clients[index]!
    client.lastReceivedMs = this.nowMs
    this.peers[index]!.push(text)
  }

  publish(destination: string, body: string, type = ''): void {
    const rest = `${type}content-length:${body.length}\n\n${body}`
    const readers = this.clients.flatMap((client) => (client ? this.#reading(client, destination) : []))
    // What nobody reads gets no number.
    const number = readers.length > 0 ? ++this.#numbers : 0
    for (const { client, subscription } of readers) {
      const text = client.message(subscription, destination, number, rest)
      subscription.fresh.push({ number, owed: client.owes(`${subscription.id} ${destination}`, text) })
    }
  }

  #reading(client: OwedClient, destination: string): { client: OwedClient; subscription: Subscription }[] {
    if (client.state !== 'connected') return []
    return [...client.subscriptions.values()]
      .filter((subscription) => this.#matches(subscription.destination, destination))
      .map((subscription) => ({ client, subscription }))
  }

  #matches(pattern: string, destination: string): boolean {
    if (!isPattern(pattern)) return pattern === destination
    const known = this.#patterns.get(pattern) ?? new AntPattern(pattern)
    this.#patterns.set(pattern, known)
    return known.match(destination) !== undefined
  }

  /** What a SEND brings about, to a topic or behind the application's prefix. */
  sent(destination: string, body: string): void {
    if (destination.startsWith('/pub/'))
      this.publish('/sub/a', body, 'content-type:text/plain;charset=UTF-8\n')
    else this.publish(destination, body)
  }

  commit(client: OwedClient, id: string, receipt: string | undefined): void {
    const { acks, sends } = client.transactions.get(id)!
    client.transactions.delete(id)
    if (!acks.every((name) => client.acknowledge(name))) return client.refused('unknown-id', receipt)
    if (sends.some(({ destination }) => destination === '/pub/fail'))
      return client.refused('internal', receipt)
    for (const { destination, body } of sends) this.sent(destination, body)
    client.receipt(receipt)
  }

  acknowledge(client: OwedClient, name: Name, into: Transaction | undefined): void {
    if (client.waits(name) === undefined) return client.refused('unknown-id')
    if (into) into.acks.push(name)
    else client.acknowledge(name)
  }

  /** An answer of the application goes to this subscriber alone, and nothing stays. */
  answer(client: OwedClient, id: string, ack: Ack): void {
    const number = ++this.#numbers
    const rest = 'content-type:text/plain;charset=UTF-8\ncontent-length:3\n\nnow'
    client.owes('', client.message({ id, ack }, '/app/now', number, rest))
    const book = client.open(id, ack)
    book?.waiting.push(number)
    client.close(book)
  }

  begin(index: number, destination: string, before = ''): void {
    const body = `m${++this.#bodies}`
    this.write(index, `${before}SEND\ndestination:${destination}\n\n${body}`)
    this.clients[index]!.half = { destination, body, begunMs: this.nowMs }
  }

  /** @param then where the next one goes, whose first half comes in the same piece. */
  finish(index: number, then: string | undefined): void {
    const client = this.clients[index]!
    const { destination, body } = client.half!
    client.half = undefined
    if (then === undefined) this.write(index, '␀')
    else this.begin(index, then, '␀')
    this.sent(destination, body)
  }

  cut(index: number): void {
    this.peers[index]!.channel.close(1006)
    this.peers[index]!.readsAll()
    this.clients[index]!.cut()
  }

  pause(index: number): void {
    this.peers[index]!.channel.pauseReading()
    this.clients[index]!.isReading = false
  }

  resume(index: number): void {
    this.peers[index]!.channel.resumeReading()
    this.clients[index]!.resumed()
  }

  body(): string {
    return `m${++this.#bodies}`
  }

  advance(ms: number): void {
    this.settle()
    this.bench.clock.advance(ms)
    for (const client of this.clients) if (client?.state === 'connected') client.passed(this.nowMs)
    this.settle()
  }

  settle(): void {
    this.bench.clock.settle()
    for (const [index, client] of this.clients.entries())
      client?.written(this.nowMs, (subscription) => this.#asWritten(index, client, subscription))
    for (const client of this.clients) client?.settledTurn()
    for (const written of this.#written) written.length = 0
    for (const index of this.clients.keys()) this.#check(index)
  }

  /** A pattern's messages come in an order of the broker's choice, but for those of one destination. */
  #asWritten(index: number, client: OwedClient, { id, destination, fresh }: Subscription): number[] {
    const numbers = fresh.map(({ number }) => number)
    if (!isPattern(destination) || numbers.length < 2) return numbers
    const written = Buffer.concat(this.#written[index]!).toString()
    const at = (number: number) =>
      written.indexOf(`message-id:${this.messageId(number)}\nsubscription:${client.wire(id)}\n`)
    return numbers.toSorted((one, other) => at(one) - at(other))
  }

  #check(index: number): void {
    const client = this.clients[index]
    const peer = this.peers[index]!
    if (client === undefined) return
    const got = peer
      .readsAll()
      .filter((text) => text !== '\n')
      .map((text) => this.#normal(text))
    const owed = client.isReading ? client.owed : []
    if (client.isReading) client.owed = []
    compare(got, owed, index)
    const isUnburdened = client.owed.every(({ isOptional }) => isOptional)
    if (client.state === 'closing' && isUnburdened && peer.channel.state === 'closed') client.state = 'gone'
    if ((peer.channel.state === 'closed') !== (client.state === 'gone'))
      throw new Error(`client ${index} is ${client.state}, its channel ${peer.channel.state}`)
    if (client.code === undefined) return
    const expected = client.code === 'DISCONNECT' ? 1000 : refusalCodes[client.code as RefusalCode].closeCode
    if (peer.channel.closing?.code !== expected)
      throw new Error(`client ${index} was closed with ${peer.channel.closing?.code}, not ${expected}`)
  }

  #normal(text: string): string {
    if (text.startsWith('CONNECTED\n')) return `CONNECTED ${/version:(.*)/.exec(text)![1]}`
    if (text.startsWith('RECEIPT\n')) return `RECEIPT ${/receipt-id:(.*)/.exec(text)![1]}`
    if (!text.startsWith('ERROR\n')) return text.replaceAll(this.#prefix, '#')
    const receipt = /\nreceipt-id:(.*)/.exec(text)
    return `ERROR ${/\ncode:(.*)/.exec(text)![1]}${receipt ? ` ${receipt[1]}` : ''}`
  }

  /** Everybody goes. @returns timers that are left. */
  end(): number {
    this.settle()
    for (const peer of this.peers) peer?.channel.close()
    this.bench.clock.advance(1_000)
    return this.bench.clock.pendingTimers
  }
}

/**
 * Each once, no other, in the order of its stream; a frame of the session's own behind every message that was accepted
 * before it.
 */
function compare(got: readonly string[], owed: readonly Owed[], index: number): void {
  const left = [...owed]
  for (const text of got) {
    const at = left.findIndex((each) => each.text === text)
    const found = left[at]
    if (found === undefined) fail(index, 'got what it is not owed', text, owed, got)
    const before = left.slice(0, at).filter(({ isOptional }) => !isOptional)
    if (before.some(({ stream }) => stream === found.stream || found.stream === ''))
      fail(index, 'got too early', text, owed, got)
    left.splice(at, 1)
  }
  const lost = left.find(({ isOptional }) => !isOptional)
  if (lost) fail(index, 'did not get', lost.text, owed, got)
}

function fail(
  index: number,
  what: string,
  text: string,
  owed: readonly Owed[],
  got: readonly string[],
): never {
  const lists = [owed.map((each) => each.text), got].map((list) => JSON.stringify(list, undefined, 1))
  throw new Error(`client ${index} ${what}: ${text}\nowed ${lists[0]}\ngot ${lists[1]}`)
}
