import { expect, test } from 'vitest'
import { healthRoute } from '../../../broker/src/server/health.ts'
import { HttpServer, type HttpServerOptions } from '../../../broker/src/server/http-server.ts'
import { until } from '../../support/raw-endpoint.ts'
import { exchange, RawSocket, request } from '../../support/raw-socket.ts'

const health = request('GET /__stompbox/health')

async function listening(given: Partial<HttpServerOptions> = {}) {
  const routes = [healthRoute(() => true)]
  const server = new HttpServer({ routes, allowedOrigins: [], ...given })
  const { port } = await server.listen(0, '127.0.0.1')
  const raws: RawSocket[] = []
  const open = async (text = ''): Promise<RawSocket> => {
    const raw = await RawSocket.open(port, text)
    raws.push(raw)
    return raw
  }
  const close = async (): Promise<void> => {
    for (const raw of raws) raw.socket.destroy()
    await server.close()
  }
  return { port, open, [Symbol.asyncDispose]: close }
}

test('sockets that say nothing make room for those that speak, the oldest first [hostile H7]', async () => {
  await using at = await listening({ maxSilentSockets: 20 })
  const speaking = await at.open(health)
  await speaking.until('"up"')
  const silent: RawSocket[] = []
  const gone: number[] = []
  for (let index = 0; index < 25; index++) {
    const raw = await at.open(index % 2 === 0 ? '' : 'GET / HTTP/1.1\r\n')
    void raw.closed.then(() => gone.push(index))
    silent.push(raw)
  }
  await until(() => gone.length === 5)
  expect(gone.toSorted((one, other) => one - other)).toEqual([0, 1, 2, 3, 4])
  expect(await exchange(at.port, request('GET /__stompbox/health', { Connection: 'close' }))).toContain(
    '"up"',
  )
  // It has spoken once, so it is not among them.
  speaking.write(health)
  await until(() => speaking.received.split('"up"').length === 3)
})

test('2,000 idle sockets, and everybody else is served [hostile H7]', { timeout: 15_000 }, async () => {
  await using at = await listening({ maxSilentSockets: 200 })
  for (let opened = 0; opened < 2_000; opened++) await at.open()
  expect(await exchange(at.port, request('GET /__stompbox/health', { Connection: 'close' }))).toContain(
    '"up"',
  )
})

test('one socket more than there may be is closed at once, and told of', async () => {
  const dropped: string[] = []
  await using at = await listening({ maxSockets: 2, dropped: (address) => dropped.push(address) })
  const [one, two] = [await at.open(health), await at.open(health)]
  await Promise.all([one.until('"up"'), two.until('"up"')])
  const three = await at.open(health)
  expect(await three.closed).toBe('')
  expect(dropped).toHaveLength(1)
  one.socket.destroy()
  await one.closed
  const four = await at.open(health)
  await four.until('"up"')
})

test('who asks on and on and reads no answer is cut [hostile H15]', async () => {
  await using at = await listening({ answerTimeoutMs: 150 })
  const raw = await at.open()
  raw.socket.pause()
  for (let asked = 0; asked < 100_000; asked += 1_000) raw.write(health.repeat(1_000))
  let isClosed = false
  void raw.closed.then(() => (isClosed = true))
  // Its writes fail once the other side is gone; that is seen without reading.
  await until(() => {
    raw.write(health)
    return isClosed
  })
})

test('who reads slowly but reads is not', async () => {
  await using at = await listening({ answerTimeoutMs: 150 })
  const raw = await at.open()
  for (let round = 0; round < 5; round++) {
    raw.socket.pause()
    raw.write(health.repeat(100))
    raw.socket.resume()
    await until(() => raw.received.split('"up"').length > (round + 1) * 100)
  }
})

const chunked = request('POST /__stompbox/health', { 'Transfer-Encoding': 'chunked' })

test.each([
  ['a length of +5 [hostile H3]', request('POST /', { 'Content-Length': '+5' }), 400],
  ['a length of 5 and 5', request('POST /', { 'Content-Length': '5, 5' }), 400],
  ['a length of 0x5', request('POST /', { 'Content-Length': '0x5' }), 400],
  ['a length past every number', request('POST /', { 'Content-Length': '9'.repeat(40) }), 400],
  ['a bare CR', 'GET / HTTP/1.1\r\nHost: localhost\rX: y\r\n\r\n', 400],
  ['a header that goes on in the next line', 'GET / HTTP/1.1\r\nHost: localhost\r\nX: y\r\n z\r\n\r\n', 400],

  ['a transfer encoding of its own', request('POST /', { 'Transfer-Encoding': 'gzip, chunked, x' }), 400],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['HTTP/9', 'GET / HTTP/9.9\r\nHost: localhost\r\n\r\n', 400],
  ['a NUL in a header', request('GET /', { X: 'a\0b' }), 400],
  ['//host [hostile H4]', request('GET //evil.example/x', { Connection: 'close' }), 404],
  ['a bad percent', request('GET /%zz', { Connection: 'close' }), 404],
  ['TRACE [hostile H8]', request('TRACE /__stompbox/health'), 405],
  ['CONNECT', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n', 405],
  [
    'an expectation of its own',
    request('GET /__stompbox/health', { Expect: '200-maybe', Connection: 'close' }),
    417,
  ],
  ['a method that is none', request('FOO /'), 400],
  ['a body nobody reads', request('POST /__stompbox/health', { 'Content-Length': '9' }), 405],
])('%s is answered and closed', async (_, text, status) => {
  await using at = await listening()
  const answer = await exchange(at.port, text)
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(answer).not.toContain('"up"')
})

test('a chunk extension of 1 MiB is not read to its end [hostile H3]', async () => {
  await using at = await listening()
  const raw = await at.open(`${chunked}5;`)
  for (let sent = 0; sent < 64; sent++) raw.write('x'.repeat(16_384))
  expect(await raw.closed).not.toContain('"up"')
})

test('a thousand who expect 100-continue get their answers [hostile H8]', async () => {
  await using at = await listening()
  const text = request('POST /__stompbox/health', { Expect: '100-continue', 'Content-Length': '0' })
  const raw = await at.open(text.repeat(999) + request('GET /__stompbox/health', { Connection: 'close' }))
  const answer = await raw.closed
  expect(answer.match(/^HTTP\/1.1 405 /gm)).toHaveLength(999)
})
