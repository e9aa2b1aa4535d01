import { describe, expect, test } from 'vitest'
import { clientFrame, RawSocket, request, webSocketHeaders } from '../../support/raw-socket.ts'
import { type State, useScene } from './scene.ts'

// The frames of WebSocket, from a peer that no library would play, before CONNECT and in a session.
const scene = useScene()

const connect = 'CONNECT\naccept-version:1.2\nhost:any\n\n\0'

async function raw(state: State = 'connected', path = '/ws'): Promise<RawSocket> {
  const peer = await RawSocket.open(scene.broker.port, request(`GET ${path}`, webSocketHeaders))
  await peer.until(/\r\n\r\n/)
  if (state === 'new') return peer
  peer.write(clientFrame(0x81, connect))
  await peer.until('CONNECTED')
  return peer
}

const escapedByte = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`
const closeFrame = (code: number): RegExp =>
  new RegExp(`\\x88[\\s\\S]${escapedByte(code >> 8)}${escapedByte(code & 0xff)}`)

/** Of any length, each written in 8 bytes, so that it may also lie. */
const longFrame = (first: number, payload: Uint8Array, declared = BigInt(payload.length)): Buffer => {
  const header = Buffer.alloc(14)
  header.set([first, 0xff])
  header.writeBigUInt64BE(declared, 2)
  return Buffer.concat([header, payload])
}

function fragments(count: number, text = 'x'): Buffer {
  const middle = Array.from({ length: count - 2 }, () => clientFrame(0x00, text))
  return Buffer.concat([clientFrame(0x01, text), ...middle, clientFrame(0x80, text)])
}

const closeWith = (code: number, reason: string | Uint8Array = ''): Buffer =>
  clientFrame(0x88, Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]))

const masked126 = (first: number): Buffer =>
  Buffer.concat([Buffer.from([first, 0xfe, 0, 126, 0, 0, 0, 0]), Buffer.alloc(126, 'x')])

type Row = readonly [what: string, bytes: Buffer, code: number]

const rows: Row[] = [
  ['no mask [hostile W1]', Buffer.from([0x81, 1, 0x61]), 1002],
  ['RSV1, as compression would [hostile W2 W15 W17]', clientFrame(0xc1, 'a'), 1002],
  ['RSV1 and nothing in it [hostile W17]', clientFrame(0xc1), 1002],
  ['RSV2 [hostile W2]', clientFrame(0xa1, 'a'), 1002],
  ['RSV3 [hostile W2]', clientFrame(0x91, 'a'), 1002],
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode): Row => [
    `opcode ${opcode} [hostile W3]`,
    clientFrame(0x80 | opcode, 'a'),
    1002,
  ]),
  ...[8, 9, 10].flatMap((opcode): Row[] => [
    [`126 bytes of control ${opcode} [hostile W4]`, masked126(0x80 | opcode), 1002],
    [`a fragment of control ${opcode} [hostile W4]`, clientFrame(opcode, 'a'), 1002],
  ]),
  ['a continuation of nothing [hostile W5]', clientFrame(0x80, 'a'), 1002],
  [
    'text inside a message [hostile W5]',
    Buffer.concat([clientFrame(0x01, 'a'), clientFrame(0x81, 'b')]),
    1002,
  ],
  [
    'bytes inside a message [hostile W5]',
    Buffer.concat([clientFrame(0x01, 'a'), clientFrame(0x82, 'b')]),
    1002,
  ],
  ['1,025 fragments [hostile W6]', fragments(1_025), 1008],
  ['1,025 empty fragments [hostile W6]', fragments(1_025, ''), 1008],
  ['4,000 empty fragments [hostile W6]', fragments(4_000, ''), 1008],
  ['a length of 2^53 [hostile W7]', longFrame(0x82, Buffer.alloc(0), 2n ** 53n), 1009],
  ['text that is no UTF-8 [hostile W9]', clientFrame(0x81, Buffer.from([0xc3, 0x28])), 1007],
  ['text that ends in a character [hostile W9]', clientFrame(0x81, Buffer.from([0xed, 0x95])), 1007],
  ['an overlong character [hostile W9]', clientFrame(0x81, Buffer.from([0xc0, 0xaf])), 1007],
  ['half a pair in UTF-8 [hostile W9]', clientFrame(0x81, Buffer.from([0xed, 0xa0, 0x80])), 1007],
  [
    'text that is no UTF-8 once it is put together [hostile W9]',
    Buffer.concat([clientFrame(0x01, Buffer.from([0xed])), clientFrame(0x80, Buffer.from([0x28]))]),
    1007,
  ],
  ['a close of one byte [hostile W10]', clientFrame(0x88, 'a'), 1002],
  ['a close whose reason is no UTF-8 [hostile W10]', closeWith(1000, Buffer.from([0xff])), 1007],
  ...[0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535].map((code): Row => [
    `a close with ${code} [hostile W10]`,
    closeWith(code),
    1002,
  ]),
]

describe.each(['new', 'connected'] as const)('%s, a WebSocket peer that sends', (state) => {
  test.each(rows)('%s is closed with its code', async (_, bytes, code) => {
    await using peer = await raw(state)
    peer.write(bytes)
    await peer.until(closeFrame(code))
  })

  test('what is wrong byte by byte is closed with its code', async () => {
    for (const [what, bytes, code] of rows.filter(([, { length }]) => length < 20)) {
      await using peer = await raw(state)
      for (const byte of bytes) peer.write(Uint8Array.of(byte))
      expect(await peer.until(closeFrame(code)), what).toBeTruthy()
    }
  })
})

test('every close code there may be is answered by itself [hostile W10]', async () => {
  for (const code of [1000, 1001, 1002, 1003, 1007, 1011, 1014, 3000, 3999, 4000, 4999]) {
    await using peer = await raw()
    peer.write(closeWith(code, 'bye'))
    await peer.until(closeFrame(code))
    await peer.closed
  }
})

test('a fault of the protocol is told as what it is: closed by the broker, with its code', async () => {
  const unmasked = Buffer.from([0x81, 1, 0x61])
  const faults: [Buffer, number][] = [
    [unmasked, 1002],
    [clientFrame(0x81, Buffer.from([0xc3, 0x28])), 1007],
    [fragments(1_025), 1008],
    [longFrame(0x82, Buffer.alloc(0), 2n ** 53n), 1009],
  ]
  for (const [bytes, code] of faults) {
    await using peer = await raw()
    const told = scene.broker.logs(`"by":"broker"`)
    peer.write(bytes)
    await told
    expect(scene.broker.command.jsonLines.at(-1)).toMatchObject({ type: 'disconnected', by: 'broker', code })
  }
})

test.each([
  ['128 of 8 KiB and one', 8_192],
  ['256 of 4 KiB and one', 4_096],
])('a body of 1 MiB in fragments of stock clients is taken: %s [hostile W6]', async (_, bytes) => {
  const frame = Buffer.from(`SEND\ndestination:/topic/nobody\nreceipt:long\n\n${'x'.repeat(2 ** 20)}\0`)
  const starts = Array.from({ length: Math.ceil(frame.length / bytes) }, (_each, at) => at * bytes)
  await using peer = await raw()
  for (const at of starts) {
    const last = at + bytes >= frame.length ? 0x80 : 0
    peer.write(longFrame(last | (at === 0 ? 1 : 0), frame.subarray(at, at + bytes)))
  }
  await peer.until('receipt-id:long')
})

test('a length that is written longer than it need be is taken [hostile W8]', async () => {
  await using peer = await raw('new')
  peer.write(longFrame(0x81, Buffer.from(connect)))
  await peer.until('CONNECTED')
})

test('STOMP in bytes is STOMP [hostile W19]', async () => {
  await using peer = await raw('new')
  peer.write(clientFrame(0x82, connect))
  await peer.until('CONNECTED')
})

test('frames in the packet of the handshake wait for its answer, and limits hold for them [hostile W24]', async () => {
  const handshake = Buffer.from(request('GET /ws', webSocketHeaders))
  await using good = await RawSocket.open(
    scene.broker.port,
    Buffer.concat([handshake, clientFrame(0x81, connect)]),
  )
  expect(await good.until('CONNECTED')).toMatch(/^HTTP\/1.1 101 /)
  await using bad = await RawSocket.open(scene.broker.port, Buffer.concat([handshake, fragments(1_025)]))
  await bad.until(closeFrame(1008))
})

test('what comes after a close is not heard, and its socket is gone within 5 s [hostile W11 W12]', async () => {
  await using witness = await raw()
  witness.write(clientFrame(0x81, 'SUBSCRIBE\nid:s\ndestination:/topic/late\nreceipt:r\n\n\0'))
  await witness.until('receipt-id:r')
  await using peer = await raw()
  const send = (body: string) => clientFrame(0x81, `SEND\ndestination:/topic/late\n\n${body}\0`)
  peer.write(Buffer.concat([send('before'), closeWith(1000), send('after')]))
  await peer.closed
  // It never answers, and says on.
  await using deaf = await raw()
  deaf.write(clientFrame(0x81, 'NO\n\n\0'))
  await deaf.until(closeFrame(1002))
  deaf.write(send('from the refused'))
  const closedMs = performance.now()
  await deaf.closed
  expect(performance.now() - closedMs).toBeLessThan(6_000)
  witness.write(clientFrame(0x81, 'SEND\ndestination:/topic/late\n\nfence\0'))
  expect(await witness.until('fence')).toContain('before')
  expect(witness.received).not.toMatch(/after|refused/)
})

test('200,000 pings in one go end the connection [hostile W13]', async () => {
  await using peer = await raw()
  peer.write(Buffer.concat(Array.from({ length: 200_000 }, () => clientFrame(0x89))))
  await peer.closed
})

test('pings of a peer that does not read the pongs end the connection [hostile W14]', async () => {
  await using peer = await raw()
  peer.socket.pause()
  const ended = scene.broker.logs('"type":"disconnected"')
  const pings = Buffer.concat(Array.from({ length: 50 }, () => clientFrame(0x89, 'x'.repeat(125))))
  const pinging = setInterval(() => peer.write(Buffer.concat(Array.from({ length: 40 }, () => pings))), 1)
  await ended
  clearInterval(pinging)
})

describe('a piece that is too long', () => {
  const beyond = 2n ** 21n
  const lengths = [beyond, 2n ** 31n, 2n ** 40n, 2n ** 53n - 1n]

  test.each(lengths)('of %s bytes, declared: ERROR too-large, then 1009 [hostile W7]', async (length) => {
    await using peer = await raw()
    peer.write(longFrame(0x82, Buffer.alloc(0), length))
    const all = await peer.until(closeFrame(1009))
    expect(all).toMatch(/ERROR\nmessage:More than \d+ bytes came in one piece[^\n]*\ncode:too-large\n/)
    expect(all.indexOf('ERROR')).toBeLessThan(all.search(closeFrame(1009)))
  })

  test('before CONNECT, declared: the same', async () => {
    await using peer = await raw('new')
    peer.write(longFrame(0x82, Buffer.alloc(0), beyond))
    expect(await peer.until(closeFrame(1009))).toMatch(/at most 16384 bytes\.\ncode:too-large\n/)
  })

  test('before CONNECT little is gathered, whatever was declared', async () => {
    for (const path of ['/ws', '/ws-stomp', '/ws-stomp/000/s/websocket']) {
      await using peer = await raw('new', path)
      peer.write(longFrame(0x81, Buffer.alloc(60_000, 'x'), 1_000_000n))
      expect(await peer.until(closeFrame(1009))).toContain('code:too-large')
    }
  })

  test('before CONNECT, who sends on and on is answered, and gone at once', async () => {
    await using peer = await raw('new')
    peer.write(longFrame(0x81, Buffer.alloc(1_000_000, 'x')))
    expect(await peer.closed).toMatch(closeFrame(1009))
    const client = await scene.opens('websocket', 'new')
    client.writesBytes(Buffer.alloc(1_000_000, 'x'))
    const { error, closing } = await client.isRefused()
    expect([error.get('code'), closing.code]).toEqual(['too-large', 1009])
  })

  test('before CONNECT little is gathered of fragments', async () => {
    await using peer = await raw('new')
    for (let sent = 0; sent < 100; sent++) {
      peer.write(longFrame(sent === 0 ? 0x01 : 0x00, Buffer.alloc(1_000, 'x')))
    }
    expect(await peer.until(closeFrame(1009))).toContain('code:too-large\n')
  })

  test('what is not too long comes in one piece: 16 KiB before CONNECT, 1 MiB after', async () => {
    await using peer = await raw('new')
    const line = (index: number) => `h${index}:${'x'.repeat(2_000)}\n`
    const headers = Array.from({ length: 7 }, (_, index) => line(index)).join('')
    peer.write(longFrame(0x81, Buffer.from(`CONNECT\naccept-version:1.2\n${headers}\n\0`)))
    await peer.until('CONNECTED')
    const head = 'SEND\ndestination:/topic/a\nreceipt:r\n\n'
    peer.write(longFrame(0x81, Buffer.from(`${head}${'x'.repeat(2 ** 20)}\0`)))
    await peer.until('receipt-id:r')
  })
})
