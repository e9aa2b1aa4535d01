import { expect, test } from 'vitest'
import { RawEndpoint, until } from '../../support/raw-endpoint.ts'
import { exchange, request } from '../../support/raw-socket.ts'

const post = (url: string, body = '', headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body, headers })
const said = async (answer: Promise<Response>): Promise<string> => {
  const response = await answer
  return `${response.status} ${await response.text()}`.trim()
}

async function polling(endpoint: RawEndpoint, id = 's') {
  const opening = endpoint.next()
  const url = `${endpoint.http}/000/${id}`
  expect(await said(post(`${url}/xhr`))).toBe('200 o')
  return { url, session: await opening }
}

test('info tells what there is, and is never cached', async () => {
  await using endpoint = await RawEndpoint.open()
  const response = await fetch(`${endpoint.http}/info`)
  const info = (await response.json()) as { entropy: number }
  expect(info).toEqual({
    websocket: true,
    origins: ['*:*'],
    cookie_needed: false,
    entropy: expect.any(Number),
  })
  expect(response.headers.get('cache-control')).toMatch(/no-store/)
  expect(response.headers.has('set-cookie')).toBe(false)
  expect(await (await fetch(`${endpoint.http}/info`)).json()).not.toEqual(info)
})

test.each(['', '/'])('the base path%s greets', async (path) => {
  await using endpoint = await RawEndpoint.open()
  expect(await said(fetch(endpoint.http + path))).toBe('200 Welcome to SockJS!')
})

test('a poll carries all that waits, and xhr_send carries in', async () => {
  await using endpoint = await RawEndpoint.open()
  const { url, session } = await polling(endpoint)
  const sent = await post(`${url}/xhr_send`, '["one","two"]')
  expect([sent.status, sent.headers.get('content-type')]).toEqual([204, 'text/plain; charset=UTF-8'])
  expect(session.heard).toEqual(['text one', 'text two'])
  expect(session.connection.unsentBytes).toBe(6)
  expect(await said(post(`${url}/xhr`))).toBe('200 a["one","two"]')
  expect(session.connection.unsentBytes).toBe(0)
  expect(session.handshake).toMatchObject({
    transport: 'xhr-polling',
    path: '/stomp',
    remoteAddress: '127.0.0.1',
  })
})

test('a poll that waits is answered when something comes', async () => {
  await using endpoint = await RawEndpoint.open()
  const { url, session } = await polling(endpoint)
  const poll = said(post(`${url}/xhr`))
  await said(post(`${url}/xhr_send`, '["x"]'))
  expect(await poll).toBe('200 a["x"]')
  session.say('later')
  expect(await said(post(`${url}/xhr`))).toBe('200 a["later"]')
})

test('a second poll is told so, and the first goes on unharmed [hostile J11]', async () => {
  await using endpoint = await RawEndpoint.open()
  const { url, session } = await polling(endpoint)
  const first = post(`${url}/xhr`)
  await fetch(`${endpoint.http}/info`)
  const second = post(`${url}/xhr`)
  const answers: string[] = []
  for (const poll of [first, second]) void said(poll).then((answer) => answers.push(answer))
  await until(() => answers.length === 1)
  expect(answers).toEqual(['200 c[2010,"Another connection still open"]'])
  session.say('for the first')
  await until(() => answers.length === 2)
  expect(answers[1]).toBe('200 a["for the first"]')
})

test('a session that is closed says so to each poll, after all that was sent', async () => {
  await using endpoint = await RawEndpoint.open()
  const { url, session } = await polling(endpoint)
  session.say('last')
  session.connection.close(4001, 'slow')
  session.connection.close(1000, 'again')
  expect(await said(post(`${url}/xhr`))).toBe('200 a["last"]')
  expect(await said(post(`${url}/xhr`))).toBe('200 c[4001,"slow"]')
  expect(await session.closed).toBe('4001 slow')
  expect(await said(post(`${url}/xhr`))).toBe('200 c[4001,"slow"]')
  expect(await said(post(`${url}/xhr_send`, '["x"]'))).toBe('404 This session is closed.')
  expect(session.heard).toEqual(['closed 4001 slow'])
})

test('a session whose receiver does not come back is over', async () => {
  await using endpoint = await RawEndpoint.open({ disconnectDelayMs: 50 })
  const { url, session } = await polling(endpoint)
  expect(await session.closed).toBe('1006')
  expect(await said(post(`${url}/xhr_send`, '["x"]'))).toBe('404 No such session.')
  expect(await said(post(`${url}/xhr`))).toBe('200 o')
})

