import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Broker, type BrokerConfig, type BrokerEvent, createBroker } from '@stompbox/broker'
import { Peer } from '../conformance/peer.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { testTls, testTlsFiles } from '../support/test-tls.ts'

type Kind = 'tcp' | 'tls'

const doors = { tcp: {}, tls: { tls: testTls } } as const

let broker: Broker
let events: BrokerEvent[]
const peers: (Peer | RawSocket)[] = []
/** Called at each event. */
let wake: () => void = () => {}

afterEach(async () => {
  for (const peer of peers.splice(0)) {
    if (peer instanceof Peer) peer.cut()
    else peer.socket.destroy()
  }
  await broker.close()
})

/** @returns the port of a broker with one TCP door. */
async function opens(kind: Kind, config: BrokerConfig = {}): Promise<number> {
  events = []
  const monitor = (event: BrokerEvent): void => {
    events.push(event)
    wake()
  }
  broker = createBroker(config, { monitor })
  return (await broker.listenTcp({ port: 0, host: '127.0.0.1', ...doors[kind] })).port
}

async function raw(kind: Kind, port: number, text = ''): Promise<RawSocket> {
  const socket = await RawSocket.openOver(kind, port, text)
  peers.push(socket)
  return socket
}

async function peer(kind: Kind, port: number): Promise<Peer> {
  const opened = await Peer.open(`${kind}://127.0.0.1:${port}`)
  peers.push(opened)
  return opened
}

async function subscriber(kind: Kind, port: number, destination = '/topic/a'): Promise<Peer> {
  const opened = await peer(kind, port)
  await opened.connects('1.2')
  opened.writes(`SUBSCRIBE\nid:s\ndestination:${destination}\nreceipt:s\n\n␀`)
  await opened.reads('RECEIPT')
  return opened
}

/** The event, once it is there. */
async function told<T extends BrokerEvent['type']>(type: T): Promise<Extract<BrokerEvent, { type: T }>> {
  for (;;) {
    const event = events.find((each) => each.type === type)
    if (event) return event as Extract<BrokerEvent, { type: T }>
    await new Promise<void>((resolve) => (wake = resolve))
  }
}

const connect = 'CONNECT\naccept-version:1.2\nhost:x\n\n\0'

