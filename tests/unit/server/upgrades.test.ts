import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { Refusal } from '../../../broker/src/core/errors.ts'
import { RawEndpoint } from '../../support/raw-endpoint.ts'
import { exchange, RawSocket, request, webSocketHeaders } from '../../support/raw-socket.ts'

const upgrade = (path: string, headers: Record<string, string> = {}, method = 'GET'): string =>
  request(`${method} ${path}`, { ...webSocketHeaders, ...headers })

const noWebSocket = [
  '/stomp/info',
  '/stomp/iframe.html',
  '/stomp/000/s/xhr',
  '/stomp/000/s/xhr_send',
  '/stomp/000/s/xhr_streaming',
  '/stomp/000/s/eventsource',
  '/stomp/000/s/jsonp',
  '/stomp/000/s/htmlfile',
  '/stomp/elsewhere',
  '/elsewhere',
  '/',
]
const webSocket = ['/stomp', '/stomp/', '/stomp/websocket', '/stomp/000/s/websocket']
const protocols = ['websocket', 'WebSocket', 'h2c', 'foo', 'websocket, foo']

test.each([...noWebSocket, ...webSocket])(
  'an Upgrade of %s to what it is not is answered once and closed, whatever follows [hostile J22 J23]',
  async (path) => {
    await using endpoint = await RawEndpoint.open()
    for (const Upgrade of protocols) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const isWebSocket = webSocket.includes(path) && method === 'GET' && /^websocket$/i.test(Upgrade)
        if (isWebSocket) continue
        const two = upgrade(path, { Upgrade }, method) + request('GET /stomp/info', { Connection: 'close' })
        const answer = await exchange(endpoint.port, two)
        expect(answer.match(/^HTTP\/1.1 /gm), `${method} ${path} ${Upgrade}`).toHaveLength(1)
        expect(answer).toMatch(/^HTTP\/1.1 (400|404|405) /)
        expect(answer).not.toContain('entropy')
      }
    }
  },
)

test('an Upgrade to nothing is none: an ordinary request', async () => {
  await using endpoint = await RawEndpoint.open()
  const two = upgrade('/stomp/info', { Upgrade: '' }) + request('GET /stomp', { Connection: 'close' })
  const answer = await exchange(endpoint.port, two)
  expect(answer).toMatch(/^HTTP\/1.1 200 [^]*entropy[^]*HTTP\/1.1 200 [^]*Welcome/)
})

test('a failed handshake is the last thing its socket says: what is pipelined is not served', async () => {
  await using endpoint = await RawEndpoint.open()
  const faults = [
    { 'Sec-WebSocket-Version': '7' },
    { 'Sec-WebSocket-Key': 'short' },
    { 'Content-Length': '4' },
    { Origin: 'https://evil.example' },
    { Host: 'evil.example' },
    { 'Sec-WebSocket-Protocol': ',,' },
  ]
  for (const fault of faults) {
    const two = upgrade('/stomp', fault) + request('GET /stomp/info')
    const answer = await exchange(endpoint.port, two)
    expect(answer, JSON.stringify(fault)).toMatch(/^HTTP\/1.1 4/)
    expect(answer.match(/^HTTP\/1.1 /gm)).toHaveLength(1)
  }
  expect(endpoint.sessions).toEqual([])
})

test.each([
  ['close, Upgrade [hostile W21]', { Connection: 'close, Upgrade' }],
  ['keep-alive, Upgrade', { Connection: 'keep-alive, Upgrade' }],
])('Connection: %s is an upgrade like another', async (_, headers) => {
  await using endpoint = await RawEndpoint.open()
  const raw = await endpoint.raw(upgrade('/stomp', headers))
  expect(await raw.until('\r\n\r\n')).toMatch(/^HTTP\/1.1 101 /)
})

