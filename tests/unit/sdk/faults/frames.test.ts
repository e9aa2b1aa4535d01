import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createClient } from '@stompbox/sdk'
import { nothingGoesUnhandled } from '../complaints.ts'
import { settled, stopAllClocks } from '../memory-clock.ts'
import { MemoryNetwork, type MemoryPeer } from '../memory-network.ts'
import { converse, type Told } from './conversation.ts'
import { answersAt } from './memory-broker.ts'
import { ObligingBroker, type Obligations } from './obliging-broker.ts'

nothingGoesUnhandled()
beforeEach(() => stopAllClocks())
afterEach(() => {
  vi.useRealTimers()
})

const faults = {
  'is dropped': (peer) => peer.drops(),
  'is closed with 1001': (peer) => peer.closes(1001),
  'is closed with 1011': (peer) => peer.closes(1011),
  'falls silent': (peer) => peer.falls('silent'),
  'ends with ERROR': (peer) => peer.writes('ERROR\ncode:internal\nmessage:Trouble\n\n\0'),
  'ends with an ERROR of draining': (peer) => {
    peer.writes('ERROR\ncode:draining\nretry-after:3\n\n\0')
    peer.closes(1001)
  },
} satisfies Record<string, (peer: MemoryPeer) => void>

interface Round {
  readonly told: Told
  readonly broker: ObligingBroker
  readonly isDone: boolean
}

/** The conversation of a client whose first connection meets with the fault in place of its `number`th frame of that way. */
async function round(
  way: 'up' | 'down',
  number: number,
  happens: (peer: MemoryPeer) => void,
  obligations: Obligations,
): Promise<Round> {
  const network = new MemoryNetwork()
  const broker = new ObligingBroker({ heartBeat: '10000,10000', greeting: 'hello', ...obligations })
  let frames = 0
  let isDone = false
  answersAt(network, broker, (at, peer) => {
    if (at !== way || isDone || frames++ < number) return
    isDone = true
    happens(peer)
  })
  const client = createClient('ws://broker.example/ws', { webSocket: network.webSocket })
  const told = await settled(converse(client, 'said'), `the conversation at frame ${number} ${way}`)
  // What is on its way arrives.
  await vi.advanceTimersByTimeAsync(network.latencyMs * 4)
  expect(network.held).toBe(0)
  for (const session of broker.sessions) session.gone()
  expect(vi.getTimerCount()).toBe(0)
  return { told, broker, isDone }
}

describe.each(Object.entries(faults))('a connection that %s', (_name, happens) => {
  test.each(['up', 'down'] as const)('at any frame %s, with a server that gives receipts', async (way) => {
    let number = 0
    for (let isDone = true; isDone; number++) {
      const result = await round(way, number, happens, {})
      const { told, broker } = result
      const taken = broker.taken.length
      expect({ number, ...told, faults: broker.faults }).toEqual({
        number,
        outcome: told.outcome,
        end: 'closed: asked',
        heardAfterUnsubscribe: 0,
        faults: [],
      })
      // At most once, and for sure when it was confirmed.
      expect(taken).toBeLessThan(2)
      if (told.outcome === 'confirmed') expect(taken).toBe(1)
      isDone = result.isDone
    }
    expect(number).toBeGreaterThan(6)
  })

  test.each(['up', 'down'] as const)('at any frame %s, with a server that gives none', async (way) => {
    let number = 0
    for (let isDone = true; isDone; number++) {
      const result = await round(way, number, happens, { receipts: 'disconnect' })
      expect({ number, ...result.told, faults: result.broker.faults }).toEqual({
        number,
        outcome: expect.stringMatching(/^(unknown|sent)$/) as string,
        end: 'closed: asked',
        heardAfterUnsubscribe: 0,
        faults: [],
      })
      expect(result.broker.taken.length).toBeLessThan(2)
      isDone = result.isDone
    }
    expect(number).toBeGreaterThan(4)
  })
})
