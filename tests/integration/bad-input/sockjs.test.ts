import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { exchange, RawSocket, request } from '../../support/raw-socket.ts'
import { useScene } from './scene.ts'

// The HTTP that SockJS is made of, from peers that read no protocol.
const scene = useScene()

const url = (path: string): string => `${scene.broker.http}/ws-stomp${path}`
const post = (path: string, body = ''): Promise<Response> => fetch(url(path), { method: 'POST', body })

/** Opened, and nobody polls. */
async function session(id: string = randomUUID()): Promise<string> {
  expect(await (await post(`/000/${id}/xhr`)).text()).toBe('o\n')
  return `/000/${id}`
}

async function connectedSession(): Promise<string> {
  const path = await session()
  await post(`${path}/xhr_send`, '["CONNECT\\naccept-version:1.2\\n\\n\\u0000"]')
  expect(await (await post(`${path}/xhr`)).text()).toMatch(/^a\["CONNECTED/)
  return path
}

const notStrings = [
  '{}',
  '"SEND"',
  '1',
  'null',
  'true',
  '[null]',
  '[1]',
  '[{}]',
  '[["a"]]',
  '[true]',
  '{"length":3}',
]
const broken = ['["a"', 'hello', '["a",]', '["\\ud800"]', '["a"]x', '\u0000']

describe('an xhr_send', () => {
  const rows: [body: string, status: number][] = [
    ['', 500],
    ...[...notStrings, ...broken].map((body): [string, number] => [body, 500]),
    ['['.repeat(20_000), 500],
    [`[${'"",'.repeat(100)}""]`, 413],
  ]

  test.each(rows.map(([body, status]) => ({ body, status, start: JSON.stringify(body).slice(0, 24) })))(
    'of $start is answered $status, and the session lives [hostile J6 J7 J8 J9]',
    async ({ body, status }) => {
      const path = await session()
      expect((await post(`${path}/xhr_send`, body)).status).toBe(status)
      expect((await post(`${path}/xhr_send`, '["CONNECT\\naccept-version:1.2\\n\\n\\u0000"]')).status).toBe(
        204,
      )
      expect(await (await post(`${path}/xhr`)).text()).toMatch(/^a\["CONNECTED/)
    },
  )

  test('of more than 1 MiB in a session is answered 413, and the session lives [hostile J1]', async () => {
    const path = await connectedSession()
    expect((await post(`${path}/xhr_send`, `["${'x'.repeat(1_200_000)}"]`)).status).toBe(413)
    expect((await post(`${path}/xhr_send`, '["\\n"]')).status).toBe(204)
  })

  test('to a session that nobody opened finds none [hostile J5]', async () => {
    expect((await post(`/000/${randomUUID()}/xhr_send`, '["x"]')).status).toBe(404)
  })

  test('of 32 MB to nobody is refused before it came [hostile J2]', async () => {
    await using raw = await RawSocket.open(
      scene.broker.port,
      request('POST /ws-stomp/000/nobody/xhr_send', { 'Content-Length': String(32e6) }),
    )
    raw.write('x'.repeat(65_536))
    await raw.until(/^HTTP\/1.1 404 /)
  })

  test('without end, in chunks, is refused at the limit [hostile J1]', async () => {
    const path = await connectedSession()
    await using raw = await RawSocket.open(
      scene.broker.port,
      request(`POST /ws-stomp${path}/xhr_send`, { 'Transfer-Encoding': 'chunked' }),
    )
    const chunk = `${(65_536).toString(16)}\r\n${'x'.repeat(65_536)}\r\n`
    for (let sent = 0; sent < 20; sent++) raw.write(chunk)
    await raw.until(/^HTTP\/1.1 413 /)
  })

  test('that stops in the middle holds up nobody but its own session', async () => {
    const [stuck, other] = [await session(), await session()]
    const raw = await RawSocket.open(
      scene.broker.port,
      request(`POST /ws-stomp${stuck}/xhr_send`, { 'Content-Length': '100' }, '["CONN'),
    )
    const behind = post(`${stuck}/xhr_send`, '["\\n"]')
    expect((await post(`${other}/xhr_send`, '["\\n"]')).status).toBe(204)
    raw.socket.resetAndDestroy()
    expect((await behind).status).toBe(204)
  })
})

describe('a session id', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
    'of %s is one like any other [hostile J3]',
    async (id) => {
      expect((await post(`/000/${id}/xhr_send`, '["x"]')).status).toBe(404)
      const path = await session(id)
      expect((await post(`${path}/xhr_send`, '["FOO\\n\\n\\u0000"]')).status).toBe(204)
      expect(await (await post(`${path}/xhr`)).text()).toMatch(/^a\["ERROR/)
      expect(await (await post(`${path}/xhr`)).text()).toBe('c[1002,"bad-frame"]\n')
    },
  )

  test.each([
    'GET /ws-stomp/000/a.b/xhr',
    'POST /ws-stomp/000//xhr',
    'POST /ws-stomp/000/%2e%2e/xhr',
    'POST /ws-stomp/000/%00/xhr',
    `POST /ws-stomp/000/${'s'.repeat(129)}/xhr`,
    'POST /ws-stomp/000/s/__proto__',
    'GET /ws-stomp/000/s/jsonp?c=alert(1)',
    'GET /ws-stomp/000/s/htmlfile?c=x',
    'GET /ws-stomp/iframe.html',
  ])('or transport that is none: %s is not there [hostile J4 J20 J21]', async (line) => {
    const answer = await exchange(
      scene.broker.port,
      request(line, { Connection: 'close', 'Content-Length': '0' }),
    )
    expect(answer).toMatch(/^HTTP\/1.1 404 /)
  })
})

describe('a page', () => {
  test.each([
    'https://evil.example',
    'null',
    'http://localhost.evil.example',
    'http://127.0.0.1@evil.example',
    'x',
  ])('of %s is let in nowhere [hostile J18]', async (Origin) => {
    for (const [line, status] of [
      ['GET /ws-stomp/info', 403],
      ['POST /ws-stomp/000/s/xhr', 403],
      ['POST /ws-stomp/000/s/xhr_send', 403],
      ['OPTIONS /ws-stomp/000/s/xhr', 403],
    ] as const) {
      const asked = request(line, { Origin, Connection: 'close', 'Content-Length': '0' })
      const answer = await exchange(scene.broker.port, asked)
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
      expect(answer).not.toMatch(/^access-control-allow-origin/im)
    }
  })
})

describe('a SockJS WebSocket message', () => {
  const closing = async (message: string | Uint8Array): Promise<number> => {
    const socket = new WebSocket(`${scene.broker.ws}/ws-stomp/000/${randomUUID()}/websocket`)
    await once(socket, 'open')
    socket.send(message)
    const [code] = (await once(socket, 'close')) as [number]
    return code
  }

  test.each([...notStrings, ...broken.filter((body) => body !== '')])(
    'of %j is closed with 1007 [hostile J24]',
    async (message) => {
      expect(await closing(message)).toBe(1007)
    },
  )

  test.each([
    ['bytes', Uint8Array.of(91, 93), 1003],
    ['101 strings', `[${'"",'.repeat(100)}""]`, 1009],
    ['2 MiB', `["${'x'.repeat(2 ** 21)}"]`, 1009],
  ])('of %s is closed [hostile J9 J24]', async (_, message, code) => {
    expect(await closing(message)).toBe(code)
  })
})

describe('HTTP', () => {
  test.each([
    ['101 headers [hostile H1]', `GET /ws-stomp HTTP/1.1\r\nHost: x\r\n${'a: b\r\n'.repeat(101)}\r\n`, 431],
    ['2 KiB of URL [hostile H4]', request(`GET /${'a'.repeat(2_100)}`, { Connection: 'close' }), 414],
    [
      'two lengths [hostile H3]',
      request('POST /ws-stomp/000/s/xhr', { 'Content-Length': '1\r\nContent-Length: 2' }),
      400,
    ],
    [
      'a length and chunks',
      request('POST /ws-stomp/000/s/xhr', { 'Content-Length': '1', 'Transfer-Encoding': 'chunked' }),
      400,
    ],
    ['a space before a colon', request('GET /ws-stomp', { 'Host ': 'x' }), 400],
    [
      'a path that climbs [hostile H14]',
      request('GET /ws-stomp/../../etc/passwd', { Connection: 'close' }),
      404,
    ],
    ['no HTTP', 'CONNECT\naccept-version:1.2\n\n\0', 400],
    [
      'a header called __proto__ [hostile H2]',
      request('GET /__stompbox/health', { __proto__x: 'y', Connection: 'close' }).replace(
        '__proto__x',
        '__proto__',
      ),
      200,
    ],
  ])('with %s is answered', async (_, text, status) => {
    expect(await exchange(scene.broker.port, text)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })
})
