import { afterEach, expect, test, vi } from 'vitest'
import { createClient, ReceiptError, type ConnectionState } from '@stompbox/sdk'
import { quick, session, statuses, stopTheClock, until } from './sessions.ts'
import { StompServer, webSocket } from './stomp-server.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const subscribe = (id: string, destination: string, receipt: number): string =>
  `SUBSCRIBE\nid:${id}\ndestination:${destination}\nreceipt:receipt-${receipt}\n\n␀`

test('what was subscribed before connecting is sent before the state says connected', async () => {
  await using server = await StompServer.start()
  const client = createClient(server.url, quick)
  const heard: string[] = []
  client.subscribe('/a', ({ text }) => heard.push(text))
  client.subscribe('/gone', () => undefined).unsubscribe()
  client.onStateChange(({ status }) => {
    if (status === 'connected') void client.send('/hello')
  })
  const connecting = client.connect()
  const peer = await server.greetedPeer()
  await connecting
  expect(await peer.reads()).toBe(subscribe('sub-0', '/a', 0))
  expect(await peer.reads()).toContain('/hello')
  peer.message('sub-0', '1')
  await vi.waitFor(() => expect(heard).toEqual(['1']))
  peer.drops()
  await client.disconnect()
})

test('after a drop the subscriptions are back under the same ids, the ended ones are not', async () => {
  await using running = await session()
  const { client, server, peer } = running
  const heard: string[] = []
  client.subscribe('/a', ({ text }) => heard.push(`a ${text}`))
  const ended = client.subscribe('/b', () => heard.push('b'))
  const endedWhileAway = client.subscribe('/c', () => heard.push('c'))
  const seen = statuses(client)
  ended.unsubscribe()
  peer.drops()
  await until(client, 'waiting')
  endedWhileAway.unsubscribe()
  client.subscribe('/d', ({ text }) => heard.push(`d ${text}`))
  await expect(client.send('/a', 1, { whenOffline: 'throw' })).rejects.toThrow('the client is waiting')
  const next = await server.greetedPeer()
  await until(client, 'connected')
  expect(seen).toEqual(['waiting', 'connecting', 'connected'])
  expect(await next.reads()).toBe(subscribe('sub-0', '/a', 0))
  expect(await next.reads()).toBe(subscribe('sub-3', '/d', 1))
  next.message('sub-0', '1')
  next.message('sub-3', '2')
  await vi.waitFor(() => expect(heard).toEqual(['a 1', 'd 2']))
  next.drops()
})

test('the headers function is asked at every attempt', async () => {
  await using server = await StompServer.start()
  let token = 0
  const client = createClient(server.url, { ...quick, headers: async () => ({ token: String(++token) }) })
  const connecting = client.connect()
  const first = await server.peer()
  expect(await first.greets()).toContain('token:1\n')
  await connecting
  first.drops()
  const second = await server.peer()
  expect(await second.greets()).toContain('token:2\n')
  await until(client, 'connected')
  second.drops()
  await client.disconnect()
})

test('an attempt that fails between two sessions is followed by another, whoever failed', async () => {
  await using server = await StompServer.start()
  const failures = [new Error('no token'), new Error('no socket')]
  let armed = false
  const client = createClient(server.url, {
    ...quick,
    headers: () => (armed && failures.length === 2 ? Promise.reject(failures.shift()!) : {}),
    webSocket: (url, protocols) => {
      if (armed && failures.length === 1) throw failures.shift()!
      return webSocket(url, protocols)
    },
  })
  const reasons: string[] = []
  client.onStateChange((state) => {
    if (state.status === 'waiting')
      reasons.push(state.reason.message.replace(/^Could not connect to \S+ /, ''))
  })
  const connecting = client.connect()
  const first = await server.greetedPeer()
  await connecting
  armed = true
  first.drops()
  const second = await server.peer()
  second.drops()
  const third = await server.greetedPeer()
  await until(client, 'connected')
  expect(reasons).toEqual([
    'The connection was lost (1006).',
    'no token',
    'no socket',
    expect.stringContaining('1006') as string,
  ])
  third.drops()
  await client.disconnect()
})

test('a receipt awaited at the drop fails, and is not sent again', async () => {
  await using running = await session()
  const failing = running.client.send('/pub', 1, { until: 'receipt' })
  void failing.catch(() => undefined)
  await running.peer.reads()
  running.peer.drops()
  await expect(failing).rejects.toThrow(ReceiptError)
  await expect(failing).rejects.toMatchObject({ reason: { kind: 'network', closeCode: 1006 } })
  const next = await running.server.greetedPeer()
  await until(running.client, 'connected')
  await running.client.send('/fence')
  expect(await next.reads()).toContain('/fence')
  next.drops()
})

