import { describe, expect, test } from 'vitest'
import { duration, eventLine, isUrgent, type LoggedEvent } from '../../../broker/src/log/event-line.ts'
import { columnsOf } from '../../../broker/src/log/columns.ts'
import { plain } from '../../../broker/src/log/palette.ts'
import { paper } from '../../../broker/src/log/screen.ts'
import { disconnected, errorAt, session } from './events.ts'

const at = new Date(2026, 10, 21, 9, 5, 7)
const line = (event: LoggedEvent) => eventLine(event, at, paper)
const room = '/sub/chat/room/1'

test.each<[LoggedEvent, string]>([
  [
    { type: 'connected', session },
    '09:05:07  connected         01234567  STOMP 1.2 over websocket at /ws-stomp from 127.0.0.1',
  ],
  [
    { type: 'connected', session: { ...session, login: 'kim lee' } },
    '09:05:07  connected         01234567  login "kim lee", STOMP 1.2 over websocket at /ws-stomp from 127.0.0.1',
  ],
  [
    {
      type: 'connected',
      session: { ...session, handshake: { ...session.handshake, transport: 'tcp', path: '' } },
    },
    '09:05:07  connected         01234567  STOMP 1.2 over tcp from 127.0.0.1',
  ],
  [
    { type: 'subscribed', session, id: 'sub-0', destination: room },
    '09:05:07  subscribed        01234567  sub-0 → /sub/chat/room/1',
  ],
  [
    { type: 'unsubscribed', session, id: 'sub-0', destination: room },
    '09:05:07  unsubscribed      01234567  sub-0 → /sub/chat/room/1',
  ],
  [
    {
      type: 'refused',
      session,
      code: 'bad-destination',
      message: 'Nothing takes SEND "/pbu/chat". Nearest: /pub/chat.',
      command: 'SEND',
      destination: '/pbu/chat',
    },
    '09:05:07  refused           01234567  SEND /pbu/chat: bad-destination: Nothing takes SEND "/pbu/chat". Nearest: /pub/chat.',
  ],
  [
    {
      type: 'refused',
      session,
      code: 'bad-header',
      message: "Illegal header: 'x'",
      mend: 'Write name:value.',
      command: 'SEND',
    },
    "09:05:07  refused           01234567  SEND: bad-header: Illegal header: 'x'. Write name:value.",
  ],
  [
    { type: 'refused', session, code: 'bad-header', message: '', mend: 'Write 1,1.' },
    '09:05:07  refused           01234567  bad-header: Write 1,1.',
  ],
  [
    { type: 'refused', session, code: 'connect-timeout', message: 'No CONNECT within 10 s.' },
    '09:05:07  refused           01234567  connect-timeout: No CONNECT within 10 s.',
  ],
  [
    {
      type: 'handler-failed',
      session,
      command: 'SEND',
      destination: '/pub/a',
      error: errorAt('/app/chat.ts:3:7', 'no room'),
    },
    '09:05:07  handler failed    01234567  SEND /pub/a: TypeError: no room (/app/chat.ts:3:7)',
  ],
  [
    { type: 'handler-failed', session, command: 'SEND', destination: '/pub/a', error: 'just text' },
    '09:05:07  handler failed    01234567  SEND /pub/a: threw just text',
  ],
  [
    { type: 'turned-away', remoteAddress: '10.0.0.9', code: 'draining', message: 'Closing.', count: 1 },
    '09:05:07  turned away       -         10.0.0.9: draining: Closing.',
  ],
  [
    { type: 'turned-away', remoteAddress: '10.0.0.9', code: 'overloaded', message: 'Full.', count: 12 },
    '09:05:07  turned away       -         12, the last from 10.0.0.9: overloaded: Full.',
  ],
  [
    { type: 'not-served', remoteAddress: '10.0.0.9', path: '/w s', status: 404, message: 'No\nendpoint.' },
    '09:05:07  not served        -         "/w s": HTTP 404: No\\nendpoint.',
  ],
  [
    { type: 'not-served', remoteAddress: '10.0.0.9', path: '/ws', status: 0, message: 'Closed.' },
    '09:05:07  not served        -         /ws: no answer: Closed.',
  ],
  [
    {
      type: 'ignored',
      session,
      command: 'SEND',
      destination: '/zzz',
      cause: 'Nothing takes SEND "/zzz".',
      mend: 'Send it elsewhere.',
    },
    '09:05:07  ignored           01234567  Nothing takes SEND "/zzz". Send it elsewhere.',
  ],
  [
    { type: 'ignored', cause: 'A message goes nowhere.', mend: 'Add the prefix.' },
    '09:05:07  ignored           -         A message goes nowhere. Add the prefix.',
  ],
  [
    { type: 'not-in-spring', session, command: 'SEND', cause: 'SEND asks for a receipt; Spring sends none.' },
    '09:05:07  not in spring     01234567  SEND asks for a receipt; Spring sends none.',
  ],
  [
    { type: 'nobody-there', user: 'kim', destination: '/user/queue/x', isConnected: false },
    '09:05:07  nobody there      -         /user/queue/x of kim: no user of that name is connected; a name is what authenticate or setUser says, not login',
  ],
  [
    { type: 'nobody-there', user: 'kim lee', destination: '/user/queue/x', isConnected: true },
    '09:05:07  nobody there      -         /user/queue/x of "kim lee": no session of that user subscribes to it',
  ],
  [
    { type: 'undeliverable', destination: room, subscribers: 1 },
    '09:05:07  undeliverable     -         /sub/chat/room/1: binary, which the SockJS transport of 1 subscriber cannot carry',
  ],
  [disconnected, '09:05:07  disconnected      01234567  1000 by client after 3.2 s: said goodbye'],
  [
    { ...disconnected, code: 1001, by: 'broker', reason: 'shutting down', subscriptions: 2 },
    '09:05:07  disconnected      01234567  1001 "shutting down" by broker after 3.2 s, 2 subscriptions: the broker is stopping',
  ],
  [
    { ...disconnected, code: 4999, reason: 'mine', subscriptions: 1 },
    '09:05:07  disconnected      01234567  4999 "mine" by client after 3.2 s, 1 subscription',
  ],
])('$type', (event, text) => {
  expect(line(event)).toBe(text)
})

