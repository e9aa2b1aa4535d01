import { describe, expect, test, vi } from 'vitest'
import { type AccessRequest, type Authorize, type BrokerConfig, Refusal } from '@stompbox/broker'
import { isPattern } from '../../../broker/src/destination/ant-pattern.ts'
import { Bench, type Peer } from '../../support/bench.ts'

const subscribe = (destination: string, id = 's') => `SUBSCRIBE\nid:${id}\ndestination:${destination}\n\n␀`
const send = (destination: string, body = 'x') => `SEND\ndestination:${destination}\n\n${body}␀`
const turn = () => new Promise(setImmediate)
const destinations = (peer: Peer) => peer.readsAll().map((frame) => /\ndestination:(.*)/.exec(frame)![1])

/** Everybody is who they say, and `authorize` decides. */
const guarded = (authorize: Authorize, config: BrokerConfig = {}) =>
  new Bench({ authenticate: ({ login = '' }) => ({ name: login, role: 'guest' }), authorize, ...config })

const as = (bench: Bench, login: string) => bench.connected(`accept-version:1.2\nlogin:${login}`)

describe('authorize', () => {
  test('is told the action, the destination as it was written, the user and the session', () => {
    const asked: AccessRequest[] = []
    const bench = guarded((request) => (asked.push(request), true))
    as(bench, 'kim').writes(subscribe('/sub/{a}/*') + send('/sub/a/') + send('/pub/x'))
    expect(asked.map(({ action, destination }) => [action, destination])).toEqual([
      ['subscribe', '/sub/{a}/*'],
      ['send', '/sub/a/'],
      // Whether the pattern may have it.
      ['subscribe', '/sub/a/'],
      ['send', '/pub/x'],
    ])
    expect(asked[0]!.user).toEqual({ name: 'kim', role: 'guest' })
    expect(asked[0]!.session).toMatchObject({ version: '1.2', login: 'kim', user: { name: 'kim' } })
  })

  const refusing: [string, Authorize, string, string][] = [
    ['false', () => false, 'forbidden', 'You may not send to "/sub/a".'],
    ['false, later', () => Promise.resolve(false), 'forbidden', 'You may not send to "/sub/a".'],
    ['nothing', () => undefined as unknown as boolean, 'forbidden', 'You may not send to "/sub/a".'],
    ['what is only like true', () => 1 as unknown as boolean, 'forbidden', 'You may not send to "/sub/a".'],
    [
      'a text of its own',
      () => {
        throw new Refusal('forbidden', 'Not your room.')
      },
      'forbidden',
      'Not your room.',
    ],
    ['one, later', () => Promise.reject(new Refusal('rate', 'Wait.')), 'rate', 'Wait.'],
    [
      'an error',
      () => {
        throw new Error('no database')
      },
      'internal',
      'The application failed on SEND "/sub/a"',
    ],
    [
      'an error, later',
      () => Promise.reject(new Error('no database')),
      'internal',
      'The application failed on SEND',
    ],
  ]
  test.each(refusing)(
    'refuses with %s, and nothing is sent [hostile T18]',
    async (_, authorize, code, text) => {
      const bench = guarded((request) => request.user!.name === 'lee' || authorize(request))
      const reader = as(bench, 'lee')
      reader.writes(subscribe('/sub/a'))
      const peer = as(bench, 'kim')
      peer.writes(send('/sub/a'))
      await turn()
      const closeCode = code === 'internal' ? 1011 : 1008
      expect(peer.isRefused(code, closeCode)).toContain(`\nmessage:${text.replaceAll(':', '\\c')}`)
      reader.readsNothing()
    },
  )

  test('that takes its time holds this session’s frames in order, and nobody else’s', async () => {
    const grants: (() => void)[] = []
    const bench = guarded(({ user }) =>
      user!.name === 'lee' ? true : new Promise((resolve) => grants.push(() => resolve(true))),
    )
    const [kim, lee] = [as(bench, 'kim'), as(bench, 'lee')]
    kim.writes(subscribe('/sub/a') + send('/sub/a', '1') + 'SEND\ndestination:/sub/a\nreceipt:r\n\n2␀')
    lee.writes(send('/sub/a', 'too early'))
    expect(kim.readsAll()).toEqual([])
    for (const index of [0, 1, 2]) {
      grants[index]!()
      await turn()
    }
    bench.clock.settle()
    kim.reads(/\n1␀$/)
    kim.reads(/\n2␀$/)
    kim.reads('RECEIPT\nreceipt-id:r\n\n␀')
  })

  test('judges a SEND in a transaction when it comes, and COMMIT does not ask again', () => {
    const authorize = vi.fn(() => true)
    const peer = as(guarded(authorize), 'kim')
    peer.writes('BEGIN\ntransaction:t\n\n␀SEND\ndestination:/sub/a\ntransaction:t\n\n␀')
    expect(authorize).toHaveBeenCalledOnce()
    peer.writes('COMMIT\ntransaction:t\n\n␀')
    expect(authorize).toHaveBeenCalledOnce()
  })

  test('is not asked about what leads nowhere, nor about SEND to a pattern [hostile T19]', () => {
    const authorize = vi.fn(() => true)
    for (const destination of ['/nowhere', 'sub', '/sub//a', '/topic/*', '/sub/a?', '/pub/{x}']) {
      const peer = as(guarded(authorize), 'kim')
      peer.writes(send(destination))
      peer.isRefused('bad-destination', 1008)
    }
    expect(authorize).not.toHaveBeenCalled()
  })

  test('judges what the application would answer, too', () => {
    const answer = vi.fn(() => 'secret')
    const bench = guarded(() => false, { application: (app) => app.subscribe('/me', answer) })
    const peer = as(bench, 'kim')
    peer.writes(subscribe('/app/me'))
    peer.isRefused('forbidden', 1008)
    expect(answer).not.toHaveBeenCalled()
  })
})

