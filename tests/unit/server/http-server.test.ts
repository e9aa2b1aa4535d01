import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { healthRoute } from '../../../broker/src/server/health.ts'
import { HttpServer, type HttpServerOptions } from '../../../broker/src/server/http-server.ts'
import type { Route } from '../../../broker/src/server/route.ts'
import { RawEndpoint } from '../../support/raw-endpoint.ts'
import { exchange, RawSocket, request, webSocketHeaders } from '../../support/raw-socket.ts'

const upgraded = (_request: IncomingMessage, socket: Duplex): boolean => {
  socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\nours')
  return true
}
const socketOnly: Route = { path: '/ws', withBelow: false, checksOrigin: true, upgrade: upgraded }

async function listening(routes: Route[], given: Partial<HttpServerOptions> = {}) {
  const server = new HttpServer({ routes, allowedOrigins: [], ...given })
  const { port } = await server.listen(0, '127.0.0.1')
  const get = (path: string, headers = {}) =>
    exchange(port, request(`GET ${path}`, { Connection: 'close', ...headers }))
  return { server, port, get, [Symbol.asyncDispose]: () => server.close() }
}

const status = (answer: string): number => Number(answer.split(' ')[1])

test('a path that only speaks WebSocket says so to a browser', async () => {
  await using at = await listening([socketOnly])
  const answer = await at.get('/ws?x=1')
  expect(status(answer)).toBe(426)
  expect(answer).toMatch(/upgrade: websocket/i)
  expect(answer).toContain('This is a STOMP over WebSocket endpoint')
})

test.each(['/ws/', '/ws/x', '/wsx', '/WS', '/%77s', '//ws', '/', '/x/ws'])(
  '%s is not that path',
  async (path) => {
    await using at = await listening([socketOnly])
    const answer = await at.get(path)
    expect(status(answer)).toBe(404)
    expect(answer).toContain('STOMP endpoints: /ws.')
  },
)

test('the longest path that matches answers', async () => {
  const named = (path: string): Route => ({
    path,
    withBelow: true,
    checksOrigin: false,
    request: (_request, response, below) => (response.end(`${path} ${below}`), true),
  })
  await using at = await listening([named('/'), named('/a/b'), named('/a')])
  expect(await at.get('/a/b/c?q#f')).toMatch(/\/a\/b \/c$/)
  expect(await at.get('/a/bc')).toMatch(/\/a \/bc$/)
  expect(await at.get('/ab')).toMatch(/\/ \/ab$/)
  expect(await at.get('/')).toMatch(/\/ $/)
})

test('a foreign origin is told who is refused and which option to set', async () => {
  await using at = await listening([socketOnly])
  const upgrade = await at.get('/ws', { ...webSocketHeaders, Origin: 'http://evil.example' })
  const plain = await at.get('/ws', { Origin: 'http://evil.example' })
  for (const answer of [upgrade, plain]) {
    expect(status(answer)).toBe(403)
    expect(answer).toContain('"http://evil.example"')
    expect(answer).toContain('allowedOrigins')
    expect(answer).not.toMatch(/access-control/i)
  }
  expect(await at.get('/ws', { ...webSocketHeaders, Origin: `http://localhost:5173` })).toMatch(/ours$/)
})

test.each([
  ['/nope', webSocketHeaders, 404],
  ['/', { ...webSocketHeaders, Upgrade: 'h2c' }, 404],
  ['*', webSocketHeaders, 404],
  ['http://localhost/ws', webSocketHeaders, 404],
])(
  'an upgrade of %s that nobody claims is answered and closed [S9, hostile J23]',
  async (path, headers, code) => {
    await using at = await listening([socketOnly])
    const answer = await at.get(path, { ...headers })
    expect(status(answer)).toBe(code)
  },
)

test('nothing that follows a failed upgrade is served', async () => {
  await using at = await listening([socketOnly, healthRoute(() => true)])
  const two = request('GET /nope', webSocketHeaders) + request('GET /__stompbox/health')
  const answer = await exchange(at.port, two)
  expect(answer.match(/^HTTP\/1.1/gm)).toHaveLength(1)
})

