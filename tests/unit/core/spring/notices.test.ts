import { describe, expect, test } from 'vitest'
import type { BrokerConfig } from '@stompbox/broker'
import { Bench, type Peer } from '../../../support/bench.ts'
import { causes, connect, ignored, namedByLogin, send, subscribe, unsubscribe } from './scene.ts'

type Row = readonly [
  name: string,
  wire: string,
  command: string | undefined,
  cause: string,
  mend: string,
  config?: BrokerConfig,
]

const old: BrokerConfig = { profile: 'spring-5.3' }
const bodies = (kind: 'json' | 'text'): BrokerConfig => ({
  application: (app) => app.message('/x', { body: kind }, () => {}),
})

/** Every silence: what a client did, what the log says of it, and what it advises. */
const rows: readonly Row[] = [
  [
    'receipt',
    send('/sub/a', 'x', 'receipt:r\n'),
    'SEND',
    "SEND asks for a receipt; Spring's simple broker sends one for DISCONNECT alone.",
    'Wait for none, or use profile standard, which sends them all.',
  ],
  [
    'acknowledgements',
    subscribe('/sub/a', '0', 'ack:client\n'),
    'SUBSCRIBE',
    "Spring's simple broker passes over ack:client: it acknowledges by itself and sends nothing again.",
    'Use ack:auto, or profile standard.',
  ],
  ...(['ACK', 'NACK', 'BEGIN', 'COMMIT', 'ABORT', 'CONNECTED', 'RECEIPT', 'ERROR'] as const).map(
    (command): Row => [
      `ignoredCommand ${command}`,
      `${command}\nid:1\ntransaction:t\n\n␀`,
      command,
      `${command} is passed over: Spring's simple broker has neither ACK and NACK nor transactions, and takes no frames of servers.`,
      'Use profile standard where you need it.',
    ],
  ),
  [
    'transaction',
    send('/sub/a', 'x', 'transaction:t\n'),
    'SEND',
    'Spring\'s simple broker has no transactions: there SEND in transaction "t" goes out at once.',
    'Send without a transaction, or use profile standard.',
  ],
  [
    'duplicateId',
    subscribe('/sub/a', '0') + subscribe('/sub/b', '0'),
    'SUBSCRIBE',
    'Subscription id "0" is in use for "/sub/a"; Spring keeps the first and passes over "/sub/b".',
    'Use a new id for each SUBSCRIBE, or UNSUBSCRIBE first.',
  ],
  [
    'afterDisconnect',
    `DISCONNECT\nreceipt:1\n\n␀${send('/sub/a')}`,
    'SEND',
    'SEND after DISCONNECT: Spring leaves the socket open, and delivers nothing to it any more.',
    'Close the connection, and connect again.',
  ],
  [
    'beforeConnect after DISCONNECT',
    `DISCONNECT\nreceipt:1\n\n␀${send('/sub/a')}`,
    'SEND',
    'SEND before CONNECT is taken all the same; newer Spring answers it with ERROR.',
    'Send CONNECT first.',
    old,
  ],
  [
    'foreignUnsubscribe',
    `UNSUBSCRIBE\nid:0\ndestination:/other\n\n␀`,
    'UNSUBSCRIBE',
    'UNSUBSCRIBE "0" names destination "/other", which no broker prefix takes; Spring then keeps the subscription.',
    'Send UNSUBSCRIBE with the id alone.',
  ],
  [
    'selectorPassedOver',
    subscribe('/sub/a', '0', 'selector:true\n'),
    'SUBSCRIBE',
    'The selector "true" is passed over, and everything is delivered: Spring has selectors off since 6.1.',
    'Filter in the client, or set spring.selectorHeader.',
  ],
  [
    'selectorUnreadable',
    subscribe('/sub/a', '0', 'selector:((\n'),
    'SUBSCRIBE',
    'The selector "((" cannot be read (',
    "Write it as Spring's expressions are: headers.kind == 'news'.",
    old,
  ],
  [
    'noReceipt',
    'DISCONNECT\n\n␀',
    'DISCONNECT',
    'DISCONNECT asks for no receipt; Spring answers it with ERROR «Session closed.» and 1002.',
    'Send a receipt header with it, as stompjs does, or just close the socket.',
  ],
  [
    'dropped',
    send('/sub/a'),
    'SEND',
    'An interceptor dropped SEND; the client is told nothing.',
    'Throw a Refusal where the client should know.',
    { application: (app) => app.intercept('SEND', () => 'drop') },
  ],
  [
    'strangersUser',
    send('/user/bob/queue/x'),
    'SEND',
    'A client sends to "/user/bob/queue/x", which is another user; Spring delivers it.',
    'Let authorize refuse SEND behind /user, or use profile standard.',
  ],
  [
    'overheard',
    subscribe('/queue/**'),
    'SUBSCRIBE',
    'Subscription "/queue/**" also gets what is meant for single users: their queues are named behind /queue.',
    'Let authorize refuse it, or use profile standard.',
  ],
  [
    'spoofed',
    send('/sub/a', 'x', 'simpOrigDestination:/b\n'),
    'SEND',
    'A client sends to "/sub/a" and has subscribers told it was "/b" (simpOrigDestination).',
    'Use profile standard, which does not.',
  ],
  [
    'missingHeader: id',
    'SUBSCRIBE\ndestination:/sub/a\n\n␀',
    'SUBSCRIBE',
    'SUBSCRIBE needs the header id.',
    'Send the header; Spring logs it, and the client hears nothing.',
  ],
  [
    'missingHeader: destination',
    'SEND\n\nx␀',
    'SEND',
    'SEND needs the header destination.',
    'Send the header; Spring logs it, and the client hears nothing.',
  ],
  [
    'missingHeader: UNSUBSCRIBE',
    'UNSUBSCRIBE\n\n␀',
    'UNSUBSCRIBE',
    'UNSUBSCRIBE needs the header id.',
    'Send the header; Spring logs it, and the client hears nothing.',
  ],
  [
    'unknownId',
    unsubscribe('no'),
    'UNSUBSCRIBE',
    'No subscription "no" in this session.',
    'UNSUBSCRIBE what was subscribed.',
  ],
  [
    'nobodyTakes: no prefix',
    send('/zzz'),
    'SEND',
    'Nothing takes SEND "/zzz".',
    'Spring passes it over. Name a destination behind an application, broker or user prefix, where somebody listens.',
  ],
  [
    'nobodyTakes: no handler',
    send('/pub/x'),
    'SEND',
    'Nothing takes SEND "/pub/x".',
    'Spring passes it over. Name a destination behind an application, broker or user prefix, where somebody listens.',
  ],
  [
    'nobodyTakes: nobody answers',
    subscribe('/pub/x'),
    'SUBSCRIBE',
    'Nothing takes SUBSCRIBE "/pub/x".',
    'Spring passes it over. Name a destination behind an application, broker or user prefix, where somebody listens.',
  ],
  [
    'badPattern',
    subscribe('/sub/{a:[}'),
    'SUBSCRIBE',
    '"/sub/{a:[}" is a pattern that cannot be read: ',
    'Write the pattern otherwise; Spring throws where nobody sees it.',
  ],
  [
    'notAUserDestination',
    send('/user/bob'),
    'SEND',
    '"/user/bob" is no user destination',
    'Spring passes it over. Write /user/<name>/queue/…, and let prefixes.broker hold the prefix behind it.',
  ],
  [
    'nobodysOwn',
    subscribe('/user/bob/queue/x'),
    'SUBSCRIBE',
    '"/user/bob/queue/x" is no destination of your own',
    'Spring passes it over. Write /user/queue/… without a name.',
  ],
  ['badJson', send('/pub/x', '{'), 'SEND', 'The body of "/pub/x" is not JSON: ', '', bodies('json')],
  [
    'emptyBody',
    send('/pub/x', ''),
    'SEND',
    'The body of "/pub/x" is empty or null; this route needs one.',
    '',
    bodies('json'),
  ],
  [
    'wrongContentType',
    send('/pub/x', 'x', 'content-type:text/plain\n'),
    'SEND',
    'The body of "/pub/x" comes as "text/plain"; this route takes application/json',
    '',
    bodies('json'),
  ],
  [
    'connectedTwice',
    connect,
    'CONNECT',
    'This session is already connected; CONNECT comes once.',
    'Send CONNECT once; newer Spring answers with ERROR.',
    old,
  ],
  [
    'sessionClosed',
    'DISCONNECT\n\n␀',
    undefined,
    'Session closed.',
    'Close the connection; newer Spring answers with ERROR.',
    { ...old, spring: { errorHandler: true } },
  ],
]

