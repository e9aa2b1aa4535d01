import { describe, expect, test } from 'vitest'
import type { BrokerConfig } from '@stompbox/broker'
import { Bench } from '../../support/bench.ts'

const subscribe = (id: string, destination: string) => `SUBSCRIBE\nid:${id}\ndestination:${destination}\n\n␀`
const send = (destination: string, body = 'x') => `SEND\ndestination:${destination}\n\n${body}␀`

describe('destinations', () => {
  const bad = [
    '',
    'a/b',
    '/',
    '//a',
    '/a//b',
    '/sub/../b',
    '/sub/./b',
    '/sub/a%2e%2e/%2E%2e',
    '\\\\a',
    '/sub/\\na',
    '/sub/\\\\a',
    `/sub/${'x'.repeat(251)}`,
    `/sub${'/a'.repeat(16)}`,
    '/sub/a\u202eb',
    '/sub/\u0007',
  ]
  test.each(bad)('SEND and SUBSCRIBE to %j are refused [hostile T15 F42]', (destination) => {
    for (const frame of [send(destination), subscribe('0', destination)]) {
      const peer = new Bench().connected()
      peer.writes(frame)
      peer.isRefused('bad-destination', 1008)
    }
  })

  test.each([
    '/sub/a',
    `/sub/${'x'.repeat(250)}`,
    `/sub${'/a'.repeat(15)}`,
    '/sub/방/👋',
    '/sub/a/',
    '/topic/a',
    '/queue/a',
    '/sub/__proto__',
    '/sub/constructor',
  ])('a message to %j arrives', (destination) => {
    const peer = new Bench().connected()
    peer.writes(subscribe('0', destination) + send(destination))
    peer.reads(/^MESSAGE[\s\S]*x␀$/)
  })

  test('a name and the same name with a slash behind are two', () => {
    const peer = new Bench().connected()
    peer.writes(subscribe('0', '/sub/a') + send('/sub/a/'))
    peer.readsNothing()
  })

  test('SEND to a pattern [hostile T19]', () => {
    const peer = new Bench().connected()
    peer.writes(send('/sub/*'))
    peer.isRefused('bad-destination', 1008)
  })

  test('nothing takes it: the refusal names what is near', () => {
    const bench = new Bench({ application: (app) => app.message('/chat/message', () => {}) })
    const peers = [bench.connected(), bench.connected(), bench.connected()]
    peers[0]!.writes(send('/pub/chat/mesage'))
    expect(peers[0]!.isRefused('bad-destination', 1008)).toContain('Did you mean /pub/chat/message?')
    peers[1]!.writes(send('/subs/x'))
    expect(peers[1]!.isRefused('bad-destination', 1008)).toContain('Did you mean /sub/x?')
    peers[2]!.writes(send('/nothing/like/it'))
    expect(peers[2]!.isRefused('bad-destination', 1008)).toContain(
      'Prefixes here: /pub /app /sub /topic /queue /user.',
    )
  })

  describe('without its prefix it is named with one', () => {
    const chat: BrokerConfig = {
      application(app) {
        app.message('/chat/message', () => {})
        app.message('/room/{id}', () => {})
        app.subscribe('/rooms', () => [])
      },
    }
    const dots: BrokerConfig = {
      separator: '.',
      application: (app) => app.message('chat.{room}', () => {}),
    }
    const spring: BrokerConfig = {
      prefixes: { application: ['/app'], broker: ['/topic', '/queue/'] },
      ...chat,
    }
    const prefixes = 'Prefixes here: /pub /app /sub /topic /queue /user.'

    test.each([
      ['a route', send('/chat/message'), 'Did you mean /pub/chat/message?', chat],
      ['a route with a variable', send('/room/7'), 'Did you mean /pub/room/7?', chat],
      ['a route, mistyped', send('/chat/mesage'), 'Did you mean /pub/chat/message?', chat],
      ['a question', subscribe('0', '/rooms'), 'Did you mean /pub/rooms?', chat],
      ['a topic', subscribe('0', '/chat/room/1'), 'Did you mean /sub/chat/room/1?', chat],
      [
        'the route of the other frame',
        subscribe('0', '/chat/message'),
        'Did you mean /sub/chat/message?',
        chat,
      ],
      ['a topic that is read', send('/news/eu'), 'Did you mean /topic/news/eu?', chat],
      ['a topic that others read', subscribe('0', '/news/eu'), 'Did you mean /topic/news/eu?', chat],
      ['a topic that nobody reads', send('/news/us'), prefixes, chat],
      ['the first prefix there is', subscribe('0', '/rooms/1'), 'Did you mean /topic/rooms/1?', spring],
      ['one with a slash', send('/mail'), 'Did you mean /queue/mail?', spring],
      ['a prefix, mistyped', subscribe('0', '/sbu/a'), 'Did you mean /sub/a?', chat],
      ['a user prefix, mistyped', subscribe('0', '/usr/queue/a'), 'Did you mean /user/queue/a?', chat],
      [
        'no prefix that leads nowhere, either',
        subscribe('0', '/users/5'),
        'Did you mean /sub/users/5?',
        chat,
      ],
      [
        'none, where it has a usual one',
        subscribe('0', '/sub/a'),
        'Prefixes here: /app /topic /queue/ /user.',
        spring,
      ],
      ['none, where it has one', subscribe('0', '/pub/chat/room/1'), prefixes, chat],
      ['none, for a prefix alone', subscribe('0', '/topic'), prefixes, chat],
      ['dots: a route', send('/chat.7'), 'Did you mean /pub/chat.7?', dots],
      ['dots: a route with slashes', send('/chat/7'), 'Did you mean /pub/chat.7?', dots],
      ['dots: a topic', subscribe('0', '/room.7'), 'Did you mean /sub/room.7?', dots],
      ['dots: a topic with slashes', subscribe('0', '/room/7'), 'Did you mean /sub/room.7?', dots],
      ['dots: a prefix without its slash', subscribe('0', '/sub.room.7'), 'Did you mean /sub/room.7?', dots],
    ])('%s', (_, frame, text, config) => {
      const bench = new Bench(config)
      const reader = bench.connected()
      reader.writes(
        subscribe('0', '/topic/news/eu') + subscribe('1', '/queue/mail') + subscribe('2', '/topic/**'),
      )
      const peer = bench.connected()
      peer.writes(frame)
      expect(peer.isRefused('bad-destination', 1008)).toContain(text)
    })

    test('what others read is not told of where somebody decides who may', () => {
      const bench = new Bench({ ...chat, authorize: () => true })
      bench.connected().writes(subscribe('0', '/topic/news/eu'))
      const peer = bench.connected()
      peer.writes(send('/news/eu'))
      expect(peer.isRefused('bad-destination', 1008)).toContain(prefixes)
    })

    test('code that sends is told of a topic, whatever routes there are', () => {
      const { template } = new Bench(chat).broker
      expect(() => template.convertAndSend('/room/7', 'x')).toThrow('Did you mean /sub/room/7?')
    })

    test('in profile spring the log says it', () => {
      const bench = new Bench({ ...chat, profile: 'spring' })
      const peer = bench.connected()
      peer.writes(send('/chat/message') + subscribe('0', '/chat/room/1'))
      const causes = bench.events.flatMap((event) => (event.type === 'ignored' ? [event.cause] : []))
      expect(causes).toEqual([
        'Nothing takes SEND "/chat/message". Did you mean /pub/chat/message?',
        'Nothing takes SUBSCRIBE "/chat/room/1". Did you mean /sub/chat/room/1?',
      ])
    })
  })

  describe('what is advised is taken', () => {
    const chat: BrokerConfig = {
      application(app) {
        app.message('/chat/message', () => {})
        app.subscribe('/rooms', () => [])
      },
    }
    const advice = (frame: string, config = chat) => {
      const peer = new Bench(config).connected()
      peer.writes(frame)
      const error = peer.isRefused('bad-destination', 1008)
      return /^message:(.*)$/m.exec(error)![1]!.replaceAll('\\c', ':')
    }

    test.each(['/pub/chat/message', '/app/chat/message'])('SUBSCRIBE %s goes in no circle', (destination) => {
      expect(advice(subscribe('0', destination))).toBe(
        `Nothing takes SUBSCRIBE "${destination}". The route there takes SEND: subscribe to where it sends, behind /sub, /topic or /queue.`,
      )
    })

    test('SEND to a route that is asked by SUBSCRIBE', () => {
      expect(advice(send('/pub/rooms'))).toBe(
        'Nothing takes SEND "/pub/rooms". The route there takes SUBSCRIBE, and answers whoever subscribes.',
      )
    })

    test('one broker prefix is named alone', () => {
      const prefixes = { application: ['/app'], broker: ['/topic'] }
      expect(advice(subscribe('0', '/app/chat/message'), { ...chat, prefixes })).toMatch(
        /it sends, behind \/topic\.$/,
      )
    })

    test.each([
      [send('pub/chat/message'), 'Did you mean /pub/chat/message?'],
      [send('sub/a'), 'Did you mean /sub/a?'],
      [send('chat/message'), 'Did you mean /pub/chat/message?'],
      [subscribe('0', 'chat/room/1'), 'Did you mean /sub/chat/room/1?'],
      [subscribe('0', 'sub/*'), 'Did you mean /sub/*?'],
      [send('sub/*'), 'Prefixes here: /pub /app /sub /topic /queue /user.'],
      [send('sub//a'), 'Prefixes here: /pub /app /sub /topic /queue /user.'],
      [send('pub/nothing'), 'Prefixes here: /pub /app /sub /topic /queue /user.'],
    ])('the slash in front is missing: %j', (frame, advised) => {
      expect(advice(frame)).toMatch(/^Destination ".*" does not start with a slash\. /)
      expect(advice(frame).endsWith(` ${advised}`)).toBe(true)
    })
  })

  test('a route of the other frame is not what was meant [design §4]', () => {
    const peer = new Bench({ application: (app) => app.message('/me', () => {}) }).connected()
    peer.writes('SUBSCRIBE\nid:0\ndestination:/pub/me\n\n␀')
    expect(peer.isRefused('bad-destination', 1008)).not.toContain('Did you mean /pub/me?')
  })

  test('what a client wrote is echoed short and harmless', () => {
    const peer = new Bench().connected()
    peer.writes(send(`/sub/\u001b[2J${'x'.repeat(200)}`))
    const error = peer.isRefused('bad-destination', 1008)
    expect(error).not.toContain('\u001b')
    expect(error.length).toBeLessThan(1_024)
  })
})