test.each([
  [1002, 'protocol'],
  [1003, 'protocol'],
  [1007, 'protocol'],
  [1008, 'refused'],
  [1009, 'protocol'],
  [4003, 'refused'],
])('close code %i means: do not come back', async (closeCode, kind) => {
  await using running = await session()
  running.peer.socket.close(closeCode, 'why')
  const { reason } = await until(running.client, 'closed')
  expect(reason).toEqual({
    kind,
    closeCode,
    message: `The server closed the connection (${closeCode}: why).`,
    retry: false,
  })
})

test.each([1000, 1001, 1011, 1012, 1013, 4001, 4002, 4500])(
  'after close code %i the client comes back',
  async (closeCode) => {
    await using running = await session()
    running.peer.socket.close(closeCode)
    expect((await until(running.client, 'waiting')).reason).toMatchObject({
      kind: 'server',
      closeCode,
      retry: true,
    })
    const next = await running.server.greetedPeer()
    await until(running.client, 'connected')
    next.drops()
  },
)

test.each([
  [
    'code:forbidden\nmessage:No',
    'closed',
    { kind: 'refused', code: 'forbidden', message: 'No', retry: false },
  ],
  [
    'code:slow-consumer\nmessage:Slow',
    'waiting',
    { kind: 'server', code: 'slow-consumer', message: 'Slow', retry: true },
  ],
  // Spring: no code, and 1002 right behind it, also for what is over in a moment.
  ['message:Session closed.', 'waiting', { kind: 'server', message: 'Session closed.', retry: true }],
] as const)(
  'ERROR with %j while connected leads to %s, whatever close code follows',
  async (headers, status, reason) => {
    await using running = await session()
    running.peer.writes(`ERROR\n${headers}\n\n␀`)
    running.peer.socket.close(1002)
    const state: ConnectionState = await until(running.client, status)
    expect(state).toMatchObject({ status, reason })
  },
)

const connected = 'CONNECTED\nversion:1.2\nheart-beat:1000,1000\n\n␀'

test.each([
  ['in one message with the first', [connected + connected]],
  ['in a message of its own', [connected, connected]],
  ['behind other frames', [connected, `RECEIPT\nreceipt-id:1\n\n␀${connected}`]],
])('a second CONNECTED %s is a fault', async (_name, messages) => {
  await using server = await StompServer.start()
  const client = createClient(server.url, { ...quick, heartBeatMs: 1_000 })
  const ended = new Promise<ConnectionState>((resolve) =>
    client.onStateChange((state) => {
      if (state.status === 'waiting' || state.status === 'closed') resolve(state)
    }),
  )
  client.connect().catch(() => undefined)
  ;(await server.peer()).writes(...messages)
  expect(await ended).toMatchObject({
    reason: { kind: 'protocol', message: 'The server sent CONNECTED twice.', retry: true },
  })
  await client.disconnect()
})

test.each([
  ['in one message with the first', [connected + connected]],
  ['in a message of its own', [connected, connected]],
])('a second CONNECTED %s leaves no timer behind', async (_name, messages) => {
  stopTheClock()
  await using server = await StompServer.start()
  const client = createClient(server.url, { ...quick, heartBeatMs: 1_000 })
  client.connect().catch(() => undefined)
  const peer = await server.peer()
  peer.writes(...messages)
  await peer.closed
  await client.disconnect()
  expect(vi.getTimerCount()).toBe(0)
})

test('frames behind the fault, in the same chunk, reach nobody', async () => {
  await using running = await session()
  const heard = vi.fn()
  running.client.subscribe('/a', heard)
  running.peer.writes('NONSENSE\n\n␀MESSAGE\nsubscription:sub-0\n\nlate␀')
  await until(running.client, 'waiting')
  expect(heard).not.toHaveBeenCalled()
})

test('a server whose heart-beats stop is left and come back to', async () => {
  stopTheClock()
  await using server = await StompServer.start()
  const client = createClient(server.url, { ...quick, heartBeatMs: 1_000 })
  const connecting = client.connect()
  const peer = await server.peer()
  expect(await peer.greets('version:1.2\nheart-beat:1000,0')).toContain('heart-beat:1000,1000')
  await connecting
  vi.advanceTimersByTime(3_000)
  expect(client.state).toMatchObject({ status: 'waiting', reason: { kind: 'heart-beat', retry: true } })
  await peer.closed
  vi.advanceTimersByTime(4)
  const next = await server.greetedPeer()
  await until(client, 'connected')
  next.drops()
  await client.disconnect()
  expect(vi.getTimerCount()).toBe(0)
})

