import { once } from 'node:events'
import { Socket } from 'node:net'
import { expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { RawEndpoint, until } from '../../support/raw-endpoint.ts'
import { RawSocket, clientFrame, request, webSocketHeaders } from '../../support/raw-socket.ts'

async function connected(endpoint: RawEndpoint, protocols: string[] = []) {
  const opening = endpoint.next()
  const client = new WebSocket(endpoint.ws, protocols)
  const messages: string[] = []
  client.on('error', () => {})
  client.on('message', (data: Buffer, isBinary: boolean) =>
    messages.push(`${isBinary ? 'binary' : 'text'} ${data.toString()}`),
  )
  const closed = once(client, 'close').then(([code, reason]) => `${code} ${reason}`.trim())
  await once(client, 'open')
  return { client, messages, closed, session: await opening }
}

async function rawConnected(endpoint: RawEndpoint, headers: Record<string, string> = {}) {
  const opening = endpoint.next()
  const raw = await endpoint.raw(request('GET /stomp', { ...webSocketHeaders, ...headers }))
  await raw.until('\r\n\r\n')
  return { raw, session: await opening }
}

test('text and binary travel both ways with the kind they came in', async () => {
  await using endpoint = await RawEndpoint.open()
  const { client, messages, session } = await connected(endpoint)
  client.send('글')
  client.send(Buffer.from('bytes'))
  await until(() => messages.length === 2)
  expect(session.heard).toEqual(['text 글', 'binary bytes'])
  expect(messages).toEqual(['text 글', 'binary bytes'])
  expect(session.handshake).toMatchObject({
    transport: 'websocket',
    path: '/stomp',
    remoteAddress: '127.0.0.1',
  })
  expect(session.handshake.headers['sec-websocket-version']).toBe('13')
})

test.each([0, 125, 126, 65_535, 65_536])('a message of %i bytes arrives whole', async (length) => {
  await using endpoint = await RawEndpoint.open({ maxMessageBytes: 65_536 })
  const { client, messages } = await connected(endpoint)
  client.send('x'.repeat(length))
  await until(() => messages.length === 1)
  expect(messages[0]).toBe(`text ${'x'.repeat(length)}`)
})

test.each([
  [['v10.stomp', 'v12.stomp', 'v11.stomp'], 'v12.stomp'],
  [['v10.stomp', 'v11.stomp'], 'v11.stomp'],
  [['mqtt', 'v10.stomp'], 'v10.stomp'],
])('of the sub-protocols %j, %s is chosen', async (offered, chosen) => {
  await using endpoint = await RawEndpoint.open()
  expect((await connected(endpoint, offered)).client.protocol).toBe(chosen)
})

test('no sub-protocol is named when none is offered or none is known', async () => {
  await using endpoint = await RawEndpoint.open()
  const plain = await rawConnected(endpoint)
  const foreign = await rawConnected(endpoint, { 'Sec-WebSocket-Protocol': 'mqtt, v12.stompx' })
  for (const { raw } of [plain, foreign]) {
    expect(raw.received).toMatch(/^HTTP\/1.1 101 /)
    expect(raw.received).not.toMatch(/sec-websocket-protocol/i)
  }
})

test('our close says code and reason after all that was sent, and is told once', async () => {
  await using endpoint = await RawEndpoint.open()
  const { messages, closed, session } = await connected(endpoint)
  session.say('last words')
  session.connection.close(4001, '느린 독자'.repeat(30))
  session.connection.close(1000, 'again')
  expect(session.say('after')).toBe(true)
  const [code, reason] = (await closed).split(/ (.*)/)
  expect([code, Buffer.byteLength(reason!), reason!.startsWith('느린 독자')]).toEqual(['4001', 123, true])
  expect(messages).toEqual(['text last words'])
  expect(await session.closed).toBe(`4001 ${reason}`)
  expect(session.heard).toHaveLength(1)
})

test('the close of a peer is told with its code, and a cut line with 1006', async () => {
  await using endpoint = await RawEndpoint.open()
  const one = await connected(endpoint)
  one.client.close(4242, 'bye')
  expect(await one.session.closed).toBe('4242 bye')
  const other = await connected(endpoint)
  other.client.terminate()
  expect(await other.session.closed).toBe('1006')
})

test('a peer that never answers our close is cut after five seconds', async () => {
  await using endpoint = await RawEndpoint.open()
  const { raw, session } = await rawConnected(endpoint)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    session.connection.close(1001, '')
    await raw.until('\x88\x02\x03\xe9')
    vi.advanceTimersByTime(4_999)
    expect(session.heard).toEqual([])
    vi.advanceTimersByTime(1)
    expect(await session.closed).toBe('1001')
  } finally {
    vi.useRealTimers()
  }
})

test('what a peer says after our close is not heard', async () => {
  await using endpoint = await RawEndpoint.open()
  const { raw, session } = await rawConnected(endpoint)
  session.connection.close(1008, 'enough')
  raw.write(Buffer.concat([clientFrame(0x81, 'late'), clientFrame(0x88, Buffer.from([3, 240]))]))
  expect(await session.closed).toBe('1008 enough')
  expect(session.heard).toEqual(['closed 1008 enough'])
})

