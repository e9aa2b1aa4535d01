import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { App, BrokerConfig } from '@stompbox/broker'
import type { Peer } from '../../../support/bench.ts'
import { as, connect, namedByLogin, OpenBench, send, springs, subscribe, told } from './scene.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function heapBytes(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

const turn = () => new Promise(setImmediate)
const fail = (): never => {
  throw new Error('broken')
}

const events = ['connect', 'connected', 'subscribe', 'unsubscribe', 'disconnect'] as const

describe.each(['standard', ...springs] as const)('%s: whatever the application does', (profile) => {
  const breaking: Record<string, BrokerConfig> = {
    'an interceptor throws': { application: (app) => app.intercept('SEND', fail) },
    'an interceptor rejects': {
      application: (app) => app.intercept('SEND', () => Promise.reject(new Error('x'))),
    },
    'an interceptor throws what is no error': {
      application: (app) =>
        app.intercept('SEND', () => {
          throw undefined as unknown as Error
        }),
    },
    'a listener throws': { application: (app) => events.forEach((name) => app.on(name, fail)) },
    'a listener rejects': {
      application: (app) => events.forEach((name) => app.on(name, () => Promise.reject(new Error('x')))),
    },
    'authorize throws': { authorize: ({ action }) => (action === 'send' ? fail() : true) },
    'authorize rejects': {
      authorize: ({ action }) => (action === 'send' ? Promise.reject(new Error('x')) : true),
    },
    'a handler throws': { application: (app) => app.message('/**', fail) },
    'a handler rejects': { application: (app) => app.message('/**', () => Promise.reject(new Error('x'))) },
    'a handler throws what is no error': {
      application: (app) =>
        app.message('/**', () => {
          throw null as unknown as Error
        }),
    },
    'an answer cannot be written': {
      application: (app) =>
        void app.message('/**', () => {
          const circle: unknown[] = []
          circle.push(circle)
          return circle
        }),
    },
    'an answer to SUBSCRIBE throws': { application: (app) => void app.subscribe('/**', fail) },
    'a handler of errors throws': {
      application: (app: App) => {
        app.message('/**', fail)
        app.catch(Error, fail)
      },
    },
  }

  test.each(Object.entries(breaking))('%s: the process stays, and others are served', async (_, config) => {
    const bench = new OpenBench({ profile, ...config })
    const [other, peer] = [bench.connected(), bench.connected()]
    other.writes(subscribe('/sub/a'))
    peer.writes(send('/sub/a') + send('/pub/x') + subscribe('/pub/x') + send('/pub/x', 'x', 'receipt:r\n'))
    await turn()
    await turn()
    bench.clock.settle()
    bench.broker.template.convertAndSend('/sub/a', 'still here')
    bench.clock.settle()
    expect(told(other).at(-1)).toBe('M(/sub/a, sub-0, still here)')
    for (const each of [other, peer]) each.channel.close()
    expect(bench.held).toMatchObject({ topics: 0, users: 0 })
  })
})

