import { ActivationState, Client, ReconnectionTimeMode, type IStompSocket } from '@stomp/stompjs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { createClient } from '@stompbox/sdk'
import { nothingGoesUnhandled, unhandledDuring } from '../complaints.ts'
import { MemoryNetwork } from '../memory-network.ts'
import { failure, quick, session, stopTheClock } from '../sessions.ts'
import { StompServer, webSocket, type Peer } from '../stomp-server.ts'
import { Stock } from './stock.ts'

// What stompjs 7.5.0 does where an attempt fails or a session does not end, beside what the SDK does under the same server.

const hourMs = 3_600_000

nothingGoesUnhandled()
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** Fails when called for the second time, and only then. */
function failingOnce<T>(result: () => T): { (): T; readonly calls: number } {
  let calls = 0
  const run = (): T => {
    if (++calls === 2) throw new Error('not now')
    return result()
  }
  return Object.defineProperty(run, 'calls', { get: () => calls }) as never
}

describe('P5: the token cannot be had for once', () => {
  test('stompjs leaves the rejection unhandled, never tries again and calls itself active', async () => {
    stopTheClock()
    await using server = await StompServer.start()
    const beforeConnect = failingOnce(() => Promise.resolve())
    await using stock = Stock.at(server.url, { beforeConnect: async () => beforeConnect() })
    const first = await server.greetedPeer()
    await stock.connected()
    const complaints = await unhandledDuring(async () => {
      await dropped(stock.client, first)
      await vi.advanceTimersByTimeAsync(hourMs)
    })
    expect(complaints).toEqual([new Error('not now')])
    expect(beforeConnect.calls).toBe(2)
    expect(stock.client.state).toBe(ActivationState.ACTIVE)
  })

  test('the SDK asks again', async () => {
    await using server = await StompServer.start()
    const token = failingOnce(() => 'T')
    const client = createClient(server.url, { ...quick, token: async () => token() })
    const [first] = await Promise.all([server.greetedPeer(), client.connect()])
    const reasons: unknown[] = []
    client.onStateChange((state) => {
      if (state.status === 'waiting') reasons.push(state.reason.cause ?? state.reason.kind)
    })
    first.drops()
    const second = await server.greetedPeer()
    await client.when('connected')
    expect(reasons).toEqual(['network', new Error('not now')])
    second.drops()
    await client.disconnect()
  })
})

describe('P6: the socket cannot be made for once', () => {
  test('stompjs leaves it unhandled, never tries again and calls itself active', async () => {
    stopTheClock()
    await using server = await StompServer.start()
    const make = failingOnce(() => new WebSocket(server.url, 'v12.stomp'))
    await using stock = Stock.at(server.url, { webSocketFactory: make })
    const first = await server.greetedPeer()
    await stock.connected()
    const complaints = await unhandledDuring(async () => {
      await dropped(stock.client, first)
      await vi.advanceTimersByTimeAsync(hourMs)
    })
    expect(complaints).toEqual([new Error('not now')])
    expect(make.calls).toBe(2)
    expect(stock.client.state).toBe(ActivationState.ACTIVE)
  })

  test('the SDK makes another', async () => {
    await using server = await StompServer.start()
    const make = failingOnce(() => webSocket(server.url, ['v12.stomp']))
    const client = createClient(server.url, { ...quick, webSocket: make })
    const [first] = await Promise.all([server.greetedPeer(), client.connect()])
    first.drops()
    const second = await server.greetedPeer()
    await client.when('connected')
    expect(make.calls).toBe(3)
    second.drops()
    await client.disconnect()
  })
})

