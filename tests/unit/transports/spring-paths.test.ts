import { expect, test } from 'vitest'
import { SpringEndpoint } from '../../support/spring-endpoint.ts'

const cors = ['access-control-allow-origin', 'access-control-allow-credentials']
const page = { Origin: 'https://page.example' }
const anyPage = { allowedOriginPatterns: ['*'] }
const handshake = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
}
const allMethods = 'GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH'
const neverCached = 'cache-control: no-store, no-cache, must-revalidate, max-age=0'

test.each(['GET /stomp', 'POST /stomp/', 'DELETE /stomp?t=1'])('%s is welcome [spring J01]', async (line) => {
  await using endpoint = await SpringEndpoint.open()
  const answer = await endpoint.ask(line, { shown: ['content-type'] })
  expect(answer).toEqual(['200', 'content-type: text/plain;charset=UTF-8', 'Welcome to SockJS!\n'])
})

test('the base path of SockJS takes no upgrade, and the log says where to go [spring J02]', async () => {
  await using endpoint = await SpringEndpoint.open()
  expect(await endpoint.ask('GET /stomp', { headers: handshake })).toEqual(['400'])
  expect(endpoint.ignored).toEqual([expect.stringContaining('Connect to /stomp/websocket')])
})

test('info is in the order of Spring, with a signed number [spring J03]', async () => {
  await using endpoint = await SpringEndpoint.open()
  const [status, type, caching, body] = await endpoint.ask('GET /stomp/info', {
    shown: ['content-type', 'cache-control'],
  })
  expect([status, type, caching]).toEqual([
    '200',
    'content-type: application/json;charset=UTF-8',
    neverCached,
  ])
  expect(body).toMatch(/^\{"entropy":-?\d+,"origins":\["\*:\*"\],"cookie_needed":true,"websocket":true\}$/)
})

test('what a SockJS endpoint is set to stands in info', async () => {
  await using endpoint = await SpringEndpoint.open({ cookieNeeded: false, webSocket: false })
  const [, body] = await endpoint.ask('GET /stomp/info')
  expect(JSON.parse(body!)).toMatchObject({ cookie_needed: false, websocket: false })
  expect(await endpoint.ask('GET /stomp/0/s/websocket', { headers: handshake })).toEqual(['404'])
  expect(await endpoint.ask('GET /stomp/websocket', { headers: handshake })).toEqual(['200'])
})

test.each([
  ['POST /stomp/info', ['405', 'allow: GET,OPTIONS']],
  ['GET /stomp/a/b/xhr', ['405', 'allow: POST,OPTIONS']],
  ['GET /stomp/a/b/xhr_send', ['405', 'allow: POST,OPTIONS']],
  ['POST /stomp/a/b/eventsource', ['405', 'allow: GET']],
  ['POST /stomp/a/b/htmlfile', ['405', 'allow: GET,OPTIONS']],
  ['POST /stomp/a/b/websocket', ['405', 'allow: GET']],
  ['OPTIONS /stomp/a/b/websocket', ['405', 'allow: GET']],
  ['POST /stomp/websocket', ['405', 'allow: GET,CONNECT']],
  ['POST /plain', ['405', 'allow: GET,CONNECT']],
])('%s is no method of that path [spring J07, J10]', async (line, expected) => {
  await using endpoint = await SpringEndpoint.open()
  expect(await endpoint.ask(line, { shown: ['allow'] })).toEqual(expected)
})

test('older versions name one method of a WebSocket', async () => {
  await using endpoint = await SpringEndpoint.open({ version: '5.3' })
  expect(await endpoint.ask('PUT /plain', { shown: ['allow'] })).toEqual(['405', 'allow: GET'])
})

