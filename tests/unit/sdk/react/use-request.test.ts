import { expect, onTestFinished, test, vi } from 'vitest'
import { defineChannels, rpc } from '@stompbox/sdk'
import { createStompHooks, useRequest } from '@stompbox/sdk/react'
import type { Reply } from '@stompbox/sdk/testing'
import { commands, frames, hook, peers, settle } from './rendered.ts'

const slow = { reconnect: { minDelayMs: 60_000, maxDelayMs: 60_000 } }
const replyTo = '/user/queue/replies'
const asked = (server: Parameters<typeof commands>[0]) => commands(server, 'SEND').map(({ body }) => body)

/** Answers are given by the test, in any order. */
function answering(both: ReturnType<typeof peers>, destination: string): Map<unknown, Reply> {
  const replies = new Map<unknown, Reply>()
  both.server.on(
    destination,
    ({ body, text }, reply) => void replies.set(text === '' ? undefined : body, reply),
  )
  return replies
}

test('asks once connected, once though mounted twice, and shows the answer', async () => {
  const both = peers()
  both.server.on('/app/history', (_, reply) => reply([1, 2]))
  const there = await hook(both, () => useRequest<number[]>('/app/history'), undefined, false)
  expect(there.now).toMatchObject({ data: undefined, error: undefined, pending: true })
  expect(both.server.attempts).toBe(0)
  await settle(both, () => both.client.connect())
  expect(there.now).toMatchObject({ data: [1, 2], error: undefined, pending: false })
  expect(commands(both.server, 'SUBSCRIBE')).toHaveLength(1)
  await there.rerender(undefined)
  await settle(both, () => both.server.drop())
  await settle(both, () => both.client.connect())
  expect(commands(both.server, 'SUBSCRIBE')).toHaveLength(1)
  await both.client.disconnect()
})

test('mounted twice in a session that is there already, it still asks once', async () => {
  const both = peers()
  both.server.on('/app/history', (_, reply) => reply('there'))
  await both.client.connect()
  const there = await hook(both, () => useRequest('/app/history', { page: 1 }, { replyTo }), undefined)
  expect(asked(both.server)).toEqual([{ page: 1 }])
  expect(there.now.data).toBe('there')
  await both.client.disconnect()
})

test('bodies and options written inline ask nothing anew, another body does', async () => {
  const both = peers()
  both.server.on('/app/history', ({ body }, reply) => reply(body))
  const there = await hook(
    both,
    (page: number) =>
      useRequest<{ page: number }>('/app/history', { page }, { replyTo, headers: { a: 'b' } }),
    1,
  )
  for (let i = 0; i < 20; i++) await there.rerender(1)
  expect(asked(both.server)).toEqual([{ page: 1 }])
  await there.rerender(2)
  expect(asked(both.server)).toEqual([{ page: 1 }, { page: 2 }])
  expect(there.now.data).toEqual({ page: 2 })
})

test('an answer that comes late never shows under another question', async () => {
  const both = peers()
  const replies = answering(both, '/app/history')
  const there = await hook(
    both,
    (page: number) => [page, useRequest<string>('/app/history', page, { replyTo })] as const,
    1,
  )
  await there.rerender(2)
  expect(there.now[1]).toMatchObject({ data: undefined, pending: true })
  await settle(both, () => replies.get(2)!('of 2'))
  await settle(both, () => replies.get(1)!('of 1'))
  expect(there.now[1]).toMatchObject({ data: 'of 2', pending: false })
  for (const [page, { data = `of ${page}` }] of there.shown) expect(data).toBe(`of ${page}`)
})

test('refetch() keeps what there is until there is other, and of two answers the later question’s counts', async () => {
  const both = peers()
  const replies: Reply[] = []
  both.server.on('/app/history', (_, reply) => void replies.push(reply))
  const there = await hook(both, () => useRequest('/app/history', {}, { replyTo }), undefined)
  await settle(both, () => replies[0]!('first'))
  await settle(both, () => there.now.refetch())
  expect(there.now).toMatchObject({ data: 'first', pending: true })
  await settle(both, () => there.now.refetch())
  await settle(both, () => replies[2]!('third'))
  await settle(both, () => replies[1]!('second'))
  expect(there.now).toMatchObject({ data: 'third', pending: false })
  expect(replies).toHaveLength(3)
})

