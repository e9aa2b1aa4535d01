import { describe, expect, test, vi } from 'vitest'
import { OverflowError, type BufferOptions, type Message, type Subscription } from '@stompbox/sdk'
import { nothingGoesUnhandled } from './complaints.ts'
import { connected, reconnected, reports, said } from './scene.ts'

nothingGoesUnhandled()
const reported = reports()

/** A subscription to `/a` of which these have arrived before anybody took one. */
async function holding(bodies: string[], buffer?: BufferOptions) {
  const running = await connected()
  const { client, server } = running
  const subscription = client.subscribe('/a', buffer && { buffer })
  const dropped: string[] = []
  subscription.on('dropped', ({ text }) => dropped.push(text))
  await subscription.ready
  for (const body of bodies) server.deliver('/a', body)
  await server.settled()
  return { ...running, subscription, dropped }
}

/** What the loop takes until it ends, and what ends it. */
async function taken(subscription: Subscription): Promise<unknown[]> {
  const all: unknown[] = []
  try {
    for await (const { text } of subscription) all.push(text)
  } catch (error) {
    all.push((error as Error).name)
  }
  return all
}

describe('a loop', () => {
  test('takes what waits and what comes, in order, and ends with unsubscribe()', async () => {
    const { server, subscription } = await holding(['1', '2'])
    const loop = taken(subscription)
    await server.settled()
    server.deliver('/a', '3')
    await server.settled()
    subscription.unsubscribe()
    expect(await loop).toEqual(['1', '2', '3'])
    expect(await taken(subscription)).toEqual([])
  })

  test('goes on through the sessions', async () => {
    const running = await holding(['1'])
    const loop = taken(running.subscription)
    await reconnected(running)
    running.server.deliver('/a', '2')
    await running.server.settled()
    running.subscription.unsubscribe()
    expect(await loop).toEqual(['1', '2'])
  })

  test.each([
    ['break', 'break'],
    ['return', 'return'],
    ['throw', 'throw'],
  ])('that is left by %s has unsubscribed, and forgets what waits', async (_, how) => {
    const { server, subscription } = await holding(['1', '2'])
    const leave = async (): Promise<string> => {
      for await (const { text } of subscription) {
        if (how === 'throw') throw new Error(text)
        if (how === 'return') return text
        break
      }
      return 'left'
    }
    expect(await leave().catch((error: unknown) => (error as Error).message)).toBe(
      how === 'break' ? 'left' : '1',
    )
    expect(subscription.status).toBe('ended')
    await server.settled()
    expect(said(server)).toEqual(['SUBSCRIBE sub-0 /a', 'UNSUBSCRIBE sub-0'])
    expect(await taken(subscription)).toEqual([])
  })

  test('that waits ends with unsubscribe(), for everyone who waits', async () => {
    const { subscription } = await holding([])
    const iterator = subscription[Symbol.asyncIterator]()
    const both = Promise.all([iterator.next(), iterator.next()])
    subscription.unsubscribe()
    expect(await both).toEqual([{ done: true }, { done: true }])
    expect(await iterator.next()).toEqual({ done: true })
  })

  test('hands each message to one of two who wait, in the order of asking', async () => {
    const { server, subscription } = await holding([])
    const iterator = subscription[Symbol.asyncIterator]()
    const both = Promise.all([iterator.next(), iterator.next()])
    server.deliver('/a', '1')
    server.deliver('/a', '2')
    expect((await both).map(({ value }) => (value as Message).text)).toEqual(['1', '2'])
  })
})

describe('what nobody takes yet', () => {
  test('is given to the first listener, which then hears the rest as it comes', async () => {
    const { server, subscription } = await holding(['1', '2'])
    const heard: string[] = []
    subscription.on('message', ({ text }) => heard.push(text))
    expect(heard).toEqual(['1', '2'])
    server.deliver('/a', '3')
    await server.settled()
    expect(heard).toEqual(['1', '2', '3'])
    subscription.unsubscribe()
    expect(await taken(subscription)).toEqual([])
  })

  test('goes to both where there are a listener and a loop', async () => {
    const { server, subscription } = await holding(['1'])
    const loop = taken(subscription)
    const heard: string[] = []
    subscription.on('message', ({ text }) => heard.push(text))
    server.deliver('/a', '2')
    await server.settled()
    subscription.unsubscribe()
    expect([await loop, heard]).toEqual([['1', '2'], ['2']])
  })

  test('does not wait behind a handler: there is nothing for a loop that comes after it', async () => {
    const { client, server } = await connected()
    const subscription = client.subscribe('/a', () => undefined)
    await subscription.ready
    server.deliver('/a', '1')
    await server.settled()
    const loop = taken(subscription)
    server.deliver('/a', '2')
    await server.settled()
    subscription.unsubscribe()
    expect(await loop).toEqual(['2'])
  })

  test('waits again when the only listener has stopped', async () => {
    const { server, subscription } = await holding([])
    const heard: string[] = []
    subscription.on('message', ({ text }) => heard.push(text))()
    server.deliver('/a', '1')
    await server.settled()
    subscription.on('message', ({ text }) => heard.push(text))
    expect(heard).toEqual(['1'])
  })

  test('is forgotten by a listener that unsubscribes', async () => {
    const { subscription } = await holding(['1', '2'])
    const heard: string[] = []
    subscription.on('message', ({ text }) => {
      heard.push(text)
      subscription.unsubscribe()
    })
    expect(heard).toEqual(['1'])
  })
})

