import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createClient } from '@stompbox/sdk'
import { nothingGoesUnhandled } from '../complaints.ts'
import { quick } from '../sessions.ts'
import { StompServer, type Peer } from '../stomp-server.ts'
import { converse } from './conversation.ts'
import { ObligingBroker } from './obliging-broker.ts'

nothingGoesUnhandled()
afterEach(() => {
  vi.useRealTimers()
})

type Way = 'from the client' | 'from the server'

/** Passes the bytes of a real connection on, and loses the first one after so many bytes of one way. */
class Cable implements AsyncDisposable {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #left: number
  #connections = 0
  isCut = false

  private constructor(server: Server, afterBytes: number) {
    this.#server = server
    this.#left = afterBytes
  }

  static async cut(way: Way, afterBytes: number, target: number): Promise<Cable> {
    const server = createServer()
    const cable = new Cable(server, afterBytes)
    server.on('connection', (near) => {
      const isFirst = cable.#connections++ === 0
      const far = connect(target, '127.0.0.1')
      cable.#join(near, far, isFirst && way === 'from the client')
      cable.#join(far, near, isFirst && way === 'from the server')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return cable
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/ws`
  }

  #join(from: Socket, to: Socket, isToBeCut: boolean): void {
    this.#sockets.add(from)
    from.setNoDelay(true)
    from.on('error', () => undefined)
    from.on('close', () => {
      this.#sockets.delete(from)
      to.destroy()
    })
    from.on('data', (bytes: Buffer) => {
      if (!isToBeCut) to.write(bytes)
      else if (!this.isCut) this.#pass(from, to, bytes)
    })
  }

  #pass(from: Socket, to: Socket, bytes: Buffer): void {
    if (bytes.length <= this.#left) {
      this.#left -= bytes.length
      to.write(bytes)
      return
    }
    this.isCut = true
    // What was let through does arrive.
    to.end(bytes.subarray(0, this.#left), () => {
      to.destroy()
      from.destroy()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

/** The broker at a real port. */
async function serve(server: StompServer, broker: ObligingBroker): Promise<never> {
  for (;;) listen(await server.peer(), broker)
}

function listen(peer: Peer, broker: ObligingBroker): void {
  const line = {
    get isOpen() {
      return peer.socket.readyState === 1
    },
    writes: (message: string) => peer.writes(message),
  }
  const session = broker.accepts(line)
  void peer.closed.then(() => session.gone())
  void (async () => {
    for (;;) session.says((await peer.reads()).replaceAll('␀', '\0'))
  })()
}

const atOnce = 24

/** Rounds run side by side: each with a client, a cable and a body of its own. */
async function lostAfter(way: Way, bytes: number, port: number, broker: ObligingBroker): Promise<boolean> {
  await using cable = await Cable.cut(way, bytes, port)
  const client = createClient(cable.url, quick)
  const body = `${way} ${bytes}`
  const told = await converse(client, body)
  const taken = broker.taken.filter((message) => message.body === body).length
  expect({ bytes, ...told, taken }).toEqual({
    bytes,
    outcome: cable.isCut ? told.outcome : 'confirmed',
    end: 'closed: asked',
    heardAfterUnsubscribe: 0,
    taken: told.outcome === 'confirmed' ? 1 : taken,
  })
  expect(taken).toBeLessThan(2)
  return cable.isCut
}

describe.each<Way>(['from the client', 'from the server'])(
  'a connection lost after so many bytes %s',
  (way) => {
    test('settles every promise, comes back, and is as good as before', { timeout: 60_000 }, async () => {
      // Counted, and otherwise as they are.
      vi.useFakeTimers({
        toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
        shouldAdvanceTime: true,
        advanceTimeDelta: 1,
      })
      const broker = new ObligingBroker({ greeting: 'hello' })
      await using server = await StompServer.start()
      void serve(server, broker)
      const port = Number(new URL(server.url).port)
      let bytes = 0
      let isCut = true
      while (isCut) {
        const rounds = Array.from({ length: atOnce }, (_, index) =>
          lostAfter(way, bytes + index, port, broker),
        )
        isCut = (await Promise.all(rounds)).every((cut) => cut)
        bytes += atOnce
      }
      // The handshake of WebSocket and every frame have been cut.
      expect(bytes).toBeGreaterThan(400)
      expect(broker.faults).toEqual([])
      expect(vi.getTimerCount()).toBe(0)
    })
  },
)