test.each([
  ['no key [hostile W20]', 'GET /stomp', { 'Sec-WebSocket-Key': '' }, '', 400],
  ['a short key', 'GET /stomp', { 'Sec-WebSocket-Key': 'YQ==' }, '', 400],
  ['version 14', 'GET /stomp', { 'Sec-WebSocket-Version': '14' }, '', 426],
  ['version 7', 'GET /stomp', { 'Sec-WebSocket-Version': '7' }, '', 426],
  ['version 8, a draft', 'GET /stomp', { 'Sec-WebSocket-Version': '8' }, '', 426],
  ['version 99', 'GET /stomp', { 'Sec-WebSocket-Version': '99' }, '', 426],
  ['two versions', 'GET /stomp', { 'Sec-WebSocket-Version': '13, 8' }, '', 426],
  ['an invalid key', 'GET /stomp', { 'Sec-WebSocket-Key': '!'.repeat(24) }, '', 400],
  ['POST [hostile W21]', 'POST /stomp', {}, '', 405],
  ['a body', 'GET /stomp', { 'Content-Length': '5' }, 'hello', 400],
  ['a chunked body', 'GET /stomp', { 'Transfer-Encoding': 'chunked' }, '0\r\n\r\n', 400],
  [
    'Hixie-75 [hostile W22, S5]',
    'GET /stomp',
    { Upgrade: 'WebSocket', 'Sec-WebSocket-Key': '', 'Sec-WebSocket-Version': '' },
    '',
    400,
  ],
  [
    'Hixie-76',
    'GET /stomp',
    {
      'Sec-WebSocket-Key1': '4 @1  46546xW%0l 1 5',
      'Sec-WebSocket-Key2': '12998 5 Y3 1  .P00',
      'Sec-WebSocket-Version': '',
    },
    '',
    400,
  ],
  ['h2c', 'GET /stomp', { Upgrade: 'h2c' }, '', 400],
  [
    'a sub-protocol list that is none [hostile W18]',
    'GET /stomp',
    { 'Sec-WebSocket-Protocol': 'v12.stomp,,' },
    '',
    400,
  ],
  [
    'the same sub-protocol twice',
    'GET /stomp',
    { 'Sec-WebSocket-Protocol': 'v12.stomp, v12.stomp' },
    '',
    400,
  ],
  ['a SockJS path that is no WebSocket [hostile J22]', 'GET /stomp/000/s/xhr', {}, '', 400],
  ['the info path', 'GET /stomp/info', {}, '', 400],
  ['an odd session id', 'GET /stomp/000/a.b/websocket', {}, '', 400],
  [
    'two Origins [hostile W23]',
    'GET /stomp',
    { Origin: 'http://localhost\r\nOrigin: http://localhost' },
    '',
    403,
  ],
  ['an Origin of null', 'GET /stomp', { Origin: 'null' }, '', 403],
])('an upgrade with %s is refused and closed', async (_, line, headers, body, code) => {
  await using endpoint = await RawEndpoint.open()
  const answer = await exchange(endpoint.port, request(line, { ...webSocketHeaders, ...headers }, body))
  expect(status(answer)).toBe(code)
  expect(answer.match(/^HTTP\/1.1/gm)).toHaveLength(1)
  expect(answer).toMatch(/^connection: close\r$/im)
  expect(/^sec-websocket-version: 13\r$/im.test(answer)).toBe(code === 426)
  expect(endpoint.sessions).toEqual([])
})

test('a handshake by HTTP/1.0 is refused', async () => {
  await using endpoint = await RawEndpoint.open()
  const text = request('GET /stomp', webSocketHeaders).replace('HTTP/1.1', 'HTTP/1.0')
  expect(status(await exchange(endpoint.port, text))).toBe(400)
})

test.each(['', '/', '/websocket', '/000/s/websocket'])(
  'an upgrade of the base path%s is a WebSocket',
  async (path) => {
    await using endpoint = await RawEndpoint.open()
    const client = new WebSocket(endpoint.ws + path)
    await once(client, 'open')
    client.terminate()
  },
)

const manyHeaders = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`X-${index}`, '']))

