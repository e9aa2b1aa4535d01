import { Client, type IMessage, type StompHeaders, Versions } from '@stomp/stompjs'
import SockJS from 'sockjs-client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type Broker, type BrokerEvent, createBroker } from '@stompbox/broker'
import { chat } from '@stompbox/broker/presets/chat'

let broker: Broker
let events: BrokerEvent[]
let address: string
const clients: Client[] = []

beforeEach(async () => {
  const told: BrokerEvent[] = (events = [])
  broker = createBroker(
    // So few may wait for ACK or NACK that a session ends where these do not count.
    { application: chat, host: '127.0.0.1', port: 0, limits: { maxUnackedMessages: 4 } },
    { monitor: (event) => told.push(event) },
  )
  address = (await broker.listen()).url
})

afterEach(async () => {
  // First the broker: a client that polls is told at once, and would be waited for after it has gone.
  await broker.close()
  await Promise.all(clients.splice(0).map((client) => client.deactivate({ force: true })))
})

/** sockjs-client gives a transport little more time than its first request took, which is not what is asked here. */
const timeout = 10_000

const sockets = {
  websocket: () => new WebSocket(`${address.replace('http', 'ws')}/ws-stomp`, ['v12.stomp', 'v11.stomp']),
  'websocket on /ws': () => new WebSocket(`${address.replace('http', 'ws')}/ws`, ['v12.stomp']),
  'websocket on /websocket': () =>
    new WebSocket(`${address.replace('http', 'ws')}/ws-stomp/websocket`, ['v12.stomp']),
  'sockjs websocket': () =>
    new SockJS(`${address}/ws-stomp`, undefined, { transports: 'websocket', timeout }),
  'sockjs xhr-streaming': () =>
    new SockJS(`${address}/ws-stomp`, undefined, { transports: 'xhr-streaming', timeout }),
  'sockjs eventsource': () =>
    new SockJS(`${address}/ws-stomp`, undefined, { transports: 'eventsource', timeout }),
  'sockjs xhr-polling': () =>
    new SockJS(`${address}/ws-stomp`, undefined, { transports: 'xhr-polling', timeout }),
} as const

/** A stock stompjs client, connected. */
async function connected(webSocketFactory: () => unknown, stompVersions = Versions.default): Promise<Client> {
  const client = new Client({
    webSocketFactory,
    stompVersions,
    reconnectDelay: 0,
    heartbeatIncoming: 0,
    heartbeatOutgoing: 0,
  })
  clients.push(client)
  await new Promise<void>((resolve, reject) => {
    client.onConnect = () => resolve()
    client.onStompError = ({ headers }) => reject(new Error(headers.message))
    client.onWebSocketClose = ({ code }: CloseEvent) => reject(new Error(`closed with ${code}`))
    client.activate()
  })
  return client
}

/** Messages of one subscription as they come; resolves when the broker took the SUBSCRIBE. */
async function inbox(
  client: Client,
  destination: string,
  headers: StompHeaders = {},
): Promise<() => Promise<IMessage>> {
  const arrived: IMessage[] = []
  const waiting: ((message: IMessage) => void)[] = []
  const take = (message: IMessage): void => {
    const waits = waiting.shift()
    if (waits) waits(message)
    else arrived.push(message)
  }
  client.subscribe(destination, take, headers)
  await receipt(client)
  return () => {
    const message = arrived.shift()
    return message ? Promise.resolve(message) : new Promise((resolve) => waiting.push(resolve))
  }
}

let receipts = 0
const receipt = (client: Client): Promise<unknown> =>
  new Promise((resolve) => {
    const id = `r-${String(++receipts)}`
    client.watchForReceipt(id, resolve)
    client.publish({ destination: '/sub/fence', headers: { receipt: id } })
  })

/** Resolves with code and text of the ERROR. */
const refusal = (client: Client): Promise<string> =>
  new Promise((resolve) => {
    client.onStompError = ({ headers }) => resolve(`${headers.code}: ${headers.message}`)
  })

const talk = (message: string) => ({
  destination: '/pub/chat/message',
  body: JSON.stringify({ type: 'TALK', roomId: '1', sender: '홍길동', message }),
})