const named = rows.map((row) => [row[0], row] as const)

describe('profile spring says in the log what it leaves undone [design §3]', () => {
  const play = (wire: string, config: BrokerConfig = {}): Bench => {
    const bench = new Bench({ profile: 'spring', ...config })
    bench.connected().writes(wire)
    return bench
  }

  test.each(named)('%s', (_, [, wire, command, cause, mend, config]) => {
    const found = ignored(play(wire, config)).filter((event) => event.cause.startsWith(cause))
    expect(found).toHaveLength(1)
    expect(found[0]!.command).toBe(command)
    if (mend !== '') expect(found[0]!.mend).toBe(mend)
    expect(found[0]!.mend).not.toBe('')
    expect(found[0]!.session).toBeDefined()
  })

  test.each(named)('%s: once, however often', (_, [, wire, , cause, , config]) => {
    const bench = new Bench({ profile: 'spring', ...config })
    const peer = bench.connected()
    for (let time = 0; time < 3; time++) peer.writes(wire)
    expect(causes(bench).filter((each) => each.startsWith(cause))).toHaveLength(1)
  })

  test('each session once', () => {
    const bench = new Bench({ profile: 'spring' })
    for (const peer of [bench.connected(), bench.connected()]) peer.writes(send('/zzz') + send('/zzz'))
    expect(causes(bench)).toHaveLength(2)
  })

  test('a client that finds ever new mistakes does not fill the log', () => {
    const bench = new Bench({ profile: 'spring' })
    const peer = bench.connected()
    for (let number = 0; number < 2_000; number++) peer.writes(send(`/zzz/${number}`))
    expect(causes(bench).length).toBeLessThanOrEqual(100)
  })

  test('nor does a handler that is asked again and again, and whose answers go nowhere [spring §2.4]', () => {
    const bench = new Bench({
      profile: 'spring',
      prefixes: { broker: ['/sub'] },
      application: (app) => void app.message('/echo', () => 'lost'),
    })
    const peer = bench.connected()
    const before = causes(bench).length
    for (let time = 0; time < 2_000; time++) peer.writes(send('/pub/echo', '"x"'))
    expect(causes(bench)).toContainEqual(expect.stringContaining('"/topic/echo"'))
    expect(causes(bench).length - before).toBeLessThanOrEqual(100)
  })

  test('a client that does all as Spring has it is not mentioned', () => {
    const bench = new Bench({ profile: 'spring', application: namedByLogin })
    const peer = bench.connected('accept-version:1.2\nlogin:bob')
    peer.writes(
      subscribe('/sub/a') + subscribe('/user/queue/x', '1') + send('/sub/a') + send('/user/bob/queue/x'),
    )
    peer.writes(unsubscribe() + unsubscribe('1'))
    peer.writes('\n')
    peer.writes('DISCONNECT\nreceipt:r\n\n␀')
    expect(causes(bench)).toEqual([])
  })
})

