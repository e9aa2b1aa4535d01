import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import {
  connect,
  createClient,
  type ClientOptions,
  type Reason,
  type StompHeaders,
  type WebSocketFactory,
  type WebSocketLike,
} from '@stompbox/sdk'
import { failure, quick, session, statuses, stopTheClock } from './sessions.ts'
import { StompServer, webSocket, type Peer } from './stomp-server.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** How connect() ends when the server does this after the socket has opened. */
async function failureWhen(server: (peer: Peer) => unknown, options: ClientOptions = {}): Promise<Reason> {
  await using running = await StompServer.start()
  const connecting = failure(connect(running.url, { ...quick, ...options }))
  await server(await running.peer())
  return await connecting
}

test('connect resolves with a connected client', async () => {
  await using server = await StompServer.start()
  const connecting = connect(server.url, { ...quick, headers: { login: 'alice', passcode: 'a:b' } })
  const peer = await server.peer()
  const frame = await peer.greets('version:1.2\nsession:s-1')
  await using client = await connecting
  expect(frame).toBe('CONNECT\nlogin:alice\npasscode:a:b\naccept-version:1.2,1.1,1.0\nheart-beat:0,0\n\n␀')
  expect(peer.request.headers['sec-websocket-protocol']).toBe('v12.stomp,v11.stomp,v10.stomp')
  expect(client.state).toEqual({
    status: 'connected',
    attempt: 1,
    session: 's-1',
    version: '1.2',
    transport: 'websocket',
    resumed: false,
  })
  expect(client.state).toBe(client.state)
  expect(Object.isFrozen(client.state)).toBe(true)
  peer.drops()
})

test('a CONNECTED without a version is STOMP 1.0', async () => {
  await using server = await StompServer.start()
  const connecting = connect(server.url, quick)
  const peer = await server.greetedPeer('server:old')
  await using client = await connecting
  expect(client.state).toMatchObject({ status: 'connected', version: '1.0', session: undefined })
  peer.drops()
})

test('connecting twice is one connection', async () => {
  await using server = await StompServer.start()
  const client = createClient(server.url, quick)
  const seen = statuses(client)
  const [first, second] = [client.connect(), client.connect()]
  const peer = await server.greetedPeer()
  await Promise.all([first, second])
  await client.connect()
  expect(seen).toEqual(['connecting', 'connected'])
  peer.drops()
  await client.disconnect()
})

test('a port where nobody listens is a reason, with the address but without its query', async () => {
  const held = createServer().listen(0, '127.0.0.1')
  await once(held, 'listening')
  const { port } = held.address() as AddressInfo
  await new Promise((resolve) => held.close(resolve))
  const client = createClient(`ws://127.0.0.1:${port}/ws?token=secret`, quick)
  const reason = await failure(client.connect())
  expect(reason).toEqual({
    kind: 'network',
    message: `Could not connect to ws://127.0.0.1:${port}/ws: connect ECONNREFUSED 127.0.0.1:${port}.`,
    retry: true,
  })
  expect(client.state).toEqual({ status: 'closed', reason })
})

test('an ERROR in place of CONNECTED carries the broker’s word and ends the attempt without the server’s close', async () => {
  const reason = await failureWhen(async (peer) => {
    await peer.reads()
    peer.writes('ERROR\nmessage:Wrong\\cpasscode\ncode:auth-failed\n\n␀')
    await peer.closed
  })
  expect(reason).toEqual({ kind: 'auth', code: 'auth-failed', message: 'Wrong\\cpasscode', retry: false })
})

test.each([
  ['message:No', '', { kind: 'auth', message: 'No', retry: false }],
  ['message:Version mismatch', '', { kind: 'protocol', message: 'Version mismatch', retry: false }],
  ['content-type:text/plain', 'in the body', { kind: 'auth', message: 'in the body', retry: false }],
  ['code:overloaded', 'later', { kind: 'server', code: 'overloaded', message: 'later', retry: true }],
  ['code:from-elsewhere', 'no', { kind: 'refused', code: 'from-elsewhere', message: 'no', retry: false }],
])('ERROR with %s at CONNECT', async (headers, body, reason) => {
  expect(await failureWhen((peer) => peer.writes(`ERROR\n${headers}\n\n${body}␀`))).toEqual(reason)
})

