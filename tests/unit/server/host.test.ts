import { expect, test } from 'vitest'
import { HostPolicy, type HostQuestion } from '../../../broker/src/server/host.ts'
import { HttpServer } from '../../../broker/src/server/http-server.ts'
import { healthRoute } from '../../../broker/src/server/health.ts'
import { exchange, request, webSocketHeaders } from '../../support/raw-socket.ts'

const listed = ['chat.example', '192.168.0.7', 'fe80::1', 'Bücher.example']
const ask = (
  hosts: string | string[],
  given: Partial<HostQuestion> = {},
  allowed: readonly string[] = listed,
) =>
  new HostPolicy(allowed).refusal({
    hosts: typeof hosts === 'string' ? [hosts] : hosts,
    httpVersion: '1.1',
    listensOn: 'my-laptop',
    boundAddress: '127.0.0.1',
    ...given,
  })?.status

test.each([
  'localhost',
  'LOCALHOST:8080',
  'app.localhost:5173',
  '127.0.0.1:8080',
  '127.8.8.8',
  '[::1]:8080',
  'my-laptop:8080',
  'chat.example',
  'Chat.Example:443',
  '192.168.0.7:8080',
  '[fe80::1]',
  'xn--bcher-kva.example',
])('bound to loopback, %s is the broker [hostile H5]', (host) => {
  for (const boundAddress of ['127.0.0.1', '::1', '::ffff:127.0.0.1'])
    expect(ask(host, { boundAddress })).toBeUndefined()
})

test.each([
  'evil.example',
  'evil.example:8080',
  'localhost.evil.example',
  'localhost.',
  'evillocalhost',
  '127.0.0.1.nip.io',
  'chat.example.evil.example',
  'sub.chat.example',
  '192.168.0.8',
  '10.0.0.1:8080',
  '0.0.0.0:8080',
  '[::]',
  '[fe80::2]',
])('bound to loopback, %s is somebody else [hostile H5]', (host) => {
  expect(ask(host)).toBe(403)
})

const malformed = [
  '',
  ' ',
  ':8080',
  'a b',
  'a/b',
  'a,b',
  'localhost, evil.example',
  'user@localhost',
  'http://localhost',
  'localhost:port',
  'localhost:99999',
  'localhost:80:80',
  '[::1',
  '::1',
  '[localhost]',
  'a?b',
  'a#b',
  'a\\b',
  '%00',
]

test.each(malformed)('%j is no host, wherever it is bound [hostile H5]', (host) => {
  for (const boundAddress of ['127.0.0.1', '0.0.0.0', undefined]) {
    expect(ask(host, { boundAddress })).toBe(400)
    expect(ask(host, { boundAddress }, [])).toBe(400)
  }
})

test('bound to the network, any name passes until some are listed', () => {
  for (const boundAddress of ['0.0.0.0', '::', '192.168.0.2', undefined]) {
    expect(ask('evil.example', { boundAddress }, [])).toBeUndefined()
    expect(ask('evil.example', { boundAddress })).toBe(403)
    expect(ask('localhost', { boundAddress })).toBe(403)
    expect(ask('chat.example', { boundAddress })).toBeUndefined()
    expect(ask('my-laptop', { boundAddress })).toBeUndefined()
  }
})

test('one Host there has to be, but for HTTP/1.0', () => {
  expect(ask([])).toBe(400)
  expect(ask(['localhost', 'localhost'])).toBe(400)
  expect(ask([], { httpVersion: '1.0' })).toBeUndefined()
  expect(ask(['evil.example'], { httpVersion: '1.0' })).toBe(403)
})

test('a refusal names who was called and what to write where', () => {
  const policy = new HostPolicy([])
  const question = {
    hosts: ['Evil.example:8080'],
    httpVersion: '1.1',
    listensOn: 'localhost',
    boundAddress: '::1',
  }
  expect(policy.refusal(question)?.text).toBe(
    'This broker is not called "evil.example". To let it be called so, add it to allowedHosts: ["evil.example"].',
  )
})

test.each(['chat.example:8080', 'https://chat.example', '', '*.chat.example', '[::1]:80'])(
  '%j in allowedHosts is a mistake that is told',
  (entry) => {
    expect(() => new HostPolicy([entry])).toThrow(
      `allowedHosts holds ${JSON.stringify(entry)}, which is not a host.`,
    )
  },
)

const socketRoute = {
  path: '/ws',
  withBelow: false,
  checksOrigin: true,
  upgrade: () => expect.unreachable('a foreign Host got through'),
}
const page = {
  path: '/',
  withBelow: true,
  checksOrigin: false,
  request: () => expect.unreachable('a foreign Host got through'),
}

test.each([
  ['a page', 'GET /index.html', {}],
  ['our own path', 'GET /__stompbox/health', {}],
  ['an endpoint', 'GET /ws', {}],
  // As the page behind a rebound name would ask: for itself it is the same origin.
  ['an upgrade', 'GET /ws', { ...webSocketHeaders, Origin: 'http://evil.example:8080' }],
])('a Host that is rebound reaches no %s [hostile H5]', async (_, line, headers) => {
  const server = new HttpServer({ routes: [socketRoute, page, healthRoute(() => true)], allowedOrigins: [] })
  const { port } = await server.listen(0, '127.0.0.1')
  const send = (Host: string) => exchange(port, request(line, { Connection: 'close', ...headers, Host }))
  try {
    expect(await send('evil.example:8080')).toMatch(/^HTTP\/1.1 403 [^]*allowedHosts/)
    expect(await send('localhost\r\nHost: localhost')).toMatch(/^HTTP\/1.1 400 /)
    expect(await send('a b')).toMatch(/^HTTP\/1.1 400 /)
  } finally {
    await server.close()
  }
})

test('an upgrade without a Host is refused [hostile H5]', async () => {
  const server = new HttpServer({ routes: [socketRoute], allowedOrigins: [] })
  const { port } = await server.listen(0, '127.0.0.1')
  const text = request('GET /ws', webSocketHeaders).replace(/Host: .*\r\n/, '')
  expect(await exchange(port, text)).toMatch(/^HTTP\/1.1 400 /)
  await server.close()
})
