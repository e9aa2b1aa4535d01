import { once } from 'node:events'
import { expect, test } from 'vitest'
import { type ClientOptions, WebSocket } from 'ws'
import { until } from '../../support/raw-endpoint.ts'
import { SpringEndpoint, type SpringEndpointOptions } from '../../support/spring-endpoint.ts'

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/

class Client implements AsyncDisposable {
  readonly socket: WebSocket
  readonly frames: string[] = []
  readonly closed: Promise<string>

  constructor(url: string, protocols: string[] = [], options: ClientOptions = { perMessageDeflate: false }) {
    this.socket = new WebSocket(url, protocols, options)
    this.socket.on('message', (data: Buffer) => this.frames.push(data.toString()))
    this.closed = once(this.socket, 'close').then(([code, reason]) => `${code} ${reason}`.trim())
  }

  async opened(): Promise<this> {
    await once(this.socket, 'open')
    return this
  }

  hears(count: number): Promise<unknown> {
    return until(() => this.frames.length >= count)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.terminate()
    await this.closed
  }
}

async function opened(path = '/stomp/000/mine/websocket', options: SpringEndpointOptions = {}) {
  const endpoint = await SpringEndpoint.open(options)
  const opening = endpoint.next()
  const client = await new Client(endpoint.ws + path).opened()
  const session = await opening
  return {
    endpoint,
    client,
    session,
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]()
      await endpoint[Symbol.asyncDispose]()
    },
  }
}

test.each([
  [['v12.stomp', 'v11.stomp', 'v10.stomp'], 'v12.stomp'],
  [['v10.stomp', 'v12.stomp'], 'v10.stomp'],
  [['foo', 'v11.stomp'], 'v11.stomp'],
  [['V12.STOMP'], 'V12.STOMP'],
])('of %j the first that is known is taken, as it was written [spring C28]', async (offered, chosen) => {
  await using endpoint = await SpringEndpoint.open()
  await using client = await new Client(`${endpoint.ws}/plain`, offered).opened()
  expect(client.socket.protocol).toBe(chosen)
})

test('an offer of nothing known is taken without a sub-protocol [spring C29]', async () => {
  await using endpoint = await SpringEndpoint.open()
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol': 'foo',
  }
  const raw = await endpoint.raw('GET /plain', headers)
  expect(await raw.until('\r\n\r\n')).toMatch(/^HTTP\/1.1 101 (?!.*sec-websocket-protocol)/is)
})

test.each(['/plain', '/stomp/websocket'])(
  'a session at %s is called by a UUID [spring 1.2]',
  async (path) => {
    await using peer = await opened(path)
    expect(peer.session.handshake.sessionId).toMatch(uuid)
  },
)

test('a SockJS session is called by its path [spring J12]', async () => {
  await using peer = await opened('/stomp/000/my-own~1/websocket')
  expect(peer.session.handshake.sessionId).toBe('my-own~1')
})

test('compression is agreed on as Tomcat does, and what comes is inflated [spring C41]', async () => {
  await using endpoint = await SpringEndpoint.open()
  const opening = endpoint.next()
  const client = new Client(`${endpoint.ws}/plain`, [], { perMessageDeflate: { threshold: 0 } })
  const [response] = (await once(client.socket, 'upgrade')) as [{ headers: Record<string, string> }]
  expect(response.headers['sec-websocket-extensions']).toBe('permessage-deflate;client_max_window_bits=15')
  const session = await opening
  client.socket.send('squeeze me '.repeat(100))
  await client.hears(1)
  expect(session.heard).toEqual([`text ${'squeeze me '.repeat(100)}`])
  client.socket.send('x'.repeat(16_641))
  expect(await client.closed).toMatch(/^1009 The decoded text message was too big/)
})

