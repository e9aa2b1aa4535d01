import { once } from 'node:events'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Peer } from '../../conformance/peer.ts'
import { RawSocket, request, webSocketHeaders } from '../../support/raw-socket.ts'
import { useScene } from './scene.ts'

// Much at once. All of it stays on this machine and ends by itself. The rates are lifted, so that what lies behind them
// is seen.
const scene = useScene({
  limits: {
    maxFramesPerSecond: 1_000_000,
    maxBytesPerSecond: 2 ** 30,
    maxNewSessionsPerSecond: 10_000,
    maxLoopDelayMs: 10_000,
  },
})

/** Bytes that are the same in every run. */
function* garbage(seed: number, length: number): Generator<number> {
  for (let state = seed; length-- > 0;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield state >>> 24
  }
}

// Each start leads deeper into a frame before the garbage begins.
const starts = [
  '',
  'SEND\n',
  'SEND\ndestination:/topic/a\nx:',
  'SUBSCRIBE\nid:',
  'SEND\ndestination:/topic/a\ncontent-length:9\n\n',
]

const garbageWords = new Map([
  ['bad-frame', 1002],
  ['bad-header', 1002],
  ['bad-utf8', 1007],
  ['too-large', 1009],
])

async function isGarbage(seed: number): Promise<void> {
  const peer = await scene.opens('websocket', seed % 2 === 0 ? 'connected' : 'new')
  const start = Buffer.from(starts[seed % starts.length]!)
  peer.writesBytes(Buffer.concat([start, Uint8Array.from(garbage(seed, 65_536))]))
  const { error, closing } = await peer.isRefused()
  expect(garbageWords.get(error.get('code')!), `${seed}: ${error.text}`).toBe(closing.code)
}

test(
  '64 KiB of garbage, 1,000 times: ERROR and its close each time [hostile F44]',
  { timeout: 30_000 },
  async () => {
    const atOnce = 10
    for (let seed = 0; seed < 1_000; seed += atOnce)
      await Promise.all(Array.from({ length: atOnce }, (_, next) => isGarbage(seed + next)))
  },
)

test('64 KiB of garbage as a body, 50 times: every byte arrives', async () => {
  const [reader, sender] = [await scene.opens(), await scene.opens()]
  reader.writes('SUBSCRIBE\nid:a\ndestination:/topic/garbage\nreceipt:r\n\n␀')
  await reader.reads('RECEIPT')
  for (let seed = 0; seed < 50; seed++) {
    const body = Uint8Array.from(garbage(seed, 65_536))
    sender.writesBytes(
      Buffer.concat([
        Buffer.from('SEND\ndestination:/topic/garbage\ncontent-length:65536\n\n'),
        body,
        Uint8Array.of(0),
      ]),
    )
    expect((await reader.reads('MESSAGE')).body.equals(body)).toBe(true)
  }
})

const megabyte = 2 ** 20
/** 100 kB each. */
const parcel = Buffer.from(`SEND\ndestination:/topic/flood\nreceipt:r\n\n${'x'.repeat(100_000)}\0`)

/** Publishes so many parcels, each after the receipt of the last. @returns the most memory the broker had. */
async function publish(sender: Peer, parcels: number): Promise<number> {
  let mostBytes = 0
  for (let sent = 0; sent < parcels; sent++) {
    sender.writesBytes(parcel)
    await sender.reads('RECEIPT')
    if (sent % 100 === 0) mostBytes = Math.max(mostBytes, scene.broker.residentBytes)
  }
  return mostBytes
}

/** Connected, subscribed to what is published here, and deaf from now on. */
async function frozenReader(): Promise<{ socket: WebSocket; received: string[]; closed: Promise<[number]> }> {
  const socket = new WebSocket(`${scene.broker.ws}/ws`)
  const received: string[] = []
  socket.on('message', (data: Buffer) => received.push(String(data)))
  const closed = once(socket, 'close') as Promise<[number]>
  await once(socket, 'open')
  socket.send('CONNECT\naccept-version:1.2\n\n\0SUBSCRIBE\nid:a\ndestination:/topic/flood\nreceipt:r\n\n\0')
  while (!received.join('').includes('RECEIPT')) await once(socket, 'message')
  socket.pause()
  return { socket, received, closed }
}