describe.each(springs)('%s: what keeps the process alive holds here, too', (profile) => {
  test('no more sessions than maxSessions', () => {
    const bench = new OpenBench({ profile, limits: { maxSessions: 2 } })
    bench.connected()
    bench.connected()
    const peer = bench.open()
    expect(peer.channel.closing?.code).toBe(1013)
    expect(bench.told).toContain('turned-away')
  })

  test('short of memory nobody more is taken, and the slowest is cut without a word', () => {
    const bench = new OpenBench({ profile })
    const [slow, peer] = [bench.connected(), bench.connected()]
    slow.writes(subscribe('/sub/a'))
    slow.channel.pauseReading()
    for (let sent = 0; sent < 8; sent++) peer.writes(send('/sub/a', 'x'.repeat(60_000)))
    expect(slow.channel.closing).toBeUndefined()
    bench.used.processPercent = 90
    bench.clock.advance(250)
    expect(slow.channel.closing?.code).toBe(4500)
    slow.channel.resumeReading()
    expect(told(slow).filter((text) => text.startsWith('E('))).toEqual([])
    expect(bench.open().channel.closing?.code).toBe(1013)
    expect(peer.channel.state).toBe('open')
  })

  test.each(['SEND', 'MESSAGE'])('short of memory who sends %s is read more slowly', (command) => {
    const bench = new OpenBench({ profile })
    const peer = bench.connected()
    let pauses = 0
    const sender = bench.connected(undefined, (connection) => {
      const pause = connection.pause.bind(connection)
      connection.pause = () => {
        pauses++
        pause()
      }
    })
    bench.used.processPercent = 65
    bench.clock.advance(1_000)
    sender.writes(`${command}\ndestination:/sub/a\n\nx␀`)
    expect(pauses).toBe(1)
    expect(peer.channel.state).toBe('open')
  })

  test('limits that are configured hold: subscriptions, frames, ids', () => {
    const limits = { maxSubscriptions: 2, maxFramesPerSecond: 5, maxIdBytes: 8 }
    const bench = new OpenBench({ profile, limits })
    const ends = [
      [subscribe('/sub/a', '1'), subscribe('/sub/a', '2'), subscribe('/sub/a', '3')],
      Array<string>(30).fill(send('/sub/a')),
      [subscribe('/sub/a', 'much too long')],
    ].map((frames) => {
      const peer = bench.connected()
      for (const frame of frames) peer.writes(frame)
      return peer.channel.closing?.code
    })
    expect(ends).toEqual([1002, 1002, 1002])
  })

  test('destinations that are as long as they may be are not all remembered', () => {
    const bench = new OpenBench({ profile })
    const peer = bench.connected()
    const long = 'x'.repeat(60_000)
    const before = heapBytes()
    for (let number = 0; number < 600; number++) peer.writes(send(`/sub/${number}/${long}`))
    expect(peer.channel.state).toBe('open')
    expect(heapBytes() - before).toBeLessThan(10_000_000)
  })
})