test('pauses have full jitter under a bound that doubles to its maximum, and shrink after a session that held', async () => {
  stopTheClock()
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  await using server = await StompServer.start()
  const client = createClient(server.url, { ...quick, reconnect: { minDelayMs: 200, maxDelayMs: 1_000 } })
  const pauses: [number, number][] = []
  client.onStateChange((state) => {
    if (state.status === 'waiting') pauses.push([state.attempt, state.retryAt - Date.now()])
  })
  const connecting = client.connect()
  let peer = await server.greetedPeer()
  await connecting
  for (let round = 0; round < 4; round++) {
    peer.drops()
    await until(client, 'waiting')
    vi.advanceTimersByTime(500)
    peer = await server.greetedPeer()
    await until(client, 'connected')
  }
  vi.advanceTimersByTime(1_000)
  peer.drops()
  await until(client, 'waiting')
  expect(pauses).toEqual([
    [2, 100],
    [3, 200],
    [4, 400],
    [5, 500],
    [1, 100],
  ])
  await client.disconnect()
  expect(vi.getTimerCount()).toBe(0)
})

test.each([
  ['retry-after:3', 3_000],
  ['retry-after:4000', 10_000],
  ['retry-after:soon', 0],
  ['retry-after:-3', 0],
  ['x:y', 0],
])(
  'a broker that is closing is left alone as long as it asks, within reason: %s',
  async (header, askedMs) => {
    stopTheClock()
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    await using running = await session({ reconnect: { minDelayMs: 200, maxDelayMs: 10_000 } })
    running.peer.writes(`ERROR\ncode:draining\nmessage:Closing\n${header}\n\n␀`)
    const { retryAt, reason } = await until(running.client, 'waiting')
    expect(reason.code).toBe('draining')
    expect(retryAt - Date.now()).toBe(askedMs + 100)
  },
)

test('connect() while waiting cuts the pause short and resolves with the next session', async () => {
  stopTheClock()
  await using running = await session({ reconnect: { minDelayMs: 1e9, maxDelayMs: 1e9 } })
  running.peer.drops()
  await until(running.client, 'waiting')
  const connecting = running.client.connect()
  expect(running.client.state).toEqual({
    status: 'connecting',
    attempt: 2,
    reason: expect.objectContaining({ kind: 'network' }) as unknown,
  })
  const next = await running.server.greetedPeer()
  await connecting
  expect(vi.getTimerCount()).toBe(0)
  next.drops()
})

test('disconnect while waiting ends the attempts', async () => {
  stopTheClock()
  await using running = await session()
  running.peer.drops()
  await until(running.client, 'waiting')
  await running.client.disconnect()
  expect(running.client.state).toMatchObject({ status: 'closed', reason: { kind: 'asked' } })
  expect(vi.getTimerCount()).toBe(0)
})

test('reconnect: false ends with the first loss', async () => {
  await using running = await session({ reconnect: false })
  running.peer.drops()
  expect((await until(running.client, 'closed')).reason).toMatchObject({ kind: 'network', retry: true })
})

test('a session that was lost leaves no heart-beat timer', async () => {
  stopTheClock()
  await using server = await StompServer.start()
  const client = createClient(server.url, { webSocket, reconnect: false })
  const connecting = client.connect()
  const peer = await server.greetedPeer('version:1.2\nheart-beat:10000,10000')
  await connecting
  expect(vi.getTimerCount()).toBe(2)
  peer.drops()
  await until(client, 'closed')
  expect(vi.getTimerCount()).toBe(0)
})

test('after closed, connect() is a first attempt again: it rejects and does not wait', async () => {
  await using running = await session()
  running.peer.writes('ERROR\ncode:forbidden\n\n␀')
  await until(running.client, 'closed')
  const connecting = running.client.connect()
  const refused = expect(connecting).rejects.toThrow('1011')
  ;(await running.server.peer()).socket.close(1011)
  await refused
  expect(running.client.state.status).toBe('closed')
})

test('subscriptions outlive disconnect()', async () => {
  await using running = await session()
  const { client, peer, server } = running
  client.subscribe('/a', () => undefined)
  await peer.reads()
  const leaving = client.disconnect()
  peer.drops()
  await leaving
  const connecting = client.connect()
  const next = await server.greetedPeer()
  await connecting
  expect(await next.reads()).toBe(subscribe('sub-0', '/a', 0))
  next.drops()
})