test(
  'readers that never read, 100 MB for them: cut with 4001, and nothing is kept',
  { timeout: 30_000 },
  async () => {
    const sender = await scene.opens()
    const usualBytes = await publish(sender, 300)
    const [one, other] = [await frozenReader(), await frozenReader()]
    const cut = scene.broker.logs('"code":"slow-consumer"', 2)
    await publish(sender, 200)
    await cut
    one.socket.resume()
    expect((await one.closed)[0]).toBe(4001)
    expect(one.received.at(-1)).toMatch(/^ERROR\n[\s\S]*\ncode:slow-consumer\n/)
    expect(await publish(sender, 800)).toBeLessThan(usualBytes + 40 * megabyte)
    other.socket.terminate()
  },
)

test('a session that never polls, 10 MB for it: cut, and nothing is kept [hostile J15]', async () => {
  const [sender, session] = [await scene.opens(), `${scene.broker.http}/ws-stomp/000/never`]
  const post = async (path: string, body = '') =>
    (await fetch(`${session}/${path}`, { method: 'POST', body })).text()
  await post('xhr')
  await post(
    'xhr_send',
    JSON.stringify(['CONNECT\n\n\0SUBSCRIBE\ndestination:/topic/flood\nreceipt:r\n\n\0']),
  )
  expect(await post('xhr')).toContain('CONNECTED')
  const cut = scene.broker.logs('"code":"slow-consumer"')
  await publish(sender, 100)
  await cut
})

test('1,000 connections that come and go: each is known to be gone', { timeout: 30_000 }, async () => {
  const forgotten = scene.broker.logs('"type":"disconnected"', 1_000)
  for (let round = 0; round < 20; round++) {
    const sockets = Array.from({ length: 50 }, () => new WebSocket(`${scene.broker.ws}/ws`))
    await Promise.all(sockets.map((socket) => once(socket, 'open')))
    for (const [index, socket] of sockets.entries()) {
      if (index % 3 > 0) socket.send('CONNECT\naccept-version:1.2\n\n\0')
      if (index % 3 > 1) socket.send('SUBSCRIBE\nid:a\ndestination:/topic/flood\n\n\0')
      if (index % 2 === 0) socket.terminate()
      else socket.close()
    }
    await Promise.all(sockets.map((socket) => once(socket, 'close')))
  }
  await forgotten
})

test('200,000 pings that nobody waits for [hostile W13 W14]', { timeout: 30_000 }, async () => {
  const raw = await RawSocket.open(scene.broker.port, request('GET /ws', webSocketHeaders))
  await raw.until(/\r\n\r\n/)
  raw.socket.pause()
  const usualBytes = scene.broker.residentBytes
  raw.write(Buffer.concat(Array.from({ length: 200_000 }, () => Buffer.from([0x89, 0x80, 0, 0, 0, 0]))))
  await scene.canary.sings()
  expect(scene.broker.residentBytes).toBeLessThan(usualBytes + 40 * megabyte)
  raw.socket.destroy()
})

test('100,000 receipts for a client that does not read them: cut [hostile T32]', async () => {
  const deaf = new WebSocket(`${scene.broker.ws}/ws`)
  await once(deaf, 'open')
  deaf.send('CONNECT\naccept-version:1.2\n\n\0')
  await once(deaf, 'message')
  deaf.pause()
  const closed = once(deaf, 'close') as Promise<[number]>
  const cut = scene.broker.logs('"code":"slow-consumer"')
  const receipt = 'x'.repeat(128)
  for (let sent = 0; sent < 100; sent++)
    deaf.send(`SEND\ndestination:/topic/nobody\nreceipt:${receipt}\n\n\0`.repeat(1_000))
  await cut
  deaf.resume()
  expect((await closed)[0]).toBe(4001)
})