test.each([
  ['100 headers', request('GET /__stompbox/health', { Connection: 'close', ...manyHeaders(98) }), 200],
  [
    '101 headers [hostile H1]',
    request('GET /__stompbox/health', { Connection: 'close', ...manyHeaders(99) }),
    431,
  ],
  ['2,000 headers', request('GET /__stompbox/health', manyHeaders(600)), 431],
  ['a header block past 8 KiB', request('GET /', { X: 'x'.repeat(8 * 1024) }), 431],
  ['a URL of 2 KiB', request(`GET /${'x'.repeat(2047)}`, { Connection: 'close' }), 404],
  ['a URL past 2 KiB [hostile H4]', request(`GET /${'x'.repeat(2048)}`), 414],
  ['an absolute URL', request('GET http://localhost/__stompbox/health'), 400],
  ['no path at all', request('OPTIONS *'), 400],
  ['a NUL in the URL', request('GET /\0'), 400],
  ['two lengths [hostile H3]', request('POST /', { 'Content-Length': '1\r\nContent-Length: 2' }), 400],
  ['a length and chunks', request('POST /', { 'Content-Length': '1', 'Transfer-Encoding': 'chunked' }), 400],
  ['a space before the colon', 'GET / HTTP/1.1\r\nHost : x\r\n\r\n', 400],
  ['no Host [hostile H5]', 'GET / HTTP/1.1\r\n\r\n', 400],
  ['no HTTP at all', 'CONNECT\n\n\0', 400],
])('%s is answered', async (_, text, code) => {
  await using at = await listening([healthRoute(() => true)])
  expect(status(await exchange(at.port, text))).toBe(code)
})

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  'a header called %s is one like any other [hostile H2]',
  async (name) => {
    await using at = await listening([healthRoute(() => true)])
    expect(status(await at.get('/__stompbox/health', { [name]: 'x', 'X-Y': 'z' }))).toBe(200)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  },
)

test('a socket that says nothing, and one that stops in its headers, are closed [hostile W25, H6]', async () => {
  await using at = await listening([], { requestTimeoutMs: 200 })
  const answers = await Promise.all([exchange(at.port, ''), exchange(at.port, 'GET / HTTP/1.1\r\nHo')])
  expect(answers.map(status)).toEqual([408, 408])
})

test('health is always up, ready says no while closing', async () => {
  let isReady = true
  await using at = await listening([healthRoute(() => isReady)])
  expect(await at.get('/__stompbox/health')).toMatch(/^HTTP\/1.1 200 [^]*\{"status":"up"\}\n$/)
  expect(await at.get('/__stompbox/ready')).toMatch(/^HTTP\/1.1 200 [^]*\{"status":"ready"\}\n$/)
  isReady = false
  expect(await at.get('/__stompbox/ready')).toMatch(/^HTTP\/1.1 503 [^]*\{"status":"closing"\}\n$/)
  expect(status(await at.get('/__stompbox/health'))).toBe(200)
  expect(status(await at.get('/__stompbox'))).toBe(404)
  expect(await exchange(at.port, request('POST /__stompbox/ready', { Connection: 'close' }))).toMatch(
    /405 [^]*Allow: GET, HEAD/,
  )
  expect(await exchange(at.port, request('HEAD /__stompbox/ready', { Connection: 'close' }))).toMatch(
    /\r\n\r\n$/,
  )
})

test('listen tells why an address cannot be bound', async () => {
  await using at = await listening([])
  const second = new HttpServer({ routes: [], allowedOrigins: [] })
  await expect(second.listen(at.port, '127.0.0.1')).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await second.close()
})

test('close resolves, also while a peer keeps its connection', async () => {
  const at = await listening([healthRoute(() => true)])
  const kept = exchange(at.port, request('GET /__stompbox/health'))
  await fetch(`http://127.0.0.1:${at.port}/__stompbox/health`)
  await at.server.close()
  expect(status(await kept)).toBe(200)
})

