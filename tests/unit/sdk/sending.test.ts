import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { NotSentError, ReceiptError, type NotSentWhy, type OutboxOptions } from '@stompbox/sdk'
import { nothingGoesUnhandled } from './complaints.ts'
import { connected, rejection, reports, said, scene } from './scene.ts'

nothingGoesUnhandled()
const reported = reports()
const ignore = (): void => undefined

/** What became of a send: its outcome, or why it was handed back. */
const fate = (sending: Promise<string>): Promise<string> =>
  sending.catch((error: unknown) =>
    error instanceof NotSentError ? `NotSentError: ${error.why}` : (error as Error).name,
  )

describe('a send', () => {
  test.each([
    [undefined, 'sent'],
    ['queued', 'sent'],
    ['sent', 'sent'],
    ['receipt', 'confirmed'],
  ] as const)('until %s, with a session, is %s', async (until, outcome) => {
    const { client, server } = await connected()
    const options = until && { until }
    expect(await client.send('/a', 'x', { ...options, whenOffline: 'throw' })).toBe(outcome)
    expect(said(server)).toEqual(['SEND /a x'])
    expect('receipt' in server.received[1]!.headers).toBe(until === 'receipt')
  })

  test.each([
    ['queued', 'queued', 'queued'],
    ['sent', 'pending', 'sent'],
    ['receipt', 'pending', 'confirmed'],
  ] as const)('until %s, without a session, is %s, and in the end %s', async (until, now, later) => {
    const { client, server } = scene()
    let outcome = 'pending'
    const sending = client.send('/a', 'x', { until }).then((known) => (outcome = known))
    await server.settled()
    expect(outcome).toBe(now)
    await client.connect()
    expect(await sending).toBe(later)
    await server.settled()
    expect(said(server)).toEqual(['SEND /a x'])
  })

  test.each(['queued', 'sent', 'receipt'] as const)(
    'until %s, when closed, is handed back at once',
    async (until) => {
      const { client, server } = await connected()
      await client.disconnect()
      const told = vi.fn()
      client.onNotSent(told)
      const error = await rejection(client.send('/a', { n: 1 }, { until, headers: { k: 'v' } }))
      expect(error).toMatchObject({
        name: 'NotSentError',
        why: 'closed',
        message: 'Nothing was sent to /a: the client is closed. Disconnected as asked.',
        unsent: { destination: '/a', body: { n: 1 }, headers: { k: 'v' } },
        reason: { kind: 'asked' },
      })
      expect(told).not.toHaveBeenCalled()
      expect(said(server)).toEqual(['DISCONNECT'])
    },
  )

  test.each([
    ['drop', 'dropped', 'dropped', 'dropped'],
    ['throw', 'NotSentError: offline', 'NotSentError: offline', 'NotSentError: offline'],
  ] as const)('that would rather %s does not wait', async (whenOffline, idle, waiting, closed) => {
    const { client, server } = scene()
    const send = (): Promise<string> => fate(client.send('/a', 'x', { whenOffline }))
    expect(await send()).toBe(idle)
    const connecting = client.connect()
    expect(await send()).toBe(idle)
    await connecting
    expect(await send()).toBe('sent')
    server.drop()
    await client.when('waiting')
    expect(await send()).toBe(waiting)
    await client.disconnect()
    expect(await send()).toBe(closed)
    await server.settled()
    expect(said(server)).toEqual(['SEND /a x'])
  })

  test('does what the outbox says unless it says otherwise', async () => {
    const { client } = scene({}, { outbox: { whenOffline: 'drop' } })
    expect(await client.send('/a')).toBe('dropped')
    expect(await client.send('/a', 1, { until: 'queued', whenOffline: 'queue' })).toBe('queued')
    expect(await fate(client.send('/a', 1, { whenOffline: 'throw' }))).toBe('NotSentError: offline')
    await client.disconnect()
  })

  test('goes where it is sent, whatever its headers say', async () => {
    const { client, server } = await connected()
    const headers = { destination: '/evil', 'content-length': '1', id: 'x', receipt: 'mine', k: 'v' }
    await client.send('/a', 'body', { headers, until: 'receipt' })
    await client.send('/b', undefined, { headers: { 'content-length': '5' } })
    expect(said(server)).toEqual(['SEND x /a body', 'SEND /b'])
    expect(server.received[1]!.headers).toMatchObject({ 'content-length': '4', receipt: 'receipt-0', k: 'v' })
    expect(headers.destination).toBe('/evil')
  })

  test('of bytes arrives as they were, those that wait too', async () => {
    const { client, server } = scene()
    const bytes = Uint8Array.of(0, 10, 0, 255)
    const sends = [bytes, bytes.buffer, new DataView(bytes.buffer, 1, 2), new Uint16Array([513])].map(
      (body) => client.send('/a', body),
    )
    bytes.fill(7)
    await client.connect()
    await Promise.all(sends)
    await server.settled()
    expect(server.received.slice(1).map((frame) => [...frame.bytes])).toEqual([
      [0, 10, 0, 255],
      [0, 10, 0, 255],
      [10, 0],
      [1, 2],
    ])
    expect(server.received[1]!.headers).toEqual({
      destination: '/a',
      'content-type': 'application/octet-stream',
      'content-length': '4',
    })
  })

  test('has the body that it had when it was sent', async () => {
    const { client, server } = scene()
    const body = { n: 1 }
    const sending = client.send('/a', body)
    body.n = 2
    await client.connect()
    await sending
    await server.settled()
    expect(said(server)).toEqual(['SEND /a {"n":1}'])
  })

  test.each([
    ['a function', ignore],
    ['a symbol', Symbol('s')],
  ])('of %s is refused, and nothing waits', async (_, body) => {
    const { client, server } = scene()
    await expect(client.send('/a', body)).rejects.toThrow(TypeError)
    const circle: unknown[] = []
    circle.push(circle)
    await expect(client.send('/a', circle)).rejects.toThrow(TypeError)
    await client.connect()
    expect(said(server)).toEqual([])
  })

  test('says when it is handed to the socket, once', async () => {
    const { client, server } = scene()
    const told: string[] = []
    const send = (name: string, until: 'queued' | 'sent' | 'receipt'): Promise<unknown> =>
      client
        .send('/a', name, { until, onSent: () => told.push(`handed over: ${name}`) })
        .then((outcome) => told.push(`${outcome}: ${name}`))
    const waiting = [send('1', 'queued'), send('2', 'receipt')]
    await server.settled()
    expect(told).toEqual(['queued: 1'])
    await client.connect()
    await Promise.all(waiting)
    expect(told).toEqual(['queued: 1', 'handed over: 1', 'handed over: 2', 'confirmed: 2'])
    await Promise.all([send('3', 'sent'), send('4', 'receipt')])
    expect(told.slice(4)).toEqual(['handed over: 3', 'handed over: 4', 'sent: 3', 'confirmed: 4'])
  })

  test('is sent though its onSent throws', async () => {
    const { client } = await connected()
    const onSent = (): never => {
      throw new Error('mine')
    }
    expect(await client.send('/a', 1, { onSent })).toBe('sent')
    expect(await client.send('/a', 1, { onSent, until: 'receipt' })).toBe('confirmed')
    expect(reported).toHaveLength(2)
  })
})

