import { fileURLToPath } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { Client, FrameImpl, Parser } from '@stomp/stompjs'
import { build, type Rolldown } from 'vite'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  createClient,
  type ClientOptions,
  type ConnectionState,
  type StompClient,
  type StompHeaders,
} from '@stompbox/sdk'
import { createTestServer, type TestServer, type TestServerOptions } from '@stompbox/sdk/testing'

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

interface Scene {
  readonly server: TestServer
  readonly client: StompClient
}

function unconnected(options: TestServerOptions = {}, clientOptions: ClientOptions = {}): Scene {
  const server = createTestServer(options)
  return { server, client: createClient(server.url, { webSocket: server.webSocket, ...clientOptions }) }
}

async function connected(options?: TestServerOptions, clientOptions?: ClientOptions): Promise<Scene> {
  const scene = unconnected(options, clientOptions)
  await scene.client.connect()
  return scene
}

/** What the client hears of a destination from now on. */
async function heard({ client, server }: Scene, destination: string): Promise<unknown[]> {
  const bodies: unknown[] = []
  client.subscribe(destination, ({ body }) => bodies.push(body))
  await server.settled()
  return bodies
}

/** A client that says what a test tells it to. */
async function rawClient(server: TestServer) {
  const said: string[] = []
  const socket = server.webSocket()
  socket.onmessage = ({ data }: { data: string }) => said.push(data)
  socket.onclose = ({ code }: { code: number }) => said.push(`closed ${code}`)
  await server.settled()
  const writes = async (...messages: (string | ArrayBuffer)[]): Promise<string[]> => {
    said.length = 0
    for (const message of messages) socket.send(message)
    await server.settled()
    return said
  }
  return { socket, said, writes }
}

const connectFrame = 'CONNECT\naccept-version:1.2\n\n\0'

