import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Authenticate, type ConnectRequest, type Handshake, Refusal, type User } from '@stompbox/broker'
import { decodeUtf8 } from '../../../broker/src/frame/utf8.ts'
import { Bench, type Peer } from '../../support/bench.ts'
import { Clock } from '../../support/clock.ts'

const connect = (headers = '') => `CONNECT\naccept-version:1.2\n${headers}\n␀`
const turn = () => new Promise(setImmediate)

/** A bench whose check waits for the test to answer. */
function undecided(config: ConstructorParameters<typeof Bench>[0] = {}) {
  const asked: { say: (user: User | undefined) => Promise<void>; fail: (error: Error) => Promise<void> }[] =
    []
  const bench = new Bench({
    ...config,
    authenticate: () =>
      new Promise((resolve, reject) => {
        const settled = async (settle: () => void) => {
          settle()
          await turn()
          bench.clock.settle()
        }
        asked.push({
          say: (user) => settled(() => resolve(user)),
          fail: (error) => settled(() => reject(error)),
        })
      }),
  })
  return { bench, asked }
}

/** What a client that connects with such headers reads, once that is decided. */
async function answered(authenticate: Authenticate, headers = ''): Promise<{ bench: Bench; peer: Peer }> {
  const bench = new Bench({ authenticate })
  const peer = bench.open()
  peer.writes(connect(headers))
  await turn()
  bench.clock.settle()
  return { bench, peer }
}

describe('who is let in', () => {
  test('is told by which name, and what is nobody’s name is not told [C16]', async () => {
    const { peer } = await answered(() => ({ name: 'kim' }))
    expect(peer.reads(/^CONNECTED\n/)).toContain('\nuser-name:kim\n')
    const open = new Bench().open()
    open.writes(connect('login:kim\n'))
    expect(open.reads(/^CONNECTED\n/)).not.toContain('user-name')
  })

  test('is told the name as 1.2 lets CONNECTED say it: literally', async () => {
    const { peer } = await answered(() => ({ name: 'kim:\\n방' }))
    expect(peer.reads(/^CONNECTED\n/)).toContain('\nuser-name:kim:\\n방\n')
  })

  test('cannot smuggle a header in with the name', async () => {
    const { peer } = await answered(() => ({ name: 'kim\nsession:mine' }))
    expect(peer.reads(/^CONNECTED\n/)).not.toContain('session:mine')
    peer.readsNothing()
  })

  test('is judged by headers, login, passcode, cookies, path and address', () => {
    const seen: [ConnectRequest, Handshake][] = []
    const bench = new Bench({ authenticate: (...asked) => (seen.push(asked), { name: 'kim' }) })
    const handshake = { path: '/ws', remoteAddress: '10.0.0.9', headers: { cookie: 'a=1; b="x%20y"; a=2' } }
    bench.open(undefined, handshake).writes(connect('login:kim\npasscode:a:b\\n\nAuthorization:Bearer t\n'))
    const [request, from] = seen[0]!
    expect(request.login).toBe('kim')
    expect(request.passcode).toBe('a:b\\n')
    expect(request.headers.get('Authorization')).toBe('Bearer t')
    expect([...request.cookies]).toEqual([
      ['a', '1'],
      ['b', 'x y'],
    ])
    expect(from).toMatchObject(handshake)
  })

  test.each(['/', '*', '%2F', '**', '${user}', 'kim|lee', '.*', '__proto__'])(
    'has the name that was written, whatever it looks like: %j [hostile T8]',
    (login) => {
      const logins: unknown[] = []
      const bench = new Bench({
        authenticate: (request) => (logins.push(request.login), { name: request.login! }),
      })
      const peer = bench.open()
      peer.writes(connect(`login:${login}\n`))
      expect(logins).toEqual([login])
      expect(peer.reads(/^CONNECTED\n/)).toContain(`\nuser-name:${login}\n`)
    },
  )

  test.each([
    ['10 KiB', 'x'.repeat(10_240), 'too-large', 1009],
    ['a NUL', 'ki␀m', 'bad-header', 1002],
    ['a CR', 'ki␍m', 'bad-header', 1002],
    ['no UTF-8', 'ki⟨ff⟩m', 'bad-utf8', 1007],
  ])('is not asked about when a login holds %s [hostile T8]', (_, login, code, closeCode) => {
    const authenticate = vi.fn(() => ({ name: 'kim' }))
    const peer = new Bench({ authenticate }).open()
    peer.writes(connect(`login:${login}\n`), 'binary')
    peer.isRefused(code, closeCode)
    expect(authenticate).not.toHaveBeenCalled()
  })
})

