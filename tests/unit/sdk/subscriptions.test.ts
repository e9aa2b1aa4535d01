import { describe, expect, test, vi } from 'vitest'
import { SubscriptionError, type Message, type SubscribeOptions, type Subscription } from '@stompbox/sdk'
import { nothingGoesUnhandled } from './complaints.ts'
import { connected, reconnected, rejection, reports, said, scene } from './scene.ts'

nothingGoesUnhandled()
const reported = reports()
const ignore = (): void => undefined

/** Its statuses, and what it is told, from now on. */
function told(subscription: Subscription): string[] {
  const all: string[] = []
  const tell = (what: string): void => void all.push(`${what} ${subscription.status}`)
  subscription.on('interrupted', ({ kind }) => tell(`interrupted: ${kind}:`))
  subscription.on('resumed', ({ gap }) => tell(`resumed: ${gap}:`))
  subscription.on('ended', (error) => tell(`ended: ${error?.name}:`))
  return all
}

describe('one SUBSCRIBE', () => {
  test('for all who want the same, and each of them hears every message', async () => {
    const { client, server } = await connected()
    const heard: string[] = []
    client.subscribe('/a', ({ text }) => heard.push(`first ${text}`))
    client.subscribe('/a', ({ text }) => heard.push(`second ${text}`), { headers: {} })
    await server.settled()
    client.subscribe('/a', ({ text }) => heard.push(`third ${text}`))
    await server.settled()
    expect(said(server)).toEqual(['SUBSCRIBE sub-0 /a'])
    server.deliver('/a', '1')
    await server.settled()
    expect(heard).toEqual(['first 1', 'second 1', 'third 1'])
  })

  test('for the same headers, in whatever order they are given', async () => {
    const { client, server } = await connected()
    client.subscribe('/a', ignore, { headers: { selector: 'x', durable: 'true' } })
    client.subscribe('/a', ignore, { headers: { durable: 'true', selector: 'x' } })
    await server.settled()
    expect(said(server)).toEqual(['SUBSCRIBE sub-0 /a'])
    expect(server.received[1]!.headers).toEqual({
      id: 'sub-0',
      destination: '/a',
      selector: 'x',
      durable: 'true',
      receipt: 'receipt-0',
    })
  })

  test.each([
    ['another destination', '/b', {}],
    ['another header', '/a', { headers: { selector: 'x' } }],
    ['a header whose value runs on like another one', '/a', { headers: { a: 'b', c: 'd' } }],
    ['an ack mode', '/a', { ack: 'client' }],
    ['the other ack mode', '/a', { ack: 'client-individual' }],
    ['an ack mode among the headers', '/a', { headers: { ack: 'client' } }],
  ] as const)('is not shared by %s', async (_, destination, options) => {
    const { client, server } = await connected()
    client.subscribe('/a', ignore)
    client.subscribe('/a', ignore, { headers: { a: 'b' } })
    client.subscribe(destination, ignore, options)
    await server.settled()
    expect(said(server)).toEqual([
      'SUBSCRIBE sub-0 /a',
      'SUBSCRIBE sub-1 /a',
      `SUBSCRIBE sub-2 ${destination}`,
    ])
  })

  test('is shared by nobody who acknowledges: each delivery is settled once', async () => {
    const { client, server } = await connected()
    client.subscribe('/a', ignore, { ack: 'client' })
    client.subscribe('/a', ignore, { ack: 'client' })
    client.subscribe('/a', ignore, { headers: { ack: 'client' } })
    client.subscribe('/a', ignore, { ack: 'auto' })
    client.subscribe('/a', ignore, { ack: 'auto' })
    await server.settled()
    expect(server.sessions[0]!.subscriptions.map(({ headers }) => headers.ack)).toEqual([
      'client',
      'client',
      'client',
      'auto',
    ])
  })

  test('is taken back by the last one who leaves', async () => {
    const { client, server } = await connected()
    const [first, second] = [client.subscribe('/a', ignore), client.subscribe('/a', ignore)]
    await server.settled()
    first.unsubscribe()
    await server.settled()
    expect(said(server)).toEqual(['SUBSCRIBE sub-0 /a'])
    second.unsubscribe()
    first.unsubscribe()
    second.unsubscribe()
    await server.settled()
    expect(said(server)).toEqual(['SUBSCRIBE sub-0 /a', 'UNSUBSCRIBE sub-0'])
    client.subscribe('/a', ignore)
    await server.settled()
    expect(server.sessions[0]!.subscriptions.map(({ id }) => id)).toEqual(['sub-1'])
  })

  test('or none, where the turn ends as it began', async () => {
    const { client, server } = await connected()
    client.subscribe('/a', ignore).unsubscribe()
    client.subscribe('/b', ignore).unsubscribe()
    client.subscribe('/b', ignore).unsubscribe()
    const kept = client.subscribe('/b', ignore)
    await server.settled()
    expect(said(server)).toEqual(['SUBSCRIBE sub-1 /b'])
    kept.unsubscribe()
    const back = client.subscribe('/b', ignore)
    expect(back.status).toBe('active')
    await server.settled()
    expect(said(server)).toEqual(['SUBSCRIBE sub-1 /b'])
  })

  test('takes its id and its destination from nobody', async () => {
    const { client, server } = await connected()
    client.subscribe('/a', ignore, { headers: { id: 'sub-7', destination: '/evil', receipt: 'mine' } })
    client.subscribe('/a', ignore, { headers: { id: 'sub-8', receipt: 'mine' } })
    await server.settled()
    expect(said(server)).toEqual(['SUBSCRIBE sub-0 /a'])
    expect(server.received[1]!.headers.receipt).toBe('receipt-0')
  })

  test('leaves before a SEND of the same turn, and UNSUBSCRIBE too', async () => {
    const { client, server } = await connected()
    const heard: string[] = []
    const gone = client.subscribe('/b', ignore)
    await server.settled()
    client.subscribe('/a', ({ text }) => heard.push(text))
    gone.unsubscribe()
    void client.send('/a', '1')
    await server.settled()
    expect(said(server).slice(1)).toEqual(['SUBSCRIBE sub-1 /a', 'UNSUBSCRIBE sub-0', 'SEND /a 1'])
    expect(heard).toEqual(['1'])
  })

  test('leaves before DISCONNECT, but not without need', async () => {
    const { client, server } = await connected()
    const one = client.subscribe('/a', ignore)
    await server.settled()
    one.unsubscribe()
    client.subscribe('/b', ignore).unsubscribe()
    await client.disconnect()
    expect(said(server)).toEqual(['SUBSCRIBE sub-0 /a', 'UNSUBSCRIBE sub-0', 'DISCONNECT'])
  })

  test.each([
    ['a destination without a slash', 'a', {}],
    ['a line break in the destination', '/a\nx:y', {}],
    ['a number for a header', '/a', { headers: { n: 1 } }],
    ['a line break in a header', '/a', { headers: { selector: 'a\nb' } }],
    ['a colon in the name of a header', '/a', { headers: { 'a:b': '' } }],
  ])('cannot be made of %s, and nothing stays of the attempt', async (_, destination, options) => {
    const { client, server } = await connected()
    expect(() => client.subscribe(destination, ignore, options as SubscribeOptions)).toThrow(TypeError)
    await reconnected({ client, server } as never)
    expect(said(server)).toEqual([])
  })
})

