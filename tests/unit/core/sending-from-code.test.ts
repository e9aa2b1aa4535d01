import { describe, expect, test } from 'vitest'
import type { App } from '@stompbox/broker'
import { Bench } from '../../support/bench.ts'
import { as, byLogin, causes, namedByLogin, send, springs, subscribe, told } from './spring/scene.ts'

const turn = () => new Promise(setImmediate)

describe('the template', () => {
  test('sends from anywhere: before anybody is there, between frames, and from a timer', () => {
    const bench = new Bench()
    const { template } = bench.broker
    template.convertAndSend('/sub/a', 'nobody hears it')
    const peer = bench.connected()
    peer.writes(subscribe('/sub/a'))
    template.convertAndSend('/sub/a', { 방: 1 })
    bench.clock.after(1_000, () => template.convertAndSend('/sub/a', 'later'))
    bench.clock.advance(1_000)
    expect(told(peer)).toEqual(['M(/sub/a, sub-0, {"방":1})', 'M(/sub/a, sub-0, later)'])
  })

  test('throws before there is a broker, and does nothing once it is closed', async () => {
    let early: unknown
    const bench = new Bench({
      application(app) {
        try {
          app.template.convertAndSend('/sub/a', 'x')
        } catch (error) {
          early = error
        }
      },
    })
    expect(String(early)).toContain('before the broker is created')
    const peer = bench.connected()
    peer.writes(subscribe('/sub/a'))
    await bench.broker.close()
    peer.readsAll()
    bench.broker.template.convertAndSend('/sub/a', 'x')
    bench.broker.template.convertAndSend('no destination', 'x')
    bench.broker.template.convertAndSendToUser('bob', '/queue/x', 'x')
    bench.clock.settle()
    expect(peer.readsAll()).toEqual([])
  })

  test.each([
    ['/nowhere/x', 'Nothing takes SEND "/nowhere/x".'],
    ['/pub/x', '"/pub/x" leads back to the application; send to a broker prefix.'],
    ['/sub/*', 'SEND goes to one destination; "/sub/*" is a pattern.'],
    ['sub/x', 'Destination "sub/x" does not start with a slash. Did you mean /sub/x?'],
    ['/user/bob', '"/user/bob" is no user destination: behind /user follows'],
  ])('throws for %s, and says why', (destination, text) => {
    const { template } = new Bench().broker
    expect(() => template.convertAndSend(destination, 'x')).toThrow(text)
  })

  test.each(['/zzz/x', '/pub/x'])('throws for what is for a user and no topic: %s', (destination) => {
    const { template } = new Bench().broker
    expect(() => template.convertAndSendToUser('bob', destination, 'x')).toThrow('is no user destination')
  })
})

/** Every way in which a handler can send to what is no topic. */
const wrong: Record<string, (app: App) => unknown> = {
  send: (app) => app.message('/x', ({ send: to }) => to('/nowhere/x', 'x')),
  'send, later': (app) =>
    app.message('/x', async ({ send: to }) => {
      await turn()
      to('/nowhere/x', 'x')
    }),
  'send to a pattern': (app) => app.message('/x', ({ send: to }) => to('/sub/*', 'x')),
  'send to the application': (app) => app.message('/x', ({ send: to }) => to('/pub/x', 'x')),
  sendToUser: (app) => app.message('/x', ({ sendToUser }) => sendToUser('bob', '/zzz/x', 'x')),
  'the template': (app) => app.message('/x', () => app.template.convertAndSend('/nowhere/x', 'x')),
  'sendTo with a variable that is filled badly': (app) =>
    app
      .message('/{a}', ({ params }) => params.a)
      .sendTo('/sub/{a}/{a}/{a}/{a}/{a}/{a}/{a}/{a}/{a}/{a}/{a}/{a}/{a}/{a}/{a}/{a}/{a}'),
}

