import { describe, expect, test } from 'vitest'
import { type App, type BrokerConfig, type InterceptedFrame, Refusal } from '@stompbox/broker'
import { Bench } from '../../support/bench.ts'
import { connect, newer, send, springs, subscribe, told } from './spring/scene.ts'

const turn = () => new Promise(setImmediate)
const with_ = (application: BrokerConfig['application'], config: BrokerConfig = {}) =>
  new Bench({ ...config, ...(application && { application }) })

const refuse = (): never => {
  throw new Refusal('forbidden', 'Not you: go.')
}
const fail = (): never => {
  throw new Error('no database at 10.0.0.1')
}
const frames: Record<InterceptedFrame['command'], string> = {
  CONNECT: connect,
  SUBSCRIBE: subscribe('/sub/a'),
  UNSUBSCRIBE: 'UNSUBSCRIBE\nid:sub-0\n\n␀',
  SEND: send('/sub/a'),
  ACK: 'ACK\nid:1\n\n␀',
  NACK: 'NACK\nid:1\n\n␀',
  BEGIN: 'BEGIN\ntransaction:t\n\n␀',
  COMMIT: 'COMMIT\ntransaction:t\n\n␀',
  ABORT: 'ABORT\ntransaction:t\n\n␀',
  DISCONNECT: 'DISCONNECT\nreceipt:r\n\n␀',
}
type Command = keyof typeof frames
const commands = Object.keys(frames) as Command[]

describe('an interceptor', () => {
  test.each(commands)('sees %s before the broker has looked at it', (command) => {
    const seen: unknown[] = []
    const bench = with_((app) =>
      app.intercept(command, ({ command: name, headers, destination, session, body }) => {
        seen.push([name, [...headers].length > 0, destination, session.version, body.length])
        return 'drop'
      }),
    )
    const peer = command === 'CONNECT' ? bench.open() : bench.connected()
    peer.writes(frames[command])
    const isConnect = command === 'CONNECT'
    const destination = command === 'SEND' || command === 'SUBSCRIBE' ? '/sub/a' : undefined
    expect(seen).toEqual([
      [command, true, destination, isConnect ? undefined : '1.2', command === 'SEND' ? 1 : 0],
    ])
    // Only DISCONNECT is done all the same [spring §2.8].
    expect(peer.readsAll()).toEqual(command === 'DISCONNECT' ? ['RECEIPT\nreceipt-id:r\n\n␀'] : [])
    expect(peer.channel.state).toBe(command === 'DISCONNECT' ? 'closed' : 'open')
  })

  test('sees STOMP as CONNECT', () => {
    const seen: string[] = []
    const bench = with_((app) => app.intercept('CONNECT', ({ command }) => void seen.push(command)))
    bench.open().writes('STOMP\naccept-version:1.2\n\n␀')
    expect(seen).toEqual(['CONNECT'])
  })

  test.each(commands)('refuses %s with a text of its own [spring C24]', (command) => {
    const bench = with_((app) => app.intercept(command, refuse))
    const peer = command === 'CONNECT' ? bench.open() : bench.connected()
    peer.writes(frames[command])
    // Before CONNECTED no version is agreed on, and 1.0 has no escapes.
    const text = command === 'CONNECT' ? 'Not you: go.' : 'Not you\\c go.'
    expect(peer.isRefused('forbidden', 1008)).toContain(`message:${text}\n`)
  })

  test.each(commands)(
    'that breaks on %s lets nothing pass, and the client reads nothing of why',
    (command) => {
      const bench = with_((app) => app.intercept(command, fail))
      const peer = command === 'CONNECT' ? bench.open() : bench.connected()
      peer.writes(frames[command])
      const error = peer.isRefused('internal', 1011)
      expect(error).toContain(`message:The application failed to look at ${command}. Its log says why.\n`)
      expect(error).not.toContain('database')
      expect(bench.events).toContainEqual(
        expect.objectContaining({ type: 'handler-failed', command, error: Error('no database at 10.0.0.1') }),
      )
    },
  )

  test.each([
    ['passes', () => Promise.resolve(), ['M(/sub/a, sub-0, x)', 'M(/sub/a, sub-0, next)']],
    ['drops', () => Promise.resolve('drop' as const), ['M(/sub/a, sub-0, next)']],
    ['refuses', () => Promise.reject(new Refusal('forbidden', 'Later.')), ['E(Later.)']],
    [
      'breaks',
      () => Promise.reject(new Error('x')),
      ['E(The application failed to look at SEND. Its log says why.)'],
    ],
  ])('that %s later keeps the frames behind in order', async (_, answer, expected) => {
    const bench = with_((app) =>
      app.intercept('SEND', ({ body }) => (body.length === 1 ? answer() : undefined)),
    )
    const peer = bench.connected()
    peer.writes(subscribe('/sub/a') + send('/sub/a') + send('/sub/a', 'next'))
    expect(told(peer)).toEqual([])
    await turn()
    bench.clock.settle()
    expect(told(peer)).toEqual(expected)
  })

  test('that lets pass what waited does not, when the peer was refused meanwhile', async () => {
    let pass = (): void => {}
    const bench = with_(
      (app) => app.intercept('SEND', () => new Promise<void>((resolve) => (pass = resolve))),
      { limits: { handlerTimeoutMs: 1_000 } },
    )
    const [peer, reader] = [bench.connected(), bench.connected()]
    reader.writes(subscribe('/sub/a'))
    peer.writes(send('/sub/a'))
    bench.clock.advance(1_500)
    peer.isRefused('internal', 1011)
    pass()
    await turn()
    bench.clock.settle()
    expect(told(reader)).toEqual([])
  })

  test('drops a SEND, which still gets its receipt, and nobody is told of', () => {
    const bench = with_((app) => app.intercept('SEND', () => 'drop'))
    const peer = bench.connected()
    peer.writes(subscribe('/sub/a') + send('/sub/a', 'x', 'receipt:r\n'))
    expect(peer.readsAll()).toEqual(['RECEIPT\nreceipt-id:r\n\n␀'])
    expect(bench.told).toEqual(expect.not.arrayContaining(['refused forbidden']))
  })

  test('answers a refused frame with its receipt-id', () => {
    const bench = with_((app) => app.intercept('SUBSCRIBE', refuse))
    const peer = bench.connected()
    peer.writes(subscribe('/sub/a', '0', 'receipt:r\n'))
    expect(peer.isRefused('forbidden', 1008)).toContain('\nreceipt-id:r\n')
  })

  test('who was dropped at CONNECT may try again [spring C25]', () => {
    const bench = with_((app) =>
      app.intercept('CONNECT', ({ headers }) => (headers.get('login') ? undefined : 'drop')),
    )
    const peer = bench.open()
    peer.writes(connect)
    expect(peer.readsAll()).toEqual([])
    peer.writes('CONNECT\naccept-version:1.2\nlogin:kim\n\n␀')
    peer.reads(/^CONNECTED\n/)
  })
})