test.each([
  ['a thousand unknown', Array.from({ length: 1_000 }, (_, at) => `p${at}`).join(','), undefined],
  [
    'a thousand and v12.stomp',
    [...Array.from({ length: 1_000 }, (_, at) => `p${at}`), 'v12.stomp'].join(),
    'v12.stomp',
  ],
  ['v12.stomp among others', 'mqtt, v12.stomp, v13.stomp', 'v12.stomp'],
  ['v12.stomp in another case', 'V12.STOMP', undefined],
  ['names of an object', '__proto__, constructor', undefined],
])(
  'of sub-protocols, %s: a WebSocket with the known one or none [hostile W18]',
  async (_, offered, chosen) => {
    await using endpoint = await RawEndpoint.open()
    const raw = await endpoint.raw(upgrade('/stomp', { 'Sec-WebSocket-Protocol': offered }))
    const answer = await raw.until('\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1.1 101 /)
    expect(/^sec-websocket-protocol: (.*)\r$/im.exec(answer)?.[1]).toBe(chosen)
  },
)

test.each([
  'v12.stomp,,v11.stomp',
  ',',
  'v12 stomp',
  'v12.stomp;x',
  '"v12.stomp"',
  'v12.stomp, \u00e9',
  'a, a',
])('a sub-protocol list of %j is refused [hostile W18]', async (offered) => {
  await using endpoint = await RawEndpoint.open()
  const answer = await exchange(endpoint.port, upgrade('/stomp', { 'Sec-WebSocket-Protocol': offered }))
  expect(answer).toMatch(/^HTTP\/1.1 400 /)
})

test.each([
  ['silly window bits', 'permessage-deflate; server_max_window_bits=99'],
  [
    'a hundred offers',
    Array.from({ length: 100 }, () => 'permessage-deflate; client_max_window_bits').join(', '),
  ],
  ['an unclosed quote', 'permessage-deflate; x="'],
  ['7 KiB of it', `${'b'.repeat(3_500)}${' '.repeat(3_500)}x="\\x`],
])('compression is not spoken, so %s changes nothing [hostile W15 W16 W17]', async (_, offered) => {
  await using endpoint = await RawEndpoint.open()
  const raw = await endpoint.raw(upgrade('/stomp', { 'Sec-WebSocket-Extensions': offered }))
  const answer = await raw.until('\r\n\r\n')
  expect(answer).toMatch(/^HTTP\/1.1 101 /)
  expect(answer).not.toMatch(/extensions/i)
})

test('who is not admitted gets 503 and when to come back, over each way in', async () => {
  let asked = 0
  const admit = (address: string) => {
    asked++
    expect(address).toBe('127.0.0.1')
    return new Refusal('overloaded', 'Full.', asked === 1 ? undefined : 7)
  }
  await using endpoint = await RawEndpoint.open({ admit })
  const ways = [
    upgrade('/stomp'),
    upgrade('/stomp/000/s/websocket'),
    request('POST /stomp/000/s/xhr', { Connection: 'close', 'Content-Length': '0' }),
    request('POST /stomp/000/s/xhr_streaming', { Connection: 'close', 'Content-Length': '0' }),
    request('GET /stomp/000/s/eventsource', { Connection: 'close' }),
  ]
  const answers: string[] = []
  for (const text of ways) answers.push(await exchange(endpoint.port, text))
  for (const [index, answer] of answers.entries()) {
    expect(answer).toMatch(/^HTTP\/1.1 503 [^]*\r\n\r\nFull\./)
    expect(answer).toMatch(new RegExp(`^retry-after: ${index === 0 ? 1 : 7}\r$`, 'im'))
    expect(answer).toMatch(/^content-type: text\/plain/im)
  }
  expect([asked, endpoint.sessions]).toEqual([5, []])
})

test('what is no handshake is not counted as somebody who came', async () => {
  let asked = 0
  await using endpoint = await RawEndpoint.open({ admit: () => (asked++, undefined) })
  await exchange(endpoint.port, upgrade('/stomp', { 'Sec-WebSocket-Key': '' }))
  await exchange(endpoint.port, upgrade('/stomp/000/s/xhr'))
  await exchange(
    endpoint.port,
    request('POST /stomp/000/s/xhr_send', { Connection: 'close', 'Content-Length': '0' }),
  )
  await exchange(endpoint.port, request('GET /stomp/info', { Connection: 'close' }))
  expect(asked).toBe(0)
})

test('a handshake that trickles in is cut at the deadline [hostile W27]', async () => {
  await using endpoint = await RawEndpoint.open()
  const raw = await RawSocket.open(endpoint.port)
  const text = upgrade('/stomp')
  let at = 0
  const trickle = setInterval(() => raw.write(text[at++ % text.length]!), 20)
  const answer = await raw.closed
  clearInterval(trickle)
  expect(answer).toMatch(/^HTTP\/1.1 408 |^$/)
  expect(endpoint.sessions).toEqual([])
})

test('a half TLS handshake is cut like any silence [hostile W25]', async () => {
  await using endpoint = await RawEndpoint.open()
  const hello = Buffer.from('16030100c8010000c40303', 'hex')
  const socket = connect(endpoint.port, '127.0.0.1').on('error', () => {})
  socket.write(hello)
  socket.resume()
  await once(socket, 'close')
  expect(endpoint.sessions).toEqual([])
})