test('a poll that is aborted ends its session', async () => {
  await using endpoint = await RawEndpoint.open()
  const { session } = await polling(endpoint)
  const raw = await endpoint.raw(request('POST /stomp/000/s/xhr', { 'Content-Length': '0' }))
  await fetch(`${endpoint.http}/info`)
  raw.socket.destroy()
  expect(await session.closed).toBe('1006')
})

test('a stream begins with its prelude, and one message is one frame', async () => {
  await using endpoint = await RawEndpoint.open()
  const opening = endpoint.next()
  const raw = await endpoint.raw(request('POST /stomp/000/s/xhr_streaming', { 'Content-Length': '0' }))
  await raw.until('o\n')
  const session = await opening
  session.say('one')
  session.say('두')
  await raw.until('a["one"]\n')
  await raw.until(Buffer.from('a["두"]\n').toString('latin1'))
  expect(raw.received).toMatch(/content-type: application\/javascript; charset=UTF-8/i)
  expect(raw.received).toContain(`${'h'.repeat(2048)}\n`)
  expect(raw.received).not.toMatch(/access-control/i)
})

test('event data holds no line end', async () => {
  await using endpoint = await RawEndpoint.open()
  const opening = endpoint.next()
  const raw = await endpoint.raw(request('GET /stomp/000/s/eventsource'))
  await raw.until('data: o\r\n\r\n')
  const session = await opening
  session.say('a\nb\r\n\0\u2028%')
  await raw.until('data: a["a\\nb\\r\\n\\u0000\\u2028%25"]\r\n\r\n')
  expect(raw.received).toMatch(/content-type: text\/event-stream; charset=UTF-8/i)
  expect(raw.received).not.toMatch(/access-control/i)
})

test('a stream that is not read keeps what comes in its own queue', async () => {
  await using endpoint = await RawEndpoint.open({ disconnectDelayMs: 50 })
  const opening = endpoint.next()
  const raw = await endpoint.raw(request('POST /stomp/000/s/xhr_streaming', { 'Content-Length': '0' }))
  const session = await opening
  raw.socket.pause()
  // More than the buffers of both ends take, on responses that end at 128 KiB: the rest waits.
  for (let sent = 0; sent < 200; sent++) session.say('x'.repeat(8_000))
  expect(session.connection.unsentBytes).toBeGreaterThan(1_000_000)
  session.connection.close(4001, 'slow')
  expect(await session.closed).toBe('4001 slow')
})

test('a response that is not read to its end is cut with its session', async () => {
  await using endpoint = await RawEndpoint.open({ disconnectDelayMs: 50 })
  const opening = endpoint.next()
  const raw = await endpoint.raw(request('POST /stomp/000/s/xhr_streaming', { 'Content-Length': '0' }))
  const session = await opening
  raw.socket.pause()
  session.say('x'.repeat(16_000_000))
  expect(await session.closed).toBe('1006')
  raw.socket.resume()
  expect((await raw.closed).length).toBeLessThan(16_000_000)
})

test('a paused session leaves xhr_send unanswered until it goes on', async () => {
  await using endpoint = await RawEndpoint.open()
  const { url, session } = await polling(endpoint)
  session.connection.pause()
  let answered = 0
  const sends = ['["1"]', '["2"]'].map((body) => post(`${url}/xhr_send`, body).then(() => answered++))
  const other = await polling(endpoint, 'other')
  for (let fence = 0; fence < 3; fence++) await post(`${other.url}/xhr_send`, '["fence"]')
  expect([answered, session.heard]).toEqual([0, []])
  session.connection.resume()
  await Promise.all(sends)
  expect(session.heard.toSorted()).toEqual(['text 1', 'text 2'])
})

test('only so many xhr_send wait for a paused session', async () => {
  await using endpoint = await RawEndpoint.open()
  const { url, session } = await polling(endpoint)
  session.connection.pause()
  const statuses: number[] = []
  const sends = Array.from({ length: 9 }, () =>
    post(`${url}/xhr_send`, '["x"]').then(({ status }) => statuses.push(status)),
  )
  await until(() => statuses.length === 1)
  expect(statuses).toEqual([503])
  session.connection.resume()
  await Promise.all(sends)
  expect(session.heard).toHaveLength(8)
})