describe('the outbox', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => expect(vi.getTimerCount()).toBe(0))

  /** Sends all these while there is no session, and says what became of each. */
  async function waiting(outbox: OutboxOptions, bodies: unknown[]) {
    const running = scene({}, { outbox })
    const { client } = running
    const fates: string[] = []
    bodies.forEach((body, n) => {
      void fate(client.send('/a', body)).then((known) => (fates[n] = known))
    })
    await vi.advanceTimersByTimeAsync(0)
    return { ...running, fates }
  }

  test('holds so many messages, and takes more once there is room', async () => {
    const { client, server, fates } = await waiting({ maxMessages: 2 }, ['1', '2', '3'])
    expect(fates).toEqual([undefined, undefined, 'NotSentError: full'])
    const error = await rejection(client.send('/a', '4', { until: 'queued' }))
    expect(error).toMatchObject({
      message: 'Nothing was sent to /a: the outbox is full (maxMessages is 2).',
      unsent: { destination: '/a', body: '4', headers: {} },
    })
    await client.connect()
    expect(await client.send('/a', '5')).toBe('sent')
    await server.settled()
    expect(said(server)).toEqual(['SEND /a 1', 'SEND /a 2', 'SEND /a 5'])
  })

  test('holds so many bytes of bodies', async () => {
    const { client, fates } = await waiting({ maxBytes: 12 }, ['12345678', '안', '1', '12', undefined])
    expect(fates).toEqual([undefined, undefined, undefined, 'NotSentError: full'])
    await client.disconnect()
    await vi.advanceTimersByTimeAsync(0)
    expect(fates).toEqual([
      'NotSentError: closed',
      'NotSentError: closed',
      'NotSentError: closed',
      'NotSentError: full',
      'NotSentError: closed',
    ])
  })

  test('gives the room back of what left it, however it left', async () => {
    const stopping = new AbortController()
    const { client } = scene({}, { outbox: { maxBytes: 4, maxAgeMs: 1_000 } })
    const aborted = rejection(client.send('/a', '1234', { signal: stopping.signal }))
    stopping.abort(new Error('enough'))
    expect(await aborted).toEqual(new Error('enough'))
    const expired = fate(client.send('/a', Uint8Array.of(1, 2, 3, 4)))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await expired).toBe('NotSentError: expired')
    const sent = client.send('/a', '1234')
    await client.connect()
    expect(await sent).toBe('sent')
    await client.disconnect()
    void client.connect().catch(ignore)
    const last = fate(client.send('/a', '1234'))
    await client.disconnect()
    expect(await last).toBe('NotSentError: closed')
  })

  test('holds each for so long', async () => {
    const { client, server } = scene({}, { outbox: { maxAgeMs: 1_000 } })
    const fates: string[] = []
    const send = (name: string): void =>
      void fate(client.send('/a', name)).then((known) => fates.push(`${name} ${known}`))
    send('1')
    await vi.advanceTimersByTimeAsync(400)
    send('2')
    send('3')
    await vi.advanceTimersByTimeAsync(599)
    expect(fates).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(fates).toEqual(['1 NotSentError: expired'])
    await vi.advanceTimersByTimeAsync(399)
    expect(fates).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(fates).toHaveLength(3)
    send('4')
    await client.connect()
    await server.settled()
    expect(said(server)).toEqual(['SEND /a 4'])
  })

  test('says of the expired how long it waited', async () => {
    const { client } = scene({}, { outbox: { maxAgeMs: 50 } })
    const sending = rejection(client.send('/a'))
    await vi.advanceTimersByTimeAsync(50)
    expect(((await sending) as Error).message).toBe(
      'Nothing was sent to /a: no connection within 50 ms (outbox.maxAgeMs).',
    )
  })

  test('without limits has none, and does not spin', async () => {
    const { client, server } = scene(
      {},
      { outbox: { maxMessages: Infinity, maxBytes: Infinity, maxAgeMs: Infinity } },
    )
    const sending = client.send('/a', 'x')
    const set = vi.spyOn(globalThis, 'setTimeout')
    await vi.advanceTimersByTimeAsync(10_000_000)
    expect(set).not.toHaveBeenCalled()
    await client.connect()
    expect(await sending).toBe('sent')
    await server.settled()
  })

  test('by default holds 1000 messages, 1 MiB, for a minute', async () => {
    const { client, fates } = await waiting(
      {},
      Array.from({ length: 1_001 }, () => ''),
    )
    expect(fates.indexOf('NotSentError: full')).toBe(1_000)
    await vi.advanceTimersByTimeAsync(59_999)
    expect(fates[999]).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    expect(fates[999]).toBe('NotSentError: expired')
    const big = fate(client.send('/a', new Uint8Array(1_048_577)))
    expect(await big).toBe('NotSentError: full')
  })

  test('lets go of what is aborted, and of nothing that has left', async () => {
    const { client, server } = scene()
    const [one, two, three] = [new AbortController(), new AbortController(), new AbortController()]
    const told = vi.fn()
    const [add, remove] = [
      vi.spyOn(two.signal, 'addEventListener'),
      vi.spyOn(two.signal, 'removeEventListener'),
    ]
    client.onNotSent(told)
    const first = rejection(client.send('/a', '1', { signal: one.signal }))
    const second = client.send('/a', '2', { signal: two.signal, until: 'receipt' })
    expect(await client.send('/a', '3', { signal: three.signal, until: 'queued' })).toBe('queued')
    one.abort()
    three.abort()
    expect(((await first) as Error).name).toBe('AbortError')
    const connecting = client.connect()
    await server.next('SEND')
    two.abort()
    expect(remove.mock.calls).toEqual(add.mock.calls)
    await connecting
    expect(await second).toBe('confirmed')
    await expect(client.send('/a', '4', { signal: one.signal })).rejects.toThrow('aborted')
    expect(said(server)).toEqual(['SEND /a 2'])
    expect(told).not.toHaveBeenCalled()
  })
})