describe('a full buffer', () => {
  test.each([
    ['drop-oldest', ['2', '3'], ['1']],
    ['drop-newest', ['1', '2'], ['3']],
  ] as const)('with %s keeps the others, and tells which it dropped', async (overflow, kept, lost) => {
    const { subscription, dropped } = await holding(['1', '2', '3'], { max: 2, overflow })
    subscription.unsubscribe()
    expect([await taken(subscription), dropped]).toEqual([kept, lost])
  })

  test.each(['drop-oldest', 'drop-newest'] as const)('of none, with %s, drops all', async (overflow) => {
    const { subscription, dropped } = await holding(['1', '2'], { max: 0, overflow })
    subscription.unsubscribe()
    expect([await taken(subscription), dropped]).toEqual([[], ['1', '2']])
  })

  test('with "end" ends the subscription: the loop has what waits, then the error, then nothing', async () => {
    const { server, subscription } = await holding(['1', '2', '3'], { max: 2, overflow: 'end' })
    expect(subscription.status).toBe('ended')
    expect(said(server)).toEqual(['SUBSCRIBE sub-0 /a', 'UNSUBSCRIBE sub-0'])
    expect(await taken(subscription)).toEqual(['1', '2', 'OverflowError'])
    expect(await taken(subscription)).toEqual([])
    expect(reported).toEqual([expect.any(OverflowError)])
    expect((reported[0] as Error).message).toBe('More than 2 messages from /a wait (buffer.max).')
  })

  test('with "end" tells whoever listens for the end, and then reports nothing', async () => {
    const { client, server } = await connected()
    const subscription = client.subscribe('/a', { buffer: { max: 1, overflow: 'end' } })
    const ends: unknown[] = []
    subscription.on('ended', (error) => ends.push(error))
    await subscription.ready
    server.deliver('/a')
    server.deliver('/a')
    await server.settled()
    expect([ends, reported]).toEqual([[expect.any(OverflowError)], []])
  })

  test('is one of a thousand, and ends, by default', async () => {
    const { client, server } = await connected()
    const subscription = client.subscribe('/a')
    await subscription.ready
    for (let n = 0; n < 1_000; n++) server.deliver('/a')
    await server.settled()
    expect(subscription.status).toBe('active')
    server.deliver('/a')
    await server.settled()
    expect(subscription.status).toBe('ended')
    expect((await taken(subscription)).length).toBe(1_001)
  })

  test('does not disturb the others that share the SUBSCRIBE', async () => {
    const { client, server } = await connected()
    const heard: string[] = []
    const small = client.subscribe('/a', { buffer: { max: 0, overflow: 'end' } })
    client.subscribe('/a', ({ text }) => heard.push(text))
    await small.ready
    server.deliver('/a', '1')
    server.deliver('/a', '2')
    await server.settled()
    expect([small.status, heard]).toEqual(['ended', ['1', '2']])
    expect(said(server)).toEqual(['SUBSCRIBE sub-0 /a'])
  })
})

describe('the end', () => {
  test('comes with the block of `using`', async () => {
    const { client, server } = await connected()
    {
      using subscription = client.subscribe('/a')
      await subscription.ready
    }
    await server.settled()
    expect(said(server)).toEqual(['SUBSCRIBE sub-0 /a', 'UNSUBSCRIBE sub-0'])
  })

  test('comes with the signal, and is told once', async () => {
    const { client, server } = await connected()
    const stopping = new AbortController()
    const subscription = client.subscribe('/a', { signal: stopping.signal })
    const ends: unknown[] = []
    subscription.on('ended', (error) => ends.push(error))
    const loop = taken(subscription)
    await subscription.ready
    stopping.abort()
    subscription.unsubscribe()
    await server.settled()
    expect([ends, await loop]).toEqual([[undefined], []])
    expect(said(server)).toEqual(['SUBSCRIBE sub-0 /a', 'UNSUBSCRIBE sub-0'])
  })

  test('comes with a signal in the turn of subscribing, and nothing is sent', async () => {
    const { client, server } = await connected()
    const stopping = new AbortController()
    const subscription = client.subscribe('/a', () => undefined, { signal: stopping.signal })
    stopping.abort()
    await server.settled()
    expect([subscription.status, said(server)]).toEqual(['ended', []])
  })

  test('was there before the beginning, where the signal has aborted already: shared or not', async () => {
    const { client, server } = await connected()
    const heard: string[] = []
    const first = client.subscribe('/a', () => undefined)
    await first.ready
    const signal = AbortSignal.abort()
    const subscriptions = [
      client.subscribe('/a', () => heard.push('a'), { signal }),
      client.subscribe('/b', () => heard.push('b'), { signal }),
    ]
    await server.settled()
    server.deliver('/a')
    await server.settled()
    expect(subscriptions.map(({ status }) => status)).toEqual(['ended', 'ended'])
    for (const { ready } of subscriptions) await expect(ready).rejects.toThrow('Unsubscribed from')
    first.unsubscribe()
    await server.settled()
    expect(said(server)).toEqual(['SUBSCRIBE sub-0 /a', 'UNSUBSCRIBE sub-0'])
    expect(heard).toEqual([])
  })

  test('leaves nothing on the signal', async () => {
    const { client } = await connected()
    const { signal } = new AbortController()
    const [add, remove] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')]
    const subscription = client.subscribe('/a', { signal })
    expect([add, remove].map(({ mock }) => mock.calls.length)).toEqual([1, 0])
    subscription.unsubscribe()
    expect(remove.mock.calls).toEqual(add.mock.calls)
  })

  test('is heard by listeners once, and they hear nothing after it', async () => {
    const { client, server } = await connected()
    const told: string[] = []
    const subscription = client.subscribe('/a', () => told.push('message'))
    for (const event of ['interrupted', 'resumed', 'ended'] as const)
      subscription.on(event, () => told.push(event))
    await subscription.ready
    server.deliver('/a')
    subscription.unsubscribe()
    subscription.unsubscribe()
    await reconnected({ client, server } as never)
    expect(told).toEqual(['ended'])
  })
})