describe('what is somebody else’s', () => {
  const prefixes = { broker: ['/sub', '/topic', '/queue', '/user'] }
  const own: Authorize = ({ destination, user }) => destination.startsWith(`/user/${user!.name}/`)

  test.each([
    '/sub/**',
    '/queue/*',
    '/user/**',
    '/user/*/news',
    '/user/?ee/news',
    '/user/{name}/news',
    '/user/kim*/news',
  ])('no pattern leads there: SUBSCRIBE %s [hostile T16]', (pattern) => {
    const peer = as(guarded(own, { prefixes }), 'kim')
    peer.writes(subscribe(pattern))
    peer.isRefused('forbidden', 1008)
  })

  test('a pattern over everything is behind no prefix: SUBSCRIBE /** [hostile T16]', () => {
    const peer = as(
      guarded(() => true, { prefixes }),
      'kim',
    )
    peer.writes(subscribe('/**'))
    peer.isRefused('bad-destination', 1008)
  })

  test('is refused in the same words whether it exists or not [hostile T17]', () => {
    const bench = guarded(own, { prefixes })
    const lee = as(bench, 'lee')
    lee.writes(subscribe('/user/lee/news'))
    const texts = ['lee', 'bob'].map((name) => {
      const kim = as(bench, 'kim')
      kim.writes(subscribe(`/user/${name}/news`))
      return kim.isRefused('forbidden', 1008).replaceAll(name, '*')
    })
    expect(texts[0]).toBe(texts[1])
  })

  test.each(['/user/lee/news', '/sub/a'])('cannot be sent to: SEND %s [hostile T18 T20]', (destination) => {
    const bench = guarded((request) => request.user!.name === 'lee' || own(request), { prefixes })
    const lee = as(bench, 'lee')
    lee.writes(subscribe(destination))
    const kim = as(bench, 'kim')
    kim.writes(send(destination))
    kim.isRefused('forbidden', 1008)
    lee.readsNothing()
  })

  test('what is one’s own works', () => {
    const bench = guarded(own, { prefixes })
    const kim = as(bench, 'kim')
    kim.writes(subscribe('/user/kim/**') + send('/user/kim/news'))
    expect(destinations(kim)).toEqual(['/user/kim/news'])
  })
})