test.each(['a/b', 'a/b/c/d', 'a.b/c/xhr', 'a/b.c/xhr', 'a/b/foo', 'a/b/jsonp?c=x', 'a/b/xhr;x', 'Info'])(
  'nothing is at %s [spring J09]',
  async (path) => {
    await using endpoint = await SpringEndpoint.open()
    expect(await endpoint.ask(`POST /stomp/${path}`, { shown: ['content-type'] })).toEqual(['404'])
  },
)

test('outside of all endpoints there is a page of errors, as JSON', async () => {
  await using endpoint = await SpringEndpoint.open()
  for (const headers of [{}, handshake]) {
    const [status, type, body] = await endpoint.ask('GET /plain/room', { headers, shown: ['content-type'] })
    expect([status, type]).toEqual(['404', 'content-type: application/json'])
    expect(JSON.parse(body!)).toMatchObject({ status: 404, error: 'Not Found', path: '/plain/room' })
  }
})

test.each([
  [{ Upgrade: 'h2c' }, ['400', 'Can "Upgrade" only to "WebSocket".']],
  [{ Connection: 'close' }, ['400', '"Connection" must be "upgrade".']],
  [{ 'Sec-WebSocket-Version': '8' }, ['426', 'sec-websocket-version: 13']],
])('a handshake with %j is told so [spring 1.1]', async (wrong, expected) => {
  await using endpoint = await SpringEndpoint.open()
  for (const path of ['/plain', '/stomp/websocket', '/stomp/a/b/websocket']) {
    const headers = { ...handshake, ...wrong }
    expect(await endpoint.ask(`GET ${path}`, { headers, shown: ['sec-websocket-version'] })).toEqual(expected)
  }
})

test('an upgrade that could hide another request is refused before anybody looks at it', async () => {
  await using endpoint = await SpringEndpoint.open()
  const headers = { ...handshake, 'Content-Length': '4' }
  const [status] = await endpoint.ask('GET /plain', { headers, body: 'GET ' })
  expect(status).toBe('400')
})

test('a page of a name that is not ours is refused, whatever its origin [hostile]', async () => {
  await using endpoint = await SpringEndpoint.open(anyPage)
  const [status] = await endpoint.ask('GET /stomp/info', { headers: { ...page, Host: 'rebound.example' } })
  expect(status).toBe('403')
})