describe('ready', () => {
  test('is confirmed by the RECEIPT', async () => {
    const { client, server } = await connected()
    const subscription = client.subscribe('/a')
    expect(subscription.status).toBe('waiting')
    await Promise.resolve()
    expect(subscription.status).toBe('pending')
    expect(await subscription.ready).toBe('confirmed')
    expect(subscription.status).toBe('active')
    expect(said(server)).toEqual(['SUBSCRIBE sub-0 /a'])
  })

  test('is there at once for whoever comes later', async () => {
    const { client } = await connected()
    await client.subscribe('/a').ready
    const later = client.subscribe('/a')
    expect(later.status).toBe('active')
    expect(await later.ready).toBe('confirmed')
    const pending = client.subscribe('/b')
    await Promise.resolve()
    expect([pending.status, client.subscribe('/b').status]).toEqual(['pending', 'pending'])
  })

  test('waits for the first session', async () => {
    const { client } = scene()
    const subscription = client.subscribe('/a')
    await Promise.resolve()
    expect(subscription.status).toBe('waiting')
    await client.connect()
    expect(await subscription.ready).toBe('confirmed')
  })

  test('is "sent" where the server is known to give no receipts, and asks for none', async () => {
    vi.useFakeTimers()
    const { client, server } = await connected({ receipts: 'disconnect-only' })
    expect(await client.subscribe('/a').ready).toBe('sent')
    await vi.advanceTimersByTimeAsync(2_000)
    server.deliver('/a')
    await server.settled()
    const second = client.subscribe('/b')
    expect(await second.ready).toBe('sent')
    expect(second.status).toBe('active')
    expect(await client.subscribe('/b').ready).toBe('sent')
    expect(server.sessions[0]!.subscriptions.map(({ headers }) => 'receipt' in headers)).toEqual([
      true,
      false,
    ])
  })

  test.each([
    ['before the SUBSCRIBE', false],
    ['before the RECEIPT', true],
  ])('rejects when the end comes %s, and disturbs nobody who did not ask', async (_, late) => {
    const { client, server } = await connected()
    server.mute()
    const subscription = client.subscribe('/a')
    if (late) await server.settled()
    subscription.unsubscribe()
    const error = await rejection(subscription.ready)
    expect(error).toBeInstanceOf(SubscriptionError)
    expect((error as Error).message).toBe('Unsubscribed from /a.')
    server.unmute()
    await server.settled()
    expect(subscription.status).toBe('ended')
    expect(server.sessions[0]!.subscriptions).toEqual([])
    expect(reported).toEqual([])
  })
})