test('a server that stays mute is left after the time-out', async () => {
  const reason = await failureWhen((peer) => peer.closed, { connectTimeoutMs: 30 })
  expect(reason.kind).toBe('timeout')
  expect(reason.message).toMatch(/^No STOMP session with ws:\/\/127\.0\.0\.1:\d+\/ws within 30 ms\.$/)
  expect(reason.retry).toBe(true)
})

test.each([
  ['HTTP/1.1 400 Bad Request\n\n␀', 'The server sent "HTTP/1.1 400 Bad Request", which is not STOMP.'],
  ['MESSAGE\nsubscription:sub-0\n\nhello␀', 'The server sent MESSAGE before CONNECTED.'],
  ['RECEIPT\nreceipt-id:1\n\n␀', 'The server sent RECEIPT before CONNECTED.'],
  ['CONNECTED\nversion:9.9\n\n␀', 'The server sent version "9.9", which was not offered.'],
  [
    'CONNECTED\nversion:1.2\nheart-beat:x,y\n\n␀',
    'The server sent heart-beat "x,y", which is not two numbers.',
  ],
  [
    'CONNECTED\nversion:1.2\nheart-beat:9999999999,0\n\n␀',
    'The server sent heart-beat "9999999999,0", which is not two numbers.',
  ],
  ['ERROR\ncontent-length:abc\n\n␀', 'The server sent a content-length that is none.'],
  ['ERROR␍\ncontent-length:-1␍\n␍\n␀', 'The server sent a content-length that is none.'],
])('garbage %j is a protocol fault', async (garbage, message) => {
  const reason = await failureWhen(async (peer) => {
    peer.writes(garbage)
    await peer.closed
  })
  expect(reason).toEqual({ kind: 'protocol', message, retry: true })
})

test('a close before CONNECTED keeps its code', async () => {
  const reason = await failureWhen((peer) => peer.socket.close(1008, 'Origin'))
  expect(reason).toEqual({
    kind: 'refused',
    closeCode: 1008,
    message: 'The server closed the connection (1008: Origin).',
    retry: false,
  })
})

test('without a global WebSocket the reason says what to pass', async () => {
  vi.stubGlobal('WebSocket', undefined)
  const reason = await failure(connect('ws://127.0.0.1:1/ws'))
  expect(reason).toMatchObject({ kind: 'setup', retry: false })
  expect(reason.message).toContain('Node 20 has no global WebSocket')
  expect(reason.message).toContain('webSocket: (url, protocols) => new WebSocket(url, protocols)')
})

test('an http address without SockJS says what to pass', async () => {
  vi.stubGlobal('WebSocket', WebSocket)
  const reason = await failure(connect('http://127.0.0.1:1/ws-stomp'))
  expect(reason).toMatchObject({ kind: 'setup', retry: false })
  expect(reason.message).toContain('`webSocket: sockjs()` from `@stompbox/sdk/sockjs`')
})

test('the global WebSocket is the default', async () => {
  vi.stubGlobal('WebSocket', WebSocket)
  await using server = await StompServer.start()
  const connecting = connect(server.url)
  const peer = await server.greetedPeer()
  await using client = await connecting
  expect(client.state.status).toBe('connected')
  peer.drops()
})

test('a socket may be promised, and may be open already', async () => {
  await using server = await StompServer.start()
  const open = async (url: string): Promise<WebSocketLike> => {
    const socket = new WebSocket(url)
    await once(socket, 'open')
    return socket
  }
  const connecting = connect(server.url, { ...quick, webSocket: open })
  const peer = await server.greetedPeer()
  await using client = await connecting
  expect(client.state.status).toBe('connected')
  peer.drops()
})

test('a socket that was open already and is closed by the server keeps the code', async () => {
  const open = async (url: string): Promise<WebSocketLike> => {
    const socket = new WebSocket(url)
    await once(socket, 'open')
    return socket
  }
  expect(
    await failureWhen((peer) => peer.reads().then(() => peer.socket.close(1008)), { webSocket: open }),
  ).toMatchObject({
    kind: 'refused',
    closeCode: 1008,
  })
})