describe('who it is', () => {
  const naming = (app: App): void =>
    app.intercept('CONNECT', ({ setUser }) => setUser({ name: 'bob', role: 'x' }))

  test('says an interceptor: CONNECTED, authorize, handlers and user destinations know it [spring C17 A23]', () => {
    const asked: unknown[] = []
    const bench = with_(
      (app) => {
        naming(app)
        app.message('/me', ({ user, sendToUser }) => sendToUser('bob', '/queue/x', user))
      },
      { authorize: ({ user }) => (asked.push(user), true) },
    )
    const peer = bench.open()
    peer.writes(connect)
    expect(peer.reads(/^CONNECTED\n/)).toContain('\nuser-name:bob\n')
    peer.writes(subscribe('/user/queue/x') + send('/pub/me'))
    expect(told(peer)).toEqual(['M(/user/queue/x, sub-0, {"name":"bob","role":"x"})'])
    expect(asked).toEqual([
      { name: 'bob', role: 'x' },
      { name: 'bob', role: 'x' },
    ])
    expect(bench.broker.users.names).toEqual(['bob'])
  })

  test.each([
    ['at once', () => ({ name: 'kim' })],
    ['later', () => Promise.resolve({ name: 'kim' })],
  ])('authenticate has the last word, %s', async (_, authenticate) => {
    const bench = with_(naming, { authenticate })
    const peer = bench.open()
    peer.writes(connect)
    await turn()
    bench.clock.settle()
    expect(peer.reads(/^CONNECTED\n/)).toContain('\nuser-name:kim\n')
    expect(bench.broker.users.names).toEqual(['kim'])
  })

  test('an interceptor that refuses comes before authenticate is asked', () => {
    let asked = 0
    const bench = with_((app) => app.intercept('CONNECT', refuse), {
      authenticate: () => (asked++, { name: 'kim' }),
    })
    const peer = bench.open()
    peer.writes(connect)
    peer.isRefused('forbidden', 1008)
    expect(asked).toBe(0)
  })

  test('the last interceptor that names somebody wins; one that comes later may ask for it', () => {
    const seen: unknown[] = []
    const bench = with_((app) => {
      naming(app)
      app.intercept('CONNECT', ({ session, setUser }) => {
        seen.push(session.user?.name)
        setUser({ name: 'kim' })
      })
    })
    bench.connected()
    expect(seen).toEqual(['bob'])
    expect(bench.broker.users.names).toEqual(['kim'])
  })

  test('is not said on any other frame', () => {
    const bench = with_((app) => app.intercept('SEND', ({ setUser }) => setUser({ name: 'root' })))
    const peer = bench.connected()
    peer.writes(send('/sub/a'))
    peer.isRefused('internal', 1011)
    expect(bench.events).toContainEqual(
      expect.objectContaining({ error: new TypeError('A user is set on CONNECT, not on SEND.') }),
    )
  })
})