describe('a session that is lost', () => {
  test('interrupts each subscription once; the next one resumes it, with an unknown gap', async () => {
    const running = await connected()
    const { client, server } = running
    const one = client.subscribe('/a')
    await one.ready
    const other = client.subscribe('/a')
    const events = [told(one), told(other)]
    await reconnected(running)
    await reconnected(running)
    const twice = ['interrupted: network: waiting', 'resumed: unknown: active']
    expect(events).toEqual([
      [...twice, ...twice],
      [...twice, ...twice],
    ])
    expect(said(server)).toEqual(['SUBSCRIBE sub-0 /a', 'SUBSCRIBE sub-0 /a', 'SUBSCRIBE sub-0 /a'])
    server.deliver('/a', 'again')
    expect((await one[Symbol.asyncIterator]().next()).value?.text).toBe('again')
  })

  test('has nothing to tell those who come between two sessions', async () => {
    const running = await connected()
    const { client, server } = running
    await client.subscribe('/a').ready
    server.drop()
    await client.when('waiting')
    const events = [told(client.subscribe('/a')), told(client.subscribe('/b'))]
    await client.when('connected')
    await server.settled()
    expect(events).toEqual([[], []])
  })

  test('tells of the resumption whomever it told of the interruption, confirmed or not', async () => {
    const running = await connected()
    const { client, server } = running
    server.mute()
    const subscription = client.subscribe('/a')
    const events = told(subscription)
    await server.settled()
    server.drop()
    await client.when('waiting')
    server.unmute()
    await client.when('connected')
    expect(await subscription.ready).toBe('confirmed')
    expect(events).toEqual(['interrupted: network: waiting', 'resumed: unknown: active'])
  })

  test('takes UNSUBSCRIBE with it: what ended in between is not subscribed to again', async () => {
    const running = await connected()
    const { client, server } = running
    const [gone, kept] = [client.subscribe('/a', ignore), client.subscribe('/b', ignore)]
    await kept.ready
    server.drop()
    gone.unsubscribe()
    await client.when('waiting')
    client.subscribe('/c', ignore).unsubscribe()
    await client.when('connected')
    await server.settled()
    expect(said(server).slice(2)).toEqual(['SUBSCRIBE sub-1 /b'])
  })

  test('may be left for good in a handler that is told of it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { client, server } = await connected()
    const subscription = client.subscribe('/a')
    await subscription.ready
    subscription.on('interrupted', () => client.disconnect())
    server.drop()
    expect((await client.when('closed')).reason.kind).toBe('asked')
    await vi.advanceTimersByTimeAsync(60_000)
    await server.settled()
    expect([client.state.status, server.attempts, vi.getTimerCount()]).toEqual(['closed', 1, 0])
  })

  test.each(['all', 'disconnect-only'] as const)(
    'may be left for good in a handler that is told of the next one (receipts: %s)',
    async (receipts) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      const running = await connected({ receipts })
      const { client, server } = running
      const [one, other] = [client.subscribe('/a'), client.subscribe('/b')]
      await server.settled()
      vi.advanceTimersByTime(2_000)
      await Promise.all([one.ready, other.ready])
      server.deliver('/a')
      await server.settled()
      one.on('resumed', () => client.disconnect())
      server.drop()
      await client.when('waiting')
      vi.advanceTimersByTime(1)
      await server.settled()
      expect(client.state).toMatchObject({ status: 'closed', reason: { kind: 'asked' } })
      expect([one.status, other.status]).toEqual(['waiting', 'waiting'])
      const whole = said(server)
      expect(whole.indexOf('DISCONNECT')).toBe(whole.length - 1)
    },
  )

  test('tells nobody whom another handler has unsubscribed', async () => {
    const running = await connected()
    const one = running.client.subscribe('/a')
    const other = running.client.subscribe('/a')
    const third = running.client.subscribe('/a')
    await third.ready
    one.on('interrupted', () => other.unsubscribe())
    one.on('resumed', () => third.unsubscribe())
    const events = [told(other), told(third)]
    await reconnected(running)
    expect(events).toEqual([
      ['ended: undefined: ended'],
      ['interrupted: network: waiting', 'ended: undefined: ended'],
    ])
    expect([one.status, other.status, third.status]).toEqual(['active', 'ended', 'ended'])
  })

  test('on disconnect() interrupts, and connect() resumes', async () => {
    const { client, server } = await connected()
    const subscription = client.subscribe('/a')
    await subscription.ready
    const events = told(subscription)
    await client.disconnect()
    await client.connect()
    await server.settled()
    expect(events).toEqual(['interrupted: asked: waiting', 'resumed: unknown: active'])
  })

  test('leaves nothing of one that a resumed handler took off, when it sends at once', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { client, server } = await connected({ receipts: 'disconnect-only' })
    const [one, other] = [client.subscribe('/a'), client.subscribe('/b')]
    await server.settled()
    vi.advanceTimersByTime(2_000)
    server.deliver('/a')
    await server.settled()
    one.on('resumed', () => {
      other.unsubscribe()
      void client.send('/pub')
    })
    server.drop()
    await client.when('waiting')
    vi.advanceTimersByTime(1)
    await client.when('connected')
    await server.settled()
    expect(server.sessions[0]!.subscriptions.map(({ destination }) => destination)).toEqual(['/a'])
  })
})

