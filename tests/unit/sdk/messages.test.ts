import { afterEach, expect, expectTypeOf, test, vi } from 'vitest'
import { NotSentError, ReceiptError, createClient, type Message, type WebSocketLike } from '@stompbox/sdk'
import { quick, session, stopTheClock } from './sessions.ts'
import { StompServer, webSocket } from './stomp-server.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** One subscription, and the next message it hears. */
async function listening() {
  const running = await session()
  let hear: (message: Message) => void = () => undefined
  running.client.subscribe('/sub/a', (message) => hear(message))
  await running.peer.reads()
  const next = (): Promise<Message> => new Promise((resolve) => (hear = resolve))
  return { ...running, next }
}

test.each([
  [
    'an object',
    { text: '안녕', n: 1 },
    'content-type:application/json\ncontent-length:23\n\n{"text":"안녕","n":1}',
  ],
  ['an array', [1, 'a'], 'content-type:application/json\ncontent-length:7\n\n[1,"a"]'],
  ['null', null, 'content-type:application/json\ncontent-length:4\n\nnull'],
  ['false', false, 'content-type:application/json\ncontent-length:5\n\nfalse'],
  ['a number', 0, 'content-type:application/json\ncontent-length:1\n\n0'],
  ['a string', '안녕', 'content-length:6\n\n안녕'],
  ['JSON that is a string already', '{"a":1}', 'content-length:7\n\n{"a":1}'],
  ['bytes', new Uint8Array([97, 0, 98]), 'content-type:application/octet-stream\ncontent-length:3\n\na␀b'],
  [
    'part of a buffer',
    new Uint8Array([97, 98, 99]).subarray(1),
    'content-type:application/octet-stream\ncontent-length:2\n\nbc',
  ],
  ['nothing', undefined, '\n'],
])('%s goes out in its form', async (_name, body, rest) => {
  await using running = await session()
  await running.client.send('/pub/a', body)
  expect(await running.peer.reads()).toBe(`SEND\ndestination:/pub/a\n${rest}␀`)
})

test('headers of the caller win over those of the body', async () => {
  await using running = await session()
  await running.client.send('/pub/a', 'hi', { headers: { 'content-type': 'text/plain', priority: 'a:b' } })
  expect(await running.peer.reads()).toBe(
    'SEND\ndestination:/pub/a\ncontent-type:text/plain\npriority:a\\cb\ncontent-length:2\n\nhi␀',
  )
})

test.each([
  ['content-type:application/json\n', '{"text":"안녕"}', { text: '안녕' }],
  ['content-type:Application/JSON;charset=utf-8\n', '"12"', '12'],
  ['content-type:application/problem+json\n', '[1]', [1]],
  ['content-type:application/json\n', '{broken', '{broken'],
  ['content-type:application/json\n', '', ''],
  ['', ' {"a":1}', { a: 1 }],
  ['', '[1,2]', [1, 2]],
  ['', '42', '42'],
  ['', 'true', 'true'],
  ['', '[안녕]', '[안녕]'],
  ['', '안녕', '안녕'],
  ['content-type:text/plain;charset=UTF-8\n', '{"a":1}', '{"a":1}'],
])('with %j the body %j is read as %j', async (headers, body, value) => {
  await using running = await listening()
  const hearing = running.next()
  running.peer.message('sub-0', body, headers)
  const message = await hearing
  expect(message.body).toEqual(value)
  expect(message.text).toBe(body)
})

test('bytes come in as bytes, in a binary message or not', async () => {
  await using running = await listening()
  const frame = (length: number, body: string): string =>
    `MESSAGE\nsubscription:sub-0\nmessage-id:1\ncontent-type:application/octet-stream\ncontent-length:${length}\n\n${body}␀`
  let hearing = running.next()
  running.peer.writesBinary(frame(4, 'a␀⟨ff⟩b'))
  expect(await hearing).toMatchObject({
    body: new Uint8Array([97, 0, 255, 98]),
    bytes: new Uint8Array([97, 0, 255, 98]),
  })
  hearing = running.next()
  running.peer.writes(frame(2, 'ab'))
  expect((await hearing).body).toEqual(new Uint8Array([97, 98]))
})

test('a message has its headers and its destination', async () => {
  await using running = await listening()
  let hearing = running.next()
  running.peer.message('sub-0', 'x', 'from:a\\cb\n')
  const message = await hearing
  expect(message.headers).toMatchObject({ 'message-id': '1', from: 'a:b' })
  expect(message.destination).toBe('/from')
  expect([...message.bytes]).toEqual([120])
  hearing = running.next()
  running.peer.writes('MESSAGE\nsubscription:sub-0\n\nx␀')
  expect((await hearing).destination).toBe('/sub/a')
})

