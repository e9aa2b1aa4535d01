import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { LeanClient } from './lean-client.ts'
import { median, type Row } from './table.ts'

const seconds = 2
const repeats = 3
const hasTaskset = spawnSync('taskset', ['--version']).status === 0

interface Figures {
  readonly deliveriesPerSecond: number
  readonly cpuUsPerDelivery: number
}

/** F1 and F2: one room, a closed loop of messages in flight; beside a bare `ws` loop that sends the same bytes. */
export async function fanOut(): Promise<Row[]> {
  if (hasTaskset) spawnSync('taskset', ['-cp', '1', String(process.pid)])
  const rows: Row[] = []
  for (const subscribers of [100, 1_000]) {
    for (const inFlight of [1, 16]) rows.push(await compare(subscribers, inFlight))
  }
  return rows
}

/** The two in turn, so that a slow moment of the machine meets both. */
async function compare(subscribers: number, inFlight: number): Promise<Row> {
  const ours: Figures[] = []
  const plain: Figures[] = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    ours.push(await measure('stompbox', subscribers, inFlight))
    plain.push(await measure('ws-loop', subscribers, inFlight))
  }
  const rate = (figures: Figures[]) => median(figures.map(({ deliveriesPerSecond }) => deliveriesPerSecond))
  const cost = (figures: Figures[]) => median(figures.map(({ cpuUsPerDelivery }) => cpuUsPerDelivery))
  return {
    subscribers,
    'in flight': inFlight,
    'stompbox /s': Math.round(rate(ours)),
    'ws loop /s': Math.round(rate(plain)),
    'rate ratio': (rate(ours) / rate(plain)).toFixed(2),
    'stompbox µs': cost(ours).toFixed(2),
    'ws loop µs': cost(plain).toFixed(2),
    'CPU ratio': (cost(plain) / cost(ours)).toFixed(2),
  }
}

async function measure(server: string, subscribers: number, inFlight: number): Promise<Figures> {
  const child = startServer(server)
  try {
    const { port } = await told<{ port: number }>(child)
    return await run(child, port, subscribers, inFlight)
  } finally {
    child.disconnect()
    await once(child, 'exit')
  }
}

function startServer(server: string): ChildProcess {
  const file = fileURLToPath(new URL(`./servers/${server}.ts`, import.meta.url))
  const command = [process.execPath, '--import', 'jiti/register', file]
  const [name, ...rest] = hasTaskset ? ['taskset', '-c', '0', ...command] : command
  return spawn(name!, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
}

const told = async <T>(child: ChildProcess): Promise<T> => (await once(child, 'message'))[0] as T

async function cpuUs(child: ChildProcess): Promise<number> {
  child.send('cpu')
  return (await told<{ cpuUs: number }>(child)).cpuUs
}

const connectFrame = LeanClient.frame('CONNECT\naccept-version:1.2\n\n\0')
const subscribeFrame = LeanClient.frame('SUBSCRIBE\nid:sub-0\ndestination:/sub/room\nreceipt:r\n\n\0')
const sendFrame = LeanClient.frame(
  `SEND\ndestination:/sub/room\ncontent-type:application/json\n\n${JSON.stringify({ text: 'x'.repeat(89) })}\0`,
)

async function run(
  child: ChildProcess,
  port: number,
  subscribers: number,
  inFlight: number,
): Promise<Figures> {
  const room = new Room(subscribers, inFlight)
  await room.open(port)
  await room.deliverFor(500)
  const before = await cpuUs(child)
  const { deliveries, ms } = await room.deliverFor(seconds * 1_000)
  const spent = (await cpuUs(child)) - before
  room.close()
  return { deliveriesPerSecond: (deliveries * 1_000) / ms, cpuUsPerDelivery: spent / deliveries }
}

class Room {
  readonly #subscribers: number
  readonly #inFlight: number
  readonly #clients: LeanClient[] = []
  #received = 0
  #sent = 0
  #onProgress: () => void = () => {}

  constructor(subscribers: number, inFlight: number) {
    this.#subscribers = subscribers
    this.#inFlight = inFlight
  }

  /** The last client publishes and does not subscribe. */
  async open(port: number): Promise<void> {
    const count = (messages: number) => {
      this.#received += messages
      this.#onProgress()
    }
    for (let index = 0; index <= this.#subscribers; index++) {
      const client = await LeanClient.open(port, count)
      client.send(connectFrame)
      if (index < this.#subscribers) client.send(subscribeFrame)
      this.#clients.push(client)
    }
    await this.#until(() => this.#received === 2 * this.#subscribers + 1)
    this.#received = 0
  }

  /** Keeps the messages in flight; ends with none. */
  async deliverFor(ms: number): Promise<{ deliveries: number; ms: number }> {
    const startMs = performance.now()
    const received = this.#received
    const publisher = this.#clients.at(-1)!
    await this.#until(() => {
      const isOver = performance.now() - startMs > ms
      const delivered = Math.floor(this.#received / this.#subscribers)
      while (!isOver && this.#sent - delivered < this.#inFlight) {
        publisher.send(sendFrame)
        this.#sent++
      }
      return isOver && delivered === this.#sent
    })
    return { deliveries: this.#received - received, ms: performance.now() - startMs }
  }

  #until(isDone: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#onProgress = () => {
        if (!isDone()) return
        this.#onProgress = () => {}
        resolve()
      }
      this.#onProgress()
    })
  }

  close(): void {
    for (const client of this.#clients) client.close()
  }
}
