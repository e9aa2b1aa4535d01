import { expect, test } from 'vitest'
import { SpringEndpoint, type SpringEndpointOptions } from '../../support/spring-endpoint.ts'

const neverCached = 'cache-control: no-store, no-cache, must-revalidate, max-age=0'
const shown = ['content-type', 'cache-control']

async function polling(options: SpringEndpointOptions = {}) {
  const endpoint = await SpringEndpoint.open(options)
  const opening = endpoint.next()
  const poll = () => endpoint.ask('POST /stomp/000/mine/xhr').then(([, body]) => body)
  const send = (body: string) => endpoint.ask('POST /stomp/000/mine/xhr_send', { body, shown })
  expect(await poll()).toBe('o\n')
  const session = await opening
  return { endpoint, poll, send, session, [Symbol.asyncDispose]: () => endpoint[Symbol.asyncDispose]() }
}

/** Opens a stream and hears its first frame. */
async function streaming(line: string, first: string, options: SpringEndpointOptions = {}) {
  const endpoint = await SpringEndpoint.open(options)
  const opening = endpoint.next()
  const stream = await endpoint.raw(line)
  await stream.until(first)
  const session = await opening
  return { endpoint, stream, session, [Symbol.asyncDispose]: () => endpoint[Symbol.asyncDispose]() }
}

test('a poll carries all that waits, xhr_send carries in [spring J20]', async () => {
  await using peer = await polling()
  expect(peer.session.handshake).toMatchObject({
    sessionId: 'mine',
    transport: 'xhr-polling',
    path: '/stomp',
  })
  expect(await peer.send('["one","두"]')).toEqual([
    '204',
    'content-type: text/plain;charset=UTF-8',
    neverCached,
  ])
  expect(peer.session.heard).toEqual(['text one', 'text 두'])
  expect(await peer.poll()).toBe('a["one","두"]\n')
})

test('a poll that waits ends with the first message', async () => {
  await using peer = await polling()
  const waiting = peer.poll()
  await peer.endpoint.ask('GET /stomp/info')
  peer.session.say('first')
  peer.session.say('second')
  expect(await waiting).toBe('a["first"]\n')
  expect(await peer.poll()).toBe('a["second"]\n')
})

test('a poll that waits too long ends with h, unless the core has beats [spring 3.4]', async () => {
  await using peer = await polling({ heartBeatMs: 30 })
  expect(await peer.poll()).toBe('h\n')
  peer.session.connection.disableHeartBeat?.()
  const waiting = peer.poll()
  await using other = await polling({ heartBeatMs: 60 })
  expect(await other.poll()).toBe('h\n')
  peer.session.say('at last')
  expect(await waiting).toBe('a["at last"]\n')
})

test.each([
  ['', 'Broken JSON encoding.'],
  ['null', 'Payload expected.'],
  ['["x', 'Payload expected.'],
  ['["x",]', 'Payload expected.'],
  ['["\\q"]', 'Payload expected.'],
  ['{}', 'Broken JSON encoding.'],
  ['"str"', 'Broken JSON encoding.'],
  ['CONNECT', 'Broken JSON encoding.'],
  ['["x",[]]', 'Broken JSON encoding.'],
])('xhr_send of %j is 500, in the words of each version [spring J22]', async (body, text) => {
  await using peer = await polling()
  expect(await peer.send(body)).toEqual(['500', neverCached, text])
  await using newer = await polling({ version: '7.0' })
  const newText = body === 'null' ? text : 'Failed to read message(s)'
  expect(await newer.send(body)).toEqual(['500', neverCached, newText])
  expect([...peer.session.heard, ...newer.session.heard]).toEqual([])
})

test('null among messages fails behind what stands before it', async () => {
  await using peer = await polling()
  const [status, type, body] = await peer.send('["a",null,"b"]')
  expect([status, type, JSON.parse(body!)]).toMatchObject([
    '500',
    'content-type: application/json',
    { status: 500 },
  ])
  expect(peer.session.heard).toEqual(['text a'])
})

test('a body without end is refused [hostile]', async () => {
  await using peer = await polling()
  expect((await peer.send(`["${'x'.repeat(2_000_000)}"]`))[0]).toBe('413')
  expect((await peer.send(`[${'"",'.repeat(10_000)}""]`))[0]).toBe('413')
})

test('xhr_send waits while the session is paused, and only so many do [hostile]', async () => {
  await using peer = await polling()
  peer.session.connection.pause()
  const sent = Array.from({ length: 9 }, (_unused, n) => peer.send(`["${n}"]`))
  expect((await Promise.race(sent))[0]).toBe('503')
  expect(peer.session.heard).toEqual([])
  peer.session.connection.resume()
  const statuses = (await Promise.all(sent)).map(([status]) => status)
  expect(statuses.toSorted()).toEqual([...Array<string>(8).fill('204'), '503'])
  expect(peer.session.heard).toHaveLength(8)
})