test('bytes are asked for as array buffers', async () => {
  let socket!: WebSocketLike
  await using running = await session({
    webSocket: (...all) => (socket = webSocket(...all) as WebSocketLike),
  })
  expect(socket.binaryType).toBe('arraybuffer')
  running.peer.drops()
})

test('headers that come after the attempt has ended open no socket', async () => {
  let deliver!: (headers: StompHeaders) => void
  const factory = vi.fn(webSocket)
  const headers = new Promise<StompHeaders>((resolve) => (deliver = resolve))
  const client = createClient('ws://127.0.0.1:1/ws', { ...quick, webSocket: factory, headers: () => headers })
  const connecting = failure(client.connect())
  await client.disconnect()
  expect(await connecting).toMatchObject({ kind: 'asked' })
  deliver({})
  await headers
  await Promise.resolve()
  expect(factory).not.toHaveBeenCalled()
})

test('a socket that comes after the attempt has ended is closed', async () => {
  await using server = await StompServer.start()
  let deliver!: (socket: WebSocket) => void
  const socket = new Promise<WebSocket>((resolve) => (deliver = resolve))
  const factory = vi.fn(() => socket)
  const client = createClient(server.url, { ...quick, webSocket: factory })
  const connecting = failure(client.connect())
  await vi.waitFor(() => expect(factory).toHaveBeenCalled())
  await client.disconnect()
  expect(await connecting).toMatchObject({ kind: 'asked' })
  const late = new WebSocket(server.url)
  const gone = new Promise((resolve) => late.once('close', resolve))
  deliver(late)
  await gone
})

test('a CONNECTED that comes after the time-out, on a socket slow to close, starts nothing', async () => {
  stopTheClock()
  await using server = await StompServer.start()
  let socket!: WebSocket
  const slowToClose: WebSocketFactory = (url) => {
    socket = new WebSocket(url)
    return Object.assign(socket, { close: () => undefined, terminate: undefined })
  }
  const client = createClient(server.url, { webSocket: slowToClose })
  const connecting = failure(client.connect())
  const peer = await server.peer()
  await peer.reads()
  vi.advanceTimersByTime(10_000)
  expect(await connecting).toMatchObject({ kind: 'timeout' })
  const heard = once(socket, 'message')
  peer.writes('CONNECTED\nversion:1.2\nheart-beat:1000,1000\n\n␀')
  await heard
  expect(vi.getTimerCount()).toBe(0)
  expect(client.state).toMatchObject({ status: 'closed', reason: { kind: 'timeout' } })
  peer.drops()
})

test.each([
  ['headers', { headers: () => Promise.reject(new Error('no token')) }],
  [
    'webSocket',
    {
      webSocket: () => {
        throw new Error('no token')
      },
    },
  ],
])('a %s function that fails is a reason, with its error', async (_name, options) => {
  const reason = await failure(connect('ws://127.0.0.1:1/ws', { ...quick, ...options }))
  expect(reason).toMatchObject({
    kind: 'network',
    message: 'Could not connect to ws://127.0.0.1:1/ws: no token',
    retry: true,
  })
  expect(reason.cause).toBeInstanceOf(Error)
})

test('a header that would forge another is not sent', async () => {
  const reason = await failure(
    connect('ws://127.0.0.1:1/ws', { ...quick, headers: { token: 'a\nadmin:true' } }),
  )
  expect(reason.message).toContain('The header "token" cannot be sent')
})

test('a headers function that never answers is part of the time-out', async () => {
  const reason = await failure(
    connect('ws://127.0.0.1:1/ws', {
      ...quick,
      connectTimeoutMs: 10,
      headers: () => new Promise(() => undefined),
    }),
  )
  expect(reason.kind).toBe('timeout')
})

test('after a failed attempt connect() starts again', async () => {
  await using server = await StompServer.start()
  const client = createClient(server.url, quick)
  const failing = failure(client.connect())
  ;(await server.peer()).socket.close(1011)
  expect(await failing).toMatchObject({ kind: 'server', closeCode: 1011, retry: true })
  expect(client.state.status).toBe('closed')
  const again = client.connect()
  expect(client.state).toEqual({ status: 'connecting', attempt: 1 })
  const peer = await server.greetedPeer()
  await again
  peer.drops()
  await client.disconnect()
})