describe('subscriptions', () => {
  test.each([
    ['no id', 'SUBSCRIBE\ndestination:/sub/a\n\n␀', 'bad-header', 1002],
    ['an empty id', 'SUBSCRIBE\nid:\ndestination:/sub/a\n\n␀', 'bad-header', 1002],
    ['no destination', 'SUBSCRIBE\nid:0\n\n␀', 'bad-header', 1002],
    ['an id of 129 bytes', `SUBSCRIBE\nid:${'x'.repeat(129)}\ndestination:/sub/a\n\n␀`, 'bad-header', 1002],
    ['an ack mode nobody knows', 'SUBSCRIBE\nid:0\nack:foo\ndestination:/sub/a\n\n␀', 'bad-header', 1002],
    ['an id in use', subscribe('0', '/sub/a') + subscribe('0', '/sub/b'), 'bad-state', 1002],
    ['UNSUBSCRIBE of an unknown id', 'UNSUBSCRIBE\nid:9\n\n␀', 'unknown-id', 1008],
    ['UNSUBSCRIBE of __proto__', 'UNSUBSCRIBE\nid:__proto__\n\n␀', 'unknown-id', 1008],
    ['UNSUBSCRIBE without id', 'UNSUBSCRIBE\ndestination:/sub/a\n\n␀', 'bad-header', 1002],
    ['SEND without destination', 'SEND\n\nx␀', 'bad-header', 1002],
  ])('%s [U1 U2 U3 U6 U11, hostile T13 T14 T23]', (_, frames, code, closeCode) => {
    const peer = new Bench().connected()
    peer.writes(frames)
    peer.isRefused(code, closeCode)
  })

  test('ids like __proto__ and constructor are ids', () => {
    const peer = new Bench().connected()
    for (const id of ['__proto__', 'constructor', 'toString']) peer.writes(subscribe(id, '/sub/a'))
    peer.writes(send('/sub/a'))
    expect(peer.readsAll().map((frame) => /subscription:(.*)/.exec(frame)![1])).toEqual([
      '__proto__',
      'constructor',
      'toString',
    ])
  })

  test('an id may be used again after UNSUBSCRIBE', () => {
    const peer = new Bench().connected()
    peer.writes(
      `${subscribe('0', '/sub/a')}UNSUBSCRIBE\nid:0\n\n␀${subscribe('0', '/sub/b')}${send('/sub/a')}${send('/sub/b', 'y')}`,
    )
    peer.reads(/y␀$/)
    peer.readsNothing()
  })

  test('the 257th [hostile T21]', () => {
    const peer = new Bench().connected()
    for (let index = 0; index < 256; index++) peer.writes(subscribe(String(index), '/sub/a'))
    expect(peer.channel.closing).toBeUndefined()
    peer.writes(subscribe('256', '/sub/a'))
    peer.isRefused('limit-subscriptions', 1008)
  })

  test('at 1.0 the destination stands in for the id [U2 U10]', () => {
    const peer = new Bench().connected('login:kim')
    peer.writes('SUBSCRIBE\ndestination:/sub/a\n\n␀' + send('/sub/a'))
    peer.reads(/subscription:\/sub\/a\n/)
    peer.writes('UNSUBSCRIBE\ndestination:/sub/a\n\n␀' + send('/sub/a'))
    expect(peer.readsAll()).toEqual([])
  })
})

