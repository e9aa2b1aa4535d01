import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type BrokerEvent, connectMemory, createBroker, type MemoryPeer } from '@stompbox/broker'
import { Clock } from './clock.ts'
import { wireBytes } from './wire-text.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

type Says = (text: string) => void

/** How a session goes. */
const ways: readonly ((peer: MemoryPeer, says: Says) => void)[] = [
  (_, says) => says('DISCONNECT\nreceipt:bye\n\n␀'),
  (peer) => peer.close(1006),
  (peer) => peer.close(),
  (_, says) => says('NONSENSE\n\n␀'),
]

/** Of the last sessions, how many are watched until they are gone. */
const watched = 100

/** Sessions that come, do a little of everything and go; a broker in memory, of which nobody else holds anything. */
export class Turnstile {
  readonly clock = new Clock()
  readonly broker = createBroker(
    {
      limits: { maxNewSessionsPerSecond: 1_000_000_000 },
      authenticate: ({ login }) => ({ name: login ?? 'nobody' }),
    },
    { scheduler: this.clock, memory: () => plenty, monitor: (event) => this.#note(event) },
  )
  gone = 0
  readonly #last: WeakRef<object>[] = []
  #come = 0

  run(cycles: number): void {
    for (let cycle = 0; cycle < cycles; cycle++) this.#cycle(this.#come++)
  }

  /** Each with names of its own, and each fourth by the same way out. */
  #cycle(number: number): void {
    const peer = connectMemory((connection, handshake) => this.broker.accept(connection, handshake))
    const says: Says = (text) => {
      peer.send(Buffer.from(wireBytes(text)).toString())
      this.clock.settle()
    }
    says(`CONNECT\naccept-version:1.2\nlogin:user ${number}\nheart-beat:10000,10000\n\n␀`)
    says(
      `SUBSCRIBE\nid:${number}\ndestination:/topic/${number}\nack:client\n\n␀` +
        `SUBSCRIBE\nid:own ${number}\ndestination:/user/queue/${number}\n\n␀` +
        (number % 8 === 0 ? `SUBSCRIBE\nid:all\ndestination:/topic/*/${number}\n\n␀` : '') +
        `BEGIN\ntransaction:${number}\n\n␀SEND\ndestination:/topic/${number}\n\nhello␀`,
    )
    ways[number % ways.length]!(peer, says)
    if (number % 100 === 0) this.clock.advance(50)
  }

  #note(event: BrokerEvent): void {
    if (event.type !== 'disconnected') return
    this.gone++
    this.#last.push(new WeakRef(event.session))
    if (this.#last.length > watched) this.#last.shift()
  }

  /** After a collection, which spares what was looked at through a WeakRef in the same turn. */
  async heldBytes(): Promise<number> {
    await new Promise((resolve) => setImmediate(resolve))
    collectGarbage()
    return process.memoryUsage().heapUsed
  }

  /** Of the last sessions, those that somebody still holds. */
  get held(): number {
    return this.#last.filter((session) => session.deref() !== undefined).length
  }
}

const plenty = { process: { usedBytes: 1, limitBytes: 100 }, heap: { usedBytes: 1, limitBytes: 100 } }