async function attached(prepare: (server: Server) => unknown = () => {}, options = {}) {
  const host = createServer((request, response) => response.end(`app ${request.url}`))
  prepare(host)
  host.listen(0, '127.0.0.1')
  await once(host, 'listening')
  const refused: string[] = []
  const server = new HttpServer({
    routes: [socketOnly, healthRoute(() => true)],
    allowedOrigins: [],
    refused: (request, refusal) => refused.push(`${refusal.status} ${request.url}`),
    ...options,
  })
  server.attach(host)
  const { port } = host.address() as AddressInfo
  const get = (path: string, headers = {}) =>
    exchange(port, request(`GET ${path}`, { Connection: 'close', ...headers }))
  return { server, host, refused, get, [Symbol.asyncDispose]: async () => void host.close() }
}

test('attached, our paths are ours and the others stay with the app', async () => {
  await using at = await attached()
  expect(await at.get('/__stompbox/health')).toContain('"up"')
  expect(await at.get('/other')).toMatch(/app \/other$/)
  expect(status(await at.get('/ws'))).toBe(426)
  expect(await at.get('/ws', webSocketHeaders)).toMatch(/ours$/)
})

test('attached, an upgrade that is not ours goes to the listeners of the app, and ours does not', async () => {
  const seen: string[] = []
  await using at = await attached((host) =>
    host.on('upgrade', ({ url }: IncomingMessage, socket: Duplex) => {
      seen.push(url!)
      socket.end('HTTP/1.1 101 Theirs\r\n\r\n')
    }),
  )
  expect(await at.get('/hmr', webSocketHeaders)).toContain('101 Theirs')
  expect(await at.get('/ws', webSocketHeaders)).toMatch(/ours$/)
  expect(seen).toEqual(['/hmr'])
})

test('attached before another listener for upgrades, what is not ours is left to it', async () => {
  await using at = await attached()
  at.host.on('upgrade', ({ url }: IncomingMessage, socket: Duplex) => {
    if (url === '/hmr') socket.end('HTTP/1.1 101 Theirs\r\n\r\n')
  })
  expect(await at.get('/hmr', webSocketHeaders)).toContain('101 Theirs')
})

test('attached first, ours are still heard by nobody else', async () => {
  const heard: string[] = []
  await using at = await attached()
  at.host.on('upgrade', ({ url }: IncomingMessage) => heard.push(url!))
  at.host.on('request', ({ url }: IncomingMessage) => heard.push(url!))
  expect(await at.get('/ws', webSocketHeaders)).toMatch(/ours$/)
  expect(await at.get('/__stompbox/health')).toContain('"up"')
  expect(heard).toEqual([])
})

test('attached beside those who take other upgrades, one that nobody touches is answered in time', async () => {
  await using at = await attached((host) => host.on('upgrade', () => {}), { answerTimeoutMs: 20 })
  const answer = await at.get('/typo', webSocketHeaders)
  expect(status(answer)).toBe(404)
  expect(answer).toContain('STOMP endpoints: /ws.')
  expect(at.refused).toEqual(['404 /typo'])
})

test.each([
  ['writes at once', (socket: Duplex) => void socket.write('HTTP/1.1 101 Theirs\r\n\r\n')],
  ['reads, and answers late', (socket: Duplex) => void socket.on('data', () => {})],
])('attached beside one who %s, that one keeps its socket', async (_, take) => {
  const taken: Duplex[] = []
  const own = ({ url }: IncomingMessage, socket: Duplex): void => {
    if (url !== '/theirs') return
    take(socket)
    taken.push(socket)
  }
  await using at = await attached((host) => host.on('upgrade', own), { answerTimeoutMs: 20 })
  const answer = at.get('/theirs', webSocketHeaders)
  await once(at.host, 'upgrade')
  // What came later is answered, so the time of the first was up as well.
  expect(status(await at.get('/typo', webSocketHeaders))).toBe(404)
  taken[0]!.end('done')
  expect(await answer).toMatch(/done$/)
  expect(at.refused).toEqual(['404 /typo'])
})

