import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createClient, type Reason } from '@stompbox/sdk'
import { wireBytes } from '../../../support/wire-text.ts'
import { nothingGoesUnhandled } from '../complaints.ts'
import { settled, stopAllClocks } from '../memory-clock.ts'
import { MemoryNetwork, type MemoryPeer } from '../memory-network.ts'
import { answersAt } from './memory-broker.ts'
import { ObligingBroker } from './obliging-broker.ts'

const seed = Number(process.env.STOMPBOX_SEED ?? Date.now() % 2 ** 31)
const runs = Number(process.env.STOMPBOX_RUNS ?? 300)

nothingGoesUnhandled()
beforeEach(() => {
  stopAllClocks()
  // An ERROR may happen to refuse a subscription that nobody else is told of.
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

type Garbage = string | Uint8Array

/** Text goes as text, bytes as bytes. */
const asText = (wire: string): Garbage =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(wireBytes(wire))

interface Aftermath {
  /** `ignored`: the session goes on, and what comes after the garbage is heard. `wedged`: neither that nor a reason. */
  readonly result: 'ignored' | 'wedged' | Reason
  readonly heard: string[]
}

/** What becomes of a client whose server sends this, before CONNECTED or after. */
async function after(garbage: readonly Garbage[], when: 'before' | 'after' = 'after'): Promise<Aftermath> {
  const network = new MemoryNetwork()
  const broker = new ObligingBroker({ heartBeat: '10000,10000' })
  let isFirst = true
  answersAt(network, broker)
  const { onPeer } = network
  network.onPeer = (peer) => {
    onPeer(peer)
    if (isFirst && when === 'before') peer.writes(...garbage)
    isFirst = false
  }
  const client = createClient('ws://broker.example/ws', {
    webSocket: network.webSocket,
    reconnect: false,
  })
  const heard: string[] = []
  client.subscribe('/a', ({ text }) => heard.push(text))
  let reason: Reason | undefined
  client.onStateChange((state) => {
    if (state.status === 'waiting' || state.status === 'closed') reason ??= state.reason
  })
  const connecting = client.connect().catch(() => undefined)
  await settled(connecting)
  if (when === 'after') for (const peer of network.peers) peer.writes(...garbage)
  await vi.advanceTimersByTimeAsync(100)
  const isAlive = reason ? false : await hears(broker, heard, () => reason !== undefined)
  const result = reason ?? (isAlive ? 'ignored' : 'wedged')
  await settled(client.disconnect())
  await vi.advanceTimersByTimeAsync(100)
  for (const session of broker.sessions) session.gone()
  expect(network.held).toBe(0)
  expect(vi.getTimerCount()).toBe(0)
  return { result, heard }
}

/** Whether the client hears what is sent now. What has lost its place in the stream may find it again with one of the first. */
async function hears(
  broker: ObligingBroker,
  heard: readonly string[],
  isOver: () => boolean,
): Promise<boolean> {
  for (let fence = 0; fence < 12 && !isOver(); fence++) {
    broker.take('/a', `fence ${fence}`)
    await vi.advanceTimersByTimeAsync(5_000)
    if (heard.at(-1) === `fence ${fence}`) return true
  }
  return false
}

const flood = (count: number): string => Array.from({ length: count }, (_, index) => `h${index}:v\n`).join('')
const delivery = (headers: string, body = ''): string =>
  `MESSAGE\nsubscription:sub-0\nmessage-id:x\n${headers}\n${body}␀`

/** A session goes on after these, and takes nothing from them that is not theirs. */
const ignored: [string, string[]][] = [
  ['MESSAGE for a subscription that nobody has', ['MESSAGE\nsubscription:nobody\n\nx␀']],
  ['MESSAGE without a subscription', ['MESSAGE\n\nx␀']],
  ['MESSAGE for __proto__', ['MESSAGE\nsubscription:__proto__\n\nx␀']],
  ['MESSAGE for constructor', ['MESSAGE\nsubscription:constructor\n\nx␀']],
  ['RECEIPT that nobody asked for', ['RECEIPT\nreceipt-id:77\n\n␀']],
  ['RECEIPT without an id', ['RECEIPT\n\n␀']],
  ['RECEIPT for __proto__', ['RECEIPT\nreceipt-id:__proto__\n\n␀']],
  ['RECEIPT for constructor', ['RECEIPT\nreceipt-id:constructor\n\n␀']],
  ['nothing at all', ['']],
  ['line ends', ['\n\n␍\n\n', '␍\n', '\n']],
  ['NUL between frames', ['␀␀␀', '␀']],
]

/** These end the session, or the attempt, with `protocol`. */
const broken: [string, string[]][] = [
  ['content-length abc', [delivery('content-length:abc\n')]],
  ['content-length -1', [delivery('content-length:-1\n')]],
  ['content-length empty', [delivery('content-length:\n')]],
  ['content-length in hex', [delivery('content-length:0x4\n', 'abcd')]],
  ['content-length with a fraction', [delivery('content-length:1.5\n', 'a')]],
  ['content-length of two numbers', [delivery('content-length:1 1\n', 'a')]],
  ['content-length of a thousand million', [delivery('content-length:1000000000\n', 'a')]],
  ['content-length beyond all numbers', [delivery('content-length:99999999999999999999999\n', 'a')]],
  ['content-length too small', [delivery('content-length:1\n', 'abc')]],
  ['content-length abc in RECEIPT', ['RECEIPT\nreceipt-id:1\ncontent-length:abc\n\n␀']],
  [
    'content-length abc behind another frame',
    [`RECEIPT\nreceipt-id:1\n\n␀${delivery('content-length:abc\n')}`],
  ],
  ['content-length abc behind heart-beats', [`\n\n${delivery('content-length:abc\n')}`]],
  ['content-length abc in pieces', ['MESSAGE\nsubscription:sub-0\ncontent-le', 'ngth:a', 'bc\n\nx␀']],
  ['content-length abc with CR LF', [delivery('content-length:abc\n').replaceAll('\n', '␍\n')]],
  ['a command that is none', ['HELLO\n\n␀']],
  ['a command of clients', ['SEND\ndestination:/a\n\n␀']],
  ['HTTP', ['HTTP/1.1 400 Bad Request␍\nContent-Type: text/html␍\n␍\n<p>␀']],
  ['JSON', ['{"error":"nope"}\n\n␀']],
]

const bytesOf = (texts: readonly string[]): Garbage[] => texts.map((text) => wireBytes(text))

describe('a session goes on after', () => {
  test.each(ignored)('%s', async (_name, texts) => {
    expect((await after(texts.map(asText))).result).toBe('ignored')
    expect((await after(bytesOf(texts))).result).toBe('ignored')
  })

  test.each<[string, Garbage]>([
    ['a flood of headers', asText(delivery(flood(50_000), 'heard'))],
    ['a header of a megabyte', asText(delivery(`long:${'x'.repeat(2 ** 20)}\n`, 'heard'))],
    ['a header twice', asText(delivery('subscription:other\n', 'heard'))],
    ['a body of bytes that are no UTF-8', wireBytes(delivery('', 'heard⟨ff⟩⟨c3⟩'))],
    ['a header that is no UTF-8', wireBytes(delivery('x:⟨ff⟩\n', 'heard'))],
    ['a frame in bytes', wireBytes(delivery('content-length:5\n', 'heard'))],
  ])('%s, which is heard', async (_name, garbage) => {
    const { result, heard } = await after([garbage])
    expect(result).toBe('ignored')
    expect(heard[0]).toMatch(/^heard/)
  })
})

describe('a session ends with a reason after', () => {
  test.each(broken)('%s', async (_name, texts) => {
    for (const garbage of [texts.map(asText), bytesOf(texts)]) {
      const { result, heard } = await after(garbage)
      expect(result).toMatchObject({
        kind: 'protocol',
        retry: true,
        message: expect.stringContaining('The server') as string,
      })
      for (const text of heard) expect(text).not.toContain('fence')
    }
  })

  test.each([
    ['ERROR without headers', 'ERROR\n\n␀', 'server'],
    ['ERROR without headers, with a body', 'ERROR\n\nwhy␀', 'server'],
    ['ERROR with an empty message', 'ERROR\nmessage:\ncode:\n\n␀', 'server'],
  ])('%s', async (_name, text, kind) => {
    const { result } = await after([asText(text)])
    expect(result).toMatchObject({ kind, message: expect.stringMatching(/./) as string })
  })
})

describe('an attempt ends with a reason after', () => {
  const beforeConnected: [string, string[]][] = [
    ...broken,
    ['an unknown version', ['CONNECTED\nversion:9.9\n\n␀']],
    ['a version that is none', ['CONNECTED\nversion:\n\n␀']],
    ['MESSAGE', [delivery('')]],
    ['RECEIPT', ['RECEIPT\nreceipt-id:1\n\n␀']],
  ]
  test.each(beforeConnected)('%s', async (_name, texts) => {
    for (const garbage of [texts.map(asText), bytesOf(texts)]) {
      const { result } = await after(garbage, 'before')
      expect(result).toMatchObject({
        kind: expect.stringMatching(/^(protocol|timeout)$/) as string,
        message: expect.stringMatching(/^(The server|No STOMP session)/) as string,
      })
    }
  })

  test('a frame that never ends', async () => {
    const { result } = await after([asText('CONNECTED\nversion:1.2\n\nand on')], 'before')
    // CONNECTED of the real server becomes its body.
    expect(result).not.toBe('wedged')
  })

  test.each([['an ERROR without headers', 'ERROR\n\n␀']])('%s', async (_name, text) => {
    const { result } = await after([asText(text)], 'before')
    expect(result).toMatchObject({ message: 'ERROR without a text.' })
  })
})

/** A server of that kind, while the client waits for a receipt, an answer, and its first message. */
async function awaitedFrom(spoils: (peer: MemoryPeer) => void): Promise<unknown[]> {
  const network = new MemoryNetwork()
  const broker = new ObligingBroker({ heartBeat: '10000,10000' })
  answersAt(network, broker)
  const client = createClient('ws://broker.example/ws', { webSocket: network.webSocket, reconnect: false })
  await settled(client.connect())
  for (const peer of network.peers) spoils(peer)
  const results = await settled(
    Promise.allSettled([
      client.send('/a', 1, { until: 'receipt' }),
      client.request('/question'),
      client.subscribe('/b').ready,
    ]),
  )
  await settled(client.disconnect())
  await vi.advanceTimersByTimeAsync(100)
  for (const session of broker.sessions) session.gone()
  expect(network.held).toBe(0)
  expect(vi.getTimerCount()).toBe(0)
  return results.map((result) =>
    result.status === 'rejected' ? (result.reason as Error).name : result.value,
  )
}

describe('what is awaited while a frame never ends', () => {
  test('is told in time where its server falls silent', async () => {
    const results = await awaitedFrom((peer) => {
      peer.writes(asText('MESSAGE\nsubscription:sub-0\ncontent-length:4000\n\nand on'))
      peer.falls('silent')
    })
    expect(results).toEqual(['ReceiptError', 'RequestError', expect.stringMatching(/SubscriptionError|sent/)])
  })

  test('is told in time where its server goes on for ever', async () => {
    let flowing: ReturnType<typeof setInterval> | undefined
    const results = await awaitedFrom((peer) => {
      const flows = peer.writes.bind(peer)
      flows(asText('MESSAGE\nsubscription:sub-0\n\n'))
      flowing = setInterval(() => flows('and on'), 1_000)
      peer.writes = () => undefined
      peer.onGone = () => clearInterval(flowing)
    })
    clearInterval(flowing)
    expect(results).toEqual(['ReceiptError', 'RequestError', expect.stringMatching(/SubscriptionError|sent/)])
  })
})

const frames = fc.constantFrom(
  'CONNECTED\nversion:1.2\nheart-beat:10,10\n\n\0',
  'MESSAGE\nsubscription:sub-0\nmessage-id:1\ndestination:/a\ncontent-length:5\n\nhello\0',
  'MESSAGE\nsubscription:sub-1\n\n\0',
  'RECEIPT\nreceipt-id:receipt-0\n\n\0',
  'ERROR\nmessage:no\\cthing\ncontent-length:3\n\nwhy\0',
  '\n',
  '\r\n',
)
const scraps = fc.constantFrom(
  '\0',
  '\n',
  '\n\n',
  ':',
  '\\',
  '\r',
  'content-length:',
  '-',
  '9',
  'MESSAGE\n',
  'CONNECTED\n',
  '안',
  '\ud83d',
)

/** A frame, or what is left of it after a few cuts and pastes. */
const spoiled = fc
  .tuple(frames, fc.array(fc.tuple(fc.nat(80), fc.nat(6), scraps), { maxLength: 4 }))
  .map(([frame, changes]) =>
    changes.reduce<string>(
      (text, [at, length, scrap]) => text.slice(0, at) + scrap + text.slice(at + length),
      frame,
    ),
  )
const anyGarbage: fc.Arbitrary<Garbage[]> = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.string({ unit: 'binary', maxLength: 60 }),
    spoiled,
    spoiled.map((text): Uint8Array => new TextEncoder().encode(text)),
  ),
  { minLength: 1, maxLength: 5 },
)

test.each(['before', 'after'] as const)(
  `whatever comes %s CONNECTED: a reason, or the session goes on (seed ${seed})`,
  async (when) => {
    await fc.assert(
      fc.asyncProperty(anyGarbage, async (garbage) => {
        const { result } = await after(garbage, when)
        expect(result).not.toBe('wedged')
        if (typeof result === 'object') expect(result.message).toMatch(/./)
      }),
      { seed, numRuns: runs },
    )
  },
  60_000,
)
