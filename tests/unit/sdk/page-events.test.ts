import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createClient, type ClientOptions, type StompClient } from '@stompbox/sdk'
import { nothingGoesUnhandled } from './complaints.ts'
import { answersAt } from './faults/memory-broker.ts'
import { ObligingBroker } from './faults/obliging-broker.ts'
import { settled, stopAllClocks } from './memory-clock.ts'
import { MemoryNetwork } from './memory-network.ts'
import { Page } from './page.ts'
import { failure } from './sessions.ts'

nothingGoesUnhandled()

let page: Page
let network: MemoryNetwork
let broker: ObligingBroker

beforeEach(() => {
  stopAllClocks()
  page = Page.open()
  network = new MemoryNetwork()
  broker = new ObligingBroker()
  answersAt(network, broker)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const url = 'wss://broker.example/ws'

function client(options: ClientOptions = {}, at = url): StompClient {
  return createClient(at, { webSocket: network.webSocket, heartBeatMs: 0, ...options })
}

async function connected(options: ClientOptions = {}, at = url): Promise<StompClient> {
  const made = client(options, at)
  await settled(made.connect())
  return made
}

/** A client that has lost its server and would wait for long. */
async function waiting(): Promise<StompClient> {
  vi.spyOn(Math, 'random').mockReturnValue(0.9)
  const lost = await connected({ reconnect: { minDelayMs: 1e6, maxDelayMs: 1e6 } })
  network.dropAll()
  expect(lost.state.status).toBe('waiting')
  return lost
}

/** Nothing is left of it: no timer, no socket, no listener. */
async function ends(ended: StompClient): Promise<void> {
  await settled(ended.disconnect())
  await vi.advanceTimersByTimeAsync(100)
  expect(page.listeners).toEqual([])
  expect(network.held).toBe(0)
  expect(vi.getTimerCount()).toBe(0)
}

describe('a client', () => {
  test('listens to the page from connect() until disconnect()', async () => {
    const quiet = client()
    expect(page.listeners).toEqual([])
    await settled(quiet.connect())
    expect(new Set(page.listeners)).toEqual(
      new Set(['offline', 'online', 'pagehide', 'pageshow', 'visibilitychange']),
    )
    const once = page.listeners
    network.dropAll()
    await settled(quiet.when('connected'))
    expect(page.listeners).toEqual(once)
    await ends(quiet)
    await settled(quiet.connect())
    expect(page.listeners).toEqual(once)
    await ends(quiet)
  })

  test('that has ended by itself listens no more', async () => {
    const refused = await connected({ reconnect: false })
    network.dropAll()
    await settled(refused.when('closed'))
    await ends(refused)
  })

  test('whose first attempt failed listens no more', async () => {
    network.state = 'gone'
    const failed = client()
    await settled(failure(failed.connect()))
    expect(page.listeners).toEqual([])
    await ends(failed)
  })
})

describe('while waiting', () => {
  test('online cuts the pause short', async () => {
    const lost = await waiting()
    page.goesOnline()
    expect(lost.state).toMatchObject({ status: 'connecting', attempt: 2 })
    await settled(lost.when('connected'))
    await ends(lost)
  })

  test('becoming visible cuts the pause short, becoming hidden does not', async () => {
    const lost = await waiting()
    page.becomes('hidden')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(lost.state.status).toBe('waiting')
    page.becomes('visible')
    expect(lost.state.status).toBe('connecting')
    await settled(lost.when('connected'))
    await ends(lost)
  })

  test('many events at once are one attempt', async () => {
    const lost = await waiting()
    const { attempts } = network
    page.goesOnline()
    page.becomes('visible')
    page.goesOnline()
    await settled(lost.when('connected'))
    expect(network.attempts).toBe(attempts + 1)
    await ends(lost)
  })

  test('disconnect() is not undone by the page', async () => {
    const lost = await waiting()
    await ends(lost)
    page.goesOnline()
    page.becomes('visible')
    page.shows(true)
    expect(lost.state.status).toBe('closed')
    expect(network.held).toBe(0)
  })
})

describe('going offline', () => {
  test('ends the session at once, and what is awaited is told', async () => {
    const online = await connected()
    const failing = online.send('/a', 1, { until: 'receipt' }).catch((error: unknown) => error)
    page.goesOffline()
    expect(online.state).toMatchObject({ status: 'waiting', reason: { kind: 'offline', retry: true } })
    expect(await failing).toMatchObject({ name: 'ReceiptError', reason: { kind: 'offline' } })
    await ends(online)
  })

  test('and coming back restores all of it at once', async () => {
    const online = await connected()
    const heard: string[] = []
    online.subscribe('/a', ({ text }) => heard.push(text))
    await vi.advanceTimersByTimeAsync(100)
    page.goesOffline()
    const sending = online.send('/a', 'meanwhile')
    await vi.advanceTimersByTimeAsync(1_000)
    const nowMs = Date.now()
    page.goesOnline()
    await settled(online.when('connected'))
    expect(Date.now() - nowMs).toBeLessThan(100)
    expect(await settled(sending)).toBe('sent')
    await vi.advanceTimersByTimeAsync(100)
    expect(heard).toEqual(['meanwhile'])
    expect(broker.taken).toHaveLength(1)
    await ends(online)
  })

  test.each([
    'ws://localhost:8080/ws',
    'ws://127.0.0.1:8080/ws',
    'ws://[::1]:8080/ws',
    'ws://app.localhost/ws',
  ])('is no matter for %s', async (local) => {
    const online = await connected({}, local)
    page.goesOffline()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(online.state.status).toBe('connected')
    await ends(online)
  })

  test('attempts made meanwhile do not count', async () => {
    const online = await connected({ reconnect: { minDelayMs: 10, maxDelayMs: 20, maxAttempts: 3 } })
    network.state = 'gone'
    page.goesOffline()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(online.state).toMatchObject({ status: 'waiting', reason: { kind: 'offline' } })
    network.state = 'there'
    page.goesOnline()
    await settled(online.when('connected'))
    await ends(online)
  })

  test('attempts made online do count', async () => {
    const online = await connected({ reconnect: { minDelayMs: 10, maxDelayMs: 20, maxAttempts: 3 } })
    await vi.advanceTimersByTimeAsync(100)
    network.state = 'gone'
    const { attempts } = network
    network.dropAll()
    await settled(online.when('closed'))
    expect(network.attempts - attempts).toBe(3)
    await ends(online)
  })

  test('a client that connects while offline says so, and comes when the network does', async () => {
    network.state = 'gone'
    page.goesOffline()
    const offline = client()
    const connecting = offline.connect({ keepTrying: true })
    await settled(offline.when('waiting'))
    expect(offline.state).toMatchObject({ status: 'waiting', reason: { kind: 'offline' } })
    network.state = 'there'
    page.goesOnline()
    await settled(connecting)
    await ends(offline)
  })

  test('in the middle of an attempt ends the attempt', async () => {
    network.state = 'silent'
    const trying = client()
    const connecting = trying.connect({ keepTrying: true })
    page.goesOffline()
    expect(trying.state).toMatchObject({ status: 'waiting', reason: { kind: 'offline' } })
    network.state = 'there'
    page.goesOnline()
    await settled(connecting)
    await ends(trying)
  })
})

describe('a page that is put away', () => {
  test.each([true, false])(
    '(persisted: %s) ends its session: a page with an open socket cannot be kept',
    async (persisted) => {
      const shown = await connected()
      page.hides(persisted)
      expect(shown.state).toMatchObject({ status: 'waiting', reason: { kind: 'suspended' } })
      expect(network.held).toBe(0)
      await ends(shown)
    },
  )

  test('and comes back, comes back at once', async () => {
    const shown = await connected()
    const heard: string[] = []
    shown.subscribe('/a', ({ text }) => heard.push(text))
    await vi.advanceTimersByTimeAsync(100)
    // No time passes for a page in the back/forward cache.
    page.hides(true)
    expect(shown.state.status).toBe('waiting')
    page.shows(true)
    expect(shown.state.status).toBe('connecting')
    await settled(shown.when('connected'))
    await vi.advanceTimersByTimeAsync(100)
    broker.take('/a', 'back')
    await vi.advanceTimersByTimeAsync(100)
    expect(heard).toEqual(['back'])
    await ends(shown)
  })

  test('pageshow of a page that was not put away changes nothing', async () => {
    const shown = await connected()
    page.shows(false)
    page.shows(true)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(shown.state.status).toBe('connected')
    expect(network.attempts).toBe(1)
    await ends(shown)
  })

  test('has disconnected for good when it was asked to', async () => {
    const shown = await connected()
    await ends(shown)
    page.hides(true)
    page.shows(true)
    expect(shown.state).toMatchObject({ status: 'closed', reason: { kind: 'asked' } })
  })
})

test('where there is no page, nothing is listened to and nothing missed', async () => {
  vi.unstubAllGlobals()
  const plain = await connected()
  network.dropAll()
  await settled(plain.when('connected'))
  await ends(plain)
})
