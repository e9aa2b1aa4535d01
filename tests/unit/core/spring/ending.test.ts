import { describe, expect, test } from 'vitest'
import { type App, Refusal } from '@stompbox/broker'
import { Bench } from '../../../support/bench.ts'
import { causes, connect, newer, OpenBench, send, springs, subscribe, told, unsubscribe } from './scene.ts'

const turn = () => new Promise(setImmediate)
const refusing = (app: App): void =>
  app.intercept('SEND', ({ headers }) => {
    if (headers.get('bad') !== undefined) throw new Refusal('forbidden', 'Not this one.')
  })
const bad = (body = 'bad') => send('/sub/a', body, 'bad:1\n')
const sessionClosed = 'ERROR\nmessage:Session closed.\ncontent-length:0\n\n␀'
const limitText = 'Failed to send message within the configured send limit'

describe.each(springs)('%s: DISCONNECT', (profile) => {
  test('with a receipt is answered, and the socket stays open [spring D01 D02]', () => {
    const peer = new Bench({ profile }).connected()
    peer.writes('DISCONNECT\nreceipt:77\n\n␀')
    expect([peer.readsAll(), peer.channel.closing]).toEqual([['RECEIPT\nreceipt-id:77\n\n␀'], undefined])
    peer.writes('DISCONNECT\nreceipt:78\n\n␀')
    expect([peer.readsAll(), peer.channel.closing]).toEqual([['RECEIPT\nreceipt-id:78\n\n␀'], undefined])
  })

  test('without one is answered by ERROR and 1002, with a line of the log [spring D03]', () => {
    const bench = new Bench({ profile })
    const peer = bench.connected()
    peer.writes('DISCONNECT\n\n␀')
    expect([peer.readsAll(), peer.channel.closing]).toEqual([[sessionClosed], { code: 1002, reason: '' }])
    expect(causes(bench)).toEqual([
      'DISCONNECT asks for no receipt; Spring answers it with ERROR «Session closed.» and 1002.',
    ])
    expect(bench.told).not.toContain('refused bad-state')
  })

  test('drops the subscriptions; what comes behind is sent to others, and never delivered here [spring D20 D21]', () => {
    const bench = new OpenBench({ profile })
    const [peer, other] = [bench.connected(), bench.connected()]
    peer.writes(subscribe('/sub/a'))
    other.writes(subscribe('/sub/a'))
    peer.writes('DISCONNECT\nreceipt:1\n\n␀')
    peer.readsAll()
    peer.writes(send('/sub/a', 'after'))
    expect([told(peer), told(other)]).toEqual([[], ['M(/sub/a, sub-0, after)']])
    peer.writes(subscribe('/sub/a', 'again') + subscribe('/sub/*', 'all'))
    other.writes(send('/sub/a', 'more'))
    expect([told(peer), told(other)]).toEqual([[], ['M(/sub/a, sub-0, more)']])
    peer.channel.close()
    other.channel.close()
    expect(bench.held.topics).toBe(0)
  })

  test('keeps the user known until the channel is gone [spring §2.6]', () => {
    const bench = new Bench({
      profile,
      application: (app) => app.intercept('CONNECT', ({ setUser }) => setUser({ name: 'bob' })),
    })
    const peer = bench.connected()
    peer.writes('DISCONNECT\nreceipt:1\n\n␀')
    expect(bench.broker.users.names).toEqual(['bob'])
    peer.channel.close()
    expect(bench.broker.users.names).toEqual([])
  })

  test('is what a message before it comes ahead of', () => {
    const peer = new Bench({ profile }).connected()
    peer.writes(subscribe('/sub/a'))
    peer.writes(`${send('/sub/a')}DISCONNECT\nreceipt:1\n\n␀`)
    expect(told(peer)).toEqual(['M(/sub/a, sub-0, x)', 'RECEIPT\nreceipt-id:1\n\n␀'])
  })
})

test('spring-5.3 with an error handler: DISCONNECT without a receipt hears nothing [spring §1.14]', () => {
  const bench = new Bench({ profile: 'spring-5.3', spring: { errorHandler: true } })
  const peer = bench.connected()
  peer.writes('DISCONNECT\n\n␀')
  expect([peer.readsAll(), peer.channel.state]).toEqual([[], 'open'])
})

test.each(newer)(
  '%s with an error handler: ERROR says to which receipt it belongs [spring D05]',
  (profile) => {
    const bench = new Bench({ profile, application: refusing, spring: { errorHandler: true } })
    const peer = bench.connected()
    peer.writes(send('/sub/a', 'x', 'bad:1\nreceipt:77\n'))
    expect(peer.readsAll()).toEqual(['ERROR\nmessage:Not this one.\nreceipt-id:77\ncontent-length:0\n\n␀'])
  },
)