describe.each(Object.entries(sockets))('stock stompjs over %s', (_, open) => {
  test('chats in both directions, in Hangul and emoji, in order', async () => {
    const [kim, lee] = [await connected(open), await connected(sockets.websocket)]
    const [toKim, toLee] = [await inbox(kim, '/sub/chat/room/1'), await inbox(lee, '/sub/chat/room/1')]
    const texts = Array.from({ length: 20 }, (_unused, index) => `안녕하세요 👋 \\u2028 "${index}"\n`)
    for (const text of texts) kim.publish(talk(text))
    for (const next of [toKim, toLee]) {
      for (const text of texts) expect(JSON.parse((await next()).body).message).toBe(text)
    }
    lee.publish(talk('back'))
    expect(JSON.parse((await toKim()).body).message).toBe('back')
  })

  test('carries a body of 200 KB', async () => {
    const client = await connected(open)
    const next = await inbox(client, '/sub/large')
    const body = '한글 text '.repeat(18_000)
    client.publish({ destination: '/sub/large', body })
    expect((await next()).body).toBe(body)
  })

  test('gets ERROR with its code, and then the close', async () => {
    const client = await connected(open)
    const refused = refusal(client)
    const closed = new Promise<number>((resolve) => {
      client.onWebSocketClose = ({ code }: CloseEvent) => resolve(code)
    })
    client.publish({ destination: '/pub/chat/mesage', body: '{}' })
    expect(await refused).toBe(
      'bad-destination: Nothing takes SEND "/pub/chat/mesage". Did you mean /pub/chat/message?',
    )
    expect(await closed).toBe(1008)
  })

  test('says goodbye: the broker tells a normal end', async () => {
    const client = await connected(open)
    await client.deactivate()
    // A polling client is gone for sure only when it has not polled for a while.
    await expect
      .poll(() => events.at(-1), { timeout: 10_000 })
      .toMatchObject({ type: 'disconnected', by: 'client', code: 1000 })
  })

  test('is told when the broker goes', async () => {
    const client = await connected(open)
    const closed = new Promise<number>((resolve) => {
      client.onWebSocketClose = ({ code }: CloseEvent) => resolve(code)
    })
    await broker.close()
    expect(await closed).toBe(1001)
  })
})

test('a binary body arrives byte for byte over WebSocket, and is left out over SockJS with a word in the log', async () => {
  const [sender, reader, sockjs] = [
    await connected(sockets.websocket),
    await connected(sockets.websocket),
    await connected(sockets['sockjs websocket']),
  ]
  const [next, nextOverSockJs] = [await inbox(reader, '/sub/raw'), await inbox(sockjs, '/sub/raw')]
  const binaryBody = Uint8Array.from({ length: 256 }, (_, index) => index)
  sender.publish({ destination: '/sub/raw', binaryBody })
  expect([...(await next()).binaryBody]).toEqual([...binaryBody])
  sender.publish({ destination: '/sub/raw', body: 'text again' })
  expect((await nextOverSockJs()).body).toBe('text again')
  expect(events).toContainEqual({ type: 'undeliverable', destination: '/sub/raw', subscribers: 1 })
})

test.each(['plain', 'a"b', 'back\\\\slash', '방', 'a:b'])(
  'a subscription id as odd as %j comes back over every framing',
  async (id) => {
    for (const open of [sockets.websocket, sockets['sockjs websocket'], sockets['sockjs xhr-streaming']]) {
      const client = await connected(open)
      const told = new Promise<IMessage>((resolve) => client.subscribe('/sub/odd', resolve, { id }))
      client.publish({ destination: '/sub/odd', body: 'x' })
      expect((await told).headers.subscription).toBe(id)
      await client.deactivate({ force: true })
    }
  },
)

test('heart-beats flow both ways and keep a quiet session', async () => {
  await broker.close()
  broker = createBroker(
    { heartBeat: { sendMs: 500, receiveMs: 1_000 } },
    { monitor: (event) => events.push(event) },
  )
  address = (await broker.listen({ port: 0, host: '127.0.0.1' })).url
  let beats = 0
  const client = new Client({
    webSocketFactory: sockets.websocket,
    reconnectDelay: 0,
    heartbeatIncoming: 500,
    heartbeatOutgoing: 1_000,
  })
  clients.push(client)
  await new Promise<void>((resolve) => {
    client.onHeartbeatReceived = () => {
      if (++beats === 6) resolve()
    }
    client.activate()
  })
  expect(events.map(({ type }) => type)).toEqual(['connecting', 'connected'])
})

test('a SockJS session that is not polled while messages come is cut at the limit [hostile J15]', async () => {
  await broker.close()
  broker = createBroker({ limits: { maxUnsentBytes: 100_000 } }, { monitor: (event) => events.push(event) })
  address = (await broker.listen({ port: 0, host: '127.0.0.1' })).url
  const session = `${address}/ws-stomp/000/idle`
  const poll = async () => (await fetch(`${session}/xhr`, { method: 'POST' })).text()
  const post = (frame: string) =>
    fetch(`${session}/xhr_send`, { method: 'POST', body: JSON.stringify([frame]) })
  expect(await poll()).toBe('o\n')
  await post('CONNECT\naccept-version:1.2\n\n\0')
  expect(await poll()).toContain('CONNECTED')
  await post('SUBSCRIBE\nid:0\ndestination:/sub/a\nreceipt:r\n\n\0')
  expect(await poll()).toContain('RECEIPT')
  const sender = await connected(sockets.websocket)
  for (let index = 0; index < 12; index++) sender.publish({ destination: '/sub/a', body: 'x'.repeat(10_000) })
  await receipt(sender)
  expect(events.find(({ type }) => type === 'refused')).toMatchObject({ code: 'slow-consumer' })
  expect(await poll()).toContain('slow-consumer')
})