describe('on a terminal', () => {
  const screen = { paint: plain, columns: 80 }
  const everyLine = (event: LoggedEvent) => eventLine(event, at, screen).split('\n')

  test('what goes on has one line that ends where the terminal does', () => {
    const [shown, ...more] = everyLine({
      type: 'subscribed',
      session,
      id: 'sub-0',
      destination: `/sub/방/${'가'.repeat(60)}`,
    })
    expect(more).toEqual([])
    expect(shown).toMatch(/^09:05:07 {2}subscribed {8}01234567 {2}sub-0 → \/sub\/방\/가+…$/)
    expect(columnsOf(shown!)).toBe(79)
  })

  test('what explains itself is told whole, below itself', () => {
    const message = 'Nothing takes SEND "/pbu/chat". Did you mean /pub/chat?'
    const refused = { type: 'refused', session, code: 'bad-destination', message } as const
    const lines = everyLine(refused)
    expect(lines.length).toBeGreaterThan(1)
    for (const text of lines.slice(1)) expect(text).toMatch(/^ {38}\S/)
    for (const text of lines) expect(columnsOf(text)).toBeLessThanOrEqual(80)
    expect(lines.map((text) => text.slice(38)).join(' ')).toBe(`bad-destination: ${message}`)
  })

  test('a session that was named by its client takes its columns and no more', () => {
    const named = { ...session, id: '한글이름입니다' }
    const [shown] = everyLine({ type: 'subscribed', session: named, id: 'a', destination: '/b' })
    expect(shown).toBe('09:05:07  subscribed        한글이름  a → /b')
  })
})

test('warnings and failures are told of even where little is', () => {
  const told = (event: LoggedEvent) => isUrgent(event)
  expect(told({ type: 'refused', session, code: 'rate', message: '' })).toBe(true)
  expect(told({ type: 'connected', session })).toBe(false)
  expect(told(disconnected)).toBe(false)
})

describe('what a client wrote', () => {
  const hostile = 'x\n09:05:07  connected\u001b[2J\u202e'

  test.each<LoggedEvent>([
    { type: 'connected', session: { ...session, login: hostile } },
    { type: 'subscribed', session, id: hostile, destination: hostile },
    { type: 'refused', session, code: 'bad-frame', message: hostile, command: hostile, destination: hostile },
    { type: 'handler-failed', session, command: 'SEND', destination: hostile, error: new Error(hostile) },
    { type: 'handler-failed', session, command: 'SEND', destination: '/a', error: hostile },
    { type: 'nobody-there', user: hostile, destination: hostile, isConnected: false },
    { type: 'undeliverable', destination: hostile, subscribers: 2 },
    { ...disconnected, reason: hostile },
  ])('stays on one line of visible characters: $type', (event) => {
    expect(line(event)).toMatch(/^[^\p{Cc}\p{Cf}]+$/u)
    expect(line(event)).toContain('\\u001b[2J\\u202e')
  })

  test('cannot end the quotes of a reason', () => {
    expect(line({ ...disconnected, reason: '" by broker' })).toContain('1000 "\\" by broker" by client')
  })

  test('is cut', () => {
    expect(
      line({ type: 'subscribed', session, id: 'i'.repeat(5000), destination: 'd'.repeat(5000) }),
    ).toHaveLength('09:05:07  subscribed        01234567   → '.length + 2 * 256)
  })
})

test.each([
  [0.4, '0 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [59_940, '59.9 s'],
  [59_960, '1 min 0 s'],
  [3_599_000, '59 min 59 s'],
  [3_660_000, '1 h 1 min'],
  [90_000_000, '25 h 0 min'],
])('%d ms reads %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})