describe('a small broker', () => {
  test('keeps what it receives as it came, each frame once for who waits', async () => {
    const { server, client } = await connected()
    client.subscribe('/sub/a', () => undefined)
    await client.send('/pub/a', { n: 1 })
    await client.send('/pub/b', 'two')
    expect((await server.next('SUBSCRIBE')).destination).toBe('/sub/a')
    expect((await server.next<string>('SEND', '/pub/b')).text).toBe('two')
    expect((await server.next<{ n: number }>('SEND')).body.n).toBe(1)
    const third = server.next('SEND')
    void client.send('/pub/c', Uint8Array.of(1, 2))
    expect((await third).bytes).toEqual(Uint8Array.of(1, 2))
    void client.send('/pub/d')
    expect((await server.next('SEND')).destination).toBe('/pub/d')
    expect(server.received.map(({ command }) => command)).toEqual([
      'CONNECT',
      'SUBSCRIBE',
      'SEND',
      'SEND',
      'SEND',
      'SEND',
    ])
    expect(server.received[2]).toEqual({
      command: 'SEND',
      headers: { 'content-type': 'application/json', 'content-length': '7', destination: '/pub/a' },
      body: { n: 1 },
    })
    expect(server.received[2]!.session).toBe(server.sessions[0])
  })

  test('what never comes is told of in time, under a fake clock as well, with what came', async () => {
    vi.useFakeTimers()
    const { server, client } = await connected()
    client.subscribe('/sub/a', () => undefined)
    await client.send('/pub/a', 'one')
    await server.next('SEND')
    await expect(server.next('SEND', '/pub/b', { timeoutMs: 1 })).rejects.toThrow(
      'No SEND to /pub/b came within 1 ms. What came: CONNECT, SUBSCRIBE /sub/a, SEND /pub/a (given already).',
    )
    await client.send('/pub/b', 'late')
    expect((await server.next('SEND', '/pub/b')).text).toBe('late')
    await expect(createTestServer().next('CONNECT', undefined, { timeoutMs: 1 })).rejects.toThrow(
      'No CONNECT came within 1 ms. Nothing came at all: is the client connected?',
    )
  })

  test('of all that came the newest is told of', async () => {
    const { server, client } = await connected()
    for (let number = 0; number < 50; number++) await client.send(`/pub/${number}`, 'x')
    const text = await server.next('ACK', undefined, { timeoutMs: 1 }).catch(String)
    expect(text).toMatch(/What came: …, SEND \/pub\/40, .*SEND \/pub\/49\.$/)
  })

  test.each([{ n: 1 }, [1, 2], 'text', '{ no JSON', Uint8Array.of(0, 255), 0, null])(
    'a delivered or published %j arrives as it would from a server',
    async (body) => {
      const scene = await connected()
      const bodies = await heard(scene, '/sub/a')
      expect(scene.server.deliver('/sub/a', body)).toBe(1)
      await scene.client.send('/sub/a', body)
      await scene.server.settled()
      expect(bodies).toEqual([body, body])
    },
  )

  test('headers go along in both directions, but for those of the way', async () => {
    const { server, client } = await connected()
    const heard: unknown[] = []
    client.subscribe('/sub/a', ({ headers }) => heard.push(headers))
    await server.settled()
    server.deliver('/sub/a', 'x', { priority: 'high:\\er' })
    await client.send('/sub/a', 'x', { headers: { trace: 'a:7' }, until: 'receipt' })
    expect(server.received.at(-1)!.headers.trace).toBe('a:7')
    const ours = { destination: '/sub/a', subscription: 'sub-0', 'content-length': '1' }
    expect(heard).toEqual([
      { ...ours, 'message-id': 'session-1-1', priority: 'high:\\er' },
      { ...ours, 'message-id': 'session-1-2', trace: 'a:7' },
    ])
  })

  test('to deliver to nobody is an error that says who is there', async () => {
    const scene = await connected()
    expect(() => scene.server.deliver('/sub/a')).toThrow(
      'Nobody is subscribed to /sub/a; there are no subscriptions.',
    )
    await heard(scene, '/sub/b')
    expect(() => scene.server.deliver('/sub/a')).toThrow('subscribed are /sub/b.')
    expect(() => scene.server.sessions[0]!.deliver('/sub/a')).toThrow('subscribed are /sub/b.')
  })

  test('its view of the sessions follows what clients do', async () => {
    const server = createTestServer()
    const [kim, lee] = ['kim', 'lee'].map((login) =>
      createClient(server.url, { webSocket: server.webSocket, headers: { login } }),
    ) as [StompClient, StompClient]
    await Promise.all([kim.connect(), lee.connect()])
    const room = kim.subscribe('/sub/a', () => undefined)
    lee.subscribe('/sub/a', () => undefined, { headers: { own: 'yes' } })
    await server.settled()
    expect(server.sessions.map(({ id, version, headers }) => [id, version, headers.login])).toEqual([
      ['session-1', '1.2', 'kim'],
      ['session-2', '1.2', 'lee'],
    ])
    expect(server.sessions[1]!.subscriptions).toMatchObject([
      { destination: '/sub/a', headers: { own: 'yes' } },
    ])
    expect(server.deliver('/sub/a')).toBe(2)
    expect(server.sessions[0]!.deliver('/sub/a')).toBe(1)
    room.unsubscribe()
    await server.settled()
    expect(server.sessions[0]!.subscriptions).toEqual([])
    await kim.disconnect()
    expect(server.sessions.map(({ id }) => id)).toEqual(['session-2'])
    server.drop()
    expect(server.sessions).toEqual([])
  })

  test('CONNECTED has what the test wants in it', async () => {
    const { client } = await connected({ connectedHeaders: { session: 'abc', 'user-name': 'kim' } })
    expect(client.state).toMatchObject({ session: 'abc', version: '1.2', transport: 'websocket' })
  })

  test('acknowledgements are on record, under the id that MESSAGE gave', async () => {
    const { server, client } = await connected()
    client.subscribe('/queue/a', (message) => (message.body === 1 ? message.ack() : message.nack()), {
      ack: 'client-individual',
    })
    await server.settled()
    server.deliver('/queue/a', 1)
    server.deliver('/queue/a', 2)
    expect((await server.next('ACK')).headers).toMatchObject({ id: 'session-1-1' })
    expect((await server.next('NACK')).headers).toMatchObject({ id: 'session-1-2' })
  })

  test('a transaction is done at COMMIT or not at all', async () => {
    const scene = await connected()
    const headers: StompHeaders[] = []
    scene.client.subscribe('/sub/a', (message) => headers.push(message.headers))
    const bodies = await heard(scene, '/sub/a')
    const [kept, dropped] = [scene.client.begin(), scene.client.begin()]
    kept.send('/sub/a', 'kept')
    dropped.send('/sub/a', 'dropped')
    await scene.client.send('/sub/a', 'at once')
    await scene.server.settled()
    expect(bodies).toEqual(['at once'])
    dropped.abort()
    expect(await kept.commit()).toBe('confirmed')
    await scene.server.settled()
    expect(bodies).toEqual(['at once', 'kept'])
    expect(headers.map(({ transaction }) => transaction)).toEqual([undefined, undefined])
  })

  test('receipts for everything, or for DISCONNECT alone as Spring does it', async () => {
    const all = await connected()
    expect(await all.client.subscribe('/sub/a', () => undefined).ready).toBe('confirmed')
    expect(await all.client.send('/pub/a', 1, { until: 'receipt' })).toBe('confirmed')
    vi.useFakeTimers()
    const spring = await connected({ receipts: 'disconnect-only' })
    expect(await spring.client.subscribe('/sub/a', () => undefined).ready).toBe('sent')
    const sending = spring.client.send('/pub/a', 1, { until: 'receipt', timeoutMs: 5_000 })
    void sending.catch(() => undefined)
    await vi.advanceTimersByTimeAsync(5_000)
    await expect(sending).rejects.toThrow('No receipt for')
    await spring.client.disconnect()
    expect(vi.getTimerCount()).toBe(0)
  })

  test.each(['all', 'disconnect-only'] as const)(
    'DISCONNECT is confirmed, then the connection ends: %s',
    async (receipts) => {
      const { writes } = await rawClient(createTestServer({ receipts }))
      await writes(connectFrame)
      expect(await writes('DISCONNECT\nreceipt:bye\n\n\0')).toEqual([
        'RECEIPT\nreceipt-id:bye\n\n\0',
        'closed 1000',
      ])
    },
  )

  test('stock stompjs speaks to it as well', async () => {
    const server = createTestServer()
    const client = new Client({ webSocketFactory: () => server.webSocket() })
    const bodies: string[] = []
    client.onConnect = () => client.subscribe('/sub/a', ({ body }) => bodies.push(body))
    client.activate()
    await server.settled()
    server.deliver('/sub/a', '안녕')
    client.publish({ destination: '/sub/a', body: 'hi' })
    await server.settled()
    expect(bodies).toEqual(['안녕', 'hi'])
    await client.deactivate()
    expect(server.sessions).toEqual([])
  })
})