describe('garbage at every state', () => {
  const destinations = fc.constantFrom(
    ...[
      '/sub/a',
      '/sub/*',
      '/sub/**',
      '/queue/x',
      '/queue/**',
      '/user/queue/x',
      '/user/queue/*',
      '/user/bob/queue/x',
    ],
    ...[
      '/user/bob',
      '/user/',
      '/pub/x',
      '/pub/slow',
      '/pub/',
      '/pub/fail',
      '/',
      '',
      '*',
      '{',
      '/sub/{a:[',
      '/sub/{a}',
    ],
    ...['__proto__', 'user:x/queue/x'],
  )
  const ids = fc.constantFrom('0', '1', '', 'a:b', '__proto__')
  const commands = fc.constantFrom(
    ...[
      'CONNECT',
      'STOMP',
      'SUBSCRIBE',
      'UNSUBSCRIBE',
      'SEND',
      'ACK',
      'NACK',
      'BEGIN',
      'COMMIT',
      'ABORT',
      'DISCONNECT',
    ],
    ...['MESSAGE', 'CONNECTED', 'RECEIPT', 'ERROR'],
  )
  const headers = fc.subarray(
    [
      ...[
        'accept-version:1.2',
        'accept-version:2.0',
        'heart-beat:10,10',
        'heart-beat:x,y',
        'receipt:r',
        'login:bob',
      ],
      ...[
        'login:eve',
        'transaction:t',
        'selector:((',
        "selector:headers.a == 'b'",
        'ack:client',
        'content-length:3',
      ],
      ...[
        'content-length:99',
        'content-type:json',
        'content-type:application/octet-stream',
        'simpOrigDestination:/x',
      ],
      ...['message-id:m', 'subscription:s', 'bad', 'a:\\t'],
    ],
    { maxLength: 4 },
  )
  const frame = fc
    .tuple(commands, destinations, ids, headers, fc.constantFrom('', '', '', 'x', '{"a":1}', '␀', '⟨ff⟩'))
    .map(([command, destination, id, more, body]) => {
      const lines = [`id:${id}`, `destination:${destination}`, ...more].join('\n')
      return `${command}\n${lines}\n\n${command === 'SEND' || command === 'MESSAGE' ? body : ''}␀`
    })
  const good = fc
    .tuple(fc.constantFrom(subscribe, send), destinations)
    .map(([make, destination]) => make(destination))
  const noise = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replaceAll('⟨', '')),
    fc.constantFrom('\n', '␍\n', '␀', 'FOO\n\n␀', '␍', 'SEND\nx:'),
  )
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('frame' as const),
        text: frame,
        as: fc.constantFrom('text' as const, 'binary' as const),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('frame' as const),
        text: good,
        as: fc.constant('text' as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('frame' as const),
        text: noise,
        as: fc.constantFrom('text' as const, 'binary' as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('frame' as const),
        text: fc.constantFrom(connect, 'CONNECT\naccept-version:1.2\nlogin:bob\n\n␀'),
        as: fc.constant('text' as const),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom('open' as const, 'close' as const, 'cut' as const, 'deaf' as const),
        text: fc.constant(''),
        as: fc.constant('text' as const),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('time' as const),
        text: fc.constantFrom('100', '20000', '70000'),
        as: fc.constant('text' as const),
      }),
    },
  )
  const steps = fc.array(fc.tuple(fc.nat({ max: 2 }), fc.boolean(), step), { minLength: 1, maxLength: 60 })

  /** Handlers of all sorts. */
  const application = (app: App): void => {
    namedByLogin(app)
    app.message('/x', ({ body }) => body as unknown).sendToUser('/queue/x')
    app.message('/slow', async ({ body }) => (await Promise.resolve(), body as unknown)).sendTo('/sub/a')
    app.message('/fail', fail)
    app.subscribe('/x', () => new Uint8Array([255]))
    app.intercept('SEND', ({ headers }) =>
      headers.get('message-id') === 'm' ? Promise.resolve('drop' as const) : undefined,
    )
  }

  test.each(springs)(
    '%s: nothing gets out of the core, the others read all in order, and nothing is left',
    { timeout: 60_000 },
    async (profile) => {
      await fc.assert(
        fc.asyncProperty(steps, async (doing) => {
          const bench = new OpenBench({
            profile,
            application,
            heartBeat: { sendMs: 1_000, receiveMs: 1_000 },
            limits: { maxNewSessionsPerSecond: Infinity },
          })
          const [reader, publisher] = [bench.connected(), bench.connected()]
          reader.writes(subscribe('/sub/canary'))
          const peers: Peer[] = [bench.open(), as(bench, 'bob'), bench.connected()]
          peers[2]!.writes('DISCONNECT\nreceipt:1\n\n␀')
          let sent = 0
          for (const [index, isPushed, { kind, text, as }] of doing) {
            const peer = peers[index]!
            if (kind === 'open') peers[index] = bench.open()
            if (kind === 'open' || kind === 'close') peer.channel.close(1000)
            if (kind === 'cut') peer.channel.close(1006)
            if (kind === 'deaf') peer.channel.pauseReading()
            if (kind === 'time') bench.clock.advance(Number(text))
            if (kind === 'frame' && isPushed) peer.push(text, as)
            if (kind === 'frame' && !isPushed) peer.writes(text, as)
            publisher.writes(send('/sub/canary', String(sent++)))
            if (sent % 8 === 0) await turn()
          }
          await turn()
          bench.clock.settle()
          expect(told(reader)).toEqual(
            Array.from({ length: sent }, (_, number) => `M(/sub/canary, sub-0, ${number})`),
          )
          for (const peer of [reader, publisher, ...peers]) peer.channel.close()
          await turn()
          bench.clock.advance(60_000)
          expect(bench.held).toMatchObject({ topics: 0, users: 0 })
          expect(bench.told.filter((event) => event === 'disconnected')).toHaveLength(bench.accepted)
        }),
        { numRuns: 300 },
      )
    },
  )
})