test('what a lost session leaves unanswered is asked again in the next, without an error in between', async () => {
  const both = peers(slow)
  const replies: Reply[] = []
  both.server.on('/app/history', (_, reply) => void replies.push(reply))
  const there = await hook(both, () => useRequest('/app/history', {}, { replyTo }), undefined)
  await settle(both, () => both.server.drop())
  expect(there.now).toMatchObject({ error: undefined, pending: true })
  await settle(both, () => both.client.connect())
  expect(replies).toHaveLength(2)
  await settle(both, () => replies[1]!('at last'))
  expect(there.now).toMatchObject({ data: 'at last', error: undefined, pending: false })
  expect(there.shown.filter(({ error }) => error)).toEqual([])
})

test('no answer in time is an error; refetch() asks again and clears it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const both = peers()
  const replies: Reply[] = []
  both.server.on('/app/history', (_, reply) => void replies.push(reply))
  const there = await hook(
    both,
    () => useRequest('/app/history', {}, { replyTo, timeoutMs: 1_000 }),
    undefined,
  )
  await settle(both, () => vi.advanceTimersByTime(999))
  expect(there.now.pending).toBe(true)
  await settle(both, () => vi.advanceTimersByTime(1))
  expect(there.now).toMatchObject({ data: undefined, error: { name: 'RequestError' }, pending: false })
  both.server.on('/app/history', (_, reply) => reply('there'))
  await settle(both, () => there.now.refetch())
  expect(there.now).toMatchObject({ data: 'there', error: undefined, pending: false })
})

test('asks the client for nothing before there is a session: the time to answer begins with it', async () => {
  const both = peers()
  both.server.on('/app/history', (_, reply) => reply('there'))
  const request = vi.spyOn(both.client, 'request')
  const there = await hook(both, () => useRequest('/app/history', {}, { replyTo }), undefined, false)
  expect(request).not.toHaveBeenCalled()
  await settle(both, () => both.client.connect())
  expect(request).toHaveBeenCalledOnce()
  expect(there.now.data).toBe('there')
  await settle(both, () => both.client.disconnect())
})

test('unmounted while it waits: the question is called off, and the answer disturbs nobody', async () => {
  const both = peers()
  const replies = answering(both, '/app/history')
  const keeper = await hook(both, () => undefined, undefined)
  const there = await hook(both, () => useRequest('/app/history'), undefined)
  const { length } = there.shown
  await there.unmount()
  expect(frames(both.server)).toEqual(['SUBSCRIBE /app/history', 'UNSUBSCRIBE'])
  expect(() => replies.get(undefined)!('late')).not.toThrow()
  await settle(both)
  expect(there.shown).toHaveLength(length)
  await keeper.unmount()
})

test('disabled, or without its parameters, it asks nothing and waits for nothing', async () => {
  const channels = defineChannels({
    history: rpc<undefined, string>()('/app/rooms/{roomId}/history'),
  })
  const { useRequest: useTyped } = createStompHooks<typeof channels>()
  const both = peers({ channels })
  both.server.on('/app/rooms/1/history', (_, reply) => reply('of 1'))
  const there = await hook(
    both,
    ([roomId, enabled]: [number | null, boolean]) =>
      useTyped('history', undefined, { params: { roomId }, enabled }),
    [null, true],
  )
  expect(there.now.pending).toBe(false)
  await there.rerender([1, false])
  expect(there.now.pending).toBe(false)
  expect(frames(both.server)).toEqual([])
  await there.rerender([1, true])
  expect(there.now).toMatchObject({ data: 'of 1', pending: false })
  await there.rerender([1, false])
  await there.rerender([1, true])
  expect(there.now.data).toBe('of 1')
  expect(commands(both.server, 'SUBSCRIBE')).toHaveLength(1)
})

test('what cannot be asked is an error to show', async () => {
  const both = peers()
  const there = await hook(both, () => useRequest('no-destination'), undefined)
  expect(there.now).toMatchObject({ error: expect.any(TypeError), pending: false })
})