describe('what could not be sent', () => {
  test.each([
    ['disconnect()', 'closed', async ({ client }) => client.disconnect()],
    [
      'a refusal',
      'closed',
      async ({ client, server }) => {
        server.refuse(1, { code: 'auth-failed' })
        await client.connect().catch(ignore)
      },
    ],
    ['age', 'expired', async () => vi.advanceTimersByTimeAsync(100)],
  ] as [string, NotSentWhy, (running: ReturnType<typeof scene>) => Promise<unknown>][])(
    'because of %s is handed back once: by the promise, or, when that said "queued", to listeners',
    async (_, why, happens) => {
      vi.useFakeTimers()
      const running = scene({}, { outbox: { maxAgeMs: 100 }, reconnect: false })
      const { client } = running
      const back: unknown[] = []
      const stop = client.onNotSent((error) => back.push(['listener', error.why, error.unsent.body]))
      client.onNotSent(() => {
        throw new Error('mine')
      })
      const sends = (['queued', 'sent', 'receipt'] as const).map((until) =>
        client.send('/a', until, { until }).catch((error: unknown) => {
          back.push(['promise', (error as NotSentError).why, (error as NotSentError).unsent.body])
        }),
      )
      await happens(running)
      await Promise.all(sends)
      expect(back.sort()).toEqual([
        ['listener', why, 'queued'],
        ['promise', why, 'receipt'],
        ['promise', why, 'sent'],
      ])
      expect(reported).toEqual([new Error('mine')])
      stop()
      await client.disconnect()
      expect(back).toHaveLength(3)
      expect(vi.getTimerCount()).toBe(0)
    },
  )

  test('leaves the others to what their listeners do', async () => {
    vi.useFakeTimers()
    const { client } = scene({}, { outbox: { maxAgeMs: 100 } })
    const stopping = new AbortController()
    const back: unknown[] = []
    client.onNotSent(({ unsent }) => {
      back.push(unsent.body)
      stopping.abort()
      if (unsent.body === '1') void client.send('/a', 'again', { until: 'queued' })
    })
    await client.send('/a', '1', { until: 'queued' })
    await client.send('/a', '2', { until: 'queued', signal: stopping.signal })
    await vi.advanceTimersByTimeAsync(50)
    await client.send('/a', '3', { until: 'queued' })
    await vi.advanceTimersByTimeAsync(50)
    expect(back).toEqual(['1'])
    await vi.advanceTimersByTimeAsync(50)
    expect(back).toEqual(['1', '3'])
    await vi.advanceTimersByTimeAsync(50)
    expect(back).toEqual(['1', '3', 'again'])
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('over a reconnect', () => {
  test('the subscriptions come first, then their receipts, then what waits, in order', async () => {
    const running = await connected()
    const { client, server } = running
    await Promise.all(['/a', '/b'].map((destination) => client.subscribe(destination).ready))
    server.drop()
    await client.when('waiting')
    const sends = ['1', '2'].map((body) => client.send('/x', body))
    client.subscribe('/c')
    client.onStateChange(({ status }) => status === 'connected' && server.mute())
    await client.when('connected')
    await server.settled()
    const late = client.send('/x', '3')
    await server.settled()
    const before = said(server).slice(2)
    server.unmute()
    expect(await Promise.all([...sends, late, client.send('/x', '4')])).toEqual(Array(4).fill('sent'))
    await server.settled()
    expect(before).toEqual(['SUBSCRIBE sub-0 /a', 'SUBSCRIBE sub-1 /b', 'SUBSCRIBE sub-2 /c'])
    expect(said(server).slice(5)).toEqual(['SEND /x 1', 'SEND /x 2', 'SEND /x 3', 'SEND /x 4'])
  })

  test('what is sent before the subscriptions are back waits for them, even as the first', async () => {
    const { client, server } = await connected()
    await client.subscribe('/a').ready
    server.drop()
    await client.when('waiting')
    client.onStateChange(({ status }) => status === 'connected' && server.mute())
    await client.when('connected')
    const sending = client.send('/a', '1', { whenOffline: 'throw' })
    await server.settled()
    expect(said(server).slice(1)).toEqual(['SUBSCRIBE sub-0 /a'])
    server.unmute()
    expect(await sending).toBe('sent')
  })

  test('what waits survives a session that is lost before the subscriptions are back', async () => {
    const running = await connected()
    const { client, server } = running
    await client.subscribe('/a').ready
    server.drop()
    await client.when('waiting')
    const sending = client.send('/x', '1', { until: 'receipt' })
    const stop = client.onStateChange(({ status }) => status === 'connected' && server.mute())
    await client.when('connected')
    await server.settled()
    stop()
    server.drop()
    await client.when('waiting')
    server.unmute()
    expect(await sending).toBe('confirmed')
    expect(said(server)).toEqual([
      'SUBSCRIBE sub-0 /a',
      'SUBSCRIBE sub-0 /a',
      'SUBSCRIBE sub-0 /a',
      'SEND /x 1',
    ])
  })

  test('what its sender sends in onSent comes behind all that waits', async () => {
    const { client, server } = scene()
    const again: Promise<unknown>[] = []
    const onSent = (): void => void again.push(client.send('/a', 'third'))
    const sends = [client.send('/a', 'first', { onSent }), client.send('/a', 'second')]
    await client.connect()
    await Promise.all(sends)
    await Promise.all(again)
    await server.settled()
    expect(said(server)).toEqual(['SEND /a first', 'SEND /a second', 'SEND /a third'])
  })

  test('what waits goes on waiting when an onSent disconnects', async () => {
    const { client, server } = scene()
    const sends = [
      fate(client.send('/a', '1', { onSent: () => void client.disconnect() })),
      fate(client.send('/a', '2')),
    ]
    await client.connect().catch(ignore)
    expect(await Promise.all(sends)).toEqual(['sent', 'NotSentError: closed'])
    await server.settled()
    expect(said(server)).toEqual(['SEND /a 1', 'DISCONNECT'])
  })

  test('what waits goes on waiting when the socket begins to close', async () => {
    const running = scene()
    const { client, server } = running
    const sends = [client.send('/a', '1', { onSent: () => running.socket.close() }), client.send('/a', '2')]
    await client.connect()
    expect(await Promise.all(sends)).toEqual(['sent', 'sent'])
    await server.settled()
    expect(server.received.at(-1)).toMatchObject({ body: '2', session: { id: 'session-2' } })
  })

  test('a receipt that was owed fails, and nothing is sent twice', async () => {
    const running = await connected()
    const { client, server } = running
    server.mute()
    const sending = rejection(client.send('/a', '1', { until: 'receipt' }))
    await server.settled()
    server.drop()
    server.unmute()
    await client.when('waiting')
    expect(await sending).toBeInstanceOf(ReceiptError)
    expect(await sending).toMatchObject({
      message: expect.stringMatching(/^No receipt for the message to \/a: The connection was lost/) as string,
      reason: { kind: 'network' },
    })
    await client.when('connected')
    await server.settled()
    expect(said(server)).toEqual(['SEND /a 1'])
  })
})

describe('a server that gives no receipts', () => {
  beforeEach(() => void vi.useFakeTimers())

  test('is known by the first that did not come, once it has said something: from then on "sent" is all', async () => {
    const { client, server } = await connected({ receipts: 'disconnect-only' })
    const send = (): Promise<string> => client.send('/a', 1, { until: 'receipt', timeoutMs: 50 })
    client.subscribe('/echo')
    await server.settled()
    const first = rejection(send())
    await vi.advanceTimersByTimeAsync(50)
    expect(await first).toMatchObject({ name: 'ReceiptError', reason: { kind: 'timeout' } })
    // It may as well be gone.
    const second = rejection(send())
    await vi.advanceTimersByTimeAsync(50)
    expect(((await second) as Error).message).toContain('none came within 50 ms')
    server.deliver('/echo')
    await server.settled()
    expect(await send()).toBe('sent')
    await server.settled()
    expect('receipt' in server.received.at(-1)!.headers).toBe(false)
    expect(vi.getTimerCount()).toBe(1)
    await vi.advanceTimersByTimeAsync(2_000)
  })

  test('is still known in the next session, which then waits for nothing', async () => {
    const running = await connected({ receipts: 'disconnect-only' })
    const { client, server } = running
    client.subscribe('/a', ignore)
    await vi.advanceTimersByTimeAsync(2_000)
    server.deliver('/a')
    await server.settled()
    server.drop()
    await client.when('waiting')
    const sending = client.send('/x', '1', { until: 'receipt' })
    await vi.advanceTimersByTimeAsync(1)
    await server.settled()
    expect(await sending).toBe('sent')
    expect(said(server).slice(1)).toEqual(['SUBSCRIBE sub-0 /a', 'SEND /x 1'])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('and then gives one after all is asked again', async () => {
    const { client, server, socket } = await connected({ receipts: 'disconnect-only' })
    const late = rejection(client.send('/a', 1, { until: 'receipt', timeoutMs: 50 }))
    await vi.advanceTimersByTimeAsync(50)
    await late
    socket.receives('MESSAGE\nsubscription:none\n\n\0')
    expect(await client.send('/a', 2, { until: 'receipt' })).toBe('sent')
    socket.receives('RECEIPT\nreceipt-id:receipt-0\n\n\0')
    const third = client.send('/a', 3, { until: 'receipt' })
    await server.settled()
    socket.receives(`RECEIPT\nreceipt-id:${server.received.at(-1)!.headers.receipt}\n\n\0`)
    expect(await third).toBe('confirmed')
  })
})

test('a receipt without a time limit is waited for', async () => {
  vi.useFakeTimers()
  const { client, server } = await connected()
  server.mute()
  let outcome: string | undefined
  void client.send('/a', 1, { until: 'receipt', timeoutMs: Infinity }).then(
    (known) => (outcome = known),
    (error: unknown) => (outcome = String(error)),
  )
  await vi.advanceTimersByTimeAsync(1_000_000)
  expect(outcome).toBeUndefined()
  server.unmute()
  await server.settled()
  expect(outcome).toBe('confirmed')
})

test('what was queued goes out in its order through many sessions', async () => {
  const running = await connected()
  const { client, server } = running
  const sends: Promise<unknown>[] = []
  for (let n = 0; n < 20; n++) {
    if (n % 5 === 0) {
      server.drop()
      await client.when('waiting')
    }
    sends.push(client.send('/a', String(n), { until: n % 2 === 0 ? 'sent' : 'queued' }))
    if (n % 5 === 2) await client.when('connected')
    if (n % 5 === 4) await server.settled()
  }
  await Promise.all(sends)
  await server.settled()
  expect(said(server)).toEqual(Array.from({ length: 20 }, (_, n) => `SEND /a ${n}`))
})
