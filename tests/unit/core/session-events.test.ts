import { describe, expect, test } from 'vitest'
import { type App, type BrokerConfig, Refusal, type SessionEventName } from '@stompbox/broker'
import { Bench } from '../../support/bench.ts'
import { connect, newer, send, springs, subscribe, unsubscribe } from './spring/scene.ts'

const names: readonly SessionEventName[] = ['connect', 'connected', 'subscribe', 'unsubscribe', 'disconnect']
const profiles = ['standard', ...springs] as const

/** What an application that listens to everything is told. */
function listening(config: BrokerConfig = {}) {
  const told: string[] = []
  const bench = new Bench({
    ...config,
    application(app: App) {
      for (const name of names)
        app.on(name, (event) => {
          const detail =
            'id' in event
              ? ` ${event.id} ${event.destination}`
              : 'code' in event
                ? ` ${event.code} ${event.by}`
                : ''
          told.push(name + detail)
        })
      config.application?.(app)
    },
  })
  return { bench, told }
}

describe.each(profiles)('%s: events of a session come once each, in order', (profile) => {
  test('one that connects, reads, and says goodbye [spring §2.8]', () => {
    const { bench, told } = listening({ profile })
    const peer = bench.connected()
    peer.writes(
      subscribe('/sub/a', '0') + subscribe('/user/queue/x', '1') + send('/sub/a') + unsubscribe('0'),
    )
    peer.writes('DISCONNECT\nreceipt:r\n\n␀')
    peer.channel.close(1000)
    expect(told).toEqual([
      'connect',
      'connected',
      'subscribe 0 /sub/a',
      'subscribe 1 /user/queue/x',
      'unsubscribe 0 /sub/a',
      'disconnect 1000 client',
    ])
  })

  test('one whose line is cut', () => {
    const { bench, told } = listening({ profile })
    const peer = bench.connected()
    peer.writes(subscribe('/sub/a', '0'))
    peer.channel.close(1006)
    expect(told).toEqual(['connect', 'connected', 'subscribe 0 /sub/a', 'disconnect 1006 network'])
  })

  test('one that is refused', () => {
    const { bench, told } = listening({ profile })
    const peer = bench.connected()
    peer.writes('FOO\n\n␀')
    expect(told).toEqual(['connect', 'connected', 'disconnect 1002 broker'])
  })

  test('one that never connected', () => {
    const { bench, told } = listening({ profile })
    bench.open().channel.close(1000)
    expect(told).toEqual(['disconnect 1000 client'])
  })

  test.each([
    [
      'refused',
      (): never => {
        throw new Refusal('forbidden', 'No.')
      },
    ],
    [
      'failed',
      (): never => {
        throw new Error('x')
      },
    ],
  ])('one whose CONNECT an interceptor %s', (_, interceptor) => {
    const { bench, told } = listening({
      profile,
      application: (app) => app.intercept('CONNECT', interceptor),
    })
    bench.open().writes(connect)
    expect(told).toEqual([expect.stringMatching(/^disconnect \d+ broker$/)])
  })

  test('frames that an interceptor dropped are no events', () => {
    const { bench, told } = listening({
      profile,
      application(app) {
        for (const command of ['SUBSCRIBE', 'UNSUBSCRIBE', 'DISCONNECT'] as const)
          app.intercept(command, () => 'drop')
      },
    })
    const peer = bench.connected()
    peer.writes(subscribe('/sub/a') + unsubscribe() + 'DISCONNECT\nreceipt:r\n\n␀')
    peer.channel.close(1000)
    expect(told).toEqual(['connect', 'connected', 'disconnect 1000 client'])
  })

  test('one whose CONNECT was dropped, and who then left', () => {
    const { bench, told } = listening({
      profile,
      application: (app) => app.intercept('CONNECT', () => 'drop'),
    })
    const peer = bench.open()
    peer.writes(connect)
    peer.channel.close(1000)
    expect(told).toEqual(['disconnect 1000 client'])
  })

  test('a question to the application is one subscription, answered or not', () => {
    const { bench, told } = listening({
      profile,
      application: (app) => void app.subscribe('/rooms', () => ['one']),
    })
    bench.connected().writes(subscribe('/pub/rooms', '0'))
    expect(told).toEqual(['connect', 'connected', 'subscribe 0 /pub/rooms'])
  })

  test('who is told asks, and the answer is of now', () => {
    const seen: unknown[] = []
    const { bench } = listening({
      profile,
      application(app) {
        app.intercept('CONNECT', ({ setUser }) => setUser({ name: 'bob' }))
        app.on('connect', ({ session }) => void seen.push(['connect', session.user?.name, session.version]))
        app.on(
          'connected',
          ({ session }) =>
            void seen.push(['connected', session.user?.name, session.version, bench.broker.users.names]),
        )
        app.on(
          'disconnect',
          ({ session }) => void seen.push(['disconnect', session.user?.name, bench.broker.users.names]),
        )
      },
    })
    bench.connected().channel.close()
    expect(seen).toEqual([
      ['connect', 'bob', undefined],
      ['connected', 'bob', '1.2', ['bob']],
      ['disconnect', 'bob', []],
    ])
  })

  test('a listener may send, and who connected gets it behind CONNECTED', () => {
    const { bench } = listening({
      profile,
      application(app) {
        app.on('subscribe', ({ destination }) => app.template.convertAndSend(destination, 'welcome'))
      },
    })
    const peer = bench.open()
    peer.writes(connect + subscribe('/sub/a'))
    peer.reads(/^CONNECTED\n/)
    peer.reads(/^MESSAGE\n[^]*\n\nwelcome␀$/)
  })

  test('listeners that throw, at once or later, end nothing', async () => {
    const bench = new Bench({
      profile,
      application(app) {
        for (const name of names) {
          app.on(name, () => {
            throw new Error(`${name} at once`)
          })
          app.on(name, () => Promise.reject(new Error(`${name} later`)))
        }
      },
    })
    const peer = bench.connected()
    peer.writes(subscribe('/sub/a') + send('/sub/a'))
    peer.writes(unsubscribe())
    expect(peer.reads(/^MESSAGE\n/)).toContain('\n\nx␀')
    peer.channel.close()
    await new Promise(setImmediate)
    const failed = bench.events.filter(({ type }) => type === 'handler-failed')
    expect(failed).toHaveLength(10)
  })
})

test.each(newer)(
  '%s: a CONNECT without a common version is no session that connected [spring C05 C06]',
  (profile) => {
    const { bench, told } = listening({ profile })
    const peer = bench.open()
    peer.writes('CONNECT\naccept-version:2.0\n\n␀')
    peer.channel.close(1000)
    expect(told).toEqual(['connect', 'disconnect 1000 client'])
  },
)

test.each(newer)('%s: what is passed over is no event [spring S09 S12]', (profile) => {
  const { bench, told } = listening({ profile })
  const peer = bench.connected()
  peer.writes(`SUBSCRIBE\ndestination:/sub/a\n\n␀${subscribe('/zzz')}${unsubscribe('no')}`)
  peer.writes(subscribe('/sub/a', '0') + subscribe('/sub/b', '0'))
  expect(told).toEqual(['connect', 'connected', 'subscribe 0 /sub/a'])
})