describe('patterns', () => {
  const segments = ['private', 'room', 'kim', '7']
  const everything = segments
    .flatMap((one) => segments.map((two) => `/sub/${one}/${two}`))
    .concat('/sub/private')
  const isPrivate = (destination: string) => destination.includes('private') || destination.endsWith('/7')

  /** The next of a fixed sequence of numbers below `limit`. */
  function sequence(seed: number) {
    let state = seed
    return (limit: number) => ((state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) % 65_537) % limit
  }

  /** A destination with parts of it made general. */
  function pattern(pick: (limit: number) => number): string {
    const general = (segment: string) =>
      [
        segment,
        '*',
        '**',
        `${segment[0]}*`,
        `*${segment.at(-1)}`,
        '?'.repeat(segment.length),
        '{x}',
        `{x}${segment.at(-1)}`,
      ][pick(8)]!
    const [, , ...rest] = everything[pick(everything.length)]!.split('/')
    const made = `/sub/${rest.map(general).join('/')}${pick(4) === 0 ? '/**' : ''}`
    return isPattern(made) ? made : `${made}*`
  }

  test('500 of them, all granted themselves, get nothing that is not granted, and all that is', () => {
    const pick = sequence(42)
    const patterns = Array.from({ length: 500 }, () => pattern(pick))
    const bench = guarded(
      ({ destination, user }) => user!.name === 'root' || isPattern(destination) || !isPrivate(destination),
      { limits: { maxSubscriptions: 1_000 } },
    )
    const [kim, root, other] = ['kim', 'root', 'root'].map((name) => as(bench, name)) as [Peer, Peer, Peer]
    const isKnown = everything.map(() => pick(2) === 0)
    // Destinations that are there before the patterns, and others that come after them.
    for (const [index, name] of everything.entries()) if (isKnown[index]) other.writes(subscribe(name, name))
    for (const peer of [kim, root])
      peer.writes(patterns.map((made, id) => subscribe(made, String(id))).join(''))
    root.writes(everything.map((destination) => send(destination)).join(''))
    const got = (peer: Peer) =>
      peer.readsAll().map((frame) => ({
        destination: /\ndestination:(.*)/.exec(frame)![1]!,
        pattern: patterns[Number(/\nsubscription:(.*)/.exec(frame)![1])]!,
      }))
    const sorted = (messages: ReturnType<typeof got>) =>
      messages.map((message) => `${message.pattern} ${message.destination}`).toSorted()
    const [all, granted] = [got(root), got(kim)]
    expect(granted.filter(({ destination }) => isPrivate(destination))).toEqual([])
    expect(sorted(granted)).toEqual(sorted(all.filter(({ destination }) => !isPrivate(destination))))
    expect(granted.length).toBeGreaterThan(500)
    expect(all.length).toBeGreaterThan(2 * granted.length)
  })

  test('are refused where permissions have to be looked up', async () => {
    const peer = as(
      guarded(() => Promise.resolve(true)),
      'kim',
    )
    peer.writes(subscribe('/sub/*'))
    expect(peer.isRefused('forbidden', 1008)).toContain('permissions here are looked up')
    await turn()
  })

  test('get nothing of a destination about which authorize fails, or answers later', async () => {
    const answers: Record<string, () => boolean | Promise<boolean>> = {
      '/sub/later': () => Promise.resolve(true),
      '/sub/never': () => Promise.reject(new Error('no database')),
      '/sub/broken': () => {
        throw new Error('no database')
      },
    }
    const bench = guarded(
      ({ action, destination }) => action === 'send' || (answers[destination]?.() ?? true),
    )
    const kim = as(bench, 'kim')
    kim.writes(subscribe('/sub/*'))
    as(bench, 'lee').writes([...Object.keys(answers), '/sub/now'].map((name) => send(name)).join(''))
    await turn()
    expect(destinations(kim)).toEqual(['/sub/now'])
  })
})

