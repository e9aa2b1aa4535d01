import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createClient, type StompClient } from '@stompbox/sdk'
import { nothingGoesUnhandled } from '../complaints.ts'
import { settled, stopAllClocks } from '../memory-clock.ts'
import { MemoryNetwork, type MemoryPeer } from '../memory-network.ts'
import { answersAt } from './memory-broker.ts'
import { ObligingBroker } from './obliging-broker.ts'

nothingGoesUnhandled()
beforeEach(() => stopAllClocks())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

interface Beating {
  readonly client: StompClient
  readonly broker: ObligingBroker
  readonly peer: MemoryPeer
  readonly ends: () => Promise<void>
}

/** A session whose CONNECTED has this heart-beat; the client's own is 1000,1000. */
async function beating(heartBeat: string): Promise<Beating> {
  const network = new MemoryNetwork()
  const broker = new ObligingBroker({ heartBeat })
  answersAt(network, broker)
  const client = createClient('ws://broker.example/ws', {
    webSocket: network.webSocket,
    heartBeatMs: 1_000,
    reconnect: false,
  })
  await settled(client.connect())
  const ends = async (): Promise<void> => {
    await settled(client.disconnect())
    for (const session of broker.sessions) session.gone()
    await vi.advanceTimersByTimeAsync(100)
    expect(vi.getTimerCount()).toBe(0)
  }
  return { client, broker, peer: network.peers[0]!, ends }
}

const beatsIn = (broker: ObligingBroker): number =>
  (broker.session?.read ?? []).filter((text) => text === '\n').length

describe('heart-beats', () => {
  test('are sent as often as the server wants them, by a client that hears nothing', async () => {
    const { broker, client, ends } = await beating('0,3000')
    await vi.advanceTimersByTimeAsync(31_000)
    expect(beatsIn(broker)).toBe(10)
    expect(client.state.status).toBe('connected')
    await ends()
  })

  test('are sent by nobody whom nobody asks', async () => {
    const { broker, client, ends } = await beating('0,0')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(beatsIn(broker)).toBe(0)
    expect(client.state.status).toBe('connected')
    await ends()
  })

  test('go on while the timers of the page sleep, as long as the server is heard', async () => {
    vi.stubGlobal('setInterval', () => 0)
    const { broker, client, peer, ends } = await beating('1000,1000')
    for (let second = 0; second < 10; second++) {
      await vi.advanceTimersByTimeAsync(1_000)
      peer.writes('\n')
    }
    await vi.advanceTimersByTimeAsync(100)
    expect(beatsIn(broker)).toBe(10)
    expect(client.state.status).toBe('connected')
    await ends()
  })

  test('of the server that stop are noticed within three intervals; anything else it says will do as well', async () => {
    const { client, broker, peer, ends } = await beating('1000,0')
    broker.session?.gone()
    for (let second = 0; second < 10; second++) {
      await vi.advanceTimersByTimeAsync(1_900)
      peer.writes('RECEIPT\nreceipt-id:none\n\n\0')
    }
    expect(client.state.status).toBe('connected')
    await vi.advanceTimersByTimeAsync(3_100)
    expect(client.state).toMatchObject({ status: 'closed', reason: { kind: 'heart-beat' } })
    await ends()
  })
})