describe.each(Object.entries(wrong))('a handler’s message that leads nowhere: %s', (_, application) => {
  const settle = async (bench: Bench) => {
    await turn()
    await turn()
    bench.clock.settle()
  }

  test('is the application’s failure: a line of the log, and the session goes on', async () => {
    const bench = new Bench({ application: (app) => void application(app) })
    const peer = bench.connected()
    peer.writes(send('/pub/x'))
    await settle(bench)
    expect(bench.events).toContainEqual(
      expect.objectContaining({ type: 'handler-failed', command: 'SEND', destination: '/pub/x' }),
    )
    peer.readsNothing()
  })

  test('with a receipt it is ERROR internal, and never bad-destination', async () => {
    const bench = new Bench({ application: (app) => void application(app) })
    const peer = bench.connected()
    peer.writes(send('/pub/x', 'x', 'receipt:r\n'))
    await settle(bench)
    expect(peer.isRefused('internal', 1011)).toContain('\nreceipt-id:r\n')
  })

  test.each(springs)('%s: no word to the client, with a receipt or without', async (profile) => {
    const bench = new Bench({ profile, application: (app) => void application(app) })
    const peer = bench.connected()
    peer.writes(send('/pub/x') + send('/pub/x', 'x', 'receipt:r\n'))
    await settle(bench)
    expect([peer.readsAll(), peer.channel.state]).toEqual([[], 'open'])
  })
})

describe.each(springs)('%s: what code sends', (profile) => {
  test.each(['/nowhere/x', '/pub/x', 'x', '/user/bob', '/user/bob/zzz/x'])(
    'to %s goes nowhere, with a line of the log [spring §2.4 A19 A29]',
    (destination) => {
      const bench = new Bench({ profile })
      bench.broker.template.convertAndSend(destination, 'x')
      expect(causes(bench)).toEqual([
        `A message for "${destination}" goes nowhere: no broker prefix takes it.`,
      ])
    },
  )

  test('headers come first, and no header of the broker is doubled [spring A20]', () => {
    const bench = new Bench({ profile })
    const peer = bench.connected()
    peer.writes(subscribe('/sub/a'))
    bench.broker.template.convertAndSend('/sub/a', 'hi', { 'x-one': '1', 'x:two': 'a:b\nc' })
    bench.clock.settle()
    expect(peer.reads()).toMatch(
      /^MESSAGE\nx-one:1\nx\\ctwo:a\\cb\\nc\ndestination:\/sub\/a\ncontent-type:text\/plain;charset=UTF-8\nsubscription:sub-0\nmessage-id:\S+\ncontent-length:2\n\nhi␀$/,
    )
  })

  test('an answer to a user of no name is for the session that asked [spring A12]', () => {
    const bench = new Bench({ profile, application: (app) => app.message('/me', () => 'you').sendToUser() })
    const [one, other] = [bench.connected(), bench.connected()]
    for (const peer of [one, other]) peer.writes(subscribe('/user/queue/me'))
    one.writes(send('/pub/me', '"x"'))
    expect([told(one), told(other)]).toEqual([['M(/user/queue/me, sub-0, you)'], []])
  })

  test('to a user reaches all their sessions, an answer without broadcast one [spring A13 A14 A18]', () => {
    const bench = new Bench({
      profile,
      application(app) {
        namedByLogin(app)
        app.message('/one', () => 'one').sendToUser('/queue/x', { broadcast: false })
        app.message('/all', () => 'all').sendToUser('/queue/x')
      },
    })
    const peers = [as(bench, 'bob'), as(bench, 'bob'), as(bench, 'kim')]
    for (const peer of peers) peer.writes(subscribe('/user/queue/x'))
    peers[0]!.writes(send('/pub/one', '"x"'))
    peers[1]!.writes(send('/pub/all', '"x"'))
    bench.broker.template.convertAndSendToUser('bob', '/queue/x', 'code')
    bench.clock.settle()
    expect(peers.map((peer) => told(peer).map((text) => text.slice(24, -1)))).toEqual([
      ['one', 'all', 'code'],
      ['all', 'code'],
      [],
    ])
  })
})

test('standard: what handlers send in a transaction and leads nowhere fails the COMMIT', async () => {
  const bench = new Bench({
    ...byLogin,
    application: (app) => app.message('/x', ({ send: to }) => to('/nowhere', 'x')),
  })
  const peer = as(bench, 'bob')
  peer.writes(`BEGIN\ntransaction:t\n\n␀${send('/pub/x', 'x', 'transaction:t\n')}COMMIT\ntransaction:t\n\n␀`)
  await turn()
  expect(peer.isRefused('internal', 1011)).toContain('in transaction "t"; nothing of it was done')
})