describe('rights that change', () => {
  /** Rights that a test takes away. */
  function revocable(isLate = false) {
    const revoked = new Set<string>()
    const bench = guarded(({ action, destination, user }) => {
      const isGranted = action === 'send' || !(revoked.has(destination) || revoked.has(user!.name))
      return isLate ? Promise.resolve(isGranted) : isGranted
    })
    return { bench, revoked }
  }

  test.each([false, true])(
    'end who may no longer read, after what was accepted before [hostile T35]: later %s',
    async (isLate) => {
      const { bench, revoked } = revocable(isLate)
      const [kim, lee] = [as(bench, 'kim'), as(bench, 'lee')]
      for (const peer of [kim, lee]) peer.writes(subscribe('/sub/a'))
      await turn()
      lee.push(send('/sub/a', 'before'))
      await turn()
      revoked.add('kim')
      await bench.broker.rightsChanged()
      lee.writes(send('/sub/a', 'after'))
      await turn()
      bench.clock.settle()
      kim.reads(/\nbefore␀$/)
      expect(kim.isRefused('forbidden', 1008)).toContain('You may no longer subscribe to "/sub/a".')
      expect(lee.readsAll()).toHaveLength(2)
    },
  )

  test('of one user are asked about for that user alone', async () => {
    const { bench, revoked } = revocable()
    const [kim, lee] = [as(bench, 'kim'), as(bench, 'lee')]
    for (const peer of [kim, lee]) peer.writes(subscribe('/sub/a'))
    revoked.add('/sub/a')
    await bench.broker.rightsChanged('lee')
    lee.isRefused('forbidden', 1008)
    kim.writes(send('/sub/a'))
    expect(destinations(kim)).toEqual(['/sub/a'])
  })

  test('take from a pattern what is no longer granted, and give it what is granted now', async () => {
    const { bench, revoked } = revocable()
    const [kim, lee] = [as(bench, 'kim'), as(bench, 'lee')]
    revoked.add('/sub/b')
    kim.writes(subscribe('/sub/*'))
    lee.writes(send('/sub/a') + send('/sub/b'))
    expect(destinations(kim)).toEqual(['/sub/a'])
    revoked.delete('/sub/b')
    revoked.add('/sub/a')
    lee.push(send('/sub/a', 'accepted before'))
    await bench.broker.rightsChanged()
    lee.writes(send('/sub/a') + send('/sub/b'))
    expect(kim.reads(/accepted before␀$/)).toContain('/sub/a')
    expect(destinations(kim)).toEqual(['/sub/b'])
  })

  test('while a SUBSCRIBE is being looked up: what was true before does not count', async () => {
    const answers: ((isGranted: boolean) => void)[] = []
    const bench = guarded(() => new Promise((resolve) => answers.push(resolve)))
    const kim = as(bench, 'kim')
    kim.writes(subscribe('/sub/a'))
    await bench.broker.rightsChanged('kim')
    answers[0]!(true)
    await turn()
    expect(bench.told).toEqual(['connected'])
    answers[1]!(false)
    await turn()
    kim.isRefused('forbidden', 1008)
  })

  test('and end a session on the way, leave nothing of its pattern behind', async () => {
    const asked: string[] = []
    const bench = guarded(({ action, user }) => (asked.push(`${user!.name} ${action}`), true), {
      limits: { maxUnackedMessages: 1 },
    })
    const [kim, lee] = [as(bench, 'kim'), as(bench, 'lee')]
    kim.writes('SUBSCRIBE\nid:s\ndestination:/sub/*\nack:client\n\n␀')
    lee.push(send('/sub/a') + send('/sub/a'))
    await bench.broker.rightsChanged()
    kim.isRefused('limit-unacked', 1008)
    asked.length = 0
    lee.writes(send('/sub/new'))
    expect(asked).toEqual(['lee send'])
  })
})