test.each([
  ['ends it', (socket: Duplex) => void socket.end(), '0 /typo'],
  ['destroys it', (socket: Duplex) => void socket.destroy(), '0 /typo'],
  ['refuses it', (socket: Duplex) => void socket.end('HTTP/1.1 401 No\r\n\r\n'), '401 /typo'],
  [
    'refuses it as ws does',
    (socket: Duplex) => {
      // eslint-disable-next-line @typescript-eslint/unbound-method -- as ws has it
      socket.once('finish', socket.destroy)
      socket.end(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))
    },
    '400 /typo',
  ],
])('attached beside one who wants other paths alone and %s, it is told once', async (_, decline, told) => {
  await using at = await attached((host) =>
    host.on('upgrade', (_request: IncomingMessage, socket: Duplex) => decline(socket)),
  )
  await at.get('/typo', webSocketHeaders)
  expect(at.refused).toEqual([told])
})

test('attached beside ws itself: a typo is told, its own path is not', async () => {
  await using at = await attached((host) => new WebSocketServer({ server: host, path: '/raw' }))
  const { port } = at.host.address() as AddressInfo
  const socket = new WebSocket(`ws://127.0.0.1:${port}/raw`)
  await once(socket, 'open')
  socket.close()
  await once(socket, 'close')
  expect(status(await at.get('/typo', webSocketHeaders))).toBe(400)
  expect(at.refused).toEqual(['400 /typo'])
})

test('attached beside one who takes his time, a client that leaves meanwhile is nobody’s fault', async () => {
  const waiting: Duplex[] = []
  await using at = await attached((host) =>
    host.on('upgrade', (_request: IncomingMessage, socket: Duplex) => waiting.push(socket)),
  )
  const { port } = at.host.address() as AddressInfo
  const raw = await RawSocket.open(port)
  raw.write(request('GET /theirs', webSocketHeaders))
  await once(at.host, 'upgrade')
  const gone = once(waiting[0]!.resume(), 'end')
  raw.socket.end()
  await gone
  waiting[0]!.destroy()
  expect(at.refused).toEqual([])
})

const sockJs: Route = { path: '/stomp', withBelow: true, checksOrigin: true, upgrade: upgraded }

test.each([
  [
    [socketOnly, sockJs],
    "/ws takes no SockJS: connect to /stomp, or set endpoints: { '/ws': { sockjs: true } }.",
  ],
  [
    [socketOnly],
    "/ws takes no SockJS: connect a WebSocket to it, or set endpoints: { '/ws': { sockjs: true } }.",
  ],
])('SockJS at an endpoint without it is told where it is taken', async (routes, text) => {
  const told: string[] = []
  await using at = await listening(routes, { refused: (_request, refusal) => told.push(refusal.text) })
  expect(await at.get('/ws/info?t=1')).toContain(text)
  expect(told).toEqual([text])
})

test('attached, SockJS at an endpoint without it is told to the log, and answered by the app', async () => {
  await using at = await attached()
  expect(await at.get('/ws/info')).toMatch(/app \/ws\/info$/)
  expect(await at.get('/info')).toMatch(/app \/info$/)
  expect(at.refused).toEqual(['200 /ws/info'])
})

test('attached where another broker has the path, it is refused until that one has closed', async () => {
  await using at = await attached()
  const second = new HttpServer({ routes: [socketOnly, healthRoute(() => true)], allowedOrigins: [] })
  expect(() => second.attach(at.host)).toThrow(
    'attach: a broker answers at /ws of this server already. Close that one first, or give this one other endpoints.',
  )
  const other = new HttpServer({ routes: [{ ...socketOnly, path: '/other' }], allowedOrigins: [] })
  other.attach(at.host)
  expect(await at.get('/other', webSocketHeaders)).toMatch(/ours$/)
  expect(await at.get('/ws', webSocketHeaders)).toMatch(/ours$/)
  await other.close()
  await at.server.close()
  second.attach(at.host)
  expect(await at.get('/ws', webSocketHeaders)).toMatch(/ours$/)
})

test('attached alone, an upgrade that nobody claims is answered and closed', async () => {
  await using at = await attached()
  expect(status(await at.get('/hmr', webSocketHeaders))).toBe(404)
})

test('after close the app has its listeners back', async () => {
  await using at = await attached()
  await at.server.close()
  expect(await at.get('/ws')).toMatch(/app \/ws$/)
  expect(at.host.listenerCount('upgrade')).toBe(0)
})
