import { expect, test } from 'vitest'
import { RawEndpoint } from '../../support/raw-endpoint.ts'
import { exchange, request, webSocketHeaders } from '../../support/raw-socket.ts'

test('info says what the endpoint is set to', async () => {
  await using endpoint = await RawEndpoint.open({ cookieNeeded: true, webSocket: false })
  const info: unknown = await (await fetch(`${endpoint.http}/info`)).json()
  expect(info).toMatchObject({ cookie_needed: true, websocket: false })
})

test.each(['/stomp', '/stomp/websocket', '/stomp/000/s/websocket'])(
  'without WebSocket %s takes no upgrade, and HTTP goes on',
  async (path) => {
    await using endpoint = await RawEndpoint.open({ webSocket: false })
    const answer = await exchange(endpoint.port, request(`GET ${path}`, webSocketHeaders))
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    const opened = await fetch(`${endpoint.http}/000/s/xhr`, { method: 'POST' })
    expect(await opened.text()).toBe('o\n')
  },
)

test('a stream ends when it holds as much as is set', async () => {
  await using endpoint = await RawEndpoint.open({ maxStreamBytes: 3_000 })
  const opening = endpoint.next()
  const raw = await endpoint.raw(request('POST /stomp/000/s/xhr_streaming', { 'Content-Length': '0' }))
  await raw.until('o\n')
  const session = await opening
  for (const letter of 'abc') session.say(letter.repeat(1_000))
  await raw.until('0\r\n\r\n')
})