describe('patterns', () => {
  test.each([
    ['/sub/*', ['/sub/a', '/sub/b'], ['/sub/a/b', '/topic/a']],
    ['/sub/**', ['/sub/a', '/sub/a/b/c'], ['/topic/a']],
    ['/sub/room/?', ['/sub/room/1'], ['/sub/room/12']],
    ['/sub/{any}/x', ['/sub/a/x'], ['/sub/a/y']],
  ])('%s hears %j and not %j', (pattern, heard, unheard) => {
    const bench = new Bench()
    const [early, late, publisher] = [bench.connected(), bench.connected(), bench.connected()]
    early.writes(subscribe('p', pattern))
    for (const destination of heard) publisher.writes(send(destination, destination))
    // Topics that are known by now must take a pattern that comes later as well.
    late.writes(subscribe('p', pattern))
    for (const destination of [...unheard, ...heard]) publisher.writes(send(destination, destination))
    const destinations = (frames: string[]) => frames.map((frame) => /destination:(.*)/.exec(frame)![1])
    expect(destinations(early.readsAll())).toEqual([...heard, ...heard])
    expect(destinations(late.readsAll())).toEqual(heard)
  })

  test('UNSUBSCRIBE of a pattern ends it in every topic', () => {
    const bench = new Bench()
    const [watcher, publisher] = [bench.connected(), bench.connected()]
    watcher.writes(subscribe('p', '/sub/**'))
    publisher.writes(send('/sub/a') + send('/sub/b'))
    expect(watcher.readsAll()).toHaveLength(2)
    watcher.writes('UNSUBSCRIBE\nid:p\n\n␀')
    publisher.writes(send('/sub/a') + send('/sub/b') + send('/sub/c'))
    expect(watcher.readsAll()).toEqual([])
  })

  test('a name and a pattern of one session are two subscriptions', () => {
    const peer = new Bench().connected()
    peer.writes(subscribe('0', '/sub/a') + subscribe('1', '/sub/*') + send('/sub/a'))
    expect(peer.readsAll()).toHaveLength(2)
  })

  test('a name that patterns watched first stays when somebody subscribes to it', () => {
    const bench = new Bench({ limits: { maxUnsentBytes: 100_000_000 } })
    const [watcher, reader, publisher] = [bench.connected(), bench.connected(), bench.connected()]
    watcher.writes(subscribe('p', '/sub/**'))
    publisher.writes(send('/sub/first'))
    reader.writes(subscribe('0', '/sub/first'))
    for (let index = 0; index < 1_100; index++) publisher.writes(send(`/sub/${index}`))
    publisher.writes(send('/sub/first', 'still'))
    reader.reads(/still␀$/)
  })

  test('ever new names under a pattern all arrive, past what is kept', () => {
    const bench = new Bench({ limits: { maxUnsentBytes: 100_000_000, maxFramesPerSecond: 10_000 } })
    const [watcher, publisher] = [bench.connected(), bench.connected()]
    watcher.writes(subscribe('p', '/sub/**'))
    for (let index = 0; index < 3_000; index++) publisher.writes(send(`/sub/${index}`))
    expect(watcher.readsAll()).toHaveLength(3_000)
    publisher.writes(send('/sub/0'))
    expect(watcher.readsAll()).toHaveLength(1)
  })
})
