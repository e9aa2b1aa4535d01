import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createClient, type StompClient } from '@stompbox/sdk'
import { nothingGoesUnhandled } from '../complaints.ts'
import { frameOf } from '../frames.ts'
import { settled, stopAllClocks } from '../memory-clock.ts'
import { MemoryNetwork } from '../memory-network.ts'
import { answersAt } from './memory-broker.ts'
import { ObligingBroker, type Obligations } from './obliging-broker.ts'

nothingGoesUnhandled()
beforeEach(() => stopAllClocks())
afterEach(() => {
  vi.useRealTimers()
})

interface Interrupted {
  readonly client: StompClient
  readonly network: MemoryNetwork
  readonly broker: ObligingBroker
  /** Lets the RECEIPTs of the second session go that are held back. */
  readonly releases: () => void
  readonly ends: () => Promise<void>
}

/** A client that had a session and lost it, and comes back to a broker that holds every RECEIPT back. */
async function interrupted(obligations: Obligations = {}): Promise<Interrupted> {
  const network = new MemoryNetwork()
  const broker = new ObligingBroker({ heartBeat: '1000,1000', ...obligations })
  answersAt(network, broker)
  const client = createClient('ws://broker.example/ws', {
    webSocket: network.webSocket,
    heartBeatMs: 1_000,
    reconnect: { minDelayMs: 1, maxDelayMs: 2 },
  })
  await settled(client.connect())
  client.subscribe('/a', () => undefined)
  // What a server does about receipts is known by then.
  await vi.advanceTimersByTimeAsync(5_000)
  const held: (() => void)[] = []
  const { onPeer } = network
  network.onPeer = (peer) => {
    const { writes } = peer
    peer.writes = (...messages) => {
      if (String(messages[0]).startsWith('RECEIPT')) held.push(() => writes(...messages))
      else writes(...messages)
    }
    onPeer(peer)
  }
  network.dropAll()
  return {
    client,
    network,
    broker,
    releases: () => held.splice(0).forEach((release) => release()),
    ends: async () => {
      await settled(client.disconnect())
      for (const session of broker.sessions) session.gone()
      await vi.advanceTimersByTimeAsync(100)
      expect(vi.getTimerCount()).toBe(0)
    },
  }
}

const commands = ({ session }: ObligingBroker): string[] =>
  (session?.read ?? []).filter((text) => text !== '\n').map((text) => frameOf(text).command)

describe('what was queued while there was no session', () => {
  test('leaves when the subscriptions are confirmed again, not before, and in its order', async () => {
    const { client, broker, releases, ends } = await interrupted()
    const sending = ['1', '2', '3'].map((body) => client.send('/a', body))
    await settled(client.when('connected'))
    await vi.advanceTimersByTimeAsync(1_500)
    const later = client.send('/a', '4')
    await vi.advanceTimersByTimeAsync(500)
    expect(commands(broker)).toEqual(['CONNECT', 'SUBSCRIBE'])
    releases()
    expect(await settled(Promise.all([...sending, later]))).toEqual(['sent', 'sent', 'sent', 'sent'])
    await vi.advanceTimersByTimeAsync(100)
    expect(broker.taken.map(({ body }) => body)).toEqual(['1', '2', '3', '4'])
    await ends()
  })

  test('is joined by what is sent before the subscriptions are confirmed, even if that is alone', async () => {
    const { client, broker, releases, ends } = await interrupted()
    await settled(client.when('connected'))
    const sending = client.send('/a', '1')
    await vi.advanceTimersByTimeAsync(1_500)
    expect(commands(broker)).toEqual(['CONNECT', 'SUBSCRIBE'])
    releases()
    expect(await settled(sending)).toBe('sent')
    await ends()
  })

  test('is not held up for ever by a RECEIPT that does not come', async () => {
    const { client, broker, ends } = await interrupted()
    expect(await settled(client.send('/a', '1'))).toBe('sent')
    await vi.advanceTimersByTimeAsync(100)
    expect(broker.taken).toHaveLength(1)
    await ends()
  })

  test('does not wait where the server is known to give no receipts', async () => {
    const { client, broker, ends } = await interrupted({ receipts: 'disconnect' })
    const sending = client.send('/a', '1')
    await settled(client.when('connected'))
    await vi.advanceTimersByTimeAsync(100)
    expect(await sending).toBe('sent')
    expect(commands(broker)).toEqual(['CONNECT', 'SUBSCRIBE', 'SEND'])
    await ends()
  })

  test('leaves with a later session when the one between ends before it', async () => {
    const { client, broker, releases, ends } = await interrupted()
    const sending = client.send('/a', '1', { until: 'receipt' })
    await settled(client.when('connected'))
    await vi.advanceTimersByTimeAsync(100)
    expect(broker.taken).toEqual([])
    for (const session of broker.sessions) session.gone()
    broker.session?.breaks()
    await settled(client.when('waiting'))
    await settled(client.when('connected'))
    await vi.advanceTimersByTimeAsync(100)
    releases()
    await vi.advanceTimersByTimeAsync(100)
    releases()
    expect(await settled(sending)).toBe('confirmed')
    expect(broker.taken).toHaveLength(1)
    await ends()
  })

  test('stays, and is handed back, when the one before it ends the client on its way out', async () => {
    const { client, broker, releases, ends } = await interrupted()
    const first = client.send('/a', '1', { onSent: () => void client.disconnect() })
    const second = client.send('/a', '2').catch((error: unknown) => error)
    await settled(client.when('connected'))
    await vi.advanceTimersByTimeAsync(100)
    releases()
    expect(await settled(first)).toBe('sent')
    expect(await settled(second)).toMatchObject({
      name: 'NotSentError',
      why: 'closed',
      unsent: { body: '2' },
    })
    await vi.advanceTimersByTimeAsync(100)
    expect(broker.taken.map(({ body }) => body)).toEqual(['1'])
    releases()
    await ends()
  })

  test('stays, for the next session, when this one is lost in the middle of it', async () => {
    const { client, network, broker, releases, ends } = await interrupted()
    const first = client.send('/a', '1', { onSent: () => network.dropAll() })
    const second = client.send('/a', '2')
    await settled(client.when('connected'))
    await vi.advanceTimersByTimeAsync(100)
    releases()
    expect(await settled(first)).toBe('sent')
    await settled(client.when('connected'))
    await vi.advanceTimersByTimeAsync(100)
    releases()
    expect(await settled(second)).toBe('sent')
    await vi.advanceTimersByTimeAsync(100)
    // Of the first nothing was promised but that it was handed over.
    expect(broker.taken.map(({ body }) => body)).toEqual(['2'])
    await ends()
  })
})
