import fc from 'fast-check'
import { type Ack, limits, type Name, type OwedClient, type Version } from './owed.ts'
import type { World } from './world.ts'

/** What a client does next. The world is model and broker in one: it changes both and compares them. */
type Step = fc.Command<{ readonly world: World }, object>

interface Where {
  readonly index: number
  /** Whether the turn ends behind it; else it shares one with what comes next. */
  readonly endsTurn: boolean
  /** Also does what is a mistake, for which the session is ended. */
  readonly isReckless: boolean
}

/** @returns what happens; undefined when it makes no sense now. */
type Plan = (world: World, client: OwedClient) => (() => void) | undefined | false

class ClientStep implements Step {
  readonly #name: string
  readonly #where: Where
  readonly #plan: Plan

  constructor(name: string, where: Where, plan: Plan) {
    this.#name = name
    this.#where = where
    this.#plan = plan
  }

  check({ world }: { readonly world: World }): boolean {
    return Boolean(this.#planned(world))
  }

  run({ world }: { readonly world: World }): void {
    const planned = this.#planned(world)
    if (planned) planned()
    if (this.#where.endsTurn) world.settle()
  }

  #planned(world: World) {
    const client = world.connected(this.#where.index)
    return client && !client.half && this.#plan(world, client)
  }

  toString(): string {
    return `${this.#where.index} ${this.#name}${this.#where.endsTurn ? '' : ' …'}`
  }
}

const version = fc.constantFrom<Version>('1.0', '1.1', '1.2')
const index = fc.nat(2)
const where = fc.record({
  index,
  endsTurn: fc.boolean(),
  isReckless: fc.nat(39).map((number) => number === 0),
})
const ackMode = fc.constantFrom<Ack>('auto', 'client', 'client', 'client-individual')
const receipt = fc.option(fc.constantFrom('r1', 'r2'), { nil: undefined, freq: 2 })
const transactionId = fc.constantFrom('t1', 't2', 't3', 't4')
/** Which of those that are open, if any; else an id that may be open or not. */
const transaction = fc.record({ id: transactionId, which: fc.nat(2) })
const maybeTransaction = fc.option(transaction, { nil: undefined, freq: 2 })
interface Choice {
  readonly id: string
  readonly which: number
}

function openOf({ transactions }: OwedClient, choice: Choice | undefined, isReckless: boolean) {
  if (choice === undefined || isReckless) return choice?.id
  return [...transactions.keys()][choice.which % transactions.size]
}

const within = (choice: Choice | undefined): string =>
  choice ? ` within transaction ${choice.which} or ${choice.id}` : ''
const subscriptionId = fc.constantFrom('s0', 's1', 's1', 'a:b', undefined)
const readable = fc.constantFrom(
  '/sub/a',
  '/sub/a',
  '/sub/a',
  '/sub/b',
  '/sub/*',
  '/sub/**',
  '/sub/b/c',
  '/app/now',
)
const topic = fc.constantFrom('/sub/a', '/sub/a', '/sub/b', '/sub/b/c', '/pub/echo')
const writable = fc.oneof(
  { arbitrary: topic, weight: 11 },
  { arbitrary: fc.constant('/pub/fail'), weight: 1 },
)

const line = (name: string, value: string | undefined): string =>
  value === undefined ? '' : `${name}:${value}\n`

const subscribe = fc.tuple(where, subscriptionId, readable, ackMode, receipt).map(
  ([where, asked, destination, ack, receipt]) =>
    new ClientStep(`subscribes ${asked} to ${destination} with ack:${ack}`, where, (world, client) => {
      if (asked === undefined && client.version !== '1.0') return
      const id = asked ?? destination
      const isUsed = client.subscriptions.has(id)
      if (isUsed && !where.isReckless) return
      return () => {
        const idLine = line('id', asked && client.wire(asked))
        world.write(
          where.index,
          `SUBSCRIBE\n${idLine}destination:${destination}\nack:${ack}\n${line('receipt', receipt)}\n␀`,
        )
        if (isUsed) return client.refused('bad-state', receipt)
        if (destination === '/app/now') world.answer(client, id, ack)
        else client.subscriptions.set(id, { id, destination, ack, book: client.open(id, ack), fresh: [] })
        client.receipt(receipt)
      }
    }),
)

const send = fc.tuple(where, writable, maybeTransaction, receipt).map(
  ([where, destination, choice, receipt]) =>
    new ClientStep(`sends to ${destination}${within(choice)}`, where, (world, client) => {
      const transaction = openOf(client, choice, where.isReckless)
      const into = transaction === undefined ? undefined : client.transactions.get(transaction)
      const isLost = transaction !== undefined && into === undefined
      if (isLost && !where.isReckless) return
      return () => {
        const body = world.body()
        const lines = `${line('transaction', transaction)}${line('receipt', receipt)}`
        world.write(where.index, `SEND\ndestination:${destination}\n${lines}\n${body}␀`)
        if (isLost) return client.refused('unknown-id', receipt)
        if (into) into.sends.push({ destination, body })
        else world.sent(destination, body)
        if (!into && destination === '/pub/fail' && receipt !== undefined) client.refused('internal', receipt)
        else if (into || destination !== '/pub/fail') client.receipt(receipt)
      }
    }),
)

/** Only 1.0 may leave the subscription out. */
function acknowledgement(world: World, client: OwedClient, { number, subscription }: Name): string {
  const messageId = world.messageId(number)
  const wired = subscription === undefined ? undefined : client.wire(subscription)
  if (client.version === '1.2') return `id:${messageId}/${wired}\n`
  return `message-id:${messageId}\n${line('subscription', wired)}`
}

const acknowledge = fc
  .tuple(where, fc.constantFrom('ACK', 'NACK'), fc.nat(20), maybeTransaction, fc.boolean())
  .map(
    ([where, asked, which, choice, saysLittle]) =>
      new ClientStep(`${asked} number ${which}${within(choice)}`, where, (world, client) => {
        const transaction = openOf(client, choice, where.isReckless)
        const command = client.version === '1.0' ? 'ACK' : asked
        const { waiting } = client
        const into = transaction === undefined ? undefined : client.transactions.get(transaction)
        const chosen = where.isReckless
          ? client.settled[which % client.settled.length]
          : waiting[which % waiting.length]
        if (chosen === undefined || (transaction !== undefined && into === undefined)) return
        const isShort = client.version === '1.0' && saysLittle
        const name = { ...chosen, subscription: isShort ? undefined : chosen.subscription }
        return () => {
          const lines = `${acknowledgement(world, client, name)}${line('transaction', transaction)}`
          world.write(where.index, `${command}\n${lines}\n␀`)
          world.acknowledge(client, name, into)
        }
      }),
  )

const begin = fc.tuple(where, transactionId).map(
  ([where, id]) =>
    new ClientStep(`begins ${id}`, where, (world, client) => {
      const isOpen = client.transactions.has(id)
      const isFull = client.transactions.size >= limits.transactions
      if ((isOpen || isFull) && !where.isReckless) return
      return () => {
        world.write(where.index, `BEGIN\ntransaction:${id}\n\n␀`)
        if (isOpen) client.refused('bad-state')
        else if (isFull) client.refused('limit-transactions')
        else client.transactions.set(id, { openedMs: world.nowMs, sends: [], acks: [] })
      }
    }),
)

const end = fc.tuple(where, fc.constantFrom('COMMIT', 'COMMIT', 'ABORT'), transaction, receipt).map(
  ([where, command, choice, receipt]) =>
    new ClientStep(`${command}${within(choice)}`, where, (world, client) => {
      const id = openOf(client, choice, where.isReckless)
      if (id === undefined) return
      const open = client.transactions.get(id)
      const isEmpty = open?.sends.length === 0 && open.acks.length === 0
      if (isEmpty && choice.which > 0) return
      const isOpen = open !== undefined
      return () => {
        world.write(where.index, `${command}\ntransaction:${id}\n${line('receipt', receipt)}\n␀`)
        if (!isOpen) return client.refused('unknown-id', receipt)
        if (command === 'COMMIT') return world.commit(client, id, receipt)
        client.transactions.delete(id)
        client.receipt(receipt)
      }
    }),
)

const unsubscribe = fc.tuple(where, fc.nat(5), fc.boolean(), receipt).map(
  ([where, which, byDestination, receipt]) =>
    new ClientStep(`unsubscribes number ${which}`, where, (world, client) => {
      const all = [...client.subscriptions.values()]
      const one = all[which % all.length]
      if (one === undefined) return
      return () => {
        const isWide = client.version === '1.0' && byDestination
        const name = isWide ? line('destination', one.destination) : line('id', client.wire(one.id))
        world.write(where.index, `UNSUBSCRIBE\n${name}${line('receipt', receipt)}\n␀`)
        const named = isWide ? all.filter(({ destination }) => destination === one.destination) : [one]
        for (const each of named) client.unsubscribe(each)
        client.receipt(receipt)
      }
    }),
)

const disconnect = fc.tuple(where, receipt).map(
  ([where, receipt]) =>
    new ClientStep('disconnects', where, (world, client) => () => {
      world.write(where.index, `DISCONNECT\n${line('receipt', receipt)}\n␀`)
      client.receipt(receipt)
      client.ended('DISCONNECT')
    }),
)

const half = fc
  .tuple(where, writable)
  .map(
    ([where, destination]) =>
      new ClientStep(
        `sends half a frame to ${destination}`,
        where,
        (world) => () => world.begin(where.index, destination),
      ),
  )

/** What happens to a client, whatever it is about. */
class Event implements Step {
  readonly #name: string
  readonly #happen: (world: World) => void
  readonly #may: (world: World) => boolean

  constructor(name: string, may: (world: World) => boolean, happen: (world: World) => void) {
    this.#name = name
    this.#may = may
    this.#happen = happen
  }

  check({ world }: { readonly world: World }): boolean {
    return this.#may(world)
  }

  run({ world }: { readonly world: World }): void {
    this.#happen(world)
    world.settle()
  }

  toString(): string {
    return this.#name
  }
}

const connect = fc.tuple(index, version, fc.constantFrom(0, 0, 15_000)).map(
  ([index, version, beatMs]) =>
    new Event(
      `${index} connects with ${version}, heart-beat ${beatMs}`,
      (world) => (world.clients[index]?.state ?? 'gone') === 'gone',
      (world) => world.connect(index, version, beatMs),
    ),
)

const finish = fc.tuple(index, fc.option(writable, { nil: undefined })).map(
  ([index, then]) =>
    new Event(
      `${index} sends the other half${then === undefined ? '' : `, and half a frame to ${then}`}`,
      (world) => world.connected(index)?.half !== undefined,
      (world) => world.finish(index, then),
    ),
)

const isThere = (index: number, world: World) => (world.clients[index]?.state ?? 'gone') !== 'gone'

const cut = index.map(
  (index) =>
    new Event(
      `${index} is cut`,
      (world) => isThere(index, world),
      (world) => world.cut(index),
    ),
)

const pause = index.map(
  (index) =>
    new Event(
      `${index} stops reading`,
      (world) => world.connected(index)?.isReading === true,
      (world) => world.pause(index),
    ),
)

const resume = index.map(
  (index) =>
    new Event(
      `${index} reads on`,
      (world) => isThere(index, world) && !world.clients[index]!.isReading,
      (world) => world.resume(index),
    ),
)

const breathe = index.map(
  (index) =>
    new Event(
      `${index} reads what there is, and stops again`,
      (world) => world.connected(index)?.isReading === false,
      (world) => {
        world.resume(index)
        world.settle()
        world.pause(index)
      },
    ),
)

const advance = fc.constantFrom(100, 1_000, 9_900, 10_000, 20_000, 30_000).map(
  (ms) =>
    new Event(
      `${ms} ms pass`,
      () => true,
      (world) => world.advance(ms),
    ),
)

/** As often as it takes for clients to have something to do: half a frame holds them up until it is finished. */
const often: [times: number, step: fc.Arbitrary<Step>][] = [
  [9, subscribe],
  [17, send],
  [14, acknowledge],
  [6, begin],
  [7, end],
  [2, unsubscribe],
  [7, connect],
  [1, disconnect],
  [2, half],
  [8, finish],
  [1, cut],
  [2, pause],
  [2, breathe],
  [3, resume],
  [2, advance],
]

export const steps = fc.commands(
  often.flatMap(([times, step]) => Array.from({ length: times }, () => step)),
  { maxCommands: 150, size: 'max' },
)

export const versions = fc.tuple(version, version, version)