describe.each(['tcp', 'tls'] as const)('STOMP over %s', (kind) => {
  test('a session from CONNECT to DISCONNECT', async () => {
    const port = await opens(kind)
    const one = await subscriber(kind, port)
    one.writes('SEND\ndestination:/topic/a\nreceipt:r\n\n하나␀')
    expect((await one.reads('MESSAGE')).text).toBe('하나')
    expect((await one.reads('RECEIPT')).get('receipt-id')).toBe('r')
    one.writes('DISCONNECT\nreceipt:bye\n\n␀')
    expect((await one.reads('RECEIPT')).get('receipt-id')).toBe('bye')
    await one.closed()
    expect(await told('disconnected')).toMatchObject({ code: 1000, by: 'client' })
    expect(await told('connected')).toMatchObject({ session: { handshake: { transport: kind, path: '' } } })
  })

  test('one byte at a time', async () => {
    const one = await peer(kind, await opens(kind))
    const frames = `${connect}\n\r\nSEND\ndestination:/topic/a\nreceipt:r\ncontent-length:3\n\n\0\n\0\0`
    one.writesByteByByte(Buffer.from(frames))
    await one.reads('CONNECTED')
    expect((await one.reads('RECEIPT')).get('receipt-id')).toBe('r')
  })

  test.each([
    ['NUL and all other bytes', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
    ['1 MiB', Buffer.alloc(1_048_576, '\x00\xff')],
  ])('a body of %s arrives as it was sent', async (_, body) => {
    const port = await opens(kind)
    const one = await subscriber(kind, port)
    one.writesBytes(
      Buffer.concat([
        Buffer.from(`SEND\ndestination:/topic/a\ncontent-length:${body.length}\n\n`),
        body,
        Buffer.alloc(1),
      ]),
    )
    expect((await one.reads('MESSAGE')).body.equals(body)).toBe(true)
  })

  test('the ERROR is there to read for a client that goes on sending megabytes behind its bad frame', async () => {
    const one = await raw(kind, await opens(kind), connect)
    await one.until('CONNECTED')
    one.socket.pause()
    one.write('send\n\n\0')
    const flood = Buffer.alloc(1_048_576, 'x')
    for (let mebibyte = 0; mebibyte < 8; mebibyte++) await written(one, flood)
    one.socket.resume()
    expect(await one.closed).toMatch(/\0ERROR\n(.*\n)*code:bad-frame\n(.|\n)*\0$/)
  })

  test('a client that ends after its frames gets the answers that are under way', async () => {
    let answer: ((text: string) => void) | undefined
    const slowly = () => new Promise<string>((resolve) => (answer = resolve))
    const port = await opens(kind, { application: (app) => app.subscribe('/slow', slowly) })
    const one = await raw(kind, port, connect)
    one.socket.end('SUBSCRIBE\nid:s\ndestination:/app/slow\nreceipt:r\n\n\0')
    await vi.waitUntil(() => answer !== undefined)
    await (await peer(kind, port)).connects('1.2')
    answer!('at last')
    expect(await one.closed).toMatch(/^CONNECTED\n[^]*\0MESSAGE\n[^]*at last\0RECEIPT\nreceipt-id:r\n\n\0$/)
    expect(await told('disconnected')).toMatchObject({ code: 1006, by: 'network', subscriptions: 0 })
  })

  test('a client that ends in the middle of a frame has not sent it', async () => {
    const port = await opens(kind)
    const one = await subscriber(kind, port)
    const other = await raw(kind, port, connect)
    other.socket.end('SEND\ndestination:/topic/a\n\nhal')
    expect(await other.closed).toMatch(/^CONNECTED\n[^\0]*\0$/)
    await one.readsNothing()
  })

  test('a reset in the middle of a frame ends that session and no other', async () => {
    const port = await opens(kind)
    const one = await subscriber(kind, port)
    const other = await raw(kind, port, `${connect}SUBSCRIBE\nid:s\ndestination:/topic/a\n\n\0SEND\ndesti`)
    await other.until('CONNECTED')
    other.resets()
    expect(await told('disconnected')).toMatchObject({ code: 1006, by: 'network', subscriptions: 1 })
    one.writes('SEND\ndestination:/topic/a\n\nstill here␀')
    expect((await one.reads('MESSAGE')).text).toBe('still here')
  })

  test('a reader that stops is cut with slow-consumer, and the others get every message', async () => {
    const port = await opens(kind, { limits: { maxUnsentBytes: 65_536 } })
    const healthy = await subscriber(kind, port)
    const slow = await raw(kind, port, `${connect}SUBSCRIBE\nid:s\ndestination:/topic/a\nreceipt:s\n\n\0`)
    await slow.until('receipt-id:s')
    slow.socket.pause()
    let sent = 0
    while (!events.some(({ type }) => type === 'refused')) {
      healthy.writes(`SEND\ndestination:/topic/a\nnumber:${sent}\n\n${'x'.repeat(32_768)}␀`)
      expect((await healthy.reads('MESSAGE')).get('number')).toBe(String(sent++))
    }
    expect(await told('refused')).toMatchObject({ code: 'slow-consumer' })
    await healthy.readsNothing()
    // Its last word is behind what it did not read.
    slow.socket.resume()
    expect(await slow.closed).toMatch(/code:slow-consumer\n[^]*\0$/)
    expect(await told('disconnected')).toMatchObject({ code: 4001, by: 'broker' })
  })

  test('a connection that says nothing is told connect-timeout', async () => {
    const silent = await peer(kind, await opens(kind, { limits: { connectTimeoutMs: 200 } }))
    expect((await silent.isRefused()).error.get('code')).toBe('connect-timeout')
  })

  test('a broker that closes takes nobody more and sends everybody away', async () => {
    const port = await opens(kind)
    const one = await subscriber(kind, port)
    const closing = broker.close()
    await expect(raw('tcp', port)).rejects.toThrow('ECONNREFUSED')
    expect((await one.isRefused()).error.get('code')).toBe('draining')
    await closing
  })
})

test('a web page that posts frames to the plain port is told bad-frame, and its frames are not read', async () => {
  const http = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n\r\n'
  const one = await raw('tcp', await opens('tcp'), `${http}\0\n${connect}`)
  expect(await one.closed).toMatch(/^ERROR\n(.*\n)*code:bad-frame\n[^\0]*\0$/)
  await told('disconnected')
  expect(events.map(({ type }) => type)).toEqual(['refused', 'disconnected'])
})

test('a TLS client on the plain port is refused at once', async () => {
  const port = await opens('tcp')
  await expect(raw('tls', port)).rejects.toThrow(/wrong version number/i)
  expect(await told('refused')).toMatchObject({ code: 'bad-frame' })
})

describe('the key tcp of the configuration', () => {
  test('is opened by listen, beside HTTP', async () => {
    broker = createBroker({ host: '127.0.0.1', tcp: { port: 0, tls: testTlsFiles } })
    const { url, tcp } = await broker.listen({ port: 0 })
    expect(tcp).toEqual({ host: '127.0.0.1', port: tcp?.port, url: `tls://127.0.0.1:${tcp?.port}` })
    const one = await subscriber('tls', tcp!.port)
    const other = await Peer.open(`${url.replace('http', 'ws')}/ws`)
    peers.push(other)
    await other.connects('1.2')
    other.writes('SEND\ndestination:/topic/a\n\nfrom the web␀')
    expect((await one.reads('MESSAGE')).text).toBe('from the web')
  })

  test('when its port is taken, nothing is opened', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port: taken } = other.address() as { port: number }
    broker = createBroker({ host: '127.0.0.1', tcp: { port: taken } })
    const free = createServer().listen(0, '127.0.0.1')
    await once(free, 'listening')
    const { port } = free.address() as { port: number }
    await once(free.close(), 'close')
    await expect(broker.listen({ port })).rejects.toMatchObject({ code: 'EADDRINUSE', port: taken })
    await expect(raw('tcp', port)).rejects.toThrow('ECONNREFUSED')
    other.close()
  })

  test.each([
    ['a key file that is not there', { ...testTlsFiles, keyFile: '/nowhere/key.pem' }, /ENOENT.*key\.pem/],
    ['a key that is none', { ...testTls, key: 'secret' }, /PEM|DECODER|no start line/i],
  ])('%s is told by the promise', async (_, tls, message) => {
    broker = createBroker()
    await expect(broker.listenTcp({ port: 0, tls })).rejects.toThrow(message)
  })
})

const written = (peer: RawSocket, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => peer.socket.write(bytes, (error) => (error ? reject(error) : resolve())))
