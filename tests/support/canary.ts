import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { WebSocket } from 'ws'

/** What became of the canary's messages. */
export interface Ledger {
  readonly sent: number
  readonly arrived: number
  /** Sent and never there. */
  readonly lost: number
  readonly duplicated: number
  readonly outOfOrder: number
  /** From somebody else, or not as it was sent. */
  readonly foreign: number
  /** The longest time between a SEND and its arrival. */
  readonly longestGapMs: number
}

export const unharmed = { lost: 0, duplicated: 0, outOfOrder: 0, foreign: 0 } as const

/** So that it does not take the processor from what it watches. */
const breathMs = 5
const patienceMs = 5_000

/**
 * A healthy publisher and a healthy subscriber that exchange numbered messages while others misbehave. The next
 * message is sent when the last has arrived.
 */
export class Canary {
  readonly #run = randomUUID()
  readonly #destination = `/topic/canary-${this.#run}`
  readonly #publisher: WebSocket
  readonly #subscriber: WebSocket
  #sent = 0
  #newest = 0
  #arrived = 0
  #duplicated = 0
  #outOfOrder = 0
  #foreign = 0
  #sentMs = 0
  #longestGapMs = 0
  #isStopping = false
  readonly #waiting = new Set<() => void>()

  private constructor(url: string) {
    this.#publisher = new WebSocket(url)
    this.#subscriber = new WebSocket(url)
  }

  /** @param url of a STOMP endpoint, such as `ws://127.0.0.1:8080/ws`. */
  static async start(url: string): Promise<Canary> {
    const canary = new Canary(url)
    await Promise.all([canary.#connect(canary.#publisher), canary.#connect(canary.#subscriber)])
    canary.#subscriber.send(`SUBSCRIBE\nid:canary\ndestination:${canary.#destination}\nreceipt:r\n\n\0`)
    await once(canary.#subscriber, 'message')
    canary.#subscriber.on('message', (data: Buffer) => canary.#hear(String(data)))
    canary.#send()
    return canary
  }

  /** Waits until a message that is sent from now on has made its way. @returns the ledger so far. */
  async sings(): Promise<Ledger> {
    const enough = this.#sent + 1
    while (this.#newest < enough) await this.#arrival(enough)
    return this.#ledger(this.#sent - 1)
  }

  /** Waits for the last message, and leaves. */
  async stop(): Promise<Ledger> {
    this.#isStopping = true
    while (this.#newest < this.#sent && this.#isAlive) await this.#arrival(this.#sent).catch(() => {})
    this.#publisher.terminate()
    this.#subscriber.terminate()
    return this.#ledger(this.#sent)
  }

  get #isAlive(): boolean {
    const isOpen = (socket: WebSocket) => socket.readyState === WebSocket.OPEN
    return (
      isOpen(this.#publisher) && isOpen(this.#subscriber) && performance.now() - this.#sentMs < patienceMs
    )
  }

  /** A message under way is not lost yet. */
  #ledger(due: number): Ledger {
    return {
      sent: this.#sent,
      arrived: this.#arrived,
      lost: Math.max(0, due - (this.#arrived - this.#duplicated - this.#foreign)),
      duplicated: this.#duplicated,
      outOfOrder: this.#outOfOrder,
      foreign: this.#foreign,
      longestGapMs: Math.round(this.#longestGapMs),
    }
  }

  async #connect(socket: WebSocket): Promise<void> {
    await once(socket, 'open')
    socket.send('CONNECT\naccept-version:1.2\nhost:canary\n\n\0')
    await once(socket, 'message')
  }

  #send(): void {
    if (this.#isStopping) return
    this.#sent++
    this.#sentMs = performance.now()
    this.#publisher.send(`SEND\ndestination:${this.#destination}\n\n${this.#sent} ${this.#run}\0`)
  }

  /** One WebSocket message may hold many frames. */
  #hear(text: string): void {
    for (const frame of text.split('\0').slice(0, -1)) this.#note(frame)
    for (const wake of this.#waiting) wake()
  }

  #note(frame: string): void {
    this.#arrived++
    const body = frame.slice(frame.indexOf('\n\n') + 2)
    const number = Number(/^(\d+) /.exec(body)?.[1])
    if (body !== `${number} ${this.#run}` || !frame.startsWith('MESSAGE\n')) this.#foreign++
    else if (number <= this.#newest) this.#duplicated++
    else this.#noteNew(number)
  }

  #noteNew(number: number): void {
    if (number !== this.#newest + 1) this.#outOfOrder++
    this.#newest = number
    this.#longestGapMs = Math.max(this.#longestGapMs, performance.now() - this.#sentMs)
    setTimeout(() => this.#send(), breathMs)
  }

  #arrival(number: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(deadline)
        this.#waiting.delete(wake)
        settle()
      }
      const wake = (): void => end(resolve)
      const late = (): void =>
        end(() => reject(new Error(`The canary's message ${number} did not arrive: ${this.#state}`)))
      const deadline = setTimeout(late, patienceMs)
      this.#waiting.add(wake)
    })
  }

  get #state(): string {
    return `sent ${this.#sent}, arrived ${this.#arrived}, sockets ${this.#publisher.readyState} and ${this.#subscriber.readyState}`
  }
}
