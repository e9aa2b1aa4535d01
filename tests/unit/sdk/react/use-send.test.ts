import { expect, test } from 'vitest'
import { command, defineChannels } from '@stompbox/sdk'
import { createStompHooks, useSend, type SendView } from '@stompbox/sdk/react'
import { commands, frames, hook, peers, settle } from './rendered.ts'

const slow = { reconnect: { minDelayMs: 60_000, maxDelayMs: 60_000 } }
const states = ({ items }: SendView<string>) => items.map(({ body, status }) => `${body} ${status}`)
const sent = (server: Parameters<typeof commands>[0]) => commands(server, 'SEND').map(({ text }) => text)

test('sends, once, and says so', async () => {
  const both = peers()
  const there = await hook(both, () => useSend<string>('/pub/a'), undefined)
  expect(there.now).toMatchObject({ items: [], pending: false, error: undefined })
  await settle(both, () => there.now.send('hi'))
  expect(states(there.now)).toEqual(['hi sent'])
  expect(there.now).toMatchObject({ pending: false, error: undefined })
  expect(sent(both.server)).toEqual(['hi'])
})

test('what was written offline is seen as queued, leaves once when the session is back, and in order', async () => {
  const both = peers(slow)
  const there = await hook(both, () => useSend<string>('/pub/a'), undefined)
  await settle(both, () => both.server.drop())
  await settle(both, () => ['one', 'two'].forEach((body) => there.now.send(body)))
  expect(states(there.now)).toEqual(['one queued', 'two queued'])
  expect(there.now.pending).toBe(true)
  expect(sent(both.server)).toEqual([])
  await settle(both, () => both.client.connect())
  expect(states(there.now)).toEqual(['one sent', 'two sent'])
  expect(there.now.pending).toBe(false)
  expect(sent(both.server)).toEqual(['one', 'two'])
})

test('until the receipt: queued, sent, confirmed, each when it is true', async () => {
  const both = peers(slow)
  const there = await hook(both, () => useSend<string>('/pub/a', { until: 'receipt' }), undefined, false)
  await settle(both, () => there.now.send('hi'))
  expect(states(there.now)).toEqual(['hi queued'])
  await settle(both, () => both.client.connect())
  expect(states(there.now)).toEqual(['hi confirmed'])
  both.server.mute()
  await settle(both, () => there.now.send('again'))
  expect(states(there.now)).toEqual(['hi confirmed', 'again sent'])
  expect(there.now.pending).toBe(true)
  await settle(both, () => both.server.unmute())
  expect(states(there.now)).toEqual(['hi confirmed', 'again confirmed'])
  await both.client.disconnect()
})

test('connected is not sent: what waits for the subscriptions of the new session is queued still', async () => {
  const both = peers(slow)
  const there = await hook(both, () => useSend<string>('/pub/a', { until: 'receipt' }), undefined)
  both.client.subscribe('/a', () => undefined)
  await settle(both)
  await settle(both, () => both.server.drop())
  await settle(both, () => there.now.send('hi'))
  both.server.on('/a', () => both.server.mute())
  await settle(both, () => both.client.connect())
  expect(both.client.state.status).toBe('connected')
  expect(states(there.now)).toEqual(['hi queued'])
  await settle(both, () => both.server.unmute())
  expect(states(there.now)).toEqual(['hi confirmed'])
})

test('sent and then lost before the receipt: failed, with an error that says it may have arrived', async () => {
  const both = peers(slow)
  const there = await hook(both, () => useSend<string>('/pub/a', { until: 'receipt' }), undefined)
  both.server.mute()
  await settle(both, () => there.now.send('hi'))
  await settle(both, () => both.server.drop())
  expect(states(there.now)).toEqual(['hi failed'])
  expect(there.now.items[0]!.error).toMatchObject({ name: 'ReceiptError', reason: { kind: 'network' } })
})

test('a failed one is handed back; retry() sends it from its place, and only once', async () => {
  const both = peers()
  const there = await hook(both, () => useSend<string>('/pub/a', { whenOffline: 'throw' }), undefined, false)
  await settle(both, () => ['one', 'two'].forEach((body) => there.now.send(body)))
  expect(states(there.now)).toEqual(['one failed', 'two failed'])
  expect(there.now.error).toMatchObject({ name: 'NotSentError', why: 'offline' })
  expect(there.now.items[0]!.error).toMatchObject({ unsent: { body: 'one' } })
  await settle(both, () => both.client.connect())
  const [one] = there.now.items
  await settle(both, () => {
    one!.retry()
    one!.retry()
  })
  one!.retry()
  await settle(both)
  expect(states(there.now)).toEqual(['one sent', 'two failed'])
  expect(sent(both.server)).toEqual(['one'])
  await settle(both, () => there.now.items[1]!.retry())
  expect(states(there.now)).toEqual(['one sent', 'two sent'])
  expect(there.now.error).toBeUndefined()
  await both.client.disconnect()
})