test.each(
  [
    ['', '500 Payload expected.'],
    ['["x', '500 Broken JSON encoding.'],
    ['["x\ud800"]', '204'],
    ['"str"', '500 Payload expected.'],
    ['{"length":3}', '500 Payload expected.'],
    ['[null]', '500 Payload expected.'],
    ['[1]', '500 Payload expected.'],
    ['[["a"]]', '500 Payload expected.'],
    ['["a",true]', '500 Payload expected.'],
    ['['.repeat(20_000), '500 Payload expected.'],
    [`[${'"",'.repeat(101)}""]`, '413 More than 100 messages at once.'],
    [JSON.stringify(['x'.repeat(64 * 1024 - 4)]), '204'],
    [JSON.stringify(['x'.repeat(64 * 1024 - 3)]), '413 The body is longer than 65536 bytes.'],
  ].map(([body, answer]) => ({ body, answer, start: JSON.stringify(body).slice(0, 24) })),
)('an xhr_send of $start is answered $answer [hostile J1 J6 J7 J8 J9]', async ({ body, answer }) => {
  await using endpoint = await RawEndpoint.open()
  const { url, session } = await polling(endpoint)
  expect(await said(post(`${url}/xhr_send`, body))).toBe(answer)
  expect(session.heard).toHaveLength(answer === '204' ? 1 : 0)
})

test('a body that is no UTF-8 is broken', async () => {
  await using endpoint = await RawEndpoint.open()
  const { url } = await polling(endpoint)
  const body = Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d])
  expect(await said(fetch(`${url}/xhr_send`, { method: 'POST', body }))).toBe('500 Broken JSON encoding.')
})