describe.each(springs)('%s: the rest of a message after a refused frame [spring §1.11 F34]', (profile) => {
  const scene = () => {
    const bench = new Bench({ profile, application: refusing })
    const [reader, peer] = [bench.connected(), bench.connected()]
    reader.writes(subscribe('/sub/a'))
    return { bench, reader, peer }
  }

  test.each([1, 2, 5])('is done: %d good frames behind it', (count) => {
    const { reader, peer } = scene()
    const good = Array.from({ length: count }, (_, index) => `good ${index}`)
    peer.writes(bad() + good.map((body) => send('/sub/a', body)).join(''))
    expect(told(reader)).toEqual(good.map((body) => `M(/sub/a, sub-0, ${body})`))
    expect(told(peer)).toEqual(['E(Not this one.)'])
    expect(peer.channel.closing).toEqual({ code: 1002, reason: '' })
  })

  test('another refused one among them is said once', () => {
    const { reader, peer } = scene()
    peer.writes(bad() + send('/sub/a', 'one') + bad() + send('/sub/a', 'two'))
    expect(told(reader)).toEqual(['M(/sub/a, sub-0, one)', 'M(/sub/a, sub-0, two)'])
    expect(told(peer)).toEqual(['E(Not this one.)'])
  })

  test('the next message is not read any more', () => {
    const { reader, peer } = scene()
    peer.writes(bad())
    peer.writes(send('/sub/a', 'late'))
    expect(told(reader)).toEqual([])
  })

  test('not after what cannot be read, of which nothing is done, nor of what came before it [spring F33]', () => {
    const { reader, peer } = scene()
    peer.writes(`${send('/sub/a', 'before')}FOO\n\n␀${send('/sub/a', 'after')}`)
    expect(told(reader)).toEqual([])
    expect(told(peer)).toEqual([
      'E(No enum constant org.springframework.messaging.simp.stomp.StompCommand.FOO)',
    ])
  })
})

describe.each(springs)('%s: who does not read, or says nothing', (profile) => {
  const reason = profile === 'spring-5.3' ? '' : limitText

  test('is cut at the send buffer with 4500 and no ERROR, and others go on [spring D19 §1.15]', () => {
    const bench = new Bench({ profile })
    const [slow, reader, peer] = [bench.connected(), bench.connected(), bench.connected()]
    for (const each of [slow, reader]) each.writes(subscribe('/sub/a'))
    slow.channel.pauseReading()
    const body = 'x'.repeat(60_000)
    for (let sent = 0; sent < 8; sent++) peer.writes(send('/sub/a', body))
    expect(slow.channel.closing).toBeUndefined()
    peer.writes(send('/sub/a', body))
    expect(slow.channel.closing).toEqual({ code: 4500, reason })
    slow.channel.resumeReading()
    expect(slow.readsAll().filter((frame) => frame.startsWith('ERROR'))).toEqual([])
    expect(reader.readsAll()).toHaveLength(9)
  })

  test('is cut when nothing was taken for 10 s', () => {
    const bench = new Bench({ profile })
    const [slow, peer] = [bench.connected(), bench.connected()]
    slow.writes(subscribe('/sub/a'))
    slow.channel.pauseReading()
    peer.writes(send('/sub/a'))
    bench.clock.advance(9_800)
    expect(slow.channel.closing).toBeUndefined()
    bench.clock.advance(400)
    expect(slow.channel.closing).toEqual({ code: 4500, reason })
  })

  test('a silent socket alone is never closed, nor is half a frame [spring §1.15 F30]', () => {
    const bench = new Bench({ profile })
    const [peer, half] = [bench.open(), bench.open()]
    half.writes('CONN')
    bench.clock.advance(3_600_000)
    expect([peer.channel.state, half.channel.state]).toEqual(['open', 'open'])
  })

  test('it is closed with 4500 when somebody connects later than 60 s [spring D16]', () => {
    const bench = new Bench({ profile })
    const peer = bench.open()
    bench.clock.advance(60_000)
    bench.connected()
    expect(peer.channel.state).toBe('open')
    bench.clock.advance(1)
    bench.connected()
    expect(peer.channel.closing).toEqual({ code: 4500, reason })
    expect(peer.readsAll()).toEqual([])
  })

  test('with what connectTimeoutMs says, and any byte counts', () => {
    const bench = new Bench({ profile, limits: { connectTimeoutMs: 2_000 } })
    const [silent, spoke, half] = [bench.open(), bench.connected(), bench.open()]
    half.writes('C')
    bench.clock.advance(3_000)
    bench.connected()
    expect([silent, spoke, half].map(({ channel }) => channel.state)).toEqual(['closed', 'open', 'open'])
  })

  test('a message of somebody else is when 5.3 looks, too [spring §1.15]', () => {
    const bench = new Bench({ profile })
    const [silent, peer] = [bench.open(), bench.connected()]
    bench.clock.advance(61_000)
    peer.writes('\n')
    expect(silent.channel.state).toBe(profile === 'spring-5.3' ? 'closed' : 'open')
  })

  test('shutdown closes all with 1001 and without a word [spring D17]', async () => {
    const bench = new Bench({ profile })
    const [peer, silent] = [bench.connected(), bench.open()]
    peer.writes(subscribe('/sub/a'))
    peer.push(send('/sub/a'))
    await bench.broker.close()
    expect(told(peer)).toEqual(['M(/sub/a, sub-0, x)'])
    expect([peer, silent].map(({ channel }) => channel.closing)).toEqual([
      { code: 1001, reason: '' },
      { code: 1001, reason: '' },
    ])
    expect(silent.readsAll()).toEqual([])
  })

  test('what a transport cannot carry ends the reader with 1002, and no other [spring J15]', () => {
    const bench = new OpenBench({ profile })
    const noBinary = (connection: { framing: object }) =>
      Object.assign(connection, {
        framing: { wrap: (message: unknown, kind: string) => (kind === 'binary' ? undefined : message) },
      })
    const [sockJs, reader, peer] = [
      bench.connected(undefined, noBinary),
      bench.connected(),
      bench.connected(),
    ]
    for (const each of [sockJs, reader]) each.writes(subscribe('/sub/a') + subscribe('/sub/*', 'all'))
    peer.writes(send('/sub/a', 'x', 'content-type:application/octet-stream\n'))
    expect(sockJs.channel.closing).toEqual({ code: 1002, reason: '' })
    expect(sockJs.readsAll()).toEqual([])
    expect(told(reader)).toEqual(['M(/sub/a, sub-0, x)', 'M(/sub/a, all, x)'])
    expect(bench.told).toContain('undeliverable')
    for (const each of [reader, peer]) each.channel.close()
    expect(bench.held.topics).toBe(0)
  })

  test('an answer that it cannot carry, too [spring A08 J15]', () => {
    const bench = new Bench({
      profile,
      application: (app) => void app.subscribe('/bytes', () => new Uint8Array([255])),
    })
    const noBinary = (connection: { framing: object }) =>
      Object.assign(connection, {
        framing: { wrap: (message: unknown, kind: string) => (kind === 'binary' ? undefined : message) },
      })
    const peer = bench.connected(undefined, noBinary)
    peer.writes(subscribe('/pub/bytes'))
    expect([peer.readsAll(), peer.channel.closing]).toEqual([[], { code: 1002, reason: '' }])
  })
})