test.each(['__proto__', 'constructor', 'toString'])(
  '%s is a name like any other [hostile S2]',
  async (name) => {
    await using endpoint = await SpringEndpoint.open()
    expect(await endpoint.ask(`POST /stomp/000/${name}/xhr_send`, { body: '["a"]' })).toEqual(['404'])
    expect(await endpoint.ask(`POST /stomp/000/${name}/xhr`)).toEqual(['200', 'o\n'])
  },
)

test('there is no xhr_send to a session that is not there [spring J21]', async () => {
  await using endpoint = await SpringEndpoint.open()
  expect(await endpoint.ask('POST /stomp/000/none/xhr_send', { body: '["a"]' })).toEqual(['404'])
})

test('a second poll is told so, and the first goes on [spring J23]', async () => {
  await using peer = await polling()
  const first = peer.poll()
  await peer.endpoint.ask('GET /stomp/info')
  expect(await peer.poll()).toBe('c[2010,"Another connection still open"]\n')
  peer.session.say('for the first')
  expect(await first).toBe('a["for the first"]\n')
})

test.each(['POST xhr_streaming', 'GET eventsource', 'GET htmlfile?c=cb', 'GET websocket'])(
  'a session that polls is none to %s [spring J24]',
  async (asked) => {
    await using peer = await polling()
    const [method, transport] = asked.split(' ')
    expect(await peer.endpoint.ask(`${method} /stomp/000/mine/${transport}`)).toEqual(['404'])
  },
)

test('a close is told to who waits; to who comes later, Go away! [spring J25]', async () => {
  await using peer = await polling()
  const waiting = peer.poll()
  await peer.endpoint.ask('GET /stomp/info')
  peer.session.connection.close(1001, '')
  expect(await waiting).toBe('c[1001,""]\n')
  expect(await peer.session.closed).toBe('1001')
  expect(await peer.poll()).toBe('c[3000,"Go away!"]\n')
  expect((await peer.send('["x"]'))[0]).toBe('204')
  expect(peer.session.heard).toEqual(['closed 1001'])
})

test('who is between two polls when the broker stops is waited for, and told', async () => {
  await using peer = await polling()
  peer.session.connection.close(1001, '')
  expect(await peer.poll()).toBe('c[1001,""]\n')
  expect(await peer.session.closed).toBe('1001')
  expect(await peer.poll()).toBe('c[3000,"Go away!"]\n')
  await using gone = await polling({ disconnectDelayMs: 30 })
  gone.session.connection.close(1001, '')
  expect(await gone.session.closed).toBe('1001')
})

test('what waits behind a close is lost, as with Spring', async () => {
  await using peer = await polling()
  peer.session.say('ERROR')
  peer.session.connection.close(1002, '')
  expect(await peer.poll()).toBe('c[3000,"Go away!"]\n')
  expect(peer.session.connection.unsentBytes).toBe(0)
})

test('a hundred messages wait; one more ends the session [spring J26]', async () => {
  await using peer = await polling()
  for (let n = 0; n < 100; n++) peer.session.say(String(n))
  expect(JSON.parse((await peer.poll())!.slice(1))).toHaveLength(100)
  for (let n = 0; n < 101; n++) peer.session.say(String(n))
  expect(await peer.session.closed).toBe('1002')
  expect(await peer.poll()).toBe('c[3000,"Go away!"]\n')
})

test('a session without a receiver is over, and its name is free [spring J29]', async () => {
  await using peer = await polling({ disconnectDelayMs: 40 })
  expect(await peer.session.closed).toBe('3000 Go away!')
  expect((await peer.send('["x"]'))[0]).toBe('404')
  expect(await peer.poll()).toBe('o\n')
})

test('a closed session is forgotten in time', async () => {
  await using peer = await polling({ disconnectDelayMs: 40 })
  peer.session.connection.close(1000, '')
  const forgotten = async () => (await peer.send('["x"]'))[0] === '404'
  while (!(await forgotten()));
  expect(await peer.poll()).toBe('o\n')
})

test.each([true, false])(
  'a poll that its client gave up stands in the way, until something is to be sent [spring J84], beats: %s',
  async (hasBeats) => {
    await using peer = await polling({ heartBeatMs: 200 })
    if (!hasBeats) peer.session.connection.disableHeartBeat?.()
    const raw = await peer.endpoint.raw('POST /stomp/000/mine/xhr')
    await peer.endpoint.ask('GET /stomp/info')
    raw.socket.destroy()
    expect(await peer.poll()).toBe('c[2010,"Another connection still open"]\n')
    expect(await peer.session.closed).toBe('1006')
    expect(await peer.poll()).toBe('c[3000,"Go away!"]\n')
  },
)

