import { afterEach, expect, test, vi } from 'vitest'
import { createClient } from '@stompbox/sdk'
import { failure, quick, session, statuses, stopTheClock, until } from './sessions.ts'
import { StompServer } from './stomp-server.ts'

afterEach(() => {
  vi.useRealTimers()
})

test('disconnect says DISCONNECT, waits for its receipt and closes', async () => {
  await using running = await session()
  const leaving = running.client.disconnect()
  expect(running.client.state).toEqual({
    status: 'closed',
    reason: { kind: 'asked', message: 'Disconnected as asked.', retry: false },
  })
  expect(await running.peer.reads()).toBe('DISCONNECT\nreceipt:close\n\n␀')
  running.peer.writes('RECEIPT\nreceipt-id:close\n\n␀')
  await leaving
  expect(await running.peer.closed).toBe(1005)
})

test('disconnect settles against a server that says nothing, and leaves no timer', async () => {
  stopTheClock()
  await using running = await session({ heartBeatMs: 10_000 })
  const leaving = running.client.disconnect()
  expect(running.client.disconnect()).toBe(leaving)
  vi.advanceTimersByTime(2_000)
  await leaving
  await running.peer.closed
  expect(vi.getTimerCount()).toBe(0)
})

test('disconnect while connecting settles at once and rejects connect()', async () => {
  stopTheClock()
  await using server = await StompServer.start()
  const client = createClient(server.url, quick)
  const connecting = failure(client.connect())
  const peer = await server.peer()
  await client.disconnect()
  expect(await connecting).toMatchObject({ kind: 'asked' })
  await peer.closed
  expect(vi.getTimerCount()).toBe(0)
})

test('disconnect without a connection changes nothing', async () => {
  const client = createClient('ws://127.0.0.1:1/ws', quick)
  await client.disconnect()
  expect(client.state).toEqual({ status: 'idle' })
})

test('a new session may begin while the old one is still being left', async () => {
  await using running = await session()
  const { client, server, peer: old } = running
  const heard: unknown[] = []
  client.subscribe('/a', ({ body }) => heard.push(body))
  const leaving = client.disconnect()
  const connecting = client.connect()
  const peer = await server.greetedPeer()
  await connecting
  old.message('sub-0', 'old')
  old.writes('RECEIPT\nreceipt-id:close\n\n␀')
  await leaving
  peer.message('sub-0', 'new')
  await vi.waitFor(() => expect(heard).toEqual(['new']))
  expect(client.state.status).toBe('connected')
  peer.drops()
})

test('listeners are told once each, in spite of one that throws, until they stop listening', async () => {
  const reported = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const client = createClient('ws://127.0.0.1:1/ws', {
    ...quick,
    headers: () => new Promise(() => undefined),
  })
  client.onStateChange(() => {
    throw new Error('mine')
  })
  const seen = statuses(client)
  const stop = client.onStateChange(() => seen.push('stopped'))
  stop()
  const connecting = failure(client.connect())
  await client.disconnect()
  await connecting
  expect(seen).toEqual(['connecting', 'closed'])
  expect(reported).toHaveBeenCalledTimes(2)
  reported.mockRestore()
})

test('a listener that disconnects leaves the later ones with the newest state last', async () => {
  const client = createClient('ws://127.0.0.1:1/ws', quick)
  client.onStateChange(({ status }) => {
    if (status === 'connecting') void client.disconnect()
  })
  const seen = statuses(client)
  await failure(client.connect())
  expect(seen).toEqual(['closed'])
  await until(client, 'closed')
})