describe.each(springs)('%s: what the application does wrong', (profile) => {
  const failures: Record<string, (app: App) => unknown> = {
    'a handler that throws [spring D08]': (app) =>
      app.message('/x', () => {
        throw new Error('no database')
      }),
    'a handler that rejects': (app) => app.message('/x', () => Promise.reject(new Error('no database'))),
    'a handler that refuses': (app) =>
      app.message('/x', () => {
        throw new Refusal('forbidden', 'Not you.')
      }),
    'a handler that refuses later': (app) =>
      app.message('/x', () => Promise.reject(new Refusal('forbidden', 'No.'))),
    'a body that is no JSON [spring A04]': (app) => app.message('/x', ({ body }) => String(body)),
    'an answer to SUBSCRIBE that fails': (app) =>
      app.subscribe('/x', () => {
        throw new Error('no database')
      }),
    'an answer to SUBSCRIBE that fails later': (app) =>
      app.subscribe('/x', () => Promise.reject(new Error('x'))),
    'nothing that takes it [spring A05 A27]': () => {},
  }
  test.each(Object.entries(failures))(
    '%s: not a word to the client, and one line of the log',
    async (_, application) => {
      const bench = new Bench({ profile, application: (app) => void application(app) })
      const peer = bench.connected()
      peer.writes(`${send('/pub/x', '{"a":', 'receipt:r\n')}${subscribe('/pub/x', '0', 'receipt:s\n')}`)
      await turn()
      bench.clock.settle()
      expect(peer.readsAll()).toEqual([])
      peer.writes(subscribe('/sub/a') + send('/sub/a'))
      expect(told(peer)).toEqual(['M(/sub/a, sub-0, x)'])
      const lines = bench.events.filter(
        (event) =>
          event.type === 'handler-failed' || (event.type === 'ignored' && !event.cause.includes('receipt')),
      )
      expect(lines.length).toBeGreaterThan(0)
    },
  )

  test('a check of rights that breaks grants nothing, and the client reads nothing of our own [spring §2.9]', () => {
    const bench = new Bench({
      profile,
      authorize: () => {
        throw new Error('no database')
      },
    })
    const peer = bench.connected()
    peer.writes(subscribe('/sub/a'))
    expect(told(peer)).toEqual([
      expect.stringMatching(/^E\(Failed to send message to ExecutorSubscribableChannel/),
    ])
  })

  test('who may not hears what Spring Security lets through: the generic text [spring §2.9]', () => {
    const bench = new Bench({ profile, authorize: () => false })
    const peer = bench.connected()
    peer.writes(send('/sub/a') + unsubscribe() + connect)
    expect(told(peer)).toEqual([
      expect.stringMatching(/^E\(Failed to send message to ExecutorSubscribableChannel/),
    ])
  })
})
