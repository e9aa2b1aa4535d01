import { describe, expect, test } from 'vitest'
import { type BrokerConfig, type BrokerEvent, Refusal } from '@stompbox/broker'
import { springRefusals } from '../../../../broker/src/frame/spring-refusals.ts'
import { Bench } from '../../../support/bench.ts'
import { connect, send } from './scene.ts'

type Row = readonly [wire: string, said: string, advised: string, config?: BrokerConfig]

const refusedWith = (bench: Bench) =>
  bench.events.filter((event): event is Extract<BrokerEvent, { type: 'refused' }> => event.type === 'refused')

const java = 'No enum constant org.springframework.messaging.simp.stomp.StompCommand.FOO'
const small: BrokerConfig = { spring: { maxMessageBytes: 100 } }
const old: BrokerConfig = { profile: 'spring-5.3' }

/** Every refusal in the words of Spring's own wire: what a client sends, with `|` between messages, what it hears, what the log advises. */
const rows: Readonly<Record<keyof typeof springRefusals, Row>> = {
  springUnknownCommand: ['FOO\n\n␀', java, 'in upper case, such as SEND'],
  springCarriageReturn: [
    'SEND\na:b\rc\n\n␀',
    "'\\\\r' must be followed by '\\\\n'",
    'End lines with a line feed',
  ],
  springUnexpectedBody: [
    'SUBSCRIBE\nid:0\ndestination:/sub/a\n\nx␀',
    "SUBSCRIBE shouldn't have a payload\\c length=1, headers={}",
    'only SEND has them',
  ],
  springMissingNul: [
    'SEND\ndestination:/sub/a\ncontent-length:1\n\nxyz␀',
    'Frame must be terminated with a null octet',
    'count the bytes of the body, not its characters',
  ],
  springIllegalHeader: [
    'SEND\nbad\n\n␀',
    "Illegal header\\c 'bad'.",
    'Put a blank line between headers and body',
  ],
  springIllegalEscape: [
    'SEND\na:\\t\n\n␀',
    'Illegal escape sequence at index 0\\c \\\\t',
    'Write \\\\ for a backslash',
  ],
  springMimeType: [
    send('/sub/a', 'x', 'content-type:text\n'),
    'Invalid mime type "text"\\c ',
    'such as application/json',
  ],
  springNotANumber: [
    'SEND\ndestination:/sub/a\ncontent-length:ten\n\nx',
    'For input string\\c "ten"',
    'Write content-length as a number of bytes',
  ],
  springBadHeartBeat: [
    connect.replace('\n\n', '\nheart-beat:a,0\n\n'),
    'Error at index 0 in\\c "a"',
    'such as 10000,10000',
  ],
  springEmptyHeartBeat: [connect.replace('\n\n', '\nheart-beat:,0\n\n'), '', 'such as 10000,10000'],
  springContentLengthLimit: [
    'SEND\ndestination:/sub/a\ncontent-length:200\n\nx|x',
    "STOMP 'content-length' header value 200  exceeds configured buffer size limit 100",
    'or raise spring.maxMessageBytes',
    small,
  ],
  springBufferLimit: [
    `SEND\ndestination:/sub/a\n\n${'x'.repeat(200)}`,
    'The configured STOMP buffer size limit of 100 bytes has been exceeded',
    'or raise spring.maxMessageBytes',
    small,
  ],
}

describe('what is refused in the words of Spring is logged with what to do [design §3]', () => {
  test.each(Object.entries(rows))('%s', (_, [wire, said, advised, config]) => {
    const bench = new Bench({ profile: 'spring', ...config })
    const peer = wire.startsWith('CONNECT') ? bench.open() : bench.connected()
    for (const message of wire.split('|')) peer.writes(message)
    expect(peer.readsAll().at(-1)).toContain(`ERROR\nmessage:${said}`)
    expect(refusedWith(bench)[0]!.mend).toContain(advised)
  })

  test('however long it is', () => {
    const bench = new Bench({ profile: 'spring' })
    bench.connected().writes(`${'X'.repeat(5_000)}\n\n␀`)
    expect(refusedWith(bench)[0]!.mend).toContain('such as SEND')
  })

  const denied = 'Failed to send message to ExecutorSubscribableChannel[clientInboundChannel]'
  const refusing: BrokerConfig = { authorize: () => false }

  test.each<[name: string, wire: string, said: string, logged: string, config?: BrokerConfig]>([
    [
      'not connected',
      send('/sub/a'),
      'Unknown session\\c ',
      'The first frame must be CONNECT or STOMP, got SEND.',
    ],
    ['connected twice', connect + connect, 'Session already exists', 'CONNECT comes once.'],
    ['forbidden', connect + send('/sub/a'), denied, 'You may not send to "/sub/a".', refusing],
    [
      'forbidden, nested',
      connect + send('/sub/a'),
      `${denied}; nested`,
      'You may not send to',
      { ...old, ...refusing },
    ],
    [
      'not known',
      connect,
      denied,
      'CONNECT was not accepted: login, passcode or token are not known here.',
      { authenticate: () => undefined },
    ],
    [
      'nobody could tell',
      connect,
      denied,
      'The broker could not find out who you are. Its log says why.',
      { authenticate: () => Promise.reject(new Error('no database')) },
    ],
    [
      'an interceptor that failed',
      connect + send('/sub/a'),
      denied,
      'The application failed to look at SEND. Its log says why.',
      {
        application: (app) =>
          app.intercept('SEND', () => {
            throw new Error('no')
          }),
      },
    ],
    [
      'an interceptor that refused, in its own words',
      connect + send('/sub/a'),
      'Not this one.',
      'Not this one.',
      {
        application: (app) =>
          app.intercept('SEND', () => {
            throw new Refusal('forbidden', 'Not this one.')
          }),
      },
    ],
  ])('in our words, where Spring has others: %s', async (_, wire, said, logged, config) => {
    const bench = new Bench({ profile: 'spring', ...config })
    const peer = bench.open()
    peer.writes(wire)
    await new Promise(setImmediate)
    bench.clock.settle()
    expect(peer.readsAll().at(-1)).toContain(`ERROR\nmessage:${said}`)
    expect(refusedWith(bench)[0]!.message).toContain(logged)
  })

  test('in our words, when heart-beats are missed', () => {
    const bench = new Bench({ profile: 'spring', heartBeat: { sendMs: 10_000, receiveMs: 10_000 } })
    const peer = bench.connected('accept-version:1.2\nheart-beat:10000,10000')
    bench.clock.advance(60_000)
    expect(peer.readsAll().at(-1)).toContain('ERROR\nmessage:Session closed.')
    expect(refusedWith(bench)[0]!.message).toContain('and you promised a heart-beat every 10000 ms.')
  })
})
