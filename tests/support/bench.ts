import {
  type Accept,
  type Broker,
  type BrokerConfig,
  type BrokerEvent,
  type Connection,
  connectMemory,
  createBroker,
  type Handshake,
  type MemoryPeer,
} from '@stompbox/broker'
import { Clock } from './clock.ts'
import { wireBytes, wireText } from './wire-text.ts'

const usedPercent = (percent: number, limitBytes: number) => ({
  usedBytes: (limitBytes * percent) / 100,
  limitBytes,
})

/** A broker in memory, under a clock that stands still. */
export class Bench {
  readonly clock = new Clock()
  readonly events: BrokerEvent[] = []
  readonly broker: Broker
  /** What the process uses of its memory, and the heap of its own. */
  readonly used = { processPercent: 0, heapPercent: 0 }

  /** @param memoryBytes what it has: by itself so much that percents and bytes are easy to tell apart. */
  constructor(config: BrokerConfig = {}, memoryBytes = 10_000_000) {
    this.broker = createBroker(config, {
      scheduler: this.clock,
      monitor: (event) => this.events.push(event),
      memory: () => ({
        process: usedPercent(this.used.processPercent, memoryBytes),
        heap: usedPercent(this.used.heapPercent, memoryBytes),
      }),
    })
  }

  /** A raw peer that has not connected yet. `tap` sees the broker's end of its channel first. */
  open(tap: (connection: Connection) => void = () => {}, handshake: Partial<Handshake> = {}): Peer {
    const accept: Accept = (connection, handshake) => {
      tap(connection)
      return this.broker.accept(connection, handshake)
    }
    return new Peer(this, connectMemory(accept, handshake))
  }

  /** A peer that is past CONNECTED. */
  connected(headers = 'accept-version:1.2', tap?: (connection: Connection) => void): Peer {
    const peer = this.open(tap)
    peer.writes(`CONNECT\n${headers}\n\n␀`)
    peer.reads(/^CONNECTED\n/)
    return peer
  }

  /** What the log would tell, in short. */
  get told(): string[] {
    return this.events
      .filter(({ type }) => type !== 'connecting')
      .map((event) => (event.type === 'refused' ? `refused ${event.code}` : event.type))
  }
}

/** One end of a wire: writes and reads wire text, `␀` for NUL. */
export class Peer {
  readonly channel: MemoryPeer
  readonly #bench: Bench
  #fences = 0

  constructor(bench: Bench, channel: MemoryPeer) {
    this.#bench = bench
    this.channel = channel
  }

  /** Writes and lets the broker come to rest. */
  writes(text: string, as: 'text' | 'binary' = 'text'): void {
    this.push(text, as)
    this.#bench.clock.settle()
  }

  /** Writes; what the broker keeps for the end of the turn stays kept. */
  push(text: string, as: 'text' | 'binary' = 'text'): void {
    const bytes = wireBytes(text)
    this.channel.send(as === 'text' ? Buffer.from(bytes).toString() : bytes)
  }

  /** The next frame, as text. Must match, if something is given to match. */
  reads(expected?: string | RegExp): string {
    const bytes = this.channel.received.shift()
    const text = bytes === undefined ? 'nothing' : wireText(bytes)
    const isRight =
      expected === undefined || (typeof expected === 'string' ? text === expected : expected.test(text))
    if (!isRight) throw new Error(`read ${JSON.stringify(text)}\nexpected ${String(expected)}`)
    return text
  }

  /** All frames that are there. */
  readsAll(): string[] {
    return this.channel.received.splice(0).map(wireText)
  }

  /** Proves silence: a RECEIPT asked for now is the very next frame. */
  readsNothing(): void {
    const receipt = `fence-${String(++this.#fences)}`
    this.writes(`SUBSCRIBE\nid:${receipt}\ndestination:/sub/fence\nreceipt:${receipt}\n\n␀`)
    this.reads(`RECEIPT\nreceipt-id:${receipt}\n\n␀`)
    this.writes(`UNSUBSCRIBE\nid:${receipt}\n\n␀`)
  }

  /** ERROR with this code, then the close that belongs to it, and nothing else. */
  isRefused(code: string, closeCode: number): string {
    const error = this.reads(new RegExp(`^ERROR\\n(.*\\n)*code:${code}\\n`))
    if (this.channel.received.length > 0) throw new Error(`after ERROR came ${this.readsAll().join()}`)
    if (this.channel.closing?.code !== closeCode) {
      throw new Error(`closed with ${String(this.channel.closing?.code)}, expected ${closeCode}`)
    }
    return error
  }
}