test.each(['/plain', '/stomp/000/s/websocket'])(
  'at %s a text of 16,640 units passes [spring F25]',
  async (path) => {
    await using peer = await opened(path)
    const text = path === '/plain' ? '가'.repeat(16_640) : `["${'가'.repeat(16_636)}"]`
    peer.client.socket.send(text)
    await until(() => peer.session.heard.length === 1)
    expect(peer.session.heard[0]).toMatch(/^text 가/)
    peer.client.socket.send(`${text} `)
    expect(await peer.client.closed).toBe(
      '1009 The decoded text message was too big for the output buffer and the endpoint does not support partial messages',
    )
    expect(peer.client.frames.some((frame) => frame.startsWith('c['))).toBe(false)
    expect(await peer.session.closed).toMatch(/^1009 /)
  },
)

test('a binary message of 8,192 bytes passes, one more does not [spring F27]', async () => {
  await using peer = await opened('/plain')
  peer.client.socket.send(Buffer.alloc(8192))
  await peer.client.hears(1)
  peer.client.socket.send(Buffer.alloc(8193))
  expect(await peer.client.closed).toBe(
    '1009 No async message support and buffer too small. Buffer size: [8,192], Message size: [8,193]',
  )
})

test('a message beyond all measure is cut while it comes', async () => {
  await using peer = await opened('/plain')
  peer.client.socket.send('x'.repeat(200_000))
  expect(await peer.client.closed).toMatch(/^1009 The decoded text message was too big/)
  expect(peer.session.heard.filter((heard) => heard.startsWith('text'))).toEqual([])
})

test('a text that is no UTF-8 ends it [spring F31]', async () => {
  await using peer = await opened('/plain')
  peer.client.socket.send(Buffer.from([0xc3, 0x28]), { binary: false })
  expect(await peer.client.closed).toMatch(
    /^1007 A WebSocket text frame was received that could not be decoded/,
  )
})

test.each([
  ['["x', '1007'],
  ['"str"', '1007'],
  ['{}', '1007'],
  ['5', '1007'],
  ['CONNECT\n\n\0', '1007'],
  ['[["a"]]', '1007'],
  [' ', '1007'],
])('%j is no array of messages: a c frame and %s [spring J16]', async (message, code) => {
  await using peer = await opened()
  peer.client.socket.send(message)
  expect(await peer.client.closed).toBe(code)
  expect(peer.client.frames).toEqual(['o', `c[${code},""]`])
})

test('what is empty is passed over; numbers and words are taken as they are [spring J17, J64]', async () => {
  await using peer = await opened()
  for (const message of ['', '[]', 'null', '[""]', ' [1,2.50,true] ']) peer.client.socket.send(message)
  await peer.client.hears(4)
  expect(peer.session.heard).toEqual(['text 1', 'text 2.50', 'text true'])
})

test('what stands behind the array is nothing to 6.2 and the end in 7.0 [spring J65]', async () => {
  await using older = await opened()
  older.client.socket.send('["a"] rest')
  await older.client.hears(2)
  await using newer = await opened(undefined, { version: '7.0' })
  newer.client.socket.send('["a"] rest')
  expect(await newer.client.closed).toBe('1007')
  expect(await newer.session.closed).toBe('1007')
  expect(newer.session.heard).toEqual(['closed 1007'])
})

test('null is a failure after what stands before it, without a c frame [spring 3.3]', async () => {
  await using peer = await opened()
  peer.client.socket.send('["a",null,"b"]')
  expect(await peer.client.closed).toBe('1011')
  expect(peer.client.frames).toEqual(['o', 'a["a"]'])
})

test('a binary message ends SockJS without a c frame [spring J18]', async () => {
  await using peer = await opened()
  peer.client.socket.send(Buffer.from('["a"]'))
  expect(await peer.client.closed).toBe('1003 Binary messages not supported')
  expect(peer.client.frames).toEqual(['o'])
})

test('a close is told in a c frame; one for a slow reader is not [spring 3.5]', async () => {
  for (const [code, frames] of [
    [1002, ['o', 'c[1002,""]']],
    [4500, ['o']],
  ] as const) {
    await using peer = await opened()
    peer.session.connection.close(code, '')
    expect(await peer.client.closed).toBe(String(code))
    expect(peer.client.frames).toEqual(frames)
  }
})