test('what is queued when the client ends is handed back', async () => {
  const both = peers(slow)
  const there = await hook(both, () => useSend<string>('/pub/a'), undefined)
  await settle(both, () => both.server.drop())
  await settle(both, () => there.now.send('hi'))
  await settle(both, () => both.client.disconnect())
  expect(states(there.now)).toEqual(['hi failed'])
  expect(there.now.error).toMatchObject({ name: 'NotSentError', why: 'closed' })
})

test('discard() takes it out of the list, and out of the queue', async () => {
  const both = peers(slow)
  const there = await hook(both, () => useSend<string>('/pub/a'), undefined)
  await settle(both, () => both.server.drop())
  await settle(both, () => ['one', 'two'].forEach((body) => there.now.send(body)))
  const [one] = there.now.items
  await settle(both, () => one!.discard())
  expect(states(there.now)).toEqual(['two queued'])
  await settle(both, () => both.client.connect())
  expect(sent(both.server)).toEqual(['two'])
  expect(states(there.now)).toEqual(['two sent'])
  await settle(both, () => one!.retry())
  await settle(both, () => there.now.items[0]!.discard())
  expect(there.now).toMatchObject({ items: [], pending: false, error: undefined })
  expect(sent(both.server)).toEqual(['two'])
})

test('what is dropped because nobody wanted it to wait is no item', async () => {
  const both = peers()
  const there = await hook(both, () => useSend<string>('/pub/a', { whenOffline: 'drop' }), undefined, false)
  await settle(both, () => there.now.send('hi'))
  expect(there.now).toMatchObject({ items: [], pending: false })
})

test('what is queued outlives the component, and is there again for the next one', async () => {
  const both = peers(slow)
  const keeper = await hook(both, () => undefined, undefined)
  const first = await hook(both, () => useSend<string>('/pub/a'), undefined)
  await settle(both, () => both.server.drop())
  await settle(both, () => first.now.send('hi'))
  await first.unmount()
  const second = await hook(both, () => useSend<string>('/pub/a'), undefined)
  expect(states(second.now)).toEqual(['hi queued'])
  await second.unmount()
  await settle(both, () => both.client.connect())
  expect(sent(both.server)).toEqual(['hi'])
  const third = await hook(both, () => useSend<string>('/pub/a'), undefined)
  expect(states(third.now)).toEqual([])
  await keeper.unmount()
})

test('who sends and who shows need not be one component', async () => {
  const both = peers()
  const composer = await hook(both, () => useSend<string>('/pub/a'), undefined)
  const list = await hook(both, () => useSend<string>('/pub/a'), undefined)
  await settle(both, () => composer.now.send('hi'))
  expect(states(list.now)).toEqual(['hi sent'])
})

test('send() is the same function in each render, and one kept from the room before sends to that room', async () => {
  const channels = defineChannels({ talk: command<string>()('/pub/room/{roomId}') })
  const { useSend: useTyped } = createStompHooks<typeof channels>()
  const both = peers({ channels })
  const there = await hook(
    both,
    (roomId: number) => useTyped('talk', { params: { roomId }, headers: { in: `${roomId}` } }),
    1,
  )
  const { send } = there.now
  await there.rerender(1)
  expect(there.now.send).toBe(send)
  await there.rerender(2)
  expect(there.now.send).not.toBe(send)
  await settle(both, () => {
    send('late')
    there.now.send('now')
  })
  expect(frames(both.server)).toEqual(['SEND /pub/room/1', 'SEND /pub/room/2'])
  expect(commands(both.server, 'SEND').map(({ headers }) => headers.in)).toEqual(['1', '2'])
  expect(states(there.now)).toEqual(['now sent'])
})

test('what cannot be sent at all is a failed item, and throws nowhere', async () => {
  const both = peers()
  const there = await hook(both, () => useSend('/pub/a'), undefined)
  await settle(both, () => there.now.send(() => undefined))
  expect(there.now.error).toBeInstanceOf(TypeError)
  const nowhere = await hook(both, () => useSend('not-a-destination'), undefined)
  await settle(both, () => nowhere.now.send('x'))
  expect(nowhere.now.error).toBeInstanceOf(TypeError)
})

test('of those that went well only the latest are kept, of the others all', async () => {
  const both = peers()
  const there = await hook(
    both,
    (headers: Record<string, string>) => useSend<string>('/pub/a', { headers }),
    {
      bad: '\n',
    },
  )
  await settle(both, () => there.now.send('never'))
  await there.rerender({})
  await settle(both, () => {
    for (let i = 1; i <= 60; i++) there.now.send(`${i}`)
  })
  expect(there.now.items).toHaveLength(51)
  expect(states(there.now).slice(0, 2)).toEqual(['never failed', '11 sent'])
  expect(sent(both.server)).toHaveLength(60)
})
