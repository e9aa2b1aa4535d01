import { describe, expect, test } from 'vitest'
import { Bench } from '../../support/bench.ts'
import {
  as,
  byLogin,
  connect,
  namedByLogin,
  OpenBench,
  send,
  subscribe,
  told,
  unsubscribe,
} from './spring/scene.ts'

describe('the user registry', () => {
  test('knows who is connected, and by which sessions [spring §2.6]', () => {
    const bench = new OpenBench(byLogin)
    as(bench, 'bob')
    as(bench, 'bob')
    as(bench, 'kim')
    const { users } = bench.broker
    expect([users.size, [...users.names].sort()]).toEqual([2, ['bob', 'kim']])
    expect(users.get('bob')).toMatchObject({ name: 'bob', sessions: [{ login: 'bob' }, { login: 'bob' }] })
    expect(users.get('eve')).toBeUndefined()
  })

  test('names like __proto__ and constructor are names', () => {
    const bench = new OpenBench(byLogin)
    expect(bench.broker.users.get('constructor')).toBeUndefined()
    as(bench, '__proto__')
    expect(bench.broker.users.get('__proto__')?.sessions).toHaveLength(1)
    expect(bench.broker.users.names).toEqual(['__proto__'])
  })

  test('finds who is subscribed to exactly that, as they wrote it', () => {
    const bench = new OpenBench(byLogin)
    const [bob, kim] = [as(bench, 'bob'), as(bench, 'kim')]
    bob.writes(subscribe('/sub/a') + subscribe('/user/queue/x', '1'))
    kim.writes(subscribe('/sub/*') + subscribe('/user/queue/x', '1'))
    const names = (destination: string) =>
      bench.broker.users.subscriptionsTo(destination).map(({ user }) => user!.name)
    expect(['/sub/a', '/sub/*', '/user/queue/x', '/sub/b'].map(names)).toEqual([
      ['bob'],
      ['kim'],
      ['bob', 'kim'],
      [],
    ])
    bob.writes(unsubscribe('1'))
    expect(names('/user/queue/x')).toEqual(['kim'])
  })

  test('does not know who has no name, nor who is not connected yet', () => {
    const bench = new OpenBench({ application: namedByLogin })
    bench.connected()
    bench.open().writes('\n')
    expect([bench.broker.users.size, bench.broker.users.names]).toEqual([0, []])
  })

  test('does not know who was refused', async () => {
    const bench = new OpenBench({ authenticate: () => undefined })
    bench.open().writes(connect)
    await new Promise(setImmediate)
    bench.clock.settle()
    expect(bench.told).toContain('refused auth-failed')
    expect(bench.broker.users.size).toBe(0)
  })

  test.each([
    ['DISCONNECT', (peer: ReturnType<typeof as>) => peer.writes('DISCONNECT\n\n␀')],
    ['a close', (peer: ReturnType<typeof as>) => peer.channel.close()],
    ['a cut line', (peer: ReturnType<typeof as>) => peer.channel.close(1006)],
    ['ERROR', (peer: ReturnType<typeof as>) => peer.writes('FOO\n\n␀')],
  ])('forgets a session at %s, and its user with the last', (_, leave) => {
    const bench = new OpenBench(byLogin)
    const [phone, laptop] = [as(bench, 'bob'), as(bench, 'bob')]
    for (const peer of [phone, laptop]) peer.writes(subscribe('/user/queue/x'))
    leave(phone)
    expect(bench.broker.users.get('bob')?.sessions).toHaveLength(1)
    bench.broker.template.convertAndSendToUser('bob', '/queue/x', 'hi')
    bench.clock.settle()
    expect(told(laptop)).toEqual(['M(/user/queue/x, sub-0, hi)'])
    leave(laptop)
    expect([bench.broker.users.size, bench.broker.users.get('bob'), bench.held.topics]).toEqual([
      0,
      undefined,
      0,
    ])
  })

  test('what was taken out of it stays what it was', () => {
    const bench = new OpenBench(byLogin)
    const peer = as(bench, 'bob')
    const { sessions } = bench.broker.users.get('bob')!
    as(bench, 'bob')
    peer.channel.close()
    expect(sessions).toHaveLength(1)
  })

  test.each(['standard', 'spring-5.3', 'spring-6.2', 'spring-7.0'] as const)(
    '%s: nothing stays of many sessions that came and went',
    (profile) => {
      const bench = new OpenBench({
        profile,
        application: namedByLogin,
        limits: { maxNewSessionsPerSecond: Infinity },
      })
      for (let round = 0; round < 200; round++) {
        const peers = ['bob', 'kim', `guest-${round}`].map((login) => as(bench, login))
        for (const [index, peer] of peers.entries()) {
          peer.writes(
            subscribe('/user/queue/x') + subscribe('/user/queue/*', '1') + subscribe(`/sub/${round}`, '2'),
          )
          bench.broker.template.convertAndSendToUser('bob', '/queue/x', round)
          bench.broker.template.convertAndSendToUser(`guest-${round}`, `/queue/${index}`, round)
          peer.writes(send(`/sub/${round}`))
        }
        peers[0]!.channel.close(1006)
        peers[1]!.writes('DISCONNECT\nreceipt:1\n\n␀')
        for (const peer of peers.slice(1)) peer.channel.close()
      }
      bench.clock.settle()
      expect(bench.held).toMatchObject({ topics: 0, users: 0 })
    },
  )
})

