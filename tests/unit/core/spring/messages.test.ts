import { describe, expect, test } from 'vitest'
import { Bench, type Peer } from '../../../support/bench.ts'
import {
  as,
  causes,
  namedByLogin,
  newer,
  OpenBench,
  send,
  springs,
  subscribe,
  told,
  unsubscribe,
} from './scene.ts'

const ids = (peer: Peer) => peer.readsAll().map((frame) => /\nmessage-id:(.*)\n/.exec(frame)?.[1])

describe.each(springs)('%s: MESSAGE', (profile) => {
  const open = (sessionId: string, bench = new Bench({ profile })) => {
    const peer = bench.open(undefined, { sessionId })
    peer.writes('CONNECT\naccept-version:1.2\n\n␀')
    peer.reads(/^CONNECTED/)
    return { bench, peer }
  }

  test('is numbered per receiver: its session, and one count for all, from 0 [spring §1.7 S14]', () => {
    const { bench, peer } = open('one')
    const { peer: other } = open('two', bench)
    peer.writes(subscribe('/sub/a', 'a') + subscribe('/sub/a', 'b'))
    other.writes(subscribe('/sub/a'))
    peer.writes(send('/sub/a') + send('/sub/nobody') + send('/sub/a'))
    const all = [...ids(peer), ...ids(other)]
    expect(all.filter((id) => id?.startsWith('one-'))).toHaveLength(4)
    expect(all.map((id) => Number(id!.split('-')[1])).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('an answer to SUBSCRIBE is counted, too [spring §1.7 A24 A25]', () => {
    const bench = new Bench({ profile, application: (app) => void app.subscribe('/init', () => ({ a: 1 })) })
    const { peer } = open('one', bench)
    peer.writes(subscribe('/pub/init') + subscribe('/pub/init', 'again') + send('/pub/init'))
    expect(peer.readsAll()).toEqual([
      'MESSAGE\ndestination:/pub/init\ncontent-type:application/json\nsubscription:sub-0\nmessage-id:one-0\ncontent-length:7\n\n{"a":1}␀',
      'MESSAGE\ndestination:/pub/init\ncontent-type:application/json\nsubscription:again\nmessage-id:one-1\ncontent-length:7\n\n{"a":1}␀',
    ])
  })

  test('carries every header of the SEND, where it stood [spring S01]', () => {
    const { peer } = open('one')
    peer.writes(
      subscribe('/sub/x') +
        'SEND\nfoo:1\ndestination:/sub/x\ncontent-type:application/json;charset=utf-8\nreceipt:r9\nfoo2:a\\cb\\nc\nAuthorization:Bearer t\ncontent-length:2\ntransaction:tx\nlogin:l\nid:zz\n\n{}␀',
    )
    expect(
      peer
        .reads()
        .split('\n')
        .map((line) => line.split(':')[0]),
    ).toEqual([
      'MESSAGE',
      'foo',
      'destination',
      'content-type',
      'receipt',
      'foo2',
      'Authorization',
      'transaction',
      'login',
      'id',
      'subscription',
      'message-id',
      'content-length',
      '',
      '{}␀'.replace(/:.*/, ''),
    ])
  })

  test('keeps the sender’s message-id, and not its subscription [spring S02]', () => {
    const { peer } = open('one')
    peer.writes(subscribe('/sub/x') + 'SEND\nmessage-id:mine\nsubscription:evil\ndestination:/sub/x\n\nx␀')
    expect(peer.reads()).toBe(
      'MESSAGE\nmessage-id:mine\nsubscription:sub-0\ndestination:/sub/x\ncontent-length:1\n\nx␀',
    )
  })

  test('has no id where a client sent MESSAGE itself [spring S24 A28]', () => {
    const handled: unknown[] = []
    const bench = new Bench({
      profile,
      application: (app) => app.message('/x', ({ body }) => void handled.push(body)),
    })
    const { peer } = open('one', bench)
    peer.writes(`${subscribe('/sub/x')}MESSAGE\ndestination:/sub/x\n\nx␀MESSAGE\ndestination:/pub/x\n\n1␀`)
    expect(peer.readsAll()).toEqual([
      'MESSAGE\ndestination:/sub/x\nsubscription:sub-0\ncontent-length:1\n\nx␀',
    ])
    expect(handled).toEqual([1])
  })

  test('says another destination where the sender does, and the log says so [spring S04]', () => {
    const { bench, peer } = open('one')
    peer.writes(subscribe('/sub/x') + send('/sub/x', 'x', 'simpOrigDestination:/spoofed\n'))
    const frame = peer.reads(/^MESSAGE\ndestination:\/spoofed\n/)
    expect(frame).not.toContain('simpOrig')
    expect(causes(bench)).toEqual([
      'A client sends to "/sub/x" and has subscribers told it was "/spoofed" (simpOrigDestination).',
    ])
  })

  test('asks for no ack, and goes out of a transaction at once [spring S22 S23]', () => {
    const { peer } = open('one')
    peer.writes(
      `${subscribe('/sub/x', 'sub-0', 'ack:client-individual\n')}BEGIN\ntransaction:t\n\n␀${send('/sub/x', 'x', 'transaction:t\n')}ABORT\ntransaction:t\n\n␀`,
    )
    const [frame, ...more] = peer.readsAll()
    expect(frame).toMatch(/^MESSAGE\n[^]*\ntransaction:t\n/)
    expect(frame).not.toContain('\nack:')
    expect(more).toEqual([])
  })

  test.each([
    ['application/octet-stream', 'x', 'binary'],
    ['*/*', 'x', 'binary'],
    ['application/octet-stream', '', 'text'],
    ['text/plain', 'x', 'text'],
    ['application/json', '{}', 'text'],
  ])('of %j with body %j goes out as %s, however it came [spring F22-F24]', (type, body, expected) => {
    const kinds: string[] = []
    const bench = new Bench({ profile })
    const peer = bench.connected(undefined, (connection) => {
      const framing = { wrap: (message: unknown, kind: string) => (kinds.push(kind), message) }
      Object.assign(connection, { framing })
    })
    peer.writes(subscribe('/sub/x'), 'binary')
    kinds.length = 0
    for (const as of ['text', 'binary'] as const)
      peer.writes(send('/sub/x', body, `content-type:${type}\n`), as)
    expect(kinds).toEqual([expected, expected])
  })

  test('of an application’s bytes is octet-stream, and binary [spring A08]', () => {
    const kinds: string[] = []
    const bench = new Bench({
      profile,
      application: (app) => void app.subscribe('/bytes', () => new Uint8Array([104, 105])),
    })
    const peer = bench.connected(undefined, (connection) => {
      const framing = { wrap: (message: unknown, kind: string) => (kinds.push(kind), message) }
      Object.assign(connection, { framing })
    })
    peer.writes(subscribe('/pub/bytes'))
    expect(peer.reads()).toContain('\ncontent-type:application/octet-stream\n')
    expect(kinds.at(-1)).toBe('binary')
  })

  test('matches by patterns, once for each subscription [spring S15 S16 S18 S19]', () => {
    const { peer } = open('one')
    const patterns = ['/sub/p/1', '/sub/p/*', '/sub/**', '/sub/p/{x}', '/sub/p/?', '/sub', '/subway/x']
    for (const [index, pattern] of patterns.entries()) peer.writes(subscribe(pattern, String(index)))
    const readers = (destination: string) => {
      peer.writes(send(destination))
      return told(peer)
        .map((frame) => frame.split(', ')[1]!)
        .sort()
        .join('')
    }
    expect(['/sub/p/1', '/sub/p/*', '/sub', '/subway/x'].map(readers)).toEqual(['01234', '1234', '25', '6'])
  })
})

describe('a second SUBSCRIBE with one id', () => {
  test.each(springs)(
    '%s: to the same destination delivers once, before anything was sent there [spring S11]',
    (profile) => {
      const peer = new Bench({ profile }).connected()
      peer.writes(subscribe('/sub/a') + subscribe('/sub/a') + send('/sub/a'))
      expect(told(peer)).toEqual(['M(/sub/a, sub-0, x)'])
    },
  )

  test.each([
    ['spring-5.3', 2],
    ['spring-6.2', 1],
    ['spring-7.0', 1],
  ] as const)('%s: afterwards %d times [spring S11]', (profile, times) => {
    const bench = new Bench({ profile })
    const peer = bench.connected()
    peer.writes(send('/sub/a') + subscribe('/sub/a') + subscribe('/sub/a') + send('/sub/a'))
    expect(told(peer)).toEqual(Array<string>(times).fill('M(/sub/a, sub-0, x)'))
    expect(causes(bench)).toEqual([
      'Subscription id "sub-0" is in use for "/sub/a"; Spring keeps the first and passes over "/sub/a".',
    ])
  })

  test.each(springs)(
    '%s: to another destination is passed over, unless that was sent to before [spring S12 S13]',
    (profile) => {
      const bench = new OpenBench({ profile })
      const peer = bench.connected()
      peer.writes(send('/sub/b') + subscribe('/sub/a') + subscribe('/sub/b') + subscribe('/sub/c'))
      peer.writes(send('/sub/a', 'a') + send('/sub/b', 'b') + send('/sub/c', 'c'))
      expect(told(peer)).toEqual(['M(/sub/a, sub-0, a)', 'M(/sub/b, sub-0, b)'])
      peer.channel.close()
      expect(bench.held.topics).toBe(0)
    },
  )

  test.each(springs)(
    '%s: as often as anybody likes, with others between, leaves nothing behind',
    (profile) => {
      const bench = new OpenBench({ profile })
      const peer = bench.connected()
      peer.writes(send('/sub/b') + send('/sub/c') + send('/sub/d') + subscribe('/sub/a', 'a'))
      peer.writes(subscribe('/sub/b', 'a') + subscribe('/sub/x', 'b') + subscribe('/sub/c', 'a'))
      peer.writes(unsubscribe('b') + subscribe('/sub/d', 'a'))
      peer.writes(send('/sub/b', 'b') + send('/sub/c', 'c') + send('/sub/d', 'd'))
      expect(told(peer)).toEqual(['M(/sub/b, a, b)', 'M(/sub/c, a, c)', 'M(/sub/d, a, d)'])
      peer.channel.close()
      expect(bench.held.topics).toBe(0)
      bench.connected().writes(send('/sub/c'))
      expect(peer.readsAll()).toEqual([])
    },
  )
})

describe('SUBSCRIBE and UNSUBSCRIBE', () => {
  test.each(springs)('%s: an empty id is one [spring S10]', (profile) => {
    const peer = new Bench({ profile }).connected()
    peer.writes(subscribe('/sub/a', '') + send('/sub/a'))
    expect(told(peer)).toEqual(['M(/sub/a, , x)'])
    peer.writes(unsubscribe('') + send('/sub/a'))
    expect(told(peer)).toEqual([])
  })

  test.each(springs)(
    '%s: UNSUBSCRIBE with a foreign destination leaves it be; with a prefix it does not [spring S06-S08]',
    (profile) => {
      const peer = new Bench({ profile }).connected()
      peer.writes(`${subscribe('/sub/a')}UNSUBSCRIBE\nid:sub-0\ndestination:/other\n\n␀${send('/sub/a')}`)
      expect(told(peer)).toEqual(['M(/sub/a, sub-0, x)'])
      peer.writes(`UNSUBSCRIBE\nid:sub-0\ndestination:/sub/whatever\n\n␀${send('/sub/a')}`)
      expect(told(peer)).toEqual([])
    },
  )

  test.each(springs)('%s: destinations are read as they are written [spring S28 §1.8]', (profile) => {
    const peer = new Bench({ profile }).connected()
    peer.writes(subscribe('/sub//a/../b/') + send('/sub//a/../b/') + send('/sub/b') + send(' /sub//a/../b/'))
    expect(told(peer)).toEqual(['M(/sub//a/../b/, sub-0, x)'])
  })
})

describe('selectors', () => {
  const news = "selector:headers.kind == 'news'\n"
  const both = send('/sub/a', 'news', 'kind:news\n') + send('/sub/a', 'other')
  const headers = (profile: (typeof springs)[number]) => (profile === 'spring-5.3' ? 'selector' : undefined)

  test.each(springs)('%s: as they are by default [spring S32]', (profile) => {
    const bench = new Bench({ profile })
    const peer = bench.connected()
    peer.writes(subscribe('/sub/a', 'sub-0', news) + both)
    const isOn = headers(profile) !== undefined
    expect(told(peer)).toEqual(['M(/sub/a, sub-0, news)', ...(isOn ? [] : ['M(/sub/a, sub-0, other)'])])
    expect(causes(bench)).toEqual(
      isOn
        ? []
        : [
            'The selector "headers.kind == \'news\'" is passed over, and everything is delivered: Spring has selectors off since 6.1.',
          ],
    )
  })

  test.each(springs)(
    '%s: by a header of its own, and without a number for what was left out [spring §1.9]',
    (profile) => {
      const bench = new Bench({ profile, spring: { selectorHeader: 'filter' } })
      const peer = bench.open(undefined, { sessionId: 's' })
      peer.writes('CONNECT\naccept-version:1.2\n\n␀')
      peer.readsAll()
      peer.writes(
        subscribe('/sub/a', 'sub-0', news.replace('selector', 'filter')) + send('/sub/a', 'other') + both,
      )
      expect(ids(peer)).toEqual(['s-0'])
    },
  )

  test.each(springs)(
    '%s: one that cannot be read lets all through, with a line of the log [spring §1.9]',
    (profile) => {
      const bench = new Bench({ profile, spring: { selectorHeader: 'selector' } })
      const peer = bench.connected()
      peer.writes(subscribe('/sub/a', 'sub-0', 'selector:((\n') + both)
      expect(told(peer)).toHaveLength(2)
      expect(causes(bench)).toEqual([
        expect.stringMatching(/^The selector "\(\(" cannot be read \(.+\), and everything is delivered\.$/),
      ])
    },
  )
})

describe.each(springs)('%s: user destinations', (profile) => {
  const scene = () => new OpenBench({ profile, application: namedByLogin })

  test('show themselves as they were subscribed to, with all the sender said [spring A16]', () => {
    const bench = scene()
    const [phone, laptop] = [as(bench, 'bob'), as(bench, 'bob')]
    for (const peer of [phone, laptop]) peer.writes(subscribe('/user/queue/msg'))
    phone.writes(send('/user/bob/queue/msg', 'hi', 'x-q:1\n'))
    expect(phone.readsAll()).toEqual([
      expect.stringMatching(
        /^MESSAGE\ndestination:\/user\/queue\/msg\nx-q:1\nsubscription:sub-0\nmessage-id:\S+\ncontent-length:2\n\nhi␀$/,
      ),
    ])
    expect(laptop.readsAll()).toEqual([])
  })

  test('a sender’s word for where it was sent goes no further [spring S04 §2.6]', () => {
    const bench = scene()
    const peer = as(bench, 'bob')
    peer.writes(subscribe('/user/queue/msg'))
    peer.writes(send('/user/bob/queue/msg', 'x', 'simpOrigDestination:/spoofed\n'))
    expect(peer.reads(/^MESSAGE\ndestination:\/user\/queue\/msg\n/)).not.toContain('spoofed')
  })

  test('a stranger’s SEND is delivered to all sessions, and logged [spring A17]', () => {
    const bench = scene()
    const peers = [as(bench, 'bob'), as(bench, 'bob')]
    for (const peer of peers) peer.writes(subscribe('/user/queue/msg'))
    bench.connected().writes(send('/user/bob/queue/msg') + send('/user/bob/queue/msg'))
    expect(peers.map((peer) => told(peer).length)).toEqual([2, 2])
    expect(causes(bench)).toEqual([
      'A client sends to "/user/bob/queue/msg", which is another user; Spring delivers it.',
    ])
  })

  test.each(['/queue/**', '/queue/*', '/queue/{any}', '/queue/msg-*'])(
    '%s overhears them, and it is logged [spring A30]',
    (pattern) => {
      const bench = scene()
      const [bob, eve] = [as(bench, 'bob'), as(bench, 'eve')]
      bob.writes(subscribe('/user/queue/msg'))
      eve.writes(subscribe(pattern))
      bench.broker.template.convertAndSendToUser('bob', '/queue/msg', 'secret')
      bench.clock.settle()
      expect(told(eve)).toEqual(['M(/user/queue/msg, sub-0, secret)'])
      expect(causes(bench)).toEqual([
        expect.stringContaining(`Subscription "${pattern}" also gets what is meant for single users`),
      ])
    },
  )

  test('a pattern of one’s own overhears nobody, and is not logged', () => {
    const bench = scene()
    const [bob, eve] = [as(bench, 'bob'), as(bench, 'eve')]
    bob.writes(subscribe('/user/queue/msg'))
    eve.writes(subscribe('/user/queue/**'))
    bench.broker.template.convertAndSendToUser('bob', '/queue/msg', 'secret')
    bench.clock.settle()
    expect([told(eve), causes(bench)]).toEqual([[], []])
  })

  test('nobody there, no name, no prefix: nothing [spring A19 A29]', () => {
    const bench = scene()
    const peer = as(bench, 'bob')
    peer.writes(
      subscribe('/user/zzz/direct') +
        send('/user/bob/zzz/direct') +
        send('/user/nobody/queue/msg') +
        send('/user/bob'),
    )
    expect([peer.readsAll(), peer.channel.state]).toEqual([[], 'open'])
    expect(causes(bench)).toContainEqual(
      expect.stringContaining('"/user/zzz/direct" is no destination of your own'),
    )
  })

  test('UNSUBSCRIBE by id alone, and with the destination as it was written [spring A31]', () => {
    const bench = scene()
    const peer = as(bench, 'bob')
    for (const destination of ['', 'destination:/user/queue/msg\n']) {
      peer.writes(subscribe('/user/queue/msg'))
      peer.writes(`UNSUBSCRIBE\nid:sub-0\n${destination}\n␀${send('/user/bob/queue/msg')}`)
      expect(told(peer)).toEqual([])
    }
    peer.channel.close()
    expect(bench.held).toMatchObject({ topics: 0, users: 0 })
  })
})

test.each(newer)('%s: what nobody could number is not', (profile) => {
  const bench = new Bench({ profile })
  const peer = bench.open(undefined, { sessionId: 's' })
  peer.writes('CONNECT\naccept-version:1.2\n\n␀')
  peer.readsAll()
  peer.writes(
    `${subscribe('/sub/x')}MESSAGE\ndestination:/sub/x\n\nx␀SEND\nmessage-id:m\ndestination:/sub/x\n\nx␀${send('/sub/x')}`,
  )
  expect(ids(peer)).toEqual([undefined, 'm', 's-0'])
})