test('a reader that stops is seen in unsent bytes, and gets every byte when it reads again', async () => {
  await using endpoint = await RawEndpoint.open()
  const { raw, session } = await rawConnected(endpoint)
  raw.socket.pause()
  let sent = 0
  while (session.say(`${sent}${'.'.repeat(8_000)}\n`) && sent < 10_000) sent++
  const kept = session.connection.unsentBytes
  expect(session.say('end')).toBe(false)
  expect(session.connection.unsentBytes).toBeGreaterThan(kept)
  raw.socket.resume()
  await until(() => raw.received.endsWith('end'))
  const numbers = raw.received.match(/\d+(?=\.\.)/g) ?? []
  expect([...numbers].map(Number)).toEqual(Array.from({ length: sent + 1 }, (_, index) => index))
})

test('pause stops reading and resume goes on where it stopped', async () => {
  await using endpoint = await RawEndpoint.open()
  const { client, session } = await connected(endpoint)
  session.connection.pause()
  client.send('one')
  // The server answers a second connection, so it has had its turn to read the first.
  await connected(endpoint)
  expect(session.heard).toEqual([])
  session.connection.resume()
  await until(() => session.heard.length === 1)
  expect(session.heard).toEqual(['text one'])
})

test('a paused connection still closes in good order', async () => {
  await using endpoint = await RawEndpoint.open()
  const { closed, session } = await connected(endpoint)
  session.connection.pause()
  session.connection.close(4004, 'late')
  expect(await closed).toBe('4004 late')
  expect(await session.closed).toBe('4004 late')
})

test('frames that come in the packet of the handshake are heard [hostile W24]', async () => {
  await using endpoint = await RawEndpoint.open()
  const handshake = Buffer.from(request('GET /stomp', webSocketHeaders))
  const raw = await endpoint.raw(Buffer.concat([handshake, clientFrame(0x81, 'early')]))
  await raw.until('\x81\x05early')
  expect(endpoint.sessions[0]!.heard).toEqual(['text early'])
})

test.each([
  ['unmasked frame [hostile W1]', Buffer.from([0x81, 1, 0x61]), '1002'],
  ['RSV1 without deflate [hostile W2]', clientFrame(0xc1, 'a'), '1002'],
  ['opcode 3 [hostile W3]', clientFrame(0x83, 'a'), '1002'],
  ['continuation first [hostile W5]', clientFrame(0x80, 'a'), '1002'],
  ['1,025 fragments [hostile W6]', manyFragments(1_025), '1008'],
  [
    'length past the limit [hostile W7]',
    Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0]),
    '1009',
  ],
  ['bad UTF-8 [hostile W9]', clientFrame(0x81, Buffer.from([0xc3])), '1007'],
])('%s is closed with its code, which the session is told', async (_, bytes, code) => {
  await using endpoint = await RawEndpoint.open({ maxMessageBytes: 65_536 })
  const { raw, session } = await rawConnected(endpoint)
  raw.write(bytes)
  await raw.until(closeFrame(Number(code)))
  expect(await session.closed).toMatch(new RegExp(`^${code} `))
  expect(session.heard).toHaveLength(1)
})

test('pings that come at once are answered once, for the newest', async () => {
  await using endpoint = await RawEndpoint.open()
  const { raw } = await rawConnected(endpoint)
  const pings = ['one', 'two', 'three'].map((payload) => clientFrame(0x89, payload))
  raw.write(Buffer.concat([...pings, clientFrame(0x81, 'fence')]))
  await raw.until('\x8a\x05three')
  expect(raw.received.match(/\x8a/g)).toHaveLength(1)
})

test('1,024 fragments make one message [hostile W6]', async () => {
  await using endpoint = await RawEndpoint.open()
  const { raw, session } = await rawConnected(endpoint)
  raw.write(manyFragments(1_024))
  await raw.until('x'.repeat(1_024))
  expect(session.heard).toEqual([`text ${'x'.repeat(1_024)}`])
})

function manyFragments(count: number): Buffer {
  const middle = Array.from({ length: count - 2 }, () => clientFrame(0x00, 'x'))
  return Buffer.concat([clientFrame(0x01, 'x'), ...middle, clientFrame(0x80, 'x')])
}

const closeFrame = (code: number): string => String.fromCharCode(0x88, 2, code >> 8, code & 0xff)

test('a socket cut at any point of the handshake leaves nothing behind [hostile W26]', async () => {
  await using endpoint = await RawEndpoint.open()
  const handshake = request('GET /stomp', webSocketHeaders)
  for (let cut = 1; cut < handshake.length; cut += 9) {
    const raw = await RawSocket.open(endpoint.port, handshake.slice(0, cut))
    raw.socket.resetAndDestroy()
  }
  const { client, messages } = await connected(endpoint)
  client.send('alive')
  await until(() => messages.length === 1)
})

test('what a peer leaves unread is given up with one reason, for Node would make one for each write', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const destroy = vi.spyOn(Socket.prototype, 'destroy')
  try {
    await using endpoint = await RawEndpoint.open()
    const { client, session } = await connected(endpoint)
    client.pause()
    while (session.connection.unsentBytes < 100_000) session.say('x'.repeat(60_000))
    session.connection.close(1008, 'too slow')
    vi.advanceTimersByTime(5_000)
    expect(destroy.mock.calls).toContainEqual([new Error('The peer did not read what was left for it.')])
    expect(await session.closed).toBe('1008 too slow')
    client.terminate()
  } finally {
    destroy.mockRestore()
    vi.useRealTimers()
  }
})