test('subscriptions take ids from sub-0 and hear only their own', async () => {
  await using running = await session()
  const { client, peer } = running
  const heard: string[] = []
  const first = client.subscribe('/a', ({ text }) => heard.push(`first ${text}`), {
    headers: { ack: 'auto', id: 'mine' },
  })
  const second = client.subscribe('/b', ({ text }) => heard.push(`second ${text}`))
  expect([first.destination, second.destination]).toEqual(['/a', '/b'])
  expect(await peer.reads()).toBe('SUBSCRIBE\nid:sub-0\ndestination:/a\nack:auto\nreceipt:receipt-0\n\n␀')
  expect(await peer.reads()).toBe('SUBSCRIBE\nid:sub-1\ndestination:/b\nreceipt:receipt-1\n\n␀')
  peer.message('sub-1', '1')
  peer.message('nobody', '2')
  peer.message('__proto__', '3')
  peer.message('sub-0', '4')
  await vi.waitFor(() => expect(heard).toEqual(['second 1', 'first 4']))
})

test('unsubscribing in a handler ends it with that message, frames of the same chunk included', async () => {
  await using running = await session()
  const { client, peer } = running
  const heard: string[] = []
  const first = client.subscribe('/a', ({ text }) => {
    heard.push(text)
    first.unsubscribe()
    first.unsubscribe()
  })
  client.subscribe('/b', ({ text }) => heard.push(text))
  await peer.reads()
  await peer.reads()
  const frame = (id: string, body: string): string => `MESSAGE\nsubscription:${id}\n\n${body}␀`
  peer.writes(frame('sub-0', '1') + frame('sub-0', '2') + frame('sub-1', '3'))
  expect(await peer.reads()).toBe('UNSUBSCRIBE\nid:sub-0\n\n␀')
  await vi.waitFor(() => expect(heard).toEqual(['1', '3']))
  await client.send('/fence')
  expect(await peer.reads()).toContain('SEND')
})

test('a handler that throws, or whose promise fails, is reported and stops nobody', async () => {
  const report = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  await using running = await session()
  const { client, peer } = running
  const heard: string[] = []
  client.subscribe('/a', ({ text }) => {
    if (text === '1') throw new Error('thrown')
    heard.push(text)
  })
  client.subscribe('/b', async () => {
    throw new Error('rejected')
  })
  peer.message('sub-0', '1')
  peer.message('sub-1', '2')
  peer.message('sub-0', '3')
  await vi.waitFor(() => expect(heard).toEqual(['3']))
  expect(report.mock.calls).toEqual([[new Error('thrown')], [new Error('rejected')]])
})

test('where there is a reportError it gets what handlers throw', async () => {
  const report = vi.fn()
  vi.stubGlobal('reportError', report)
  await using running = await session()
  running.client.subscribe('/a', () => {
    throw new Error('mine')
  })
  running.peer.message('sub-0', '')
  await vi.waitFor(() => expect(report).toHaveBeenCalledExactlyOnceWith(new Error('mine')))
  vi.unstubAllGlobals()
})

test('a destination without its slash, and headers that would break the frame, are refused by name', async () => {
  await using running = await session()
  const { client, peer } = running
  const slash = 'of this client; a destination starts with "/".'
  expect(() => client.subscribe('chat', () => undefined)).toThrow(slash)
  await expect(client.send('chat', 1)).rejects.toThrow(slash)
  await expect(client.send('/a\nx:y', 1)).rejects.toThrow(TypeError)
  await expect(client.send('/a', 1, { headers: { 'x:y': '' } })).rejects.toThrow(
    'The header "x:y" cannot be sent',
  )
  expect(() => client.subscribe('/a', () => undefined, { headers: { x: 'a\0' } })).toThrow(
    'The header "x" cannot be sent',
  )
  await expect(client.send('/a', Symbol('s'))).rejects.toThrow('A symbol cannot be a body')
  await client.send('/fence')
  expect(await peer.reads()).toContain('/fence')
})

test('what is said while connecting waits: sends in their order, behind the subscriptions', async () => {
  await using server = await StompServer.start()
  const client = createClient(server.url, quick)
  const connecting = client.connect()
  const peer = await server.peer()
  await peer.reads()
  client.subscribe('/a', () => undefined)
  client.subscribe('/b', () => undefined).unsubscribe()
  const sends = [client.send('/1'), client.send('/2')]
  await expect(client.send('/3', 1, { whenOffline: 'throw' })).rejects.toThrow('the client is connecting')
  expect(await client.send('/4', 1, { whenOffline: 'drop' })).toBe('dropped')
  peer.writes('CONNECTED\nversion:1.2\n\n␀')
  await connecting
  expect(await Promise.all(sends)).toEqual(['sent', 'sent'])
  await client.send('/fence')
  for (const destination of ['/a', '/1', '/2', '/fence'])
    expect(await peer.reads()).toContain(`destination:${destination}\n`)
  peer.drops()
  await client.disconnect()
})

test('a send on a socket that is closing already waits for the next session', async () => {
  let socket!: WebSocketLike
  await using running = await session({
    webSocket: (...all) => (socket = webSocket(...all) as WebSocketLike),
  })
  socket.close()
  await expect(running.client.send('/a', 1, { whenOffline: 'throw' })).rejects.toThrow(NotSentError)
  const sending = running.client.send('/b')
  const next = await running.server.greetedPeer()
  expect(await sending).toBe('sent')
  expect(await next.reads()).toContain('destination:/b')
  next.drops()
})

