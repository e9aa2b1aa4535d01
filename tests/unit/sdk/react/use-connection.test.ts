import { act } from 'react'
import { expect, test } from 'vitest'
import { useChannel, useClient, useConnection, useRequest, useSend } from '@stompbox/sdk/react'
import { hook, peers, reach, settle } from './rendered.ts'

test('shows the state, with the reason and the time of the next attempt', async () => {
  const both = peers({ reconnect: { minDelayMs: 60_000, maxDelayMs: 60_000 } })
  const { shown } = await hook(both, useConnection, undefined)
  expect(shown[0]!.status).toBe('idle')
  expect(shown.at(-1)).toMatchObject({ status: 'connected', resumed: false, transport: 'websocket' })
  await settle(both, () => both.server.drop())
  expect(shown.at(-1)).toMatchObject({
    status: 'waiting',
    retryAt: expect.any(Number),
    reason: { kind: 'network' },
  })
})

test('retry() does not wait for the rest of the pause', async () => {
  const both = peers({ reconnect: { minDelayMs: 60_000, maxDelayMs: 60_000 } })
  const there = await hook(both, useConnection, undefined)
  await settle(both, () => both.server.drop())
  await settle(both, () => there.now.retry())
  expect(there.now).toMatchObject({ status: 'connected', resumed: true })
})

test('retry() begins anew after the end, and a failure is a state again, not an unhandled rejection', async () => {
  const both = peers()
  both.server.refuse(2, { code: 'auth-failed' })
  const there = await hook(both, useConnection, undefined)
  expect(there.now).toMatchObject({ status: 'closed', reason: { kind: 'auth' } })
  await settle(both, () => there.now.retry())
  expect(there.now.status).toBe('closed')
  await settle(both, () => there.now.retry())
  await reach(both, 'connected')
  expect(there.now.status).toBe('connected')
})

test('is the same object until the state changes', async () => {
  const both = peers()
  const there = await hook(both, useConnection, undefined)
  const before = there.now
  await there.rerender(undefined)
  expect(there.now).toBe(before)
  expect(there.now.retry).toBe(before.retry)
})

test('unmounted, no hook listens any more', async () => {
  const both = peers()
  let listening = 0
  const onStateChange = both.client.onStateChange.bind(both.client)
  both.client.onStateChange = (listener) => {
    listening++
    const stop = onStateChange(listener)
    return () => {
      listening--
      stop()
    }
  }
  const all = () => [useConnection(), useChannel('/a'), useSend('/b'), useRequest('/c')]
  const there = await hook(both, all, undefined)
  expect(listening).toBeGreaterThan(0)
  await there.unmount()
  expect(listening).toBe(0)
})

test('useClient() gives the client itself', async () => {
  const both = peers()
  const there = await hook(both, useClient, undefined)
  expect(there.now).toBe(both.client)
  await act(() => both.client.disconnect())
})
