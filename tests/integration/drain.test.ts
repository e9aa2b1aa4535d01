import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { BrokerProcess } from '../support/broker-process.ts'
import { closeCodeOver, everyWay, ways } from '../support/stomp-peer.ts'

/** Talks in a room of two for as long as it may: the next message goes when the receipt of the last has come. */
class Talker {
  readonly #name: string
  readonly #room: string
  readonly #socket: WebSocket
  readonly #ended: Promise<unknown[]>
  /** Numbers of the messages that came, by who sent them. */
  readonly #heard = new Map<string, number[]>()
  #sent = 0
  receipted = 0
  /** Receipts of messages that its own subscription had not got. */
  lost = 0
  errors: string[] = []

  constructor(url: string, name: string, room: string) {
    this.#name = name
    this.#room = room
    this.#socket = new WebSocket(`${url}/ws`)
    this.#ended = once(this.#socket, 'close')
    this.#socket.on('message', (data: Buffer) => this.#read(data.toString()))
  }

  async subscribe(): Promise<void> {
    await once(this.#socket, 'open')
    this.#socket.send('CONNECT\naccept-version:1.2\n\n\0')
    await once(this.#socket, 'message')
    this.#socket.send(`SUBSCRIBE\nid:0\ndestination:/topic/${this.#room}\nreceipt:0\n\n\0`)
    await once(this.#socket, 'message')
  }

  talk(): void {
    this.#sent++
    const head = `destination:/topic/${this.#room}\nfrom:${this.#name}\nnumber:${this.#sent}`
    if (this.#socket.readyState === WebSocket.OPEN)
      this.#socket.send(`SEND\n${head}\nreceipt:${this.#sent}\n\n\0`)
  }

  heard(name: string): number[] {
    return this.#heard.get(name) ?? []
  }

  async closeCode(): Promise<unknown> {
    return (await this.#ended)[0]
  }

  /** The broker writes whole frames, several to a WebSocket message. */
  #read(text: string): void {
    for (const frame of text.split('\0').slice(0, -1)) this.#readFrame(frame.trimStart())
  }

  #readFrame(frame: string): void {
    const header = (name: string): string => new RegExp(`^${name}:(.*)$`, 'm').exec(frame)?.[1] ?? ''
    if (frame.startsWith('MESSAGE')) this.#note(header('from'), Number(header('number')))
    else if (frame.startsWith('ERROR')) this.errors.push(`${header('code')} ${header('retry-after')}`)
    else if (frame.startsWith('RECEIPT') && this.#sent > 0) {
      this.receipted = Number(header('receipt-id'))
      if (this.heard(this.#name).at(-1) !== this.receipted) this.lost++
      this.talk()
    }
  }

  #note(from: string, number: number): void {
    const numbers = this.#heard.get(from)
    if (numbers) numbers.push(number)
    else this.#heard.set(from, [number])
  }
}

const counted = (upTo: number): number[] => Array.from({ length: upTo }, (_, i) => i + 1)

test('SIGTERM ends a thousand sessions that talk, one after the other, and loses nothing that was receipted', async () => {
  await using broker = await BrokerProcess.start()
  const party = (name: string) =>
    Array.from({ length: 500 }, (_, i) => new Talker(broker.ws, `${name}${i}`, `room-${i}`))
  const first = party('a')
  await Promise.all(first.map((talker) => talker.subscribe()))
  const second = party('b')
  const all = [...first, ...second]
  await Promise.all(second.map((talker) => talker.subscribe()))
  for (const talker of all) talker.talk()
  broker.command.child.kill('SIGTERM')

  const codes = await Promise.all(all.map((talker) => talker.closeCode()))
  expect(new Set(codes)).toEqual(new Set([1001]))
  for (const { errors } of all) expect(errors).toEqual([expect.stringMatching(/^draining ([1-9]|10)$/)])
  expect((await broker.command.ends()).code).toBe(0)

  expect(all.reduce((total, { receipted }) => total + receipted, 0)).toBeGreaterThan(1_000)
  expect(all.reduce((total, { lost }) => total + lost, 0)).toBe(0)
  for (const [i, one] of first.entries()) {
    const other = second[i]!
    for (const [reader, name] of [
      [one, `a${i}`],
      [one, `b${i}`],
      [other, `a${i}`],
      [other, `b${i}`],
    ] as const)
      expect(reader.heard(name)).toEqual(counted(reader.heard(name).length))
    // Who came later goes later, and was there for all that the first one sent.
    expect(other.heard(`a${i}`).length).toBeGreaterThanOrEqual(one.receipted)
  }
})

test.each(everyWay)('%s is told, and may poll until it was', async (way) => {
  await using broker = await BrokerProcess.start({ tcp: { port: 0 }, limits: { maxNewSessionsPerSecond: 1 } })
  const one = await ways[way](broker)
  await one.connects('1.2')
  const two = await ways[way](broker)
  await two.connects('1.2')
  broker.command.child.kill('SIGTERM')
  const gone = await one.reads('ERROR')
  expect(gone.get('code')).toBe('draining')
  // Its turn is a second later.
  await two.readsNothing()
  const [ready, health] = await Promise.all(
    ['ready', 'health'].map((name) => fetch(`${broker.http}/__stompbox/${name}`)),
  )
  expect([ready!.status, health!.status]).toEqual([503, 200])
  expect((await two.reads('ERROR')).get('code')).toBe('draining')
  for (const peer of [one, two]) expect((await peer.closed()).code).toBe(closeCodeOver(way, 1001))
  expect((await broker.command.ends()).code).toBe(0)
})

test('who comes meanwhile is told when to come back, by HTTP', async () => {
  await using broker = await BrokerProcess.start({ limits: { maxNewSessionsPerSecond: 1 } })
  const [one, two] = [await ways.websocket(broker), await ways.websocket(broker)]
  for (const peer of [one, two]) await peer.connects('1.2')
  broker.command.child.kill('SIGTERM')
  await one.reads('ERROR')
  const late = new WebSocket(`${broker.ws}/ws`)
  const [, response] = (await once(late, 'unexpected-response')) as [unknown, IncomingMessage]
  expect(response.statusCode).toBe(503)
  expect(Number(response.headers['retry-after'])).toBeGreaterThan(0)
  response.destroy()
  const poll = await fetch(`${broker.http}/ws-stomp/000/late/xhr`, { method: 'POST' })
  expect([poll.status, await poll.text()]).toEqual([503, 'The broker is shutting down.'])
  two.cut()
  const { stdout } = await broker.command.ends()
  expect(stdout).toContain('"code":"draining","message":"The broker is shutting down.","count":1')
})
