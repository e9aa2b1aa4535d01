import { createElement, type ReactNode } from 'react'
import { expect, test } from 'vitest'
import { StompProvider, useChannel, useClient, useConnection } from '@stompbox/sdk/react'
import { commands, frames, hook, page, peers, reach, settle } from './rendered.ts'

const provider = (client: ReturnType<typeof peers>['client'], more: object = {}) =>
  createElement(StompProvider, { client, ...more })

test('connects once mounted, once, though StrictMode mounts twice and a storm of renders follows', async () => {
  const both = peers()
  expect(both.client.state.status).toBe('idle')
  const there = await page(both, provider(both.client))
  for (let i = 0; i < 100; i++) await there.show(provider(both.client, { children: i }))
  expect(both.server.attempts).toBe(1)
  expect(both.server.received.map(({ command }) => command)).toEqual(['CONNECT'])
  expect(both.client.state.status).toBe('connected')
})

test('keeps trying when the first attempt fails', async () => {
  const both = peers()
  both.server.unreachable(2)
  await page(both, provider(both.client))
  await reach(both, 'connected')
  expect(both.server.attempts).toBe(3)
})

test('disconnects once unmounted, and connects again when mounted again', async () => {
  const both = peers()
  const first = await page(both, provider(both.client))
  await first.unmount()
  expect(both.client.state).toMatchObject({ status: 'closed', reason: { kind: 'asked' } })
  expect(commands(both.server, 'DISCONNECT')).toHaveLength(1)
  await page(both, provider(both.client))
  expect(both.client.state.status).toBe('connected')
  expect(both.server.attempts).toBe(2)
})

test('mounted again while it still says goodbye, it connects', async () => {
  const both = peers()
  const first = await page(both, provider(both.client))
  both.server.mute()
  await first.unmount()
  both.server.unmute()
  await page(both, provider(both.client))
  expect(both.client.state.status).toBe('connected')
})

test('another provider in its place, and one beside it, share the connection', async () => {
  const both = peers()
  const there = await page(both, provider(both.client, { key: 'one' }))
  await there.show(provider(both.client, { key: 'two' }))
  const beside = await page(both, provider(both.client))
  await there.unmount()
  expect(both.client.state.status).toBe('connected')
  expect(both.server.received.map(({ command }) => command)).toEqual(['CONNECT'])
  await beside.unmount()
  expect(both.client.state.status).toBe('closed')
})

test('with connect={false} the client is the page’s own business, until it is true', async () => {
  const both = peers()
  const there = await page(both, provider(both.client, { connect: false }))
  expect(both.server.attempts).toBe(0)
  await there.show(provider(both.client, { connect: true }))
  expect(both.client.state.status).toBe('connected')
  await there.show(provider(both.client, { connect: false }))
  expect(both.client.state.status).toBe('closed')
})

test('a client that others connected is not disconnected', async () => {
  const both = peers()
  await both.client.connect()
  const there = await page(both, provider(both.client))
  await there.unmount()
  expect(both.client.state.status).toBe('connected')
  expect(both.server.attempts).toBe(1)
  await both.client.disconnect()
})

test('disconnect() by the page holds: no render connects again', async () => {
  const both = peers()
  const there = await page(both, provider(both.client))
  await settle(both, () => both.client.disconnect())
  await there.show(provider(both.client, { children: 'again' }))
  expect(both.client.state.status).toBe('closed')
  expect(both.server.attempts).toBe(1)
})

test('another client takes over: the old one is let go, what it brought is gone, nothing of it comes any more', async () => {
  const old = peers()
  const fresh = peers()
  const { now, shown, rerender } = await hook(
    old,
    () => [useConnection(), useChannel<string>('/a')] as const,
    undefined,
  )
  await settle(old, () => old.server.deliver('/a', 'of the old one'))
  expect(shown.at(-1)![1].items.map(({ body }) => body)).toEqual(['of the old one'])
  expect(now[0].status).toBe('connected')
  const before = shown.length
  await rerender(undefined, fresh.client)
  await settle(fresh)
  expect(old.client.state.status).toBe('closed')
  expect(frames(old.server)).toEqual(['SUBSCRIBE /a', 'UNSUBSCRIBE'])
  expect(frames(fresh.server)).toEqual(['SUBSCRIBE /a'])
  expect(shown.at(-1)![0].status).toBe('connected')
  expect(shown.slice(before).flatMap(([, { items }]) => items)).toEqual([])
})

test('without a provider the hooks say what is missing', async () => {
  const both = peers()
  const errors: unknown[] = []
  const Caller = (): ReactNode => {
    try {
      useClient()
    } catch (error) {
      errors.push(error)
    }
    return undefined
  }
  await page(both, createElement(Caller))
  expect(errors[0]).toMatchObject({
    message: 'There is no <StompProvider client={…}> above this component.',
  })
})
