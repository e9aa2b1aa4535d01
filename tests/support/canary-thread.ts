import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { WebSocket } from 'ws'
import type { Ask, Answer } from './canary.ts'
import { DeliveryLedger, type Ledger } from './delivery-ledger.ts'

const everyMs = 5
const patienceMs = 5_000
/** Enough for a percentile. */
const usualMessages = 100

/** Sends at a steady pace, whatever becomes of what was sent: a stall makes many messages late, not one. */
class Singer {
  readonly #run = randomUUID()
  readonly #destination = `/topic/canary-${this.#run}`
  readonly #ledger = new DeliveryLedger(this.#run)
  readonly #publisher: WebSocket
  readonly #subscriber: WebSocket
  #pace: NodeJS.Timeout | undefined
  #wake: () => void = () => {}

  constructor(url: string) {
    this.#publisher = new WebSocket(url)
    this.#subscriber = new WebSocket(url)
    // What it means stands in the ledger.
    for (const socket of [this.#publisher, this.#subscriber]) socket.on('error', () => {})
  }

  async starts(): Promise<void> {
    await Promise.all([connect(this.#publisher), connect(this.#subscriber)])
    this.#subscriber.send(`SUBSCRIBE\nid:canary\ndestination:${this.#destination}\nreceipt:r\n\n\0`)
    await once(this.#subscriber, 'message')
    this.#subscriber.on('message', (data: Buffer) => this.#hear(String(data), 'MESSAGE'))
    this.#publisher.on('message', (data: Buffer) => this.#hear(String(data), 'RECEIPT'))
    this.#pace = setInterval(() => this.#send(), everyMs)
    await this.#until(() => this.#ledger.newest >= usualMessages)
    this.#ledger.restBegins()
  }

  /** Waits until a message that is sent from now on has made its way. */
  async sings(): Promise<Ledger> {
    const due = this.#ledger.attempted
    await this.#until(() => this.#ledger.newest > due)
    return this.#ledger.read(due)
  }

  /** Waits for the last message and its receipt, as long as there is hope. */
  async stops(): Promise<Ledger> {
    clearInterval(this.#pace)
    await this.#until(() => this.#ledger.isSettled || !this.#isOpen).catch(() => {})
    for (const socket of [this.#publisher, this.#subscriber]) socket.terminate()
    return this.#ledger.read()
  }

  get #isOpen(): boolean {
    return [this.#publisher, this.#subscriber].every(({ readyState }) => readyState === WebSocket.OPEN)
  }

  #send(): void {
    const body = this.#ledger.attempt(performance.now())
    const head = `destination:${this.#destination}\nreceipt:${this.#ledger.attempted}`
    this.#publisher.send(`SEND\n${head}\n\n${body}\0`)
  }

  /** One WebSocket message may hold many frames. */
  #hear(text: string, expected: string): void {
    const nowMs = performance.now()
    for (const frame of text.split('\0').slice(0, -1)) {
      const command = frame.trimStart().split('\n', 1)[0]
      if (command !== expected) this.#ledger.arrived(`${this.#run} ${command}`, nowMs)
      else if (command === 'MESSAGE') this.#ledger.arrived(frame.slice(frame.indexOf('\n\n') + 2), nowMs)
      else this.#ledger.receipt(Number(/^receipt-id:(\d+)$/m.exec(frame)?.[1]))
    }
    this.#wake()
  }

  async #until(isSo: () => boolean): Promise<void> {
    let isLate = false
    const deadline = setTimeout(() => {
      isLate = true
      this.#wake()
    }, patienceMs)
    const isOver = (): boolean => isLate || isSo()
    while (!isOver()) await new Promise<void>((resolve) => (this.#wake = resolve))
    clearTimeout(deadline)
    if (!isSo()) throw new Error(`The canary fell silent: ${this.#state}`)
  }

  get #state(): string {
    const sockets = `${this.#publisher.readyState} and ${this.#subscriber.readyState}`
    return `${JSON.stringify(this.#ledger.read())}, sockets ${sockets}`
  }
}

async function connect(socket: WebSocket): Promise<void> {
  await once(socket, 'open')
  socket.send('CONNECT\naccept-version:1.2\nhost:canary\n\n\0')
  await once(socket, 'message')
}

const singer = new Singer(workerData as string)

parentPort!.on('message', (ask: Ask) => {
  const answer = (message: Answer): void => parentPort!.postMessage(message)
  singer[ask]().then(
    (ledger) => answer({ ask, ledger: ledger ?? undefined }),
    (error: unknown) => answer({ ask, error: String(error) }),
  )
})