describe('a name belongs to one CONNECT', () => {
  test('code that keeps setUser renames nobody once CONNECT is done, and nothing stays behind', () => {
    let keep: ((user: { name: string }) => void) | undefined
    const bench = new OpenBench({
      application: (app) =>
        app.intercept('CONNECT', ({ setUser }) => {
          keep = setUser
          setUser({ name: 'bob' })
        }),
    })
    const peer = bench.connected()
    try {
      keep!({ name: 'root' })
    } catch {
      // Refusing it is as good as passing it over.
    }
    expect(bench.broker.users.get('bob')?.sessions[0]?.user?.name).toBe('bob')
    peer.channel.close()
    expect(bench.broker.users.size).toBe(0)
  })

  test.each(['standard', 'spring-6.2'] as const)(
    '%s: nobody inherits it from a CONNECT that was dropped',
    (profile) => {
      const bench = new OpenBench({
        profile,
        application(app) {
          namedByLogin(app)
          app.intercept('CONNECT', ({ headers }) => (headers.get('login') === 'bob' ? 'drop' : undefined))
        },
      })
      const peer = bench.open()
      peer.writes(`CONNECT\naccept-version:1.2\nlogin:bob\n\n␀${connect}`)
      expect(peer.reads(/^CONNECTED\n/)).not.toContain('user-name')
    },
  )

  test('spring-5.3: a second CONNECT that is passed over renames nobody [spring C18]', () => {
    const bench = new OpenBench({ profile: 'spring-5.3', application: namedByLogin })
    const peer = as(bench, 'bob')
    peer.writes('CONNECT\naccept-version:1.2\nlogin:kim\n\n␀')
    expect(bench.broker.users.names).toEqual(['bob'])
    peer.channel.close()
    expect(bench.broker.users.size).toBe(0)
  })

  test('spring-5.3: who connects again after DISCONNECT, by another name, is known by that one alone', () => {
    const bench = new OpenBench({ profile: 'spring-5.3', application: namedByLogin })
    const peer = as(bench, 'bob')
    peer.writes('DISCONNECT\nreceipt:1\n\n␀CONNECT\naccept-version:1.2\nlogin:kim\n\n␀')
    expect(peer.readsAll().at(-1)).toContain('user-name:kim')
    expect(bench.broker.users.names).toEqual(['kim'])
    peer.channel.close()
    expect(bench.broker.users.size).toBe(0)
  })
})

test('a session that leaves the process as JSON takes no secrets along', () => {
  const bench = new Bench({
    application: (app) =>
      app.intercept('CONNECT', ({ setUser }) => setUser({ name: 'kim', passwordHash: 'x' })),
  })
  bench.connected()
  const text = JSON.stringify(bench.broker.users.get('kim'))
  expect(text).not.toMatch(/passwordHash|headers|limits|hub/)
  expect(JSON.parse(text)).toMatchObject({
    name: 'kim',
    sessions: [{ user: 'kim', version: '1.2', subscribed: [] }],
  })
})

test('handlers ask app.users', () => {
  let seen: readonly string[] = []
  const bench = new Bench({
    application(app) {
      app.intercept('CONNECT', ({ setUser }) => setUser({ name: 'kim' }))
      expect(app.users.size).toBe(0)
      app.message('/who', () => void (seen = app.users.names))
    },
  })
  bench.connected().writes('SEND\ndestination:/pub/who\n\n␀')
  expect(seen).toEqual(['kim'])
})

test('settings of Spring without a profile of Spring are a mistake', () => {
  expect(() => new Bench({ spring: { errorHandler: true } })).toThrow("say profile: 'spring'")
})