test('a chunked body is counted as it comes, and cut past the limit', async () => {
  await using endpoint = await RawEndpoint.open()
  await polling(endpoint)
  const raw = await endpoint.raw(request('POST /stomp/000/s/xhr_send', { 'Transfer-Encoding': 'chunked' }))
  const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`
  raw.write(chunk.repeat(5))
  expect(await raw.closed).toMatch(/^HTTP\/1.1 413 /)
})

test('a body that says how long it is is refused before it comes', async () => {
  await using endpoint = await RawEndpoint.open()
  await polling(endpoint)
  const head = request('POST /stomp/000/s/xhr_send', { 'Content-Length': '65537' })
  expect(await exchange(endpoint.port, head)).toMatch(/^HTTP\/1.1 413 [^]*connection: close/i)
})

test('a body to nobody is not read at all [hostile J2, S1]', async () => {
  await using endpoint = await RawEndpoint.open()
  const head = request('POST /stomp/000/none/xhr_send', { 'Transfer-Encoding': 'chunked' })
  expect(await exchange(endpoint.port, head)).toMatch(/^HTTP\/1.1 404 /)
})

test('a body that never ends is cut by the deadline of its request [hostile H6]', async () => {
  await using endpoint = await RawEndpoint.open()
  const { session } = await polling(endpoint)
  const answer = await exchange(
    endpoint.port,
    request('POST /stomp/000/s/xhr_send', { 'Content-Length': '9' }, '["'),
  )
  expect(answer).toMatch(/^HTTP\/1.1 408 /)
  expect(session.heard).toEqual([])
})

test.each([
  ['a length', { 'Content-Length': '9999' }, 'x'],
  ['chunks', { 'Transfer-Encoding': 'chunked' }, '1\r\nx\r\n'],
])('a body of %s that trickles in is cut by it too [hostile H6]', async (_, length, piece) => {
  await using endpoint = await RawEndpoint.open()
  const { session } = await polling(endpoint)
  const raw = await endpoint.raw(request('POST /stomp/000/s/xhr_send', length))
  const trickle = setInterval(() => raw.write(piece), 50)
  expect(await raw.closed).toMatch(/^HTTP\/1.1 408 /)
  clearInterval(trickle)
  expect(session.heard).toEqual([])
})

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  'a session may be called %s [hostile J3, S2]',
  async (id) => {
    await using endpoint = await RawEndpoint.open()
    expect(await said(post(`${endpoint.http}/000/${id}/xhr_send`, '["x"]'))).toBe('404 No such session.')
    const { url, session } = await polling(endpoint, id)
    await post(`${url}/xhr_send`, '["x"]')
    expect(session.heard).toEqual(['text x'])
  },
)

test.each([
  '/000//xhr',
  '//s/xhr',
  '/000/./xhr',
  '/000/a.b/xhr',
  '/0.0/s/xhr',
  '/000/%2e%2e/xhr',
  '/000/s%00/xhr',
  `/000/${'s'.repeat(129)}/xhr`,
  '/000/s/xhr/',
  '/000/s/jsonp',
  '/000/s/jsonp_send',
  '/000/s/htmlfile',
  '/000/s/constructor',
  '/000/s/__proto__',
  '/iframe.html',
  '/chunking_test',
  '/000/s',
])('%s is not there [hostile J4, J20, J21]', async (path) => {
  await using endpoint = await RawEndpoint.open()
  for (const method of ['GET', 'POST']) {
    const answer = await exchange(endpoint.port, request(`${method} /stomp${path}`, { Connection: 'close' }))
    expect(answer).toMatch(/^HTTP\/1.1 404 /)
  }
  expect(endpoint.sessions).toEqual([])
})

test.each([
  ['GET', '/000/s/xhr', 'POST, OPTIONS'],
  ['GET', '/000/s/xhr_send', 'POST, OPTIONS'],
  ['PUT', '/000/s/xhr_streaming', 'POST, OPTIONS'],
  ['POST', '/000/s/eventsource', 'GET'],
  ['OPTIONS', '/000/s/eventsource', 'GET'],
  ['POST', '/info', 'GET, OPTIONS'],
  ['POST', '', 'GET'],
])('%s %s is answered 405 with %s [hostile J26]', async (method, path, allow) => {
  await using endpoint = await RawEndpoint.open()
  const response = await fetch(endpoint.http + path, { method })
  expect([response.status, response.headers.get('allow')]).toEqual([405, allow])
})

test.each(['/websocket', '/000/s/websocket'])('GET %s without an upgrade says what it is', async (path) => {
  await using endpoint = await RawEndpoint.open()
  expect(await said(fetch(endpoint.http + path))).toBe('426 This path is a WebSocket.')
})

test('another transport, even another receiver, does not find the session', async () => {
  await using endpoint = await RawEndpoint.open()
  const { url } = await polling(endpoint)
  expect(await said(post(`${url}/xhr_streaming`))).toMatch(/^404 /)
  expect(await said(fetch(`${url}/eventsource`))).toMatch(/^404 /)
})

test('past the cap a session is refused for now [hostile J13, J14]', async () => {
  await using endpoint = await RawEndpoint.open({ maxSessions: 2, disconnectDelayMs: 50 })
  const { session } = await polling(endpoint, 'a')
  await polling(endpoint, 'b')
  const refused = await post(`${endpoint.http}/000/c/xhr`)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
  await session.closed
  await polling(endpoint, 'c')
})

test('an origin that passed is echoed, on every answer; what a preflight asks for is not [hostile J18, J19]', async () => {
  await using endpoint = await RawEndpoint.open()
  const origin = 'https://listed.example'
  const asked = { Origin: origin, 'Access-Control-Request-Headers': 'x-evil,'.repeat(800) }
  const requests = [
    ['GET', '/info'],
    ['OPTIONS', '/info'],
    ['OPTIONS', '/000/s/xhr'],
    ['POST', '/000/s/xhr'],
    ['POST', '/000/s/xhr_send'],
    ['GET', '/000/s/jsonp'],
  ]
  for (const [method, path] of requests) {
    const { headers } = await fetch(endpoint.http + path!, { method: method!, headers: asked })
    expect(headers.get('access-control-allow-origin')).toBe(origin)
    expect(headers.get('access-control-allow-credentials')).toBe('true')
    expect(headers.get('vary')).toBe('Origin')
    expect(headers.get('access-control-allow-headers') ?? 'Content-Type').toBe('Content-Type')
  }
  expect(endpoint.sessions).toHaveLength(1)
})

test.each([
  ['POST', '/000/s/xhr'],
  ['POST', '/000/s/xhr_streaming'],
  ['POST', '/000/s/xhr_send'],
  ['GET', '/000/s/eventsource'],
  ['GET', '/info'],
])('a foreign origin is refused: %s %s [hostile J18, S4]', async (method, path) => {
  await using endpoint = await RawEndpoint.open()
  for (const origin of ['https://evil.example', 'null']) {
    const response = await fetch(endpoint.http + path, { method, headers: { Origin: origin } })
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([403, null])
  }
  expect(endpoint.sessions).toEqual([])
})
