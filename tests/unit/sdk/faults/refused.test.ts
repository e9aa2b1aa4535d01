import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createClient } from '@stompbox/sdk'
import { nothingGoesUnhandled } from '../complaints.ts'
import { frameOf } from '../frames.ts'
import { settled, stopAllClocks } from '../memory-clock.ts'
import { MemoryNetwork } from '../memory-network.ts'
import { answersAt } from './memory-broker.ts'
import { ObligingBroker } from './obliging-broker.ts'

nothingGoesUnhandled()
beforeEach(() => stopAllClocks())
afterEach(() => {
  vi.useRealTimers()
})

/** A broker that answers the first SUBSCRIBE to `/busy` with this ERROR. */
function refusingOnce(headers: string): { network: MemoryNetwork; broker: ObligingBroker } {
  const network = new MemoryNetwork()
  const broker = new ObligingBroker()
  answersAt(network, broker)
  const { onPeer } = network
  let isFirst = true
  network.onPeer = (peer) => {
    onPeer(peer)
    const { onMessage } = peer
    peer.onMessage = (text) => {
      const frame = frameOf(text)
      if (!isFirst || frame.headers.destination !== '/busy') {
        onMessage(text)
        return
      }
      isFirst = false
      peer.writes(`ERROR\nreceipt-id:${frame.headers.receipt}\n${headers}message:Not now\n\n\0`)
      peer.closes(1008)
    }
  }
  return { network, broker }
}

describe('a subscription whose SUBSCRIBE is refused', () => {
  test.each(['rate', 'overloaded', 'internal', 'draining'])(
    'with %s, which passes, is made again in the next session',
    async (code) => {
      const { network, broker } = refusingOnce(`code:${code}\n`)
      const client = createClient('ws://broker.example/ws', { webSocket: network.webSocket })
      await settled(client.connect())
      const heard: string[] = []
      const subscription = client.subscribe('/busy', ({ text }) => heard.push(text))
      await settled(client.when('waiting'))
      await settled(client.when('connected'))
      expect(await settled(subscription.ready)).toBe('confirmed')
      broker.take('/busy', 'at last')
      await vi.advanceTimersByTimeAsync(100)
      expect(heard).toEqual(['at last'])
      await settled(client.disconnect())
    },
  )

  test.each(['code:forbidden\n', 'code:bad-destination\n', 'code:from-elsewhere\n', ''])(
    'with %j ends with the reason, and the others go on',
    async (headers) => {
      const { network, broker } = refusingOnce(headers)
      const client = createClient('ws://broker.example/ws', { webSocket: network.webSocket })
      await settled(client.connect())
      const heard: string[] = []
      client.subscribe('/fine', ({ text }) => heard.push(text))
      await vi.advanceTimersByTimeAsync(100)
      const subscription = client.subscribe('/busy')
      const ended = new Promise((resolve) => subscription.on('ended', resolve))
      await expect(settled(subscription.ready)).rejects.toThrow('Not now')
      expect(await ended).toMatchObject({ name: 'SubscriptionError' })
      await settled(client.when('connected'))
      await vi.advanceTimersByTimeAsync(100)
      expect([...(broker.session?.subscriptions.values() ?? [])]).toEqual(['/fine'])
      broker.take('/fine', 'still here')
      await vi.advanceTimersByTimeAsync(100)
      expect(heard).toEqual(['still here'])
      await settled(client.disconnect())
    },
  )
})
