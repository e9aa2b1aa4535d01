import SockJS from 'sockjs-client'
import { expect, test } from 'vitest'
import { RawEndpoint, until } from '../../support/raw-endpoint.ts'

async function opened(endpoint: RawEndpoint, transport: string) {
  const opening = endpoint.next()
  const client = new SockJS(endpoint.http, null, { transports: transport })
  const messages: string[] = []
  client.onmessage = ({ data }: { data: string }) => messages.push(data)
  const closed = new Promise<string>((resolve) => {
    client.onclose = ({ code, reason }) => resolve(`${code} ${reason}`.trim())
  })
  await new Promise<void>((resolve) => (client.onopen = () => resolve()))
  return { client, messages, closed, session: await opening }
}

const transports = [
  ['websocket', 'sockjs-websocket'],
  ['xhr-streaming', 'xhr-streaming'],
  ['eventsource', 'eventsource'],
  ['xhr-polling', 'xhr-polling'],
] as const

test.each(transports)('the stock client talks over %s', async (transport, name) => {
  await using endpoint = await RawEndpoint.open()
  const { client, messages, closed, session } = await opened(endpoint, transport)
  expect(session.handshake).toMatchObject({ transport: name, path: '/stomp', remoteAddress: '127.0.0.1' })
  const said = ['CONNECT\n\n\0', '\n', '한글 😀 "quoted" %41 \u2028']
  for (const text of said) client.send(text)
  await until(() => messages.length === said.length)
  expect(messages).toEqual(said)
  session.say('last')
  session.connection.close(4001, 'slow')
  expect(await closed).toBe('4001 slow')
  expect(messages.at(-1)).toBe('last')
  expect(await session.closed).toBe('4001 slow')
})

test.each(transports)('nothing is lost or reordered over %s across its response limit', async (transport) => {
  await using endpoint = await RawEndpoint.open()
  const { messages, session } = await opened(endpoint, transport)
  const said = Array.from({ length: 60 }, (_, index) => `${index}:${'가'.repeat(3_000)}`)
  for (const text of said) session.say(text)
  await until(() => messages.length >= said.length)
  expect(messages).toEqual(said)
  expect(session.connection.unsentBytes).toBe(0)
})

test('a client that leaves is told to its session', async () => {
  await using endpoint = await RawEndpoint.open({ disconnectDelayMs: 100 })
  for (const [transport] of transports) {
    const { client, session } = await opened(endpoint, transport)
    client.close()
    expect(await session.closed).toMatch(/^(1000|1006)/)
  }
})