const versions = ['1.0', '1.1', '1.2'] as const
const ways = {
  websocket: (version: string) =>
    new WebSocket(`${address.replace('http', 'ws')}/ws`, new Versions([version]).protocolVersions()),
  'sockjs xhr-polling': sockets['sockjs xhr-polling'],
}
const dialects = versions.flatMap((version) =>
  Object.entries(ways).map(([way, open]) => [version, way, open] as const),
)

describe.each(dialects)("stompjs's own API in STOMP %s over %s", (version, _, open) => {
  const enter = () => connected(() => open(version), new Versions([version]))
  // Of 1.1's escapes stompjs knows nothing.
  const unknown = /^unknown-id: ACK ".+"(:|\\c) no message of that id waits/

  /** Sends one message to a topic and waits until it is back, to be settled. */
  const exchanges = async (client: Client, ack: string) => {
    const next = await inbox(client, '/sub/settled', { ack })
    return (body: string): Promise<IMessage> => {
      client.publish({ destination: '/sub/settled', body })
      return next()
    }
  }

  test('the session speaks it', async () => {
    const client = await enter()
    expect(client.connectedVersion ?? '1.0').toBe(version)
    expect(events.find(({ type }) => type === 'connected')).toMatchObject({ session: { version } })
  })

  test('message.ack, client.ack and message.nack settle one each, and no second time [A4 A5 A6 A7 A9]', async () => {
    const client = await enter()
    const exchange = await exchanges(client, 'client-individual')
    let message = await exchange('0')
    message.ack()
    // More of each than may wait.
    for (let index = 1; index < 18; index++) {
      message = await exchange(String(index))
      const id = message.headers[version === '1.2' ? 'ack' : 'message-id']!
      if (index % 3 === 0) message.ack()
      else if (index % 3 === 1 || version === '1.0') client.ack(id, message.headers.subscription!)
      else message.nack()
    }
    await receipt(client)
    const refused = refusal(client)
    message.ack()
    expect(await refused).toMatch(unknown)
  })

  test('in client mode one ack settles all that came before [A3]', async () => {
    const client = await enter()
    const exchange = await exchanges(client, 'client')
    for (let batch = 0; batch < 3; batch++) {
      for (let index = 0; index < 3; index++) await exchange('earlier')
      const last = await exchange('last')
      last.ack()
    }
    await receipt(client)
    expect(events.filter(({ type }) => type === 'refused')).toEqual([])
  })

  test('commit sends both messages after what stood outside, abort sends none [T2]', async () => {
    const client = await enter()
    const next = await inbox(client, '/sub/transaction')
    const publish = (body: string, headers: StompHeaders = {}) =>
      client.publish({ destination: '/sub/transaction', body, headers })
    const aborted = client.begin()
    publish('never', { transaction: aborted.id })
    aborted.abort()
    const committed = client.begin('of my own')
    publish('one', { transaction: committed.id })
    publish('two', { transaction: committed.id })
    publish('outside')
    committed.commit()
    publish('after')
    const bodies = [await next(), await next(), await next(), await next()].map(({ body }) => body)
    expect(bodies).toEqual(['outside', 'one', 'two', 'after'])
  })

  test('abort takes an ack back, commit does not [A8 T2]', async () => {
    const client = await enter()
    const exchange = await exchanges(client, 'client-individual')
    const message = await exchange('settled at last')
    const aborted = client.begin()
    message.ack({ transaction: aborted.id })
    aborted.abort()
    const committed = client.begin()
    message.ack({ transaction: committed.id })
    committed.commit()
    await receipt(client)
    const refused = refusal(client)
    message.ack()
    expect(await refused).toMatch(unknown)
  })

  test('watchForReceipt hears of SUBSCRIBE, SEND, ACK and UNSUBSCRIBE, in order [R1 R6]', async () => {
    const client = await enter()
    const heard: string[] = []
    const asking = (receipt: string) => {
      client.watchForReceipt(receipt, ({ headers }) => heard.push(headers['receipt-id']!))
      return { receipt }
    }
    const next = await inbox(client, '/sub/a', { id: 'a', ack: 'client-individual', ...asking('subscribe') })
    client.publish({ destination: '/sub/a', body: 'x', headers: asking('send') })
    const message = await next()
    message.ack(asking('ack'))
    client.unsubscribe('a', asking('unsubscribe'))
    await receipt(client)
    expect(heard).toEqual(['subscribe', 'send', 'ack', 'unsubscribe'])
  })
})