describe('P7: the server answers DISCONNECT with nothing', () => {
  test('stompjs waits for ever', async () => {
    stopTheClock()
    await using server = await StompServer.start()
    await using stock = Stock.at(server.url)
    const peer = await server.greetedPeer()
    await stock.connected()
    const left = vi.fn()
    void stock.client.deactivate().then(left)
    expect(await peer.reads()).toContain('DISCONNECT')
    await vi.advanceTimersByTimeAsync(hourMs)
    expect(left).not.toHaveBeenCalled()
    expect(stock.client.state).toBe(ActivationState.DEACTIVATING)
  })

  test('the SDK waits for as long as it is told to', async () => {
    stopTheClock()
    await using running = await session({ disconnectTimeoutMs: 700 })
    const leaving = running.client.disconnect()
    expect(await running.peer.reads()).toContain('DISCONNECT')
    vi.advanceTimersByTime(700)
    await leaving
    await running.peer.closed
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('P8: the server sends ERROR and does not close', () => {
  const refusesOpenly = async (server: StompServer): Promise<Peer> => {
    const peer = await server.peer()
    await peer.reads()
    peer.writes('ERROR\nmessage:not today\ncode:overloaded\n\n␀')
    return peer
  }

  test('stompjs neither tries again nor ends', async () => {
    stopTheClock()
    await using server = await StompServer.start()
    const attempts = vi.fn()
    await using stock = Stock.at(server.url, { beforeConnect: attempts })
    const errored = new Promise((resolve) => (stock.client.onStompError = resolve))
    await refusesOpenly(server)
    await errored
    await vi.advanceTimersByTimeAsync(hourMs)
    expect(attempts).toHaveBeenCalledOnce()
    expect(stock.client.state).toBe(ActivationState.ACTIVE)
  })

  test('the SDK closes, and tries again', async () => {
    await using server = await StompServer.start()
    const client = createClient(server.url, quick)
    const connecting = client.connect({ keepTrying: true })
    const refused = await refusesOpenly(server)
    await refused.closed
    const second = await server.greetedPeer()
    await connecting
    expect(client.state).toMatchObject({ status: 'connected', attempt: 2 })
    second.drops()
    await client.disconnect()
  })
})

describe('P9: the password is wrong', () => {
  const refusesAll = async (server: StompServer, attempts: number): Promise<void> => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const peer = await server.peer()
      await peer.reads()
      peer.writes('ERROR\nmessage:Bad credentials\ncode:auth-failed\n\n␀')
      peer.socket.close()
    }
  }

  test('stompjs tries the same password again and again', async () => {
    await using server = await StompServer.start()
    await using stock = Stock.at(server.url, { connectHeaders: { passcode: 'wrong' } })
    await refusesAll(server, 12)
    expect(stock.client.state).toBe(ActivationState.ACTIVE)
  })

  test('the SDK tries it once', async () => {
    stopTheClock()
    await using server = await StompServer.start()
    const attempts = vi.fn(webSocket)
    const headers = { passcode: 'wrong' }
    const client = createClient(server.url, { ...quick, webSocket: attempts, headers })
    const connecting = failure(client.connect({ keepTrying: true }))
    await refusesAll(server, 1)
    expect(await connecting).toMatchObject({ kind: 'auth', code: 'auth-failed', retry: false })
    await vi.advanceTimersByTimeAsync(hourMs)
    expect(attempts).toHaveBeenCalledOnce()
    expect(client.state.status).toBe('closed')
  })
})

describe('P10: a server goes away from under a fleet', () => {
  const fleetSize = 40
  const attempts = 5

  /** When each of the fleet tries, in milliseconds since the first try. */
  async function triesOf(start: (network: MemoryNetwork) => () => Promise<void>): Promise<number[][]> {
    stopTheClock()
    const startMs = Date.now()
    const tries = Array.from({ length: fleetSize }, (): number[] => [])
    const ends = tries.map((times) => {
      const network = new MemoryNetwork()
      network.state = 'gone'
      const { webSocket: connects } = network
      const noting = {
        webSocket: (...all: Parameters<typeof connects>) => (
          times.push(Date.now() - startMs),
          connects(...all)
        ),
      }
      return start(Object.assign(network, noting))
    })
    while (tries.some(({ length }) => length < attempts)) await vi.advanceTimersByTimeAsync(10)
    await Promise.all(ends.map((end) => end()))
    return tries.map((times) => times.slice(0, attempts))
  }

  /** The most that come within the same 10 ms. */
  const crowd = (times: readonly number[]): number =>
    Math.max(...times.map((one) => times.filter((other) => other >= one && other < one + 10).length))

  const lastTries = (tries: readonly number[][]): number[] => tries.map((times) => times.at(-1)!)

  test('stompjs brings all of it back at the same moments', async () => {
    const tries = await triesOf((network) => {
      const client = new Client({
        webSocketFactory: () => network.webSocket('', []) as IStompSocket,
        reconnectDelay: 100,
        maxReconnectDelay: 800,
        reconnectTimeMode: ReconnectionTimeMode.EXPONENTIAL,
      })
      client.activate()
      return () => client.deactivate({ force: true })
    })
    expect(crowd(lastTries(tries))).toBe(fleetSize)
    const [first] = tries
    for (const times of tries) expect(times).toEqual(first)
  })

  test('the SDK spreads it out', async () => {
    // As even as chance is in the long run, so that the test is the same at every run.
    let drawn = 0
    vi.spyOn(Math, 'random').mockImplementation(() => (++drawn * 0.618_033_988_749_895) % 1)
    const tries = await triesOf((network) => {
      const reconnect = { minDelayMs: 100, maxDelayMs: 800 }
      const client = createClient('ws://broker.example/ws', { webSocket: network.webSocket, reconnect })
      void failure(client.connect({ keepTrying: true }))
      return () => client.disconnect()
    })
    expect(crowd(lastTries(tries))).toBeLessThan(fleetSize / 4)
    expect(new Set(lastTries(tries)).size).toBeGreaterThan(fleetSize * 0.8)
  })
})

/** Resolves when stompjs knows that its session is lost. */
async function dropped(client: Client, peer: Peer): Promise<void> {
  const lost = new Promise((resolve) => (client.onWebSocketClose = resolve))
  peer.drops()
  await lost
}