test('a stream begins with its prelude and carries one message a frame', async () => {
  await using peer = await streaming('POST /stomp/000/s/xhr_streaming', 'o\n')
  peer.session.say('one')
  peer.session.say('<"two">')
  const text = await peer.stream.until('<\\"two\\">"]\n')
  expect(text).toContain(`${'h'.repeat(2048)}\n`)
  expect(text).toContain('a["one"]\n')
  expect(text).toMatch(/content-type: application\/javascript;charset=UTF-8\r\n/i)
})

test('eventsource speaks of data', async () => {
  await using peer = await streaming('GET /stomp/000/s/eventsource', 'data: o\r\n\r\n')
  peer.session.say('one')
  expect(await peer.stream.until('data: a["one"]\r\n\r\n')).toMatch(
    /content-type: text\/event-stream;charset=UTF-8/i,
  )
})

test('htmlfile is a page that grows [spring 3.3]', async () => {
  await using peer = await streaming(
    'GET /stomp/000/s/htmlfile?c=window.parent._cb9',
    '<script>\np("o");\n</script>\r\n',
  )
  peer.session.say('</script> "quoted" \u2028')
  const text = await peer.stream.until('\\u2028\\"]"')
  expect(text).toContain('var c = parent.window.parent._cb9;')
  expect(text).toContain(
    '<script>\np("a[\\"\\u003C\\/script\\u003E \\\\\\"quoted\\\\\\" \\\\u2028\\"]");\n</script>\r\n',
  )
  expect(peer.session.handshake.transport).toBe('htmlfile')
})

test.each(['', '?c=', '?c=a(b)', '?c=a%3Cb', '?c=a-b', '?callback=cb', '?c=%'])(
  'htmlfile needs a callback that is a name, not %j',
  async (query) => {
    await using endpoint = await SpringEndpoint.open()
    expect(await endpoint.ask(`GET /stomp/000/s/htmlfile${query}`, { shown: ['content-type'] })).toEqual([
      '500',
      'content-type: text/html;charset=UTF-8',
      '"callback" parameter required',
    ])
    expect(endpoint.sessions).toEqual([])
  },
)

test('the page of htmlfile is 1,024 characters before the callback stands in it', async () => {
  for (const [version, start, end] of [
    ['5.3', '<!doctype html>\n<html><head>\n  <meta', ' <script>'],
    ['6.2', '<!DOCTYPE html>\n<html>\n<head>\n\t<meta', ' \n<script>'],
  ] as const) {
    await using peer = await streaming('GET /stomp/0/s/htmlfile?c=cb', 'p("o")', { version })
    const text = peer.stream.received.slice(peer.stream.received.indexOf('<!'))
    expect(text.startsWith(start)).toBe(true)
    const page = text.slice(0, text.lastIndexOf('<script>')).replace(/\r\n[\da-f]+\r\n$/, '')
    expect(`${page}<script>`.endsWith(end)).toBe(true)
    expect(page.trimEnd().length + / *\n?$/.exec(page)![0].length).toBe(version === '5.3' ? 1024 : 1025)
  }
})

test('a stream ends when it is full, and the next goes on without o [spring J30]', async () => {
  await using peer = await streaming('POST /stomp/000/s/xhr_streaming', 'o\n', { maxStreamBytes: 1_000 })
  for (const letter of 'abcd') peer.session.say(letter.repeat(400))
  const first = await peer.stream.until('0\r\n\r\n')
  expect([first.includes('c'.repeat(400)), first.includes('d'.repeat(400))]).toEqual([true, false])
  const second = await peer.endpoint.raw('POST /stomp/000/s/xhr_streaming')
  const text = await second.until('d"]\n')
  expect(text).toContain(`${'h'.repeat(2048)}\n`)
  expect(text).not.toContain('o\n')
})

test('beats come on a stream, counted from the last message', async () => {
  await using peer = await streaming('POST /stomp/000/s/xhr_streaming', 'o\n', { heartBeatMs: 30 })
  await peer.stream.until(/o\n[^]*h\n[^]*h\n/)
})

test('a stream is told of its end; one of a slow reader is not', async () => {
  await using peer = await streaming('POST /stomp/000/s/xhr_streaming', 'o\n')
  peer.session.connection.close(1002, '')
  await peer.stream.until('c[1002,""]\n')
  await using slow = await streaming('POST /stomp/000/s/xhr_streaming', 'o\n')
  slow.session.connection.close(4500, 'slow')
  expect(await slow.stream.until('0\r\n\r\n')).not.toContain('c[')
})

test('in 7.0 a session keeps the address it was opened from', async () => {
  const { SockJsSessions } = await import('../../../broker/src/transports/sockjs/sockjs-sessions.ts')
  const session = { kind: 'xhr', isClosed: false, idleSinceMs: undefined, expire: () => {} }
  for (const keeps of [true, false]) {
    const sessions = new SockJsSessions(5_000, keeps)
    sessions.add('mine', session, {}, '10.0.0.1')
    expect(sessions.find('mine', {}, '10.0.0.1')).toBe(session)
    expect(sessions.find('mine', {}, '10.0.0.2')).toBe(keeps ? 'foreign' : session)
  }
})
