import { Client, type IMessage } from '@stomp/stompjs'
import SockJS from 'sockjs-client'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type BrokerConfig, createBroker } from '@stompbox/broker'

type Open = (address: string) => unknown

const sockJs =
  (transports: string): Open =>
  (address) =>
    new SockJS(`${address}/ws-stomp`, undefined, { transports, timeout: 10_000 })

const sockets: Readonly<Record<string, Open>> = {
  websocket: (address) => new WebSocket(`${address.replace('http', 'ws')}/ws`, ['v12.stomp', 'v11.stomp']),
  'sockjs websocket': sockJs('websocket'),
  'sockjs xhr-streaming': sockJs('xhr-streaming'),
  'sockjs eventsource': sockJs('eventsource'),
  'sockjs xhr-polling': sockJs('xhr-polling'),
}

const config: BrokerConfig = {
  profile: 'spring-6.2',
  host: '127.0.0.1',
  port: 0,
  application: (app) => void app.message('/echo', { body: 'text' }, ({ body }) => body).sendTo('/sub/echo'),
}

/** A stock stompjs client on a broker of its own that passes for Spring. */
async function connected(open: Open) {
  const broker = createBroker(config)
  const { url } = await broker.listen()
  const client = new Client({ webSocketFactory: () => open(url), reconnectDelay: 0 })
  const closed = new Promise<number>((resolve) => {
    client.onWebSocketClose = ({ code }: CloseEvent) => resolve(code)
  })
  await new Promise<void>((resolve) => {
    client.onConnect = () => resolve()
    client.activate()
  })
  return {
    client,
    closed,
    broker,
    async [Symbol.asyncDispose]() {
      await broker.close()
      await client.deactivate({ force: true })
    },
  }
}

/** The next so many messages of a destination. */
function messages(client: Client, destination: string, count: number): Promise<IMessage[]> {
  const arrived: IMessage[] = []
  return new Promise((resolve) =>
    client.subscribe(destination, (message) => {
      if (arrived.push(message) === count) resolve(arrived)
    }),
  )
}

describe.each(Object.entries(sockets))('stock stompjs over %s, as with Spring', (_, open) => {
  test('talks in both directions, in Hangul and emoji, in order [spring J33]', async () => {
    await using peer = await connected(open)
    const texts = Array.from({ length: 20 }, (_unused, index) => `안녕 👋 \u2028 "${index}"\n`)
    const arriving = messages(peer.client, '/sub/echo', texts.length)
    for (const body of texts) peer.client.publish({ destination: '/pub/echo', body })
    expect((await arriving).map(({ body }) => body)).toEqual(texts)
  })

  test('gets more than one stream holds', async () => {
    await using peer = await connected(open)
    const arriving = messages(peer.client, '/sub/large', 30)
    for (let n = 0; n < 30; n++)
      peer.client.publish({ destination: '/sub/large', body: `${n} ${'x'.repeat(9_000)}` })
    expect((await arriving).map(({ body }) => Number.parseInt(body))).toEqual(
      Array.from({ length: 30 }, (_unused, n) => n),
    )
  })

  test('says goodbye [spring J33]', async () => {
    await using peer = await connected(open)
    const receipt = new Promise((resolve) => (peer.client.onDisconnect = resolve))
    await peer.client.deactivate()
    expect(await receipt).toMatchObject({ command: 'RECEIPT' })
    // Plain WebSocket: without a code, as stompjs closes.
    expect([1000, 1005]).toContain(await peer.closed)
  })

  test('is told when the broker stops', async () => {
    await using peer = await connected(open)
    void peer.broker.close()
    expect(await peer.closed).toBe(1001)
  })
})
