import { createElement, startTransition, useState, type ReactNode } from 'react'
import { expect, test, vi } from 'vitest'
import { defineChannels, topic, type StompHeaders } from '@stompbox/sdk'
import {
  createStompHooks,
  StompProvider,
  useChannel,
  type ChannelOptions,
  type ChannelView,
} from '@stompbox/sdk/react'
import { commands, frames, hook, page, peers, reach, settle } from './rendered.ts'

const bodies = ({ items }: ChannelView<unknown>) => items.map(({ body }) => body)
const slow = { reconnect: { minDelayMs: 60_000, maxDelayMs: 60_000 } }

test('subscribes once, though mounted twice, and shows what comes', async () => {
  const both = peers()
  const there = await hook(both, () => useChannel('/sub/room/1'), undefined)
  await settle(both, () => both.server.deliver('/sub/room/1', { text: 'hi' }))
  expect(there.now).toMatchObject({ status: 'active', error: undefined })
  expect(bodies(there.now)).toEqual([{ text: 'hi' }])
  expect(there.now.last).toBe(there.now.items[0])
  expect(frames(both.server)).toEqual(['SUBSCRIBE /sub/room/1'])
  await there.unmount()
  expect(frames(both.server)).toEqual(['SUBSCRIBE /sub/room/1', 'UNSUBSCRIBE'])
})

test('mounted twice in a session that is there already, it still sends one SUBSCRIBE', async () => {
  const both = peers()
  await both.client.connect()
  const there = await hook(both, () => useChannel('/a'), undefined)
  expect(frames(both.server)).toEqual(['SUBSCRIBE /a'])
  await there.unmount()
  expect(frames(both.server)).toEqual(['SUBSCRIBE /a', 'UNSUBSCRIBE'])
  await both.client.disconnect()
})

test('what is written inline is another object in each render and subscribes nothing anew', async () => {
  const channels = defineChannels({ room: topic<string>()('/sub/{place}/{roomId}') })
  const { useChannel: useTyped } = createStompHooks<typeof channels>()
  const both = peers({ channels })
  const there = await hook(
    both,
    (i: number) =>
      useTyped('room', {
        params: i % 2 ? { place: 'x', roomId: 7 } : { roomId: '7', place: 'x' },
        headers: { selector: 'a' },
        onMessage: () => undefined,
      }),
    0,
  )
  await settle(both, () => both.server.deliver('/sub/x/7', 'kept'))
  for (let i = 1; i < 50; i++) await there.rerender(i)
  expect(frames(both.server)).toEqual(['SUBSCRIBE /sub/x/7'])
  expect(bodies(there.now)).toEqual(['kept'])
  expect(commands(both.server, 'SUBSCRIBE')[0]!.headers.selector).toBe('a')
})

test('other headers or another way to acknowledge are another subscription', async () => {
  const both = peers()
  const there = await hook(
    both,
    (options: { headers?: StompHeaders; ack?: 'client-individual' }) => useChannel('/a', options),
    {},
  )
  await there.rerender({ headers: { selector: 'x' } })
  await there.rerender({ ack: 'client-individual' })
  expect(frames(both.server).filter((frame) => frame.startsWith('SUB'))).toHaveLength(3)
  await settle(both, () => both.server.deliver('/a', '1'))
  await settle(both, () => there.now.last!.ack())
  expect(commands(both.server, 'ACK')).toHaveLength(1)
})

test('the functions of the latest render are called', async () => {
  const both = peers(slow)
  const called: string[] = []
  const options = (name: string): ChannelOptions<unknown> => ({
    onMessage: ({ body }) => called.push(`${name} message ${String(body)}`),
    onInterrupted: ({ kind }) => called.push(`${name} interrupted ${kind}`),
    onResumed: ({ gap }) => called.push(`${name} resumed ${gap}`),
  })
  const there = await hook(both, (name: string) => useChannel('/a', options(name)), 'first')
  await there.rerender('second')
  await settle(both, () => both.server.deliver('/a', '1'))
  await there.rerender('third')
  await settle(both, () => both.server.drop())
  await there.rerender('fourth')
  await settle(both, () => both.client.connect())
  expect(called).toEqual(['second message 1', 'third interrupted network', 'fourth resumed unknown'])
})

test('the status goes from waiting to active, and over interrupted back', async () => {
  const both = peers(slow)
  const there = await hook(both, (enabled: boolean) => useChannel('/a', { enabled }), true, false)
  expect(there.now.status).toBe('waiting')
  await settle(both, () => both.client.connect())
  expect(there.now.status).toBe('active')
  await there.rerender(false)
  both.server.mute()
  await there.rerender(true)
  expect(there.now.status).toBe('pending')
  await settle(both, () => both.server.unmute())
  expect(there.now.status).toBe('active')
  await settle(both, () => both.server.drop())
  expect(there.now.status).toBe('interrupted')
  await settle(both, () => both.client.connect())
  expect(there.now.status).toBe('active')
  await settle(both, () => both.client.disconnect())
  expect(there.now.status).toBe('interrupted')
})