describe('profile spring', () => {
  const generic = 'Failed to send message to ExecutorSubscribableChannel[clientInboundChannel]'

  test.each(springs)('%s: a text of one’s own is the whole ERROR [spring C24 D04]', (profile) => {
    for (const command of ['CONNECT', 'SUBSCRIBE', 'SEND'] as const) {
      const bench = with_((app) => app.intercept(command, refuse), { profile })
      const peer = command === 'CONNECT' ? bench.open() : bench.connected()
      peer.writes(frames[command])
      expect(peer.readsAll()).toEqual(['ERROR\nmessage:Not you\\c go.\ncontent-length:0\n\n␀'])
      expect(peer.channel.closing).toEqual({ code: 1002, reason: '' })
    }
  })

  test.each(newer)(
    '%s: one that breaks is answered with what Spring says, and no more [spring C23 D04]',
    (profile) => {
      for (const command of ['CONNECT', 'SUBSCRIBE', 'SEND'] as const) {
        const bench = with_((app) => app.intercept(command, fail), { profile })
        const peer = command === 'CONNECT' ? bench.open() : bench.connected()
        peer.writes(frames[command])
        expect(told(peer)).toEqual([`E(${generic})`])
        expect(peer.channel.closing?.code).toBe(1002)
      }
    },
  )

  test('spring-5.3: the text goes on with what was thrown [spring C23]', () => {
    const peer = with_((app) => app.intercept('SEND', fail), { profile: 'spring-5.3' }).connected()
    peer.writes(send('/sub/a'))
    expect(told(peer)[0]).toMatch(
      new RegExp(`^E\\(${generic.replace(/[[\]]/g, '\\$&')}; nested exception is .*no database`),
    )
  })

  test.each(springs)('%s: one that breaks later is no other', async (profile) => {
    const bench = with_((app) => app.intercept('SEND', () => Promise.reject(new Error('x'))), { profile })
    const peer = bench.connected()
    peer.writes(send('/sub/a'))
    await turn()
    bench.clock.settle()
    expect(told(peer)[0]).toMatch(/^E\(Failed to send message to /)
  })

  test.each(springs)('%s: a dropped frame is one line of the log [spring D07 C25]', (profile) => {
    const bench = with_((app) => app.intercept('SEND', () => 'drop'), { profile })
    const peer = bench.connected()
    peer.writes(subscribe('/sub/a') + send('/sub/a') + send('/sub/a'))
    expect(told(peer)).toEqual([])
    expect(bench.events.filter(({ type }) => type === 'ignored')).toEqual([
      expect.objectContaining({ cause: 'An interceptor dropped SEND; the client is told nothing.' }),
    ])
  })

  test.each(springs)('%s: interceptors see MESSAGE of a client as SEND [spring §1.6 §2.8]', (profile) => {
    const bench = with_((app) => app.intercept('SEND', refuse), { profile })
    const peer = bench.connected()
    peer.writes('MESSAGE\ndestination:/sub/a\n\nx␀')
    expect(told(peer)).toEqual(['E(Not you: go.)'])
  })
})

describe('what an interceptor says is checked', () => {
  test.each([
    ['no object', 'kim'],
    ['a number for a name', { name: 42 }],
    ['an empty name', { name: '' }],
  ])('a user who is none is a failure, and nobody is let in: %s', (_, user) => {
    const bench = with_((app) => app.intercept('CONNECT', ({ setUser }) => setUser(user as never)))
    const peer = bench.open()
    peer.writes(connect)
    peer.isRefused('internal', 1011)
    expect(bench.events).toContainEqual(
      expect.objectContaining({
        type: 'handler-failed',
        error: expect.objectContaining({ name: 'TypeError' }),
      }),
    )
  })

  test.each([null, false, 'no'])('%s is neither pass nor drop, and lets nothing pass', (said) => {
    const bench = with_((app) => app.intercept('SEND', () => said as never))
    const peer = bench.connected()
    peer.writes(subscribe('/sub/a') + send('/sub/a'))
    peer.isRefused('internal', 1011)
  })
})
