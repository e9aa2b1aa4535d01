import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createClient, type StompClient } from '@stompbox/sdk'
import { nothingGoesUnhandled } from '../complaints.ts'
import { settled, stopAllClocks } from '../memory-clock.ts'
import { MemoryNetwork, type MemoryPeer } from '../memory-network.ts'

nothingGoesUnhandled()
beforeEach(() => stopAllClocks())
afterEach(() => {
  vi.useRealTimers()
})

/** A session with a server that says CONNECTED and nothing more. */
async function unanswered(): Promise<{ client: StompClient; peer: MemoryPeer }> {
  const network = new MemoryNetwork()
  network.onPeer = (peer) => {
    peer.onMessage = (text) => {
      if (text.startsWith('CONNECT\n')) peer.writes('CONNECTED\nversion:1.2\n\n\0')
    }
  }
  const client = createClient('ws://broker.example/ws', { webSocket: network.webSocket })
  await settled(client.connect())
  return { client, peer: network.peers[0]! }
}

const named = (error: unknown): string => (error as Error).name

/** What becomes of everything that a caller may wait for. */
const awaited = (client: StompClient): Promise<unknown[]> =>
  Promise.all([
    client.send('/a', 1, { until: 'receipt' }).catch(named),
    client.begin().commit().catch(named),
    client.request('/question').catch(named),
    client.request('/question', 1, { replyTo: '/user/queue/replies' }).catch(named),
  ])

const told = ['ReceiptError', 'ReceiptError', 'RequestError', 'RequestError']

describe('everybody who waits is told when', () => {
  test('disconnect() has ended the client: with it, and no timer stays', async () => {
    const { client } = await unanswered()
    const waiting = awaited(client)
    await vi.advanceTimersByTimeAsync(100)
    await settled(client.disconnect())
    await vi.advanceTimersByTimeAsync(100)
    expect(vi.getTimerCount()).toBe(0)
    expect(await settled(waiting)).toEqual(told)
  })

  test('the server has ended it for good: with it, and no timer stays', async () => {
    const { client, peer } = await unanswered()
    const waiting = awaited(client)
    await vi.advanceTimersByTimeAsync(100)
    peer.writes('ERROR\ncode:kicked\n\n\0')
    await settled(client.when('closed'))
    await vi.advanceTimersByTimeAsync(100)
    expect(vi.getTimerCount()).toBe(0)
    expect(await settled(waiting)).toEqual(told)
  })
})