test('where there is no session, send rejects as asked, and always once the client is closed', async () => {
  const client = createClient('ws://127.0.0.1:1/ws', quick)
  await expect(client.send('/a', 1, { whenOffline: 'throw' })).rejects.toThrow(
    'Nothing was sent to /a: the client is idle.',
  )
  await using running = await session()
  const leaving = running.client.disconnect()
  await expect(running.client.send('/a', 1)).rejects.toThrow('the client is closed')
  running.peer.drops()
  await leaving
})

test('a receipt resolves the send that asked for it, in whatever order they come', async () => {
  await using running = await session()
  const { client, peer } = running
  const settled: string[] = []
  const sends = ['a', 'b'].map((body) =>
    client.send('/pub', body, { until: 'receipt' }).then(() => settled.push(body)),
  )
  expect(await peer.reads()).toBe('SEND\ndestination:/pub\nreceipt:receipt-0\ncontent-length:1\n\na␀')
  expect(await peer.reads()).toContain('receipt:receipt-1')
  peer.writes('RECEIPT\nreceipt-id:unknown\n\n␀', 'RECEIPT\n\n␀', 'RECEIPT\nreceipt-id:receipt-1\n\n␀')
  peer.writes('RECEIPT\nreceipt-id:receipt-1\n\n␀', 'RECEIPT\nreceipt-id:receipt-0\n\n␀')
  await Promise.all(sends)
  expect(settled).toEqual(['b', 'a'])
})

test('a receipt that came leaves no timer', async () => {
  stopTheClock()
  await using running = await session()
  const sending = running.client.send('/pub', 1, { until: 'receipt' })
  expect(vi.getTimerCount()).toBe(1)
  running.peer.writes('RECEIPT\nreceipt-id:receipt-0\n\n␀')
  await sending
  expect(vi.getTimerCount()).toBe(0)
})

async function receiptFailure(sending: Promise<unknown>): Promise<ReceiptError> {
  const error: unknown = await sending.catch((thrown: unknown) => thrown)
  if (!(error instanceof ReceiptError)) throw new Error('No ReceiptError', { cause: error })
  return error
}

test('a receipt that does not come is a time-out, and no timer stays', async () => {
  stopTheClock()
  await using running = await session()
  const { client, peer } = running
  const byDefault = receiptFailure(client.send('/pub', 1, { until: 'receipt' }))
  const sooner = receiptFailure(client.send('/pub', 1, { until: 'receipt', timeoutMs: 50 }))
  vi.advanceTimersByTime(50)
  expect((await sooner).message).toContain('No receipt for the message to /pub: none came within 50 ms')
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(9_950)
  expect((await byDefault).reason.kind).toBe('timeout')
  expect(vi.getTimerCount()).toBe(0)
  await peer.reads()
  expect(client.state.status).toBe('connected')
})

test('a receipt that was awaited when the session ended fails with the reason', async () => {
  await using running = await session()
  const failing = receiptFailure(running.client.send('/pub', 1, { until: 'receipt' }))
  await running.peer.reads()
  running.peer.writes('ERROR\ncode:forbidden\nmessage:Not yours\nreceipt-id:receipt-0\n\n␀')
  expect((await failing).reason).toEqual({
    kind: 'refused',
    code: 'forbidden',
    message: 'Not yours',
    retry: false,
  })
  // What was refused is not sent again, so there is no reason not to come back.
  expect(running.client.state.status).toBe('waiting')
})

test('receipts may still come while the client is leaving; messages are not heard any more', async () => {
  await using running = await session()
  const { client, peer } = running
  const heard = vi.fn()
  client.subscribe('/a', heard)
  await peer.reads()
  const sending = client.send('/pub', 1, { until: 'receipt' })
  const lost = receiptFailure(client.send('/pub', 2, { until: 'receipt' }))
  const leaving = client.disconnect()
  peer.message('sub-0', 'late')
  peer.writes('RECEIPT\nreceipt-id:receipt-1\n\n␀', 'RECEIPT\nreceipt-id:close\n\n␀')
  await sending
  await leaving
  expect((await lost).reason.kind).toBe('asked')
  expect(heard).not.toHaveBeenCalled()
})

test('the type of a body is what the caller says', async () => {
  const client = createClient('ws://127.0.0.1:1/ws', quick)
  client.subscribe<{ text: string }>('/a', ({ body }) => expectTypeOf(body).toEqualTypeOf<{ text: string }>())
  client.subscribe('/a', ({ body }) => expectTypeOf(body).toEqualTypeOf<unknown>())
})

test('await using disconnects', async () => {
  await using server = await StompServer.start()
  const client = createClient(server.url, quick)
  {
    await using scoped = client
    const connecting = scoped.connect()
    const peer = await server.greetedPeer()
    await connecting
    void peer.reads().then(() => peer.writes('RECEIPT\nreceipt-id:close\n\n␀'))
  }
  expect(client.state).toMatchObject({ status: 'closed', reason: { kind: 'asked' } })
})
