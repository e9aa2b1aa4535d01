import {
  connectWith,
  connected,
  each,
  frame,
  open,
  say,
  scenariosOf,
  send,
  subscribe,
  usable,
} from '../steps.ts'
import type { Scenario, Step } from '../scenario.ts'

const scenario = scenariosOf('connect')

const all = 'accept-version:1.2,1.1,1.0'
const none = 'heart-beat:0,0'

/** CONNECT with these headers, and whether the session works after it. */
const connectAndUse =
  (own: string) =>
  (on: string, headers: readonly string[]): Step[] => [...connectWith(on, headers), ...usable(on, own)]
const versionAndUse =
  (own: string) =>
  (on: string, versions: string): Step[] =>
    connectAndUse(own)(on, [`accept-version:${versions}`, none])
const heartBeatAndUse =
  (own: string) =>
  (on: string, heartBeat: string): Step[] =>
    connectAndUse(own)(on, [all, `heart-beat:${heartBeat}`])

/** CONNECT and CONNECTED: versions, heart-beat texts, credentials, what interceptors do. */
export const connect: readonly Scenario[] = [
  scenario('C01', 'CONNECT with all versions gets the highest', connectWith('a', [all, none])),
  scenario('C02', 'only 1.1', connectWith('a', ['accept-version:1.1', none])),
  scenario('C03', 'only 1.0', connectWith('a', ['accept-version:1.0', none])),
  scenario('C04', 'versions are not trimmed', [
    ...each({ after: '1.0, 1.2', 'lower-first': '1.1 ,1.0' }, (on, versions) =>
      connectWith(on, [`accept-version:${versions}`, none]),
    ),
  ]),
  scenario('C05', 'an unknown version is not answered, and the session works all the same', [
    ...versionAndUse('c05')('a', '2.0'),
    say('a', frame('DISCONNECT', ['receipt:bye'])),
  ]),
  scenario('C06', 'without accept-version nothing comes back, and the session works all the same', [
    ...connectAndUse('c06')('a', [none]),
    say('a', frame('DISCONNECT', ['receipt:bye'])),
  ]),
  scenario('C07', 'STOMP is CONNECT by another name', [
    open('a'),
    say('a', frame('STOMP', [all, none])),
    ...usable('a', 'c07'),
  ]),
  scenario('C08', 'no heart-beat header', connectWith('a', [all])),
  scenario(
    'C09',
    'heart-beats asked of a server that has none',
    connectWith('a', [all, 'heart-beat:5000,5000']),
  ),
  scenario('C10', 'a heart-beat header without a comma counts as 0,0', [
    ...each({ word: 'abc', number: '10', empty: '' }, heartBeatAndUse('c10')),
  ]),
  scenario('C11', 'a heart-beat header of words is an error', connectWith('a', [all, 'heart-beat:a,b'])),
  scenario('C12', 'a heart-beat header with spaces', [
    ...each({ second: '1000, 1000', first: ' 1000,1000', end: '1000,1000 ' }, heartBeatAndUse('c12')),
  ]),
  scenario('C13', 'a heart-beat header with an empty half', [
    ...each({ both: ',', second: '0,', first: ',0' }, heartBeatAndUse('c13')),
  ]),
  scenario('C14', 'negative heart-beats', [
    ...each({ both: '-1,-1', one: '-1,1000' }, heartBeatAndUse('c14')),
  ]),
  scenario('C15', 'login, passcode, host and unknown headers are ignored', [
    ...connectAndUse('c15')('a', [all, none, 'login:kim', 'passcode:secret', 'host:nope', 'x-more:1']),
  ]),
  scenario('C16', 'a receipt asked with CONNECT is not given', [
    ...connectAndUse('c16')('a', [all, none, 'receipt:r1']),
  ]),
  scenario(
    'C17',
    'the user that an interceptor has set is named in CONNECTED',
    connected('a', ['x-user:bob']),
  ),
  scenario('C18', 'a second CONNECT', [
    ...connected('a'),
    say('a', frame('CONNECT', [all, none])),
    ...usable('a', 'c18'),
  ]),
  scenario('C23', 'an interceptor that throws on CONNECT', connected('a', ['x-deny:plain'])),
  scenario('C24', 'an interceptor that throws a messaging exception on CONNECT', [
    ...connected('a', ['x-deny:delivery', 'receipt:r1']),
  ]),
  scenario('C25', 'an interceptor that drops CONNECT, then a CONNECT that passes', [
    ...connected('a', ['x-deny:null']),
    say('a', frame('CONNECT', [all, none])),
    ...usable('a', 'c25'),
  ]),
  scenario('C26', 'what shares a WebSocket message with a denied CONNECT is dropped', [
    open('a'),
    say(
      'a',
      frame('CONNECT', [all, none, 'x-deny:plain']) +
        frame('SUBSCRIBE', ['id:sub-0', 'destination:/sub/c26/x']) +
        frame('SEND', ['destination:/sub/c26/x'], 'lost'),
    ),
  ]),
  scenario('C27', 'CONNECT and SUBSCRIBE to the application in one WebSocket message', [
    ...connected('warm'),
    subscribe('warm', 'sub-0', '/pub/init'),
    open('a'),
    say('a', frame('CONNECT', [all, none]) + frame('SUBSCRIBE', ['id:sub-0', 'destination:/pub/init']), {
      anyOrder: true,
    }),
  ]),
  scenario('C31', 'CONNECT with a body', [
    ...connectWith('a', [all, none], 'body'),
    open('b'),
    say('b', frame('STOMP', [all, none, 'content-length:4'], 'body')),
  ]),
  scenario('C32', 'values of CONNECT are not unescaped', [
    ...connectWith('undefined-escape', [all, none, 'foo:a\\tb']),
    ...connectWith('backslash-at-end', [all, none, 'foo:a\\']),
    ...connectWith('name', [all, none, 'fo\\o:a']),
    ...connected('user', ['x-user:a\\cb']),
  ]),
  scenario('C49', 'more writings of accept-version that hold a known version', [
    ...each(
      {
        'highest-last': '1.0,1.1,1.2',
        'with-unknown': '1.1,1.2,2.0',
        'two-lower': '1.0,1.1',
        twice: '1.1,1.1',
        'comma-at-end': '1.2,',
        'comma-first': ',1.2',
      },
      (on, versions) => connectWith(on, [`accept-version:${versions}`, none]),
    ),
  ]),
  scenario('C50', 'writings of accept-version that hold no known version', [
    ...each(
      {
        empty: '',
        'space-before': ' 1.2',
        'space-after': '1.2 ',
        semicolons: '1.2;1.1',
        letter: 'v1.2',
        short: '1',
      },
      versionAndUse('c50'),
    ),
  ]),
  scenario('C51', 'of two accept-version headers the first counts', [
    ...connectWith('a', ['accept-version:1.0', 'accept-version:1.2', none]),
    ...connectAndUse('c51')('b', ['accept-version:2.0', 'accept-version:1.2', none]),
  ]),
  scenario('C52', 'header names are case-sensitive', [
    ...connectAndUse('c52')('version', ['Accept-Version:1.2', none]),
    ...connectAndUse('c52')('heart-beat', [all, 'Heart-Beat:a,b']),
  ]),
  scenario('C53', 'heart-beat headers with more or less than two whole numbers', [
    ...each(
      { three: '1000,1000,1000', decimal: '1.5,1', signed: '+5,+5', 'comma-at-end': '1,1,' },
      heartBeatAndUse('c53'),
    ),
  ]),
  scenario('C54', 'heart-beat headers with very large numbers', [
    ...each(
      { int: '99999999999,0', long: '9223372036854775807,0', beyond: '9223372036854775808,0' },
      heartBeatAndUse('c54'),
    ),
  ]),
  scenario('C55', 'of two heart-beat headers the first counts', [
    ...connectAndUse('c55')('bad-first', [all, 'heart-beat:a,b', none]),
    ...connectAndUse('c55')('bad-second', [all, none, 'heart-beat:a,b']),
  ]),
  scenario('C56', 'a heart-beat header is read on every frame', [
    ...each({ good: '5,5', bad: 'a,b' }, (on, heartBeat) => [
      ...connected(on),
      subscribe(on, 'sub-0', `/sub/c56/${on}`),
      send(on, `/sub/c56/${on}`, 'x', [`heart-beat:${heartBeat}`]),
      send(on, `/sub/c56/${on}`, 'y'),
    ]),
    ...connected('disconnect'),
    say('disconnect', frame('DISCONNECT', ['receipt:1', 'heart-beat:a,b'])),
  ]),
  scenario('C57', 'STOMP with everything a client may say', [
    open('a', '/ws', { protocols: ['v12.stomp', 'v11.stomp'] }),
    say(
      'a',
      frame('STOMP', [
        'host:chat.example',
        'accept-version:1.1,1.2',
        'heart-beat:10000,10000',
        'login:kim',
        'passcode:pass:word',
        'client-id:7',
        'receipt:r1',
        'Authorization:Bearer a.b.c',
        'x-user:kim',
        'content-type:text/plain',
        'content-length:0',
        'destination:/sub/c57/x',
      ]),
    ),
    ...usable('a', 'c57'),
  ]),
  scenario('C58', 'STOMP after CONNECT, CONNECT after STOMP', [
    ...connected('a'),
    say('a', frame('STOMP', [all, none])),
    ...usable('a', 'c58'),
    open('b'),
    say('b', frame('STOMP', [all, none])),
    say('b', frame('CONNECT', [all, none])),
    ...usable('b', 'c58'),
  ]),
  scenario('C59', 'a second CONNECT that is denied, dropped or of another user', [
    ...each({ denied: 'x-deny:plain', dropped: 'x-deny:null', renamed: 'x-user:lee' }, (on, header) => [
      ...connected(on, ['x-user:kim']),
      say(on, frame('CONNECT', [all, none, header])),
      ...usable(on, 'c59'),
    ]),
  ]),
  scenario('C60', 'after a CONNECT of an unknown version another CONNECT is the second', [
    ...connectWith('a', ['accept-version:2.0']),
    say('a', frame('CONNECT', [all, none])),
    ...usable('a', 'c60'),
  ]),
  scenario('C61', 'how names of users are written in CONNECTED', [
    ...each(
      {
        hangul: '김철수',
        colon: 'kim:lee',
        spaces: ' kim lee ',
        slash: 'kim/lee',
        percent: '50%',
        emoji: '👋',
        empty: '',
      },
      (on, user) => connected(on, [`x-user:${user}`]),
    ),
  ]),
  scenario('C62', 'CONNECT with CRLF, and with blank lines before it', [
    open('a'),
    say('a', `CONNECT\r\n${all}\r\n${none}\r\nx-user:kim\r\n\r\n\0`),
    ...usable('a', 'c62'),
    open('b'),
    say('b', `${frame('CONNECT', [all, none])}\n`),
    ...usable('b', 'c62'),
  ]),
  scenario('C63', 'CONNECT without a single header', [...connectAndUse('c63')('a', [])]),
  scenario('C64', 'CONNECT with an invalid content-type', [
    ...connectWith('a', [all, none, 'content-type:json']),
    ...connectAndUse('c64')('b', [all, none, 'content-type:application/json']),
  ]),
  scenario('C65', 'CONNECT with broken headers', [
    ...connectWith('no-colon', [all, none, 'Authorization']),
    ...connectWith('no-name', [all, none, ':x']),
    ...connectWith('empty-value', [all, none, 'Authorization:']),
  ]),
  scenario('C66', 'commands that are nearly CONNECT', [
    ...each(
      {
        'lower-case': 'connect',
        'space-after': 'CONNECT ',
        'space-before': ' CONNECT',
        'byte-order-mark': '\uFEFFCONNECT',
      },
      (on, command) => [open(on), say(on, frame(command, [all, none]))],
    ),
  ]),
  scenario('C67', 'CONNECT in two WebSocket messages', [
    open('a'),
    say('a', 'CONNECT\naccept-ver'),
    say('a', `sion:1.2\n${none}\n\n\0`),
    ...usable('a', 'c67'),
  ]),
  scenario('C68', 'CONNECT with very long headers', [
    ...connectAndUse('c68')('a', [all, none, `Authorization:Bearer ${'x'.repeat(8000)}`]),
  ]),
]