test('a foreign page is answered by its name [spring J04]', async () => {
  await using endpoint = await SpringEndpoint.open(anyPage)
  for (const path of ['/stomp', '/stomp/info', '/stomp/a/b/nothing']) {
    const [, ...fields] = await endpoint.ask(`GET ${path}`, { headers: page, shown: [...cors, 'vary'] })
    expect(fields.slice(0, 3)).toEqual([
      'access-control-allow-origin: https://page.example',
      'access-control-allow-credentials: true',
      'vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    ])
  }
})

test.each(['/stomp', '/stomp/info', '/stomp/a/b/xhr', '/stomp/a/b/websocket', '/stomp/nothing'])(
  'a page that is not listed is refused at %s, this machine or not [spring J05]',
  async (path) => {
    await using endpoint = await SpringEndpoint.open()
    for (const Origin of ['https://page.example', 'http://localhost:5173', 'null', '']) {
      expect(await endpoint.ask(`GET ${path}`, { headers: { Origin } })).toEqual([
        '403',
        'Invalid CORS request',
      ])
    }
    expect(endpoint.ignored[0]).toBe(
      'A page of "https://page.example" may not connect: it was answered 403. Add it to allowedOrigins: ["https://page.example"].',
    )
  },
)

test('a plain endpoint refuses without a word [spring 1.1]', async () => {
  await using endpoint = await SpringEndpoint.open()
  expect(await endpoint.ask('GET /plain', { headers: { ...handshake, ...page } })).toEqual(['403'])
})

test('"*" among the origins fails for pages of SockJS, and the log says why [spring J06]', async () => {
  await using endpoint = await SpringEndpoint.open({ allowedOrigins: ['*'] })
  const [status, body] = await endpoint.ask('GET /stomp/info', { headers: page })
  expect([status, JSON.parse(body!)]).toMatchObject([
    '500',
    { error: 'Internal Server Error', path: '/stomp/info' },
  ])
  expect(endpoint.ignored).toEqual([
    expect.stringMatching(/allowedOrigins: \['\*'\].*Write allowedOriginPatterns/),
  ])
  expect((await endpoint.ask('GET /stomp/info'))[0]).toBe('200')
})

test('a preflight is answered for every path [spring J54]', async () => {
  await using endpoint = await SpringEndpoint.open(anyPage)
  const asked = { 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'x-one,x-two' }
  const shown = [
    'access-control-allow-methods',
    'access-control-allow-headers',
    'access-control-max-age',
    'allow',
  ]
  expect(await endpoint.ask('OPTIONS /stomp/a/b/nothing', { headers: { ...page, ...asked }, shown })).toEqual(
    [
      '200',
      'access-control-allow-methods: PUT',
      'access-control-allow-headers: x-one, x-two',
      'access-control-max-age: 31536000',
      `allow: ${allMethods}`,
    ],
  )
})

test('OPTIONS that is no preflight is good for a year [spring J55]', async () => {
  await using endpoint = await SpringEndpoint.open()
  const shown = ['cache-control', 'allow']
  const expected = ['204', 'cache-control: public, max-age=31536000', `allow: ${allMethods}`]
  for (const path of ['info', 'a/b/xhr', 'a/b/htmlfile']) {
    expect(await endpoint.ask(`OPTIONS /stomp/${path}`, { shown })).toEqual(expected)
  }
})

test.each([
  ['6.2', '403', '403'],
  ['7.0', '200', '500'],
] as const)('in %s a preflight to a plain path gets %s, to "*" %s', async (version, plain, star) => {
  await using endpoint = await SpringEndpoint.open({ version, allowedOrigins: ['*'] })
  const headers = { ...page, 'Access-Control-Request-Method': 'GET' }
  expect((await endpoint.ask('OPTIONS /plain', { headers }))[0]).toBe(plain)
  expect((await endpoint.ask('OPTIONS /stomp/info', { headers }))[0]).toBe(star)
})

test('Vary is on each answer, in 7.0 only on those to a page', async () => {
  for (const [version, expected] of [
    ['6.2', 'vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers'],
    ['7.0', 'Welcome to SockJS!\n'],
  ] as const) {
    await using endpoint = await SpringEndpoint.open({ version })
    expect((await endpoint.ask('GET /stomp', { shown: ['vary'] }))[1]).toBe(expected)
  }
})

test('the iframe page is there while no origin is listed [spring J08]', async () => {
  await using endpoint = await SpringEndpoint.open()
  const shown = ['content-type', 'x-frame-options', 'etag', 'cache-control']
  const [status, type, frames, etag, caching, body] = await endpoint.ask('GET /stomp/iframe-1.0.html', {
    shown,
  })
  expect([status, type, frames, caching]).toEqual([
    '200',
    'content-type: text/html;charset=UTF-8',
    'x-frame-options: SAMEORIGIN',
    neverCached,
  ])
  expect(body).toContain(
    '<script src="https://cdn.jsdelivr.net/npm/sockjs-client@1/dist/sockjs.min.js"></script>',
  )
  const headers = { 'If-None-Match': etag!.replace('etag: ', '') }
  expect(await endpoint.ask('GET /stomp/iframe.html', { headers })).toEqual(['304'])
  expect(await endpoint.ask('POST /stomp/iframe.html', { shown: ['allow'] })).toEqual(['405', 'allow: GET'])
})

test.each([anyPage, { allowedOrigins: ['https://page.example'] }])(
  'the iframe page is gone with %j [spring J08]',
  async (origins) => {
    await using endpoint = await SpringEndpoint.open(origins)
    expect(await endpoint.ask('GET /stomp/iframe.html')).toEqual(['404'])
  },
)