describe('who is not let in', () => {
  const sync: Authenticate = () => undefined
  const async: Authenticate = () => Promise.resolve(undefined)

  test.each([
    ['at once', sync],
    ['later', async],
  ])('gets one text, whoever it is and whatever is wrong: %s [hostile T7]', async (_, authenticate) => {
    const texts = new Set<string>()
    for (const login of ['kim', 'nobody'])
      texts.add(
        (await answered(authenticate, `login:${login}\npasscode:x\n`)).peer.isRefused('auth-failed', 1008),
      )
    expect(texts.size).toBe(1)
    expect([...texts][0]).toContain('login, passcode or token are not known here')
  })

  test('gets the text that authenticate chose', async () => {
    const { peer } = await answered(() => Promise.reject(new Refusal('auth-failed', 'Your trial is over.')))
    expect(peer.isRefused('auth-failed', 1008)).toContain('\nmessage:Your trial is over.\n')
  })

  const broken: [string, Authenticate][] = [
    [
      'throws',
      () => {
        throw new Error('no database')
      },
    ],
    ['rejects', () => Promise.reject(new Error('no database'))],
    ['returns no name', () => ({}) as User],
    ['returns an empty name', () => ({ name: '' })],
    ['returns true', () => true as unknown as User],
    ['returns a time that is none', () => ({ name: 'kim', expiresAtMs: NaN })],
    ['returns a time in words', () => ({ name: 'kim', expiresAtMs: '2030-01-01' as unknown as number })],
  ]
  test.each(broken)('gets in neither when authenticate %s, and the log says why', async (_, authenticate) => {
    const { bench, peer } = await answered(authenticate)
    const error = peer.isRefused('internal', 1011)
    expect(error).toContain('could not find out who you are')
    expect(error).not.toContain('database')
    expect(bench.told).toEqual(['handler-failed', 'refused internal', 'disconnected'])
  })

  test('waits longer each time, by address: 0, 250, 500 … 5,000 ms [hostile T7]', async () => {
    const bench = new Bench({ authenticate: ({ login }) => (login === 'kim' ? { name: 'kim' } : undefined) })
    const from = (remoteAddress: string, headers = '') => {
      const peer = bench.open(undefined, { remoteAddress })
      peer.writes(connect(headers))
      return peer
    }
    const isAnswered = async (peer: Peer) => {
      await turn()
      return peer.channel.state === 'closed'
    }
    for (const delayMs of [0, 250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]) {
      const peer = from('10.0.0.1')
      if (delayMs > 0) {
        bench.clock.advance(delayMs - 1)
        expect(await isAnswered(peer), `before ${delayMs} ms`).toBe(false)
        bench.clock.advance(1)
      }
      expect(await isAnswered(peer), `after ${delayMs} ms`).toBe(true)
      peer.isRefused('auth-failed', 1008)
    }
    expect(await isAnswered(from('10.0.0.2'))).toBe(true)
    from('10.0.0.1', 'login:kim\n').reads(/^CONNECTED\n/)
    bench.clock.advance(60_000)
    expect(await isAnswered(from('10.0.0.1'))).toBe(true)
  })
})