test('letters of control characters are capitals [spring J13]', async () => {
  await using peer = await opened()
  peer.session.say('\u001b\u000b\u2028\u200d\ufeff\u007f한\u{1f600}')
  await peer.client.hears(2)
  expect(peer.client.frames[1]).toBe('a["\\u001B\\u000B\\u2028\\u200d\ufeff\u007f한\\ud83d\\ude00"]')
})

test('h comes when nothing went for a while, until the core has beats of its own [spring J27, J28]', async () => {
  await using peer = await opened(undefined, { heartBeatMs: 40 })
  await peer.client.hears(3)
  expect(peer.client.frames).toEqual(['o', 'h', 'h'])
  peer.session.connection.disableHeartBeat?.()
  peer.session.say('fence')
  await using other = await opened(undefined, { heartBeatMs: 40 })
  await other.client.hears(3)
  await until(() => peer.client.frames.includes('a["fence"]'))
  expect(peer.client.frames.at(-1)).toBe('a["fence"]')
})

test('a second socket of the same name takes the session over [spring J31]', async () => {
  await using peer = await opened()
  await using second = await new Client(`${peer.endpoint.ws}/stomp/111/mine/websocket`).opened()
  await second.hears(1)
  peer.session.say('for the second')
  peer.client.socket.send('["from the first"]')
  second.socket.send('["from the second"]')
  await second.hears(4)
  expect(second.frames[0]).toBe('o')
  expect(second.frames.slice(1).toSorted()).toEqual([
    'a["for the second"]',
    'a["from the first"]',
    'a["from the second"]',
  ])
  expect(peer.client.frames).toEqual(['o'])
  expect(peer.endpoint.sessions).toHaveLength(1)
})

test('the first of two sockets that closes ends their session, and the name is free [spring J73, J74]', async () => {
  await using peer = await opened()
  await using second = await new Client(`${peer.endpoint.ws}/stomp/000/mine/websocket`).opened()
  await second.hears(1)
  peer.client.socket.close(3001, 'enough')
  expect(await peer.session.closed).toBe('3001 enough')
  second.socket.send('["into the void"]')
  const reopening = peer.endpoint.next()
  await using third = await new Client(`${peer.endpoint.ws}/stomp/000/mine/websocket`).opened()
  const session = await reopening
  session.say('new')
  await third.hears(2)
  expect(third.frames).toEqual(['o', 'a["new"]'])
  expect(second.frames).toEqual(['o'])
  expect(peer.session.heard).toEqual(['closed 3001 enough'])
})

test('a third socket puts an end to the first', async () => {
  await using peer = await opened()
  await using second = await new Client(`${peer.endpoint.ws}/stomp/000/mine/websocket`).opened()
  await second.hears(1)
  await using third = await new Client(`${peer.endpoint.ws}/stomp/000/mine/websocket`).opened()
  expect(await peer.client.closed).toBe('1000')
  second.socket.send('["still there"]')
  await third.hears(2)
  expect(third.frames).toEqual(['o', 'a["still there"]'])
  expect(peer.session.heard).toEqual(['text still there'])
})

test('somebody else finds no session of that name', async () => {
  await using endpoint = await SpringEndpoint.open({ allowedOriginPatterns: ['*'] })
  const url = `${endpoint.ws}/stomp/000/mine/websocket`
  const options = { headers: { Cookie: 'id=alice' }, origin: 'https://page.example' }
  await using client = await new Client(url, [], options).opened()
  await client.hears(1)
  for (const [Cookie, Origin] of [
    ['id=eve', 'https://page.example'],
    ['id=alice', 'https://evil.example'],
  ] as const) {
    const headers = {
      Cookie,
      Origin,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    }
    expect((await endpoint.ask('GET /stomp/000/mine/websocket', { headers }))[0]).toBe('404')
  }
})