describe('profile standard warns once of what Spring would not do [design §3]', () => {
  const leaning: Record<string, (peer: Peer) => void> = {
    'SEND asks for a receipt': (peer) => peer.writes(send('/sub/a', 'x', 'receipt:r\n')),
    'ack:client': (peer) => peer.writes(subscribe('/sub/a', '0', 'ack:client\n') + unsubscribe('0')),
    'in transaction': (peer) =>
      peer.writes(
        `BEGIN\ntransaction:t\n\n␀${send('/sub/a', 'x', 'transaction:t\n')}ABORT\ntransaction:t\n\n␀`,
      ),
  }
  const warned = (bench: Bench) =>
    bench.events.flatMap((event) => (event.type === 'not-in-spring' ? [event.cause] : []))

  test.each(Object.entries(leaning))('%s: once, for all sessions', (what, lean) => {
    const bench = new Bench()
    for (const peer of [bench.connected(), bench.connected()]) {
      lean(peer)
      lean(peer)
    }
    expect(warned(bench)).toEqual([expect.stringContaining(what)])
    expect(causes(bench)).toEqual([])
  })

  test('CONNECT without accept-version, which is 1.0', () => {
    const bench = new Bench()
    for (const peer of [bench.open(), bench.open()]) peer.writes('CONNECT\n\n␀')
    expect(warned(bench)).toEqual([
      'CONNECT has no accept-version, which means 1.0; Spring never answers it.',
    ])
  })

  test('each cause by itself, and none for what Spring does, too', () => {
    const bench = new Bench()
    const peer = bench.connected()
    for (const lean of Object.values(leaning)) lean(peer)
    expect(warned(bench)).toHaveLength(3)
    const quiet = new Bench({ application: namedByLogin })
    const bob = quiet.connected('accept-version:1.2\nlogin:bob')
    bob.writes(
      subscribe('/sub/a') + subscribe('/user/queue/x', '1') + send('/user/bob/queue/x') + unsubscribe(),
    )
    bob.writes('DISCONNECT\nreceipt:r\n\n␀')
    expect(warned(quiet)).toEqual([])
  })

  test('a frame that an interceptor dropped is nothing that Spring would not do', () => {
    const bench = new Bench({ application: (app) => app.intercept('SEND', () => 'drop') })
    bench.connected().writes(send('/sub/a'))
    expect(warned(bench)).toEqual([])
  })
})