test('a subscription that the server lost before it took it was never active, so nothing was interrupted', async () => {
  const both = peers(slow)
  const there = await hook(both, () => useChannel('/a'), undefined)
  both.server.mute()
  const late = await hook(both, () => useChannel('/late'), undefined)
  expect(late.now.status).toBe('pending')
  await settle(both, () => both.server.drop())
  expect(late.now.status).toBe('waiting')
  expect(there.now.status).toBe('interrupted')
  both.server.unmute()
  await settle(both, () => both.client.connect())
  expect(late.now.status).toBe('active')
})

test('unmounted while it is pending, it is taken back, and the late confirmation disturbs nobody', async () => {
  const both = peers()
  const keeper = await hook(both, () => undefined, undefined)
  both.server.mute()
  const there = await hook(both, () => useChannel('/a'), undefined)
  expect(there.now.status).toBe('pending')
  const { length } = there.shown
  await there.unmount()
  await settle(both, () => both.server.unmute())
  expect(frames(both.server)).toEqual(['SUBSCRIBE /a', 'UNSUBSCRIBE'])
  expect(there.shown).toHaveLength(length)
  await keeper.unmount()
})

test('another room shows nothing of the room before, in no render', async () => {
  const both = peers()
  const there = await hook(both, (id: number) => [id, useChannel<string>(`/sub/room/${id}`)] as const, 1)
  await settle(both, () => both.server.deliver('/sub/room/1', 'of 1'))
  await there.rerender(2)
  await settle(both, () => both.server.deliver('/sub/room/2', 'of 2'))
  expect(frames(both.server)).toEqual(['SUBSCRIBE /sub/room/1', 'UNSUBSCRIBE', 'SUBSCRIBE /sub/room/2'])
  for (const [id, { items }] of there.shown) for (const { body } of items) expect(body).toBe(`of ${id}`)
  expect(bodies(there.now[1])).toEqual(['of 2'])
})

test('a transition to another room: the old room stays alive, the new one starts empty', async () => {
  const both = peers()
  const rendered: string[] = []
  let release = (): void => undefined
  let go: (id: number) => void = () => undefined
  const ready = new Set([1])
  const gate = new Promise<void>((resolve) => {
    release = () => {
      ready.add(2)
      resolve()
    }
  })
  const Room = ({ id }: { id: number }): ReactNode => {
    const { items } = useChannel<string>(`/sub/room/${id}`)
    // Suspends, as a render that takes its time: React shows the room before meanwhile.
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (!ready.has(id)) throw gate
    const text = `${id}:${items.map(({ body }) => body).join()}`
    rendered.push(text)
    return text
  }
  const Rooms = (): ReactNode => {
    const [id, setId] = useState(1)
    go = (next) => startTransition(() => setId(next))
    return createElement(Room, { id })
  }
  const there = await page(
    both,
    createElement(StompProvider, { client: both.client, children: createElement(Rooms) }),
  )
  await settle(both, () => both.server.deliver('/sub/room/1', 'a'))
  await settle(both, () => go(2))
  await settle(both, () => both.server.deliver('/sub/room/1', 'b'))
  expect(there.text).toBe('1:a,b')
  expect(frames(both.server)).toEqual(['SUBSCRIBE /sub/room/1'])
  await settle(both, () => release())
  await settle(both, () => both.server.deliver('/sub/room/2', 'c'))
  expect(there.text).toBe('2:c')
  expect(rendered.filter((text) => text.startsWith('2'))).not.toContain('2:a')
  for (const text of rendered) expect(text).toMatch(/^1:(a(,b)?)?$|^2:c?$/)
})

test('two components of one destination share one SUBSCRIBE, and it goes with the last of them', async () => {
  const both = peers()
  const one = await hook(both, () => useChannel('/a'), undefined)
  const two = await hook(both, () => useChannel('/a'), undefined)
  await one.unmount()
  await settle(both, () => both.server.deliver('/a', '1'))
  expect(bodies(two.now)).toEqual(['1'])
  expect(frames(both.server)).toEqual(['SUBSCRIBE /a'])
})

test('keeps the latest, as many as asked for', async () => {
  const both = peers()
  const there = await hook(both, (keep: number) => useChannel('/a', { keep }), 2)
  await settle(both, () => ['1', '2', '3'].forEach((body) => both.server.deliver('/a', body)))
  expect(bodies(there.now)).toEqual(['2', '3'])
  await there.rerender(3)
  await settle(both, () => ['4', '5'].forEach((body) => both.server.deliver('/a', body)))
  expect(bodies(there.now)).toEqual(['3', '4', '5'])
})

test('keeps a hundred when nothing is said', async () => {
  const both = peers()
  const there = await hook(both, () => useChannel('/a'), undefined)
  await settle(both, () => {
    for (let i = 0; i < 120; i++) both.server.deliver('/a', `${i}`)
  })
  expect(there.now.items).toHaveLength(100)
  expect(there.now.items[0]!.body).toBe('20')
})