describe('a subscription that the server refuses', () => {
  async function refused(code = 'forbidden') {
    const running = await connected()
    const { client, server } = running
    const kept = client.subscribe('/kept')
    await kept.ready
    server.on('/no', ({ headers }) =>
      server.error({ code, message: 'Not yours', headers: { 'receipt-id': headers.receipt! } }),
    )
    return { ...running, kept }
  }

  test('ends with its reason; the client comes back without it, and with all others', async () => {
    const { client, server, kept } = await refused()
    const subscription = client.subscribe('/no')
    const events = [told(subscription), told(kept)]
    const error = await rejection(subscription.ready)
    expect(error).toBeInstanceOf(SubscriptionError)
    expect(error).toMatchObject({
      message: 'Not subscribed to /no: Not yours',
      reason: { kind: 'refused', code: 'forbidden', message: 'Not yours' },
    })
    await client.when('connected')
    await server.settled()
    expect(events).toEqual([
      ['ended: SubscriptionError: ended'],
      ['interrupted: refused: waiting', 'resumed: unknown: active'],
    ])
    expect(said(server)).toEqual(['SUBSCRIBE sub-0 /kept', 'SUBSCRIBE sub-1 /no', 'SUBSCRIBE sub-0 /kept'])
    expect(reported).toEqual([])
  })

  test('ends for all who share it, and is reported for those who do not listen', async () => {
    const { client, server } = await refused()
    const all = [client.subscribe('/no', ignore), client.subscribe('/no', ignore)]
    await Promise.all(all.map(({ ready }) => rejection(ready)))
    await client.when('connected')
    await server.settled()
    expect(all.map(({ status }) => status)).toEqual(['ended', 'ended'])
    expect(reported).toHaveLength(2)
  })

  test('throws in the loop that waits for it', async () => {
    const { client } = await refused()
    await expect(client.subscribe('/no')[Symbol.asyncIterator]().next()).rejects.toThrow(SubscriptionError)
    expect(reported).toEqual([])
  })

  test('may be subscribed to again as soon as its end is known', async () => {
    const { client, server } = await refused()
    let again: Subscription | undefined
    client.subscribe('/no').on('ended', () => {
      server.on('/no', ignore)
      again = client.subscribe('/no')
    })
    await vi.waitFor(() => expect(again).toBeDefined())
    expect(await again!.ready).toBe('confirmed')
    expect(server.sessions[0]!.subscriptions.map(({ destination }) => destination)).toEqual(['/kept', '/no'])
  })

  test('that was taken back already is nobody’s trouble', async () => {
    const { client, server } = await refused()
    client.subscribe('/no', ignore)
    await server.next('SUBSCRIBE', '/no')
    await client.when('waiting')
    await client.when('connected')
    await server.settled()
    expect(client.state.status).toBe('connected')
  })
})

