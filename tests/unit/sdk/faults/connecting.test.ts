import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createClient } from '@stompbox/sdk'
import { nothingGoesUnhandled } from '../complaints.ts'
import { failure, quick, session, stopTheClock } from '../sessions.ts'
import { StompServer } from '../stomp-server.ts'
import { message, next } from '../probes/script.ts'

nothingGoesUnhandled()
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('a server that never answers CONNECT', () => {
  test('is left in time, again and again, with pauses', async () => {
    stopTheClock()
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    await using server = await StompServer.start()
    const reconnect = { minDelayMs: 1_000, maxDelayMs: 1_000 }
    const client = createClient(server.url, { ...quick, reconnect, connectTimeoutMs: 3_000 })
    const connecting = client.connect({ keepTrying: true })
    for (let attempt = 1; attempt <= 3; attempt++) {
      const mute = await server.peer()
      expect(await mute.reads()).toContain('CONNECT')
      expect(client.state).toMatchObject({ status: 'connecting', attempt })
      vi.advanceTimersByTime(3_000)
      expect(client.state).toMatchObject({ status: 'waiting', reason: { kind: 'timeout', retry: true } })
      await mute.closed
      vi.advanceTimersByTime(500)
    }
    const peer = await server.greetedPeer()
    await connecting
    peer.drops()
    await client.disconnect()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a server that says CONNECTED twice', () => {
  const connected = 'CONNECTED\nversion:1.2\nheart-beat:1000,1000\n\n␀'
  const delivery = 'MESSAGE\nsubscription:sub-0\nmessage-id:1\n\n␀'

  test.each<[string, string[], string[]]>([
    ['in one WebSocket message', [connected + connected], []],
    ['in one binary message', [], [connected + connected]],
    ['in two', [connected, connected], []],
    ['as text, then as bytes', [connected], [connected]],
    ['behind a MESSAGE', [connected, delivery + connected], []],
    ['behind a MESSAGE and heart-beats', [connected, `\n\n${delivery}\n␍\n${connected}`], []],
    ['behind a MESSAGE, as bytes', [connected], [delivery + connected]],
    ['in pieces', [connected, connected.slice(0, 4), connected.slice(4)], []],
    ['with CR LF', [connected, connected.replaceAll('\n', '␍\n')], []],
  ])('%s has broken the protocol, and leaves no timer', async (_name, texts, bytes) => {
    stopTheClock()
    await using server = await StompServer.start()
    const client = createClient(server.url, { ...quick, heartBeatMs: 1_000, reconnect: false })
    const ended = client.when('closed')
    const connecting = client.connect().catch(() => undefined)
    const peer = await server.peer()
    await peer.reads()
    peer.writes(...texts)
    for (const each of bytes) peer.writesBinary(each)
    expect((await ended).reason).toEqual({
      kind: 'protocol',
      message: 'The server sent CONNECTED twice.',
      retry: true,
    })
    await connecting
    await peer.closed
    expect(vi.getTimerCount()).toBe(0)
  })

  test.each([
    ['in a body', 'content-length:25\n', 'a␀CONNECTED\nversion:1.2\n\n'],
    ['in a body after what looks like its end', 'content-length:26\n', '\n␀\nCONNECTED\nversion:1.2\n\n'],
  ])('%s is only text', async (_name, headers, body) => {
    await using running = await session()
    const heard = new Promise<string>((resolve) =>
      running.client.subscribe('/a', ({ text }) => resolve(text)),
    )
    const { headers: asked } = await next('SUBSCRIBE', running.peer)
    running.peer.writes(message(asked.id, body, headers))
    expect(await heard).toBe(body.replaceAll('␀', '\0'))
    expect(running.client.state.status).toBe('connected')
  })
})

/** Takes every connection and says only what the test says. */
async function mute(): Promise<{ server: Server; url: string; connections: Socket[] } & AsyncDisposable> {
  const connections: Socket[] = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    connections.push(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`
  return {
    server,
    url,
    connections,
    async [Symbol.asyncDispose]() {
      for (const socket of connections) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe('a half-open connection', () => {
  test.each([
    ['without a word', ''],
    ['with half an answer to the upgrade', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: webso'],
  ])('that is accepted %s is left in time', async (_name, says) => {
    stopTheClock()
    await using half = await mute()
    const accepted = once(half.server, 'connection') as Promise<[Socket]>
    const client = createClient(half.url, quick)
    const connecting = failure(client.connect())
    const [socket] = await accepted
    const over = new Promise((resolve) => socket.once('close', resolve))
    socket.resume()
    if (says) socket.write(says)
    await once(socket, 'data')
    vi.advanceTimersByTime(10_000)
    expect(await connecting).toMatchObject({ kind: 'timeout', retry: true })
    await over
    expect(vi.getTimerCount()).toBe(0)
  })

  test.each([
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['a refusal', 'HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n'],
    ['a page', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi'],
    [
      'a wrong key',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n',
    ],
  ])('that answers with %s is the network', async (_name, says) => {
    stopTheClock()
    await using half = await mute()
    half.server.on('connection', (socket) => socket.once('data', () => socket.write(says)))
    const client = createClient(half.url, quick)
    expect(await failure(client.connect())).toMatchObject({ kind: 'network', retry: true })
    expect(vi.getTimerCount()).toBe(0)
  })

  test('that falls silent after CONNECTED is known by the missing heart-beats, and what was awaited is told', async () => {
    stopTheClock()
    await using server = await StompServer.start()
    const client = createClient(server.url, { ...quick, heartBeatMs: 1_000 })
    const [peer] = await Promise.all([
      server.greetedPeer('version:1.2\nheart-beat:1000,1000'),
      client.connect(),
    ])
    const failing = client
      .send('/a', 1, { until: 'receipt', timeoutMs: 60_000 })
      .catch((error: unknown) => error)
    const closed = client.when('waiting')
    vi.advanceTimersByTime(3_000)
    expect((await closed).reason).toMatchObject({ kind: 'heart-beat', retry: true })
    expect(await failing).toMatchObject({ name: 'ReceiptError', reason: { kind: 'heart-beat' } })
    await peer.closed
    await client.disconnect()
    expect(vi.getTimerCount()).toBe(0)
  })
})