test('with keep: 0 a message renders nothing', async () => {
  const both = peers()
  const onMessage = vi.fn()
  const there = await hook(both, () => useChannel('/a', { keep: 0, onMessage }), undefined)
  const before = there.shown.length
  await settle(both, () => both.server.deliver('/a', '1'))
  expect(onMessage).toHaveBeenCalledOnce()
  expect(there.shown).toHaveLength(before)
  expect(there.now).toMatchObject({ items: [], last: undefined })
})

test('disabled, or without its parameters, it asks for nothing, and what has come stays when it is turned off', async () => {
  const channels = defineChannels({ room: topic<string>()('/sub/room/{roomId}') })
  const { useChannel: useTyped } = createStompHooks<typeof channels>()
  const both = peers({ channels })
  const there = await hook(
    both,
    ([roomId, enabled]: [number | undefined, boolean]) => useTyped('room', { params: { roomId }, enabled }),
    [undefined, true],
  )
  expect(there.now).toMatchObject({ status: 'idle', items: [] })
  await there.rerender([1, false])
  expect(there.now.status).toBe('idle')
  expect(frames(both.server)).toEqual([])
  await there.rerender([1, true])
  await settle(both, () => both.server.deliver('/sub/room/1', 'kept'))
  await there.rerender([1, false])
  expect(there.now.status).toBe('idle')
  expect(bodies(there.now)).toEqual(['kept'])
  expect(frames(both.server)).toEqual(['SUBSCRIBE /sub/room/1', 'UNSUBSCRIBE'])
  await there.rerender([1, true])
  expect(there.now.status).toBe('active')
})

test('what cannot be subscribed to is an error to show, not the end of the page', async () => {
  const channels = defineChannels({ room: topic<string>()('/sub/room/{roomId}') })
  const { useChannel: useTyped } = createStompHooks<typeof channels>()
  const both = peers({ channels })
  const there = await hook(both, (roomId: string) => useTyped('room', { params: { roomId } }), '')
  expect(there.now).toMatchObject({ status: 'ended', error: expect.any(TypeError) })
  await there.rerender('1')
  expect(there.now).toMatchObject({ status: 'active', error: undefined })
})

test('a body that does not match ends it, is dropped or told, as the channel says', async () => {
  const numbers = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value: unknown) =>
        typeof value === 'number' ? { value } : { issues: [{ message: 'no number' }] },
    },
  } as const
  const channels = defineChannels({
    strict: topic('/strict', numbers, { onInvalid: 'end' }),
    lenient: topic('/lenient', numbers),
  })
  const { useChannel: useTyped } = createStompHooks<typeof channels>()
  const both = peers({ channels })
  const onInvalid = vi.fn()
  const there = await hook(
    both,
    () => [useTyped('strict'), useTyped('lenient', { onInvalid })] as const,
    undefined,
  )
  await settle(both, () => both.server.deliver('/lenient', { not: 'a number' }))
  expect(onInvalid).toHaveBeenCalledWith(expect.objectContaining({ name: 'InvalidBodyError' }))
  expect(there.now[1]).toMatchObject({ status: 'active', items: [] })
  await settle(both, () => both.server.deliver('/strict', { not: 'a number' }))
  expect(there.now[0]).toMatchObject({ status: 'ended', error: { name: 'InvalidBodyError' } })
  expect(frames(both.server)).toContain('UNSUBSCRIBE')
})

test('what onMessage throws is reported and takes nothing else away', async () => {
  const both = peers()
  const report = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const reportError = vi.fn()
  vi.stubGlobal('reportError', reportError)
  const there = await hook(
    both,
    () =>
      useChannel('/a', {
        onMessage: () => {
          throw new Error('of the page')
        },
      }),
    undefined,
  )
  await settle(both, () => ['1', '2'].forEach((body) => both.server.deliver('/a', body)))
  expect(bodies(there.now)).toEqual(['1', '2'])
  expect(reportError).toHaveBeenCalledTimes(2)
  vi.unstubAllGlobals()
  report.mockRestore()
})

test('a storm of messages loses none', async () => {
  const both = peers()
  const there = await hook(both, () => useChannel('/a', { keep: 1_000 }), undefined)
  const sent = Array.from({ length: 1_000 }, (_, i) => `${i}`)
  await settle(both, () => sent.forEach((body) => both.server.deliver('/a', body)))
  expect(bodies(there.now)).toEqual(sent)
})

test('after a loss it is subscribed to again and goes on with what it had', async () => {
  const both = peers()
  const there = await hook(both, () => useChannel('/a'), undefined)
  await settle(both, () => both.server.deliver('/a', 'before'))
  await settle(both, () => both.server.drop())
  await reach(both, 'connected')
  await settle(both, () => both.server.deliver('/a', 'after'))
  expect(bodies(there.now)).toEqual(['before', 'after'])
  expect(there.now.status).toBe('active')
})