describe('handlers', () => {
  test('take what is sent to a destination, instead of its subscribers', async () => {
    const scene = await connected()
    const [room, direct] = [await heard(scene, '/sub/room/1'), await heard(scene, '/pub/chat')]
    scene.server.on<{ roomId: number }>('/pub/chat', ({ body }) => {
      scene.server.deliver(`/sub/room/${body.roomId}`, body)
    })
    await scene.client.send('/pub/chat', { roomId: 1 })
    await scene.server.settled()
    expect([room, direct]).toEqual([[{ roomId: 1 }], []])
  })

  test('answer requests, by reply-to and by subscription', async () => {
    const { server, client } = await connected()
    server.on<number>('/app/double', ({ body }, reply) => reply(body * 2))
    server.on('/app/rooms', async (_frame, reply) => reply(['lobby']))
    expect(await client.request('/app/double', 21, { replyTo: '/user/queue/replies' })).toBe(42)
    expect(await client.request('/app/double', 4, { replyTo: '/temp-queue/x' })).toBe(8)
    expect(await client.request('/app/rooms')).toEqual(['lobby'])
    const late: (() => void)[] = []
    server.on<number>('/app/half', ({ body }, reply) => late.unshift(() => reply(body / 2)))
    const asked = [6, 8].map((n) => client.request('/app/half', n, { replyTo: '/user/queue/replies' }))
    await server.settled()
    for (const answer of late) answer()
    expect(await Promise.all(asked)).toEqual([3, 4])
    expect(server.sessions).toHaveLength(1)
  })

  test('answer each SUBSCRIBE for itself', async () => {
    const server = createTestServer()
    server.on('/app/rooms', ({ headers }, reply) => reply(headers.id))
    const { writes } = await rawClient(server)
    await writes(connectFrame)
    const said = await writes(...['1', '2'].map((id) => `SUBSCRIBE\nid:${id}\ndestination:/app/rooms\n\n\0`))
    expect(said.map((frame) => /\nsubscription:(.)\n[^]*(.)\0/.exec(frame)?.slice(1))).toEqual([
      ['1', '1'],
      ['2', '2'],
    ])
  })

  test('that throw end the session, and tell whoever waits on the server', async () => {
    const { server, client } = await connected({}, { reconnect: false })
    server.on('/pub/a', () => {
      throw new RangeError('too much')
    })
    server.on('/pub/b', async () => {
      throw new RangeError('too late')
    })
    const [next, settled] = [server.next('SEND', '/pub/b'), server.settled()]
    await client.send('/pub/a')
    await expect(next).rejects.toThrow(RangeError)
    await expect(settled).rejects.toThrow('too much')
    expect((await client.when('closed')).reason).toMatchObject({ code: 'internal' })
    await client.connect()
    await client.send('/pub/b')
    await expect(server.settled()).rejects.toThrow('too late')
    expect(await server.next('SEND', '/pub/b')).toBeDefined()
  })

  test('that throw while nobody waits are for the test runner', async () => {
    const [theirs, unhandled] = [process.listeners('unhandledRejection'), vi.fn()]
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', unhandled)
    const { server, client } = await connected({}, { reconnect: false })
    server.on('/pub/a', (_frame, reply) => reply('to whom?'))
    await client.send('/pub/a')
    await vi.waitFor(() => expect(unhandled).toHaveBeenCalledOnce())
    expect(unhandled.mock.lastCall?.[0]).toEqual(
      new Error('There is nowhere to reply to: SEND to /pub/a has no reply-to.'),
    )
    process.removeAllListeners('unhandledRejection')
    for (const listener of theirs) process.on('unhandledRejection', listener)
  })
})

