import { describe, expect, test } from 'vitest'
import type { AccessRequest, BrokerConfig } from '@stompbox/broker'
import { Bench } from '../../support/bench.ts'
import { as, byLogin, OpenBench, send, subscribe, told, unsubscribe } from './spring/scene.ts'

const bob = '/user/bob/queue/x'
const own = subscribe('/user/queue/x')

describe('a user destination', () => {
  test('is each session’s own, and messages name it as it was subscribed to [spring A13 A18, design §3]', () => {
    const bench = new Bench(byLogin)
    const [phone, laptop, kim] = ['bob', 'bob', 'kim'].map((login) => as(bench, login))
    for (const peer of [phone!, laptop!, kim!]) peer.writes(own)
    bench.broker.template.convertAndSendToUser('bob', '/queue/x', 'hi')
    bench.clock.settle()
    for (const peer of [phone!, laptop!])
      expect(peer.readsAll()).toEqual([
        expect.stringMatching(
          /^MESSAGE\ndestination:\/user\/queue\/x\nmessage-id:\S+\nsubscription:sub-0\ncontent-type:text\/plain;charset=UTF-8\ncontent-length:2\n\nhi␀$/,
        ),
      ])
    expect(told(kim!)).toEqual([])
  })

  test('reaches one session when code names it [spring A14]', () => {
    const bench = new Bench(byLogin)
    const peers = [as(bench, 'bob'), as(bench, 'bob')]
    for (const peer of peers) peer.writes(own)
    const [, second] = bench.broker.users.get('bob')!.sessions
    bench.broker.template.convertAndSendToUser('bob', '/queue/x', 'one', { sessionId: second!.id })
    bench.broker.template.convertAndSendToUser('bob', '/queue/x', 'all', { sessionId: 'somebody else’s' })
    bench.clock.settle()
    expect(peers.map(told)).toEqual([
      ['M(/user/queue/x, sub-0, all)'],
      ['M(/user/queue/x, sub-0, one)', 'M(/user/queue/x, sub-0, all)'],
    ])
  })

  test('that nobody reads is told of once, and one that is read never', () => {
    const bench = new Bench(byLogin)
    const [reader] = [as(bench, 'bob'), as(bench, 'kim')]
    reader.writes(own)
    const { template } = bench.broker
    for (let time = 0; time < 3; time++) {
      for (const name of ['bob', 'kim', 'nobody']) template.convertAndSendToUser(name, '/queue/x', 'hi')
      template.convertAndSendToUser('bob', '/queue/y', 'hi')
    }
    const there = { type: 'nobody-there', isConnected: true }
    expect(bench.events.filter(({ type }) => type === 'nobody-there')).toEqual([
      { ...there, user: 'kim', destination: '/user/queue/x' },
      { ...there, user: 'nobody', destination: '/user/queue/x', isConnected: false },
      { ...there, user: 'bob', destination: '/user/queue/y' },
    ])
  })

  test('nor does the log fill with them', () => {
    const bench = new Bench(byLogin)
    for (let number = 0; number < 2_000; number++)
      bench.broker.template.convertAndSendToUser(`user ${number}`, '/queue/x', 'hi')
    expect(bench.events.length).toBeLessThanOrEqual(64)
  })

  test('a stranger may not SEND there, and the user hears nothing [spring A17, design §3]', () => {
    const bench = new Bench(byLogin)
    const [reader, kim] = [as(bench, 'bob'), as(bench, 'kim')]
    reader.writes(own)
    kim.writes(send(bob))
    expect(kim.isRefused('forbidden', 1008)).toContain('a client sends to no user but itself')
    expect(told(reader)).toEqual([])
  })

  test('nor in a transaction, of which then nothing is sent', () => {
    const bench = new Bench(byLogin)
    const [reader, kim] = [as(bench, 'bob'), as(bench, 'kim')]
    reader.writes(own + subscribe('/sub/a', 'a'))
    const part = 'transaction:t\n'
    kim.writes(
      `BEGIN\ntransaction:t\n\n␀${send('/sub/a', 'x', part)}${send(bob, 'x', part)}COMMIT\ntransaction:t\n\n␀`,
    )
    kim.isRefused('forbidden', 1008)
    expect(told(reader)).toEqual([])
  })

  test('nor who has no name, not even by a session id [spring A12]', () => {
    const bench = new Bench()
    const peer = bench.connected()
    peer.writes(own)
    const connected = bench.events.find(({ type }) => type === 'connected')
    const id = connected?.type === 'connected' ? connected.session.id : ''
    peer.writes(send(`/user/${id}/queue/x`))
    peer.isRefused('forbidden', 1008)
  })

  test('its user may: only the session that sends gets it [spring A16]', () => {
    const bench = new Bench(byLogin)
    const [phone, laptop] = [as(bench, 'bob'), as(bench, 'bob')]
    for (const peer of [phone, laptop]) peer.writes(own)
    phone.writes(send(bob, 'note', 'x-q:1\n'))
    expect(phone.reads(/^MESSAGE\n/)).toContain('\nx-q:1\n')
    expect(told(laptop)).toEqual([])
  })

  test('what only Spring reads of a SEND shows in no destination [spring S04, design §3]', () => {
    const bench = new Bench(byLogin)
    const peer = as(bench, 'bob')
    peer.writes(own + send(bob, 'x', 'simpOrigDestination:/spoofed\n'))
    expect(peer.reads(/^MESSAGE\ndestination:\/user\/queue\/x\n/)).not.toContain('spoofed')
  })

  test('ends with UNSUBSCRIBE by its id alone, and its id may be used again [spring A31]', () => {
    const bench = new Bench(byLogin)
    const peer = as(bench, 'bob')
    peer.writes(own + unsubscribe() + send(bob, 'lost') + own + send(bob, 'found'))
    expect(told(peer)).toEqual(['M(/user/queue/x, sub-0, found)'])
  })

  test('at 1.0 its own name stands in for the id', () => {
    const bench = new Bench(byLogin)
    const peer = bench.connected('accept-version:1.0\nlogin:bob')
    peer.writes(`SUBSCRIBE\ndestination:/user/queue/x\n\n␀${send(bob)}`)
    expect(told(peer)).toEqual(['M(/user/queue/x, /user/queue/x, x)'])
    peer.writes(`UNSUBSCRIBE\ndestination:/user/queue/x\n\n␀${send(bob)}`)
    expect(told(peer)).toEqual([])
  })

  test('a pattern of one’s own reads one’s own alone', () => {
    const bench = new Bench(byLogin)
    const [phone, laptop] = [as(bench, 'bob'), as(bench, 'bob')]
    for (const peer of [phone, laptop]) peer.writes(subscribe('/user/queue/*'))
    phone.writes(send(bob, 'one') + send('/user/bob/queue/y', 'two') + send('/user/bob/sub/y', 'no'))
    expect(told(phone)).toEqual(['M(/user/queue/x, sub-0, one)', 'M(/user/queue/y, sub-0, two)'])
    expect(told(laptop)).toEqual([])
  })

  test('to somebody who is not there goes nowhere, and nothing is kept [spring A19]', () => {
    const bench = new OpenBench(byLogin)
    const peer = as(bench, 'bob')
    for (const name of ['nobody', '__proto__', 'constructor'])
      bench.broker.template.convertAndSendToUser(name, '/queue/x', 'x')
    peer.writes(send('/user/bob/queue/nowhere'))
    expect(told(peer)).toEqual([])
    expect(bench.held.topics).toBe(0)
  })

  test.each(['a/b', 'Zoë 김', 'x:y', '%2f', 'who?', 'a*b', '{a}'])(
    'of a user called %j: a slash is written as a percent code [spring §2.6]',
    (name) => {
      const bench = new Bench({ authenticate: () => ({ name }) })
      const peer = bench.connected()
      peer.writes(own)
      bench.broker.template.convertAndSendToUser(name, '/queue/x', 'hi')
      bench.clock.settle()
      expect(told(peer)).toEqual(['M(/user/queue/x, sub-0, hi)'])
      const wire = name.replaceAll('/', '%2F').replaceAll(':', '\\c')
      if (!/[*?{]/.test(name)) {
        peer.writes(send(`/user/${wire}/queue/x`, 'self'))
        expect(told(peer)).toEqual(['M(/user/queue/x, sub-0, self)'])
      }
    },
  )
})

describe('what leads to no user says so', () => {
  test.each([
    ['SEND', '/user/bob'],
    ['SEND', '/user/bob/'],
    ['SEND', '/user/bob/zzz/x'],
    ['SEND', '/user/queue/x'],
    ['SUBSCRIBE', '/user/zzz/x'],
    ['SUBSCRIBE', '/user/bob/queue/x'],
    ['SUBSCRIBE', '/user/*/queue/x'],
    ['SUBSCRIBE', '/user/**'],
  ])('%s %s [spring A19 A29]', (command, destination) => {
    const peer = as(new Bench(byLogin), 'bob')
    peer.writes(`${command}\nid:0\ndestination:${destination}\n\n␀`)
    const text =
      command === 'SEND'
        ? 'is no user destination\\c behind /user follows the name of the user, and then one of /sub, /topic, /queue.'
        : 'is no destination of your own\\c SUBSCRIBE to /user and, without a name, one of /sub, /topic, /queue behind it.'
    expect(peer.isRefused('bad-destination', 1008)).toContain(`message:"${destination}" ${text}`)
  })

  test('a prefix of one’s own is the one in the text', () => {
    const peer = as(new Bench({ ...byLogin, prefixes: { user: '/me', broker: ['/sub'] } }), 'bob')
    peer.writes(subscribe('/me/sub/x') + send('/me/bob/sub/x') + send('/me/bob'))
    expect(told(peer)[0]).toBe('M(/me/sub/x, sub-0, x)')
  })
})

describe('nobody overhears what is for a user [design §3]', () => {
  /** What is for all comes; what is for bob does not. */
  function hears(config: BrokerConfig, pattern: string, open: string): string[] {
    const bench = new Bench({ ...byLogin, ...config })
    const [spy, peer] = [as(bench, 'eve'), as(bench, 'bob')]
    spy.writes(subscribe(pattern))
    peer.writes(own)
    bench.broker.template.convertAndSendToUser('bob', '/queue/x', 'secret')
    bench.broker.template.convertAndSend(open, 'open')
    bench.clock.settle()
    expect(told(peer)).toEqual(['M(/user/queue/x, sub-0, secret)'])
    return told(spy)
  }

  test.each(['/queue/**', '/queue/*', '/queue/{a}', '/queue/x*', '/queue/??', '/queue/x1'])(
    'SUBSCRIBE %s [spring A30]',
    (pattern) => expect(hears({}, pattern, '/queue/x1')).toEqual(['M(/queue/x1, sub-0, open)']),
  )

  const everything = { prefixes: { broker: ['/'] } }
  test.each(['/**', '/{a}/**', '/user/**', '/user/bob/queue/x', '/*/bob/*/*'])(
    'nor where every destination is a topic: SUBSCRIBE %s',
    (pattern) =>
      expect(hears(everything, pattern, '/sub/x')).not.toContainEqual(expect.stringContaining('secret')),
  )

  test('also with dots between segments', () => {
    const bench = new Bench({ ...byLogin, separator: '.', prefixes: { broker: ['/queue'] } })
    const [spy, peer] = [as(bench, 'eve'), as(bench, 'bob')]
    for (const [index, pattern] of ['/queue/**', '/queue/*', '/queue/x*'].entries())
      spy.writes(subscribe(pattern, String(index)))
    peer.writes(own)
    bench.broker.template.convertAndSendToUser('bob', '/queue/x', 'secret')
    bench.clock.settle()
    expect(told(peer)).toEqual(['M(/user/queue/x, sub-0, secret)'])
    expect(told(spy)).toEqual([])
  })

  const spellings = (id: string) => [
    `user:${id}/queue/x`,
    `/user:${id}/queue/x`,
    `/queue/x-user${id}`,
    `/queue/../user:${id}/queue/x`,
    `/user/user:${id}/queue/x`,
    `/queue/user:${id}/queue/x`,
    `user:*/queue/x`,
    `**`,
    `{a}/queue/x`,
  ]

  test('no spelling leads a SUBSCRIBE to where a user’s messages are', () => {
    const bench = new Bench({ ...byLogin, limits: { maxFramesPerSecond: Infinity } })
    const peer = as(bench, 'bob')
    peer.writes(own)
    const id = bench.broker.users.get('bob')!.sessions[0]!.id
    const spies = spellings(id).flatMap((spelling) => [
      spelling,
      spelling.toUpperCase(),
      spelling.replaceAll(':', '\\c'),
    ])
    const peers = spies.map((destination, index) => {
      const spy = as(bench, 'eve')
      spy.writes(subscribe(destination, `spy-${index}`))
      return spy
    })
    bench.broker.template.convertAndSendToUser('bob', '/queue/x', 'secret')
    bench.clock.settle()
    expect(told(peer)).toEqual(['M(/user/queue/x, sub-0, secret)'])
    for (const spy of peers) expect(told(spy).filter((frame) => frame.startsWith('M'))).toEqual([])
  })

  test('nor a SEND', () => {
    const bench = new Bench({ ...byLogin, limits: { maxFramesPerSecond: Infinity } })
    const peer = as(bench, 'bob')
    peer.writes(own)
    const id = bench.broker.users.get('bob')!.sessions[0]!.id
    for (const spelling of spellings(id)) {
      as(bench, 'eve').writes(send(spelling.replaceAll(':', '\\c')))
      try {
        bench.broker.template.convertAndSend(spelling, 'forged')
      } catch {
        // Most of them lead nowhere.
      }
    }
    bench.clock.settle()
    expect(told(peer)).toEqual([])
  })
})

describe('authorize and user destinations', () => {
  const recording = (asked: AccessRequest[]): BrokerConfig => ({
    ...byLogin,
    authorize: (request) => (asked.push(request), true),
  })

  test('is asked by the name that the client wrote, and not about what code sends', () => {
    const asked: AccessRequest[] = []
    const bench = new Bench(recording(asked))
    as(bench, 'bob').writes(own + send(bob))
    bench.broker.template.convertAndSendToUser('bob', '/queue/x', 'x')
    bench.clock.settle()
    expect(asked.map(({ action, destination }) => `${action} ${destination}`)).toEqual([
      'subscribe /user/queue/x',
      'send /user/bob/queue/x',
    ])
  })

  test('of a pattern it is asked about each destination below, by that name', () => {
    const asked: string[] = []
    const bench = new Bench({
      ...byLogin,
      authorize: ({ destination }) => (asked.push(destination), destination !== '/user/queue/secret'),
    })
    const peer = as(bench, 'bob')
    peer.writes(subscribe('/user/queue/*'))
    for (const queue of ['x', 'secret'])
      bench.broker.template.convertAndSendToUser('bob', `/queue/${queue}`, queue)
    bench.clock.settle()
    expect(told(peer)).toEqual(['M(/user/queue/x, sub-0, x)'])
    expect(asked).toEqual(['/user/queue/*', '/user/queue/x', '/user/queue/secret'])
  })

  test('rightsChanged takes a pattern what is no longer granted, and gives what is', async () => {
    const granted = new Set(['/user/queue/*', '/user/queue/x'])
    const bench = new Bench({ ...byLogin, authorize: ({ destination }) => granted.has(destination) })
    const peer = as(bench, 'bob')
    peer.writes(subscribe('/user/queue/*'))
    const sendBoth = () => {
      for (const queue of ['x', 'y'])
        bench.broker.template.convertAndSendToUser('bob', `/queue/${queue}`, queue)
      bench.clock.settle()
    }
    sendBoth()
    granted.delete('/user/queue/x')
    granted.add('/user/queue/y')
    await bench.broker.rightsChanged('bob')
    sendBoth()
    expect(told(peer)).toEqual(['M(/user/queue/x, sub-0, x)', 'M(/user/queue/y, sub-0, y)'])
  })

  test('rightsChanged ends who may no longer read their own queue, by the name they know', async () => {
    let isGranted = true
    const bench = new Bench({ ...byLogin, authorize: () => isGranted })
    const peer = as(bench, 'bob')
    peer.writes(own)
    isGranted = false
    await bench.broker.rightsChanged('bob')
    bench.clock.settle()
    expect(peer.isRefused('forbidden', 1008)).toContain('You may no longer subscribe to "/user/queue/x".')
  })
})

test('acknowledged like any message', () => {
  const bench = new Bench(byLogin)
  const peer = as(bench, 'bob')
  peer.writes(subscribe('/user/queue/x', 'sub-0', 'ack:client\n') + send(bob))
  const [, ack = ''] = /\nack:(.*)\n/.exec(peer.reads(/^MESSAGE/))!
  peer.writes(`ACK\nid:${ack}\nreceipt:r\n\n␀`)
  peer.reads('RECEIPT\nreceipt-id:r\n\n␀')
})