describe('while it is not decided', () => {
  const subscribe = 'SUBSCRIBE\nid:s\ndestination:/sub/a\n\n␀'
  const send = (body: string) => `SEND\ndestination:/sub/a\n\n${body}␀`

  test('frames wait, and run in order once somebody is let in [hostile T1 T2]', async () => {
    const { bench, asked } = undecided()
    const peer = bench.open()
    peer.writes(connect() + subscribe + send('1'))
    peer.writes(send('2'))
    expect(peer.readsAll()).toEqual([])
    expect(bench.told).toEqual([])
    await asked[0]!.say({ name: 'kim' })
    peer.reads(/^CONNECTED\n/)
    peer.reads(/\n1␀$/)
    peer.reads(/\n2␀$/)
    expect(bench.told).toEqual(['connected', 'subscribed'])
  })

  test.each([
    ['refuses', (answer: { say: (user: undefined) => Promise<void> }) => answer.say(undefined)],
    ['breaks', (answer: { fail: (error: Error) => Promise<void> }) => answer.fail(new Error('no database'))],
  ])('frames wait, and none runs when authenticate %s [hostile T1 T2]', async (_, decide) => {
    const handler = vi.fn()
    const { bench, asked } = undecided({ application: (app) => app.message('/x', handler) })
    const reader = bench.open()
    reader.writes(connect())
    await asked[0]!.say({ name: 'lee' })
    reader.reads(/^CONNECTED/)
    reader.writes(subscribe)
    const peer = bench.open()
    peer.writes(connect() + subscribe + send('1') + 'SEND\ndestination:/pub/x\n\n␀')
    await decide(asked[1]!)
    peer.reads(/^ERROR\n/)
    expect(peer.readsAll()).toEqual([])
    expect(peer.channel.state).toBe('closed')
    expect(handler).not.toHaveBeenCalled()
    reader.readsNothing()
  })

  test.each([
    'SEND\ndestination:/sub/a',
    'SUBSCRIBE\nid:s\ndestination:/sub/a',
    'BEGIN\ntransaction:t',
    'ACK\nid:x',
    'DISCONNECT',
    'CONNECT\naccept-version:1.2',
  ])('even a client that goes on by itself gets nothing done: %j [hostile T1]', async (frame) => {
    const { bench, asked } = undecided()
    const peer = bench.open()
    peer.writes(connect())
    peer.writes(`${frame}\n\n␀`)
    expect(peer.readsAll()).toEqual([])
    await asked[0]!.say(undefined)
    peer.isRefused('auth-failed', 1008)
    expect(asked).toHaveLength(1)
  })

  test('a second CONNECT waits, too, and is refused then [hostile T3]', async () => {
    const { bench, asked } = undecided()
    const peer = bench.open()
    peer.writes(connect() + connect())
    await asked[0]!.say({ name: 'kim' })
    peer.reads(/^CONNECTED\n/)
    peer.isRefused('bad-state', 1002)
  })

  test.each([false, true])(
    '16 KiB may wait, and not a byte more; in one piece: %s [hostile T2]',
    async (isWhole) => {
      const { bench, asked } = undecided()
      const fitting = send('x'.repeat(16_384 - send('').length))
      const writes = (peer: Peer, waiting: string) => {
        if (!isWhole) peer.writes(connect())
        peer.writes(isWhole ? connect() + waiting : waiting)
      }
      const [first, second] = [bench.open(), bench.open()]
      writes(first, `${fitting}\n`)
      writes(second, fitting)
      expect(first.isRefused('too-large', 1009)).toContain('at most 16384 bytes')
      await asked[0]!.say({ name: 'kim' })
      expect(first.readsAll()).toEqual([])
      await asked[1]!.say({ name: 'kim' })
      second.reads(/^CONNECTED\n/)
      second.readsNothing()
    },
  )

  test('who leaves is not let in afterwards', async () => {
    const { bench, asked } = undecided()
    const peer = bench.open()
    peer.writes(connect())
    peer.channel.close(1006)
    await asked[0]!.say({ name: 'kim' })
    expect(bench.told).toEqual(['disconnected'])
    bench.clock.advance(1_000)
    expect(bench.clock.pendingTimers).toBe(0)
  })
})

describe('what expires', () => {
  const expiring = (afterMs: number) => {
    const expiresAtMs = new Clock().wallMs() + afterMs
    return new Bench({
      heartBeat: { sendMs: 0, receiveMs: 0 },
      authenticate: () => ({ name: 'kim', expiresAtMs }),
    })
  }

  test.each([1_500, 60_000, 86_400_000])(
    'ends the session within a second, and not before: %i ms [hostile T36]',
    (ms) => {
      const bench = expiring(ms)
      const peer = bench.connected()
      bench.clock.advance(ms - 1)
      peer.readsNothing()
      bench.clock.advance(1_000)
      expect(peer.isRefused('auth-failed', 1008)).toContain('has expired; connect again')
    },
  )

  test.each([0, -1, -86_400_000])(
    'and has expired already, lets nobody in: %i ms [hostile T36]',
    async (ms) => {
      const peer = expiring(ms).open()
      peer.writes(connect())
      await turn()
      expect(peer.isRefused('auth-failed', 1008)).toContain('has expired')
    },
  )

  test('never ends where it is for ever', () => {
    const bench = expiring(Infinity)
    const peer = bench.connected()
    bench.clock.advance(86_400_000)
    peer.readsNothing()
  })
})

describe('secrets', () => {
  afterEach(() => void vi.restoreAllMocks())

  /** Whether the text has to be decoded, or is one of those that are kept. */
  function isKept(text: string): boolean {
    const decode = vi.spyOn(TextDecoder.prototype, 'decode')
    decodeUtf8(Buffer.from(text))
    const { length } = decode.mock.calls
    decode.mockRestore()
    return length === 0
  }

  test('of CONNECT are not kept among the texts that come again and again', () => {
    const bench = new Bench({
      authenticate: ({ headers, passcode }) => ({ name: [...headers, passcode].join() }),
    })
    const peer = bench.open()
    peer.writes(connect('passcode:correct-horse\nAuthorization:Bearer battery-staple\n'))
    peer.reads(/^CONNECTED[\s\S]*correct-horse[\s\S]*battery-staple/)
    expect(isKept('correct-horse')).toBe(false)
    expect(isKept('Bearer battery-staple')).toBe(false)
    peer.writes('SEND\ndestination:/sub/kept-as-it-is\n\n␀')
    expect(isKept('/sub/kept-as-it-is')).toBe(true)
  })
})