describe('what goes wrong', () => {
  const statuses = (client: StompClient): ConnectionState[] => {
    const seen: ConnectionState[] = []
    client.onStateChange((state) => seen.push(state))
    return seen
  }

  test('a dropped connection comes back when the pause is over, with its subscriptions', async () => {
    vi.useFakeTimers()
    const scene = await connected({}, { reconnect: { minDelayMs: 1_000, maxDelayMs: 1_000 } })
    const bodies = await heard(scene, '/sub/a')
    const { server, client } = scene
    server.drop()
    expect(() => server.deliver('/sub/a')).toThrow('Nobody is subscribed to /sub/a')
    expect((await client.when('waiting')).reason).toMatchObject({ kind: 'network', closeCode: 1006 })
    expect(server.attempts).toBe(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(client.state).toMatchObject({ status: 'connected', session: 'session-2', resumed: true })
    server.deliver('/sub/a', 'again')
    await server.settled()
    expect(bodies).toEqual(['again'])
    await client.disconnect()
  })

  test('what was said before a drop arrives, what was not said does not', async () => {
    const scene = await connected()
    const bodies = await heard(scene, '/sub/a')
    scene.server.deliver('/sub/a', 'said')
    scene.server.mute()
    scene.server.deliver('/sub/a', 'unsaid')
    scene.server.drop()
    await scene.server.settled()
    expect(bodies).toEqual(['said'])
    expect(scene.client.state.status).toBe('waiting')
    await scene.client.disconnect()
  })

  test('an unreachable server is there after as many attempts as it was told', async () => {
    vi.useFakeTimers()
    const { server, client } = unconnected()
    server.unreachable(2)
    await expect(client.connect()).rejects.toThrow('the test server is unreachable')
    const connecting = client.connect({ keepTrying: true })
    await vi.advanceTimersByTimeAsync(20_000)
    await connecting
    expect(server.attempts).toBe(3)
    expect(server.received.map(({ command }) => command)).toEqual(['CONNECT'])
    await client.disconnect()
  })

  test('a refusal comes as often as it was told, with its code', async () => {
    const { server, client } = unconnected()
    server.refuse(1, { code: 'forbidden', message: 'Not you.', headers: { 'retry-after': '7' } })
    await expect(client.connect()).rejects.toThrow('Not you.')
    expect(client.state).toMatchObject({
      status: 'closed',
      reason: { code: 'forbidden', retryAfterMs: 7_000 },
    })
    expect(server.sessions).toEqual([])
    await client.connect()
    expect(client.state.status).toBe('connected')
  })

  test('a refused CONNECT gets no RECEIPT', async () => {
    const server = createTestServer()
    server.refuse(1)
    const { writes } = await rawClient(server)
    expect(await writes(connectFrame.replace('\n\n', '\nreceipt:r\n\n'))).toEqual([
      'ERROR\n\n\0',
      'closed 1002',
    ])
  })

  test('what a client had on its way when the connection was lost is lost', async () => {
    const server = createTestServer()
    const { socket, writes } = await rawClient(server)
    await writes(connectFrame)
    socket.send('SEND\ndestination:/a\n\n\0')
    server.drop()
    await server.settled()
    expect(server.received).toHaveLength(1)
    expect(socket.readyState).toBe(3)
  })

  test('an ERROR and a close reach the clients with what they say', async () => {
    const { server, client } = await connected({}, { reconnect: false })
    server.error({ code: 'kicked', message: 'Out!' })
    expect((await client.when('closed')).reason).toMatchObject({ code: 'kicked', message: 'Out!' })
    await client.connect()
    server.close(4321, 'maintenance')
    expect((await client.when('closed')).reason).toMatchObject({ closeCode: 4321 })
    await client.connect()
    server.error()
    await client.when('closed')
  })

  test('muted, it hears everything and says it later', async () => {
    const { server, client } = unconnected()
    server.mute()
    const connecting = client.connect()
    await server.settled()
    expect(client.state.status).toBe('connecting')
    expect(server.received).toHaveLength(1)
    server.unmute()
    await connecting
    server.mute()
    const sending = client.send('/pub/a', 1, { until: 'receipt' })
    await server.next('SEND')
    await server.settled()
    server.unmute()
    expect(await sending).toBe('confirmed')
  })

  test('heart-beats hold a session for an hour of fake time, and a mute server loses it', async () => {
    vi.useFakeTimers()
    const { server, client } = await connected({ heartBeatMs: 10_000 })
    const seen = statuses(client)
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(seen).toEqual([])
    server.mute()
    await vi.advanceTimersByTimeAsync(40_000)
    expect(seen[0]).toMatchObject({ status: 'waiting', reason: { kind: 'heart-beat' } })
    server.unmute()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(client.state.status).toBe('connected')
    await client.disconnect()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a client that leaves a mute server hears of the closing later', async () => {
    const server = createTestServer()
    const { socket, said, writes } = await rawClient(server)
    await writes(connectFrame)
    server.mute()
    socket.close(4001)
    await server.settled()
    expect([socket.readyState, server.sessions, said.at(-1)]).toEqual([
      2,
      [],
      expect.stringContaining('CONNECTED'),
    ])
    server.unmute()
    await server.settled()
    expect([socket.readyState, said.at(-1)]).toEqual([3, 'closed 4001'])
  })
})

describe('bad input', () => {
  const subscribe = 'SUBSCRIBE\nid:1\ndestination:/a\n\n\0'
  test.each([
    ['bad-frame', 'MESSAGE\n\n\0'],
    ['bad-frame', 'toString\n\n\0'],
    ['bad-frame', `${'x'.repeat(100_000)}\n\n\0`],
    ['bad-frame', 'hello'],
    ['bad-frame', 'SEND\ndestination:/a\n\nhalf'],
    ['bad-frame', 'SEND\ndestination:/a\ncontent-length:abc\n\nbody\0'],
    ['bad-frame', 'SEND\ndestination:/a\ncontent-length:99\n\nbody\0'],
    ['bad-frame', 'SEND\ndestination:/a\ncontent-length:2\n\nbody\0'],
    ['bad-frame', Uint8Array.of(0xff, 0xfe, 0x0a, 0x0a, 0).buffer],
    ['bad-header', 'SEND\ndestination\n\n\0\nSEND\ndestination:/a\n\n\0'],
    ['bad-header', 'SEND\n:x\ndestination:/a\n\n\0'],
    ['bad-header', 'SEND\n\n\0'],
    ['bad-header', 'SUBSCRIBE\ndestination:/a\n\n\0'],
    ['bad-header', 'SUBSCRIBE\nid:1\n\n\0'],
    ['bad-header', 'BEGIN\n\n\0'],
    ['bad-state', subscribe + subscribe],
    ['bad-state', 'COMMIT\ntransaction:t\n\n\0'],
    ['bad-state', 'SEND\ndestination:/a\ntransaction:t\n\n\0'],
    ['bad-state', 'BEGIN\ntransaction:t\n\n\0' + 'COMMIT\ntransaction:t\n\n\0'.repeat(2)],
    ['bad-state', connectFrame],
    ['unknown-id', 'UNSUBSCRIBE\nid:1\n\n\0SEND\ndestination:/after\n\n\0'],
    ['unknown-id', 'UNSUBSCRIBE\nid:1\n\n\0'],
  ])('is answered by ERROR %s and the end: %j', async (code, garbage) => {
    const server = createTestServer()
    const { writes } = await rawClient(server)
    await writes(connectFrame)
    const said = await writes(garbage, 'SEND\ndestination:/after\n\n\0')
    expect(said).toEqual([expect.stringMatching(new RegExp(`^ERROR\ncode:${code}\nmessage:`)), 'closed 1002'])
    expect(server.received.map(({ destination }) => destination)).not.toContain('/after')
  })

  test('ERROR names the receipt that was asked for', async () => {
    const { writes } = await rawClient(createTestServer())
    const [error] = await writes(connectFrame, 'SEND\nreceipt:r\n\n\0').then((said) => said.slice(1))
    expect(error).toContain('\nreceipt-id:r\n')
  })

  test.each([
    ['not-connected', subscribe],
    ['version', 'CONNECT\naccept-version:2.0\n\n\0'],
  ])('before CONNECTED it is %s', async (code, frame) => {
    const { writes } = await rawClient(createTestServer())
    expect(await writes(frame)).toEqual([expect.stringContaining(`code:${code}\n`), 'closed 1002'])
  })

  test('heart-beats, CR and many frames in one message are none', async () => {
    const server = createTestServer()
    const { writes } = await rawClient(server)
    await writes('\n', `\r\n${connectFrame.replaceAll('\n', '\r\n')}\n`, '')
    await writes(`${subscribe}\n\nSEND\ndestination:/b\n\n\0`)
    expect(server.received.map(({ command }) => command)).toEqual(['CONNECT', 'SUBSCRIBE', 'SEND'])
  })

  test('a circle of messages is cut, and the test goes on', async () => {
    const { server, client } = await connected({}, { disconnectTimeoutMs: 1 })
    client.subscribe('/sub/a', () => void client.send('/sub/a'))
    await server.settled()
    server.deliver('/sub/a')
    await expect(server.settled()).rejects.toThrow('does every message cause another one?')
    const late = server.webSocket()
    await server.settled()
    expect(late.readyState).toBe(0)
    await client.disconnect()
  })

  test('what a handler of the socket throws reaches the test', async () => {
    const server = createTestServer()
    server.webSocket().onopen = () => {
      throw new Error('in the client')
    }
    await expect(server.settled()).rejects.toThrow('in the client')
  })

  test('a socket does as sockets do when it is used at the wrong time', async () => {
    const server = createTestServer()
    const socket = server.webSocket()
    socket.onopen = vi.fn()
    expect(() => socket.send(connectFrame)).toThrow('still connecting')
    socket.close()
    await server.settled()
    socket.send(connectFrame)
    socket.close()
    expect(socket.readyState).toBe(3)
    socket.terminate()
    await server.settled()
    expect([socket.readyState, server.received, server.sessions]).toEqual([3, [], []])
    expect(socket.onopen).not.toHaveBeenCalled()
  })

  test('a socket that did not open carries nothing', async () => {
    const server = createTestServer()
    server.unreachable(1)
    const { socket, said, writes } = await rawClient(server)
    expect(said).toEqual(['closed 1006'])
    await writes(connectFrame)
    expect([socket.readyState, server.received]).toEqual([3, []])
  })

  test('nothing that comes after a fault counts', async () => {
    const server = createTestServer()
    const { writes } = await rawClient(server)
    expect(await writes(subscribe + connectFrame)).toEqual([expect.stringContaining('ERROR'), 'closed 1002'])
    expect(server.received).toEqual([])
  })

  test('a socket that is closing hears no more, one that is terminated is gone', async () => {
    const server = createTestServer()
    const [closing, terminated] = [await rawClient(server), await rawClient(server)]
    for (const { writes, said } of [closing, terminated]) {
      await writes(connectFrame, subscribe)
      said.length = 0
    }
    server.deliver('/a')
    closing.socket.close(4000)
    terminated.socket.terminate()
    await server.settled()
    expect([closing.said, terminated.said]).toEqual([['closed 4000'], ['closed 1006']])
    expect(server.sessions).toEqual([])
  })
})

test('no fake clock stops it, nor the client before it waits for time', async () => {
  // As in jest, which stops these as well unless it is told not to.
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'Date'] })
  const { writes } = await rawClient(createTestServer())
  expect(await writes(connectFrame)).toEqual([expect.stringContaining('CONNECTED')])
  expect(vi.getTimerCount()).toBe(0)
  const scene = await connected()
  const bodies = await heard(scene, '/sub/a')
  await scene.client.send('/sub/a', 'through')
  await scene.server.settled()
  expect(bodies).toEqual(['through'])
  await scene.client.disconnect()
})

test('needs nothing but the codec: no Node, no page, no timers', async () => {
  const entry = fileURLToPath(new URL('../../../sdk/src/testing/index.ts', import.meta.url))
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry, formats: ['iife'], name: 'testing' },
      rolldownOptions: { external: /^[^./]/, output: { globals: { '@stomp/stompjs': 'stompjs' } } },
    },
  })
  const [{ output }] = built as Rolldown.RolldownOutput[] as [Rolldown.RolldownOutput]
  expect(output[0].imports).toEqual(['@stomp/stompjs'])
  const world = createContext({ TextEncoder, TextDecoder, stompjs: { FrameImpl, Parser } })
  runInContext(output[0].code, world)
  const conversation = `(async () => {
    const server = testing.createTestServer()
    const socket = server.webSocket()
    const said = []
    socket.onmessage = ({ data }) => said.push(data)
    socket.onopen = () => socket.send('CONNECT\\naccept-version:1.2\\n\\n\\0')
    await server.settled()
    return said.join()
  })()`
  const said: unknown = await runInContext(conversation, world)
  expect(said).toBe('CONNECTED\nversion:1.2\nsession:session-1\nheart-beat:0,0\nserver:test-server\n\n\0')
})