describe('in a handler', () => {
  test('whoever is unsubscribed hears nothing more, not even the same message', async () => {
    const { client, server } = await connected()
    const heard: string[] = []
    const first = client.subscribe('/a', ({ text }) => {
      heard.push(`first ${text}`)
      second.unsubscribe()
    })
    const second = client.subscribe('/a', () => heard.push('second'))
    second.on('message', () => heard.push('second, too'))
    await first.ready
    server.deliver('/a', '1')
    server.deliver('/a', '2')
    await server.settled()
    expect(heard).toEqual(['first 1', 'first 2'])
  })

  test('no listener of the same subscription is called after unsubscribe()', async () => {
    const { client, server } = await connected()
    const heard: string[] = []
    const subscription = client.subscribe('/a', () => {
      heard.push('first')
      subscription.unsubscribe()
    })
    subscription.on('message', () => heard.push('second'))
    await subscription.ready
    server.deliver('/a')
    await server.settled()
    expect(heard).toEqual(['first'])
  })

  test('a listener that is stopped by another of the same message is not called', async () => {
    const { client, server } = await connected()
    const heard: string[] = []
    const subscription = client.subscribe('/a', () => {
      heard.push('first')
      stop()
    })
    const stop = subscription.on('message', () => heard.push('second'))
    subscription.on('message', () => heard.push('third'))
    await subscription.ready
    server.deliver('/a')
    await server.settled()
    expect(heard).toEqual(['first', 'third'])
  })

  test('what is subscribed to is not told of the message that is there already', async () => {
    const { client, server } = await connected()
    const heard: string[] = []
    const one = client.subscribe('/a', ({ text }) => {
      if (text === '1') client.subscribe('/a', (message) => heard.push(message.text))
    })
    await one.ready
    server.deliver('/a', '1')
    await server.settled()
    server.deliver('/a', '2')
    await server.settled()
    expect(heard).toEqual(['2'])
    expect(said(server)).toEqual(['SUBSCRIBE sub-0 /a'])
  })

  test('what is thrown, or rejected, is reported and stops nobody', async () => {
    const { client, server } = await connected()
    const heard: string[] = []
    const faulty = client.subscribe('/a', () => {
      throw new Error('thrown')
    })
    client.subscribe('/a', () => Promise.reject(new Error('rejected')))
    client.subscribe('/a', ({ text }: Message) => heard.push(text))
    for (const event of ['interrupted', 'resumed', 'ended'] as const)
      faulty.on(event, () => {
        throw new Error(event)
      })
    await faulty.ready
    server.deliver('/a', '1')
    await server.settled()
    await reconnected({ client, server } as never)
    server.deliver('/a', '2')
    await server.settled()
    faulty.unsubscribe()
    expect(heard).toEqual(['1', '2'])
    expect(reported.map((error) => (error as Error).message).sort()).toEqual(
      ['thrown', 'rejected', 'interrupted', 'resumed', 'thrown', 'rejected', 'ended'].sort(),
    )
    expect(client.state.status).toBe('connected')
  })
})
