import {
  connected,
  each,
  frame,
  open,
  ping,
  say,
  sayBytes,
  scenariosOf,
  send,
  subscribe,
  usable,
} from '../steps.ts'
import type { Scenario, Step } from '../scenario.ts'

const scenario = scenariosOf('framing')

/** A session subscribed to what it will send to. */
const listening = (on: string, destination: string): Step[] => [
  ...connected(on),
  subscribe(on, 'sub-0', destination),
]
const sendFrame = (destination: string, body: string, headers: readonly string[] = []): string =>
  frame('SEND', [`destination:${destination}`, ...headers], body)

/** Where frames begin and end, and how they lie in WebSocket messages. */
export const framing: readonly Scenario[] = [
  scenario('F07', 'CRLF for every line end', [
    ...connected('a'),
    say('a', 'SUBSCRIBE\r\nid:sub-0\r\ndestination:/sub/f07/x\r\n\r\n\0'),
    say('a', 'SEND\r\ndestination:/sub/f07/x\r\nfoo:1\r\n\r\none\r\ntwo\0\r\n'),
    say('a', 'SEND\ndestination:/sub/f07/x\r\nfoo:2\n\r\nmixed\0'),
    say('a', 'SEND\r\ndestination:/sub/f07/x\nfoo:3\r\n\nmixed\0'),
  ]),
  scenario('F17', 'several frames in one WebSocket message, blank lines between', [
    ...connected('a'),
    say(
      'a',
      `${frame('SUBSCRIBE', ['id:a', 'destination:/sub/f17/x'])}\n\n\r\n${frame('SUBSCRIBE', ['id:b', 'destination:/sub/f17/x'])}`,
    ),
    say('a', `\n${sendFrame('/sub/f17/x', 'one')}\n${sendFrame('/sub/f17/x', 'two')}\n\n`, {
      anyOrder: true,
    }),
    ...usable('a', 'f17'),
  ]),
  scenario('F18', 'a frame in four WebSocket messages', [
    ...listening('a', '/sub/f18/x'),
    ...['SE', 'ND\ndesti', 'nation:/sub/f18/x\n\nfo', 'ur\0'].map((piece) => say('a', piece)),
  ]),
  scenario('F19', 'a WebSocket message in continuation frames', [
    ...listening('a', '/sub/f19/x'),
    say('a', sendFrame('/sub/f19/x', 'in fragments'), { fragmentsAt: [2, 10, 24, 30] }),
    say('a', sendFrame('/sub/f19/x', '안녕'), { fragmentsAt: [29, 31] }),
  ]),
  scenario('F20', 'line feeds alone are a heart-beat, an empty message is nothing', [
    ...listening('a', '/sub/f20/x'),
    ...['\n', '\n\n\n', '\r\n', '\r\n\r\n', '\n\r\n', ''].map((text) => say('a', text)),
    send('a', '/sub/f20/x', 'still here'),
  ]),
  scenario('F21', 'a NUL alone spoils the next frame', [
    ...listening('a', '/sub/f21/x'),
    say('a', '\0'),
    send('a', '/sub/f21/x', 'spoilt'),
  ]),
  scenario('F30', 'an unfinished frame waits for its end', [
    ...listening('a', '/sub/f30/x'),
    say('a', 'SEND\ndestination:/sub/f30/x\n\nfirst half, '),
    { do: 'wait', ms: 1000 },
    say('a', 'second half\0'),
  ]),
  scenario('F32', 'a ping is answered with its own words', [
    open('a'),
    ping('a', 'before CONNECT'),
    ...connected('b'),
    ping('b', 'hello'),
    ping('b', ''),
    ping('b', 'x'.repeat(125)),
    ...usable('b', 'f32'),
  ]),
  scenario('F33', 'a broken frame discards the good one before it in the same WebSocket message', [
    ...listening('a', '/sub/f33/x'),
    ...connected('b'),
    subscribe('b', 'sub-0', '/sub/f33/x'),
    say('a', `${sendFrame('/sub/f33/x', 'good')}FOO\n\n\0`),
    ...usable('b', 'f33'),
  ]),
  scenario('F34', 'a refused SEND does not keep the next one of the same WebSocket message', [
    ...connected('a'),
    ...connected('b'),
    subscribe('b', 'sub-0', '/sub/f34/x'),
    say('a', sendFrame('/sub/f34/x', 'refused', ['x-deny:plain']) + sendFrame('/sub/f34/x', 'good')),
    ...usable('b', 'f34'),
  ]),
  scenario('F35', 'a good frame, a refused one and a good one in one WebSocket message', [
    ...connected('a'),
    ...connected('b'),
    subscribe('b', 'sub-0', '/sub/f35/x'),
    say(
      'a',
      sendFrame('/sub/f35/x', 'first') +
        sendFrame('/sub/f35/x', 'refused', ['x-deny:delivery']) +
        sendFrame('/sub/f35/x', 'third'),
      { anyOrder: true },
    ),
    ...usable('b', 'f35'),
  ]),
  scenario('F36', 'a dropped SEND and a good one in one WebSocket message', [
    ...listening('a', '/sub/f36/x'),
    say('a', sendFrame('/sub/f36/x', 'dropped', ['x-deny:null']) + sendFrame('/sub/f36/x', 'good')),
  ]),
  scenario('F37', 'the end of a frame and the beginning of the next in one WebSocket message', [
    ...listening('a', '/sub/f37/x'),
    say('a', `${sendFrame('/sub/f37/x', 'one')}SEND\ndestina`),
    say('a', `tion:/sub/f37/x\n\ntwo\0\nSEND\ndestination:/sub/f37/x`),
    say('a', '\n\nthree\0'),
  ]),
  scenario('F38', 'pieces cut at the line ends, at the colon, before the NUL and within an escape', [
    ...each(
      {
        'after-command': ['SEND', '\ndestination:/sub/f38/x\nfoo:a\\cb\n\nx\0'],
        'after-line-feed': ['SEND\n', 'destination:/sub/f38/x\nfoo:a\\cb\n\nx\0'],
        'at-colon': ['SEND\ndestination:', '/sub/f38/x\nfoo:a\\cb\n\nx\0'],
        'in-escape': ['SEND\ndestination:/sub/f38/x\nfoo:a\\', 'cb\n\nx\0'],
        'after-headers': ['SEND\ndestination:/sub/f38/x\nfoo:a\\cb\n', '\nx\0'],
        'before-body': ['SEND\ndestination:/sub/f38/x\nfoo:a\\cb\n\n', 'x\0'],
        'before-nul': ['SEND\ndestination:/sub/f38/x\nfoo:a\\cb\n\nx', '\0'],
      },
      (on, pieces) => [
        ...connected(on),
        say(on, frame('SUBSCRIBE', [`id:${on}`, 'destination:/sub/f38/x'])),
        ...pieces.map((piece) => say(on, piece)),
        { do: 'close', on, code: 1000 },
      ],
    ),
  ]),
  scenario('F39', 'a frame half in a text message, half in a binary one', [
    ...listening('a', '/sub/f39/x'),
    say('a', 'SEND\ndestination:/sub/f39/x\n\ntext and '),
    sayBytes('a', 'bytes\0'),
    sayBytes('a', 'SEND\ndestination:/sub/f39/x\n\nbytes and '),
    say('a', 'text\0'),
  ]),
  scenario('F40', 'a heart-beat between the pieces of a frame becomes part of it', [
    ...listening('body', '/sub/f40/body'),
    say('body', 'SEND\ndestination:/sub/f40/body\n\none'),
    say('body', '\n'),
    say('body', 'two\0'),
    ...listening('header', '/sub/f40/header'),
    say('header', 'SEND\ndestination:/sub/f40/header'),
    say('header', '\n'),
    say('header', '\nbody\0'),
  ]),
  scenario('F41', 'an unfinished frame of one session is nothing to another', [
    ...listening('a', '/sub/f41/x'),
    ...connected('b'),
    say('a', 'SEND\ndestination:/sub/f41/x\n\nunfin'),
    send('b', '/sub/f41/x', 'from b'),
    say('a', 'ished\0'),
  ]),
  scenario('F42', 'an unfinished frame of a session that closes is lost', [
    ...listening('a', '/sub/f42/x'),
    ...connected('b'),
    say('b', 'SEND\ndestination:/sub/f42/x\n\nunfinished'),
    { do: 'close', on: 'b', code: 1000 },
    ...usable('a', 'f42'),
  ]),
  scenario('F43', 'a hundred frames in one WebSocket message', [
    ...listening('a', '/sub/f43/x'),
    say('a', Array.from({ length: 100 }, (_, index) => sendFrame('/sub/f43/x', `number ${index}`)).join(''), {
      anyOrder: true,
    }),
  ]),
  scenario('F44', 'no NUL at the end: the next frame is its body', [
    ...listening('a', '/sub/f44/x'),
    say('a', 'SEND\ndestination:/sub/f44/x\n\nno end'),
    send('a', '/sub/f44/x', 'next'),
    send('a', '/sub/f44/x', 'after'),
  ]),
  scenario('F45', 'bytes between the frames of one WebSocket message', [
    ...each(
      { space: ' ', nul: '\0', word: 'garbage', line: 'garbage\n', tab: '\t', 'carriage-return': '\r' },
      (on, between) => [
        ...listening(on, `/sub/f45/${on}`),
        say(on, sendFrame(`/sub/f45/${on}`, 'one') + between + sendFrame(`/sub/f45/${on}`, 'two'), {
          anyOrder: true,
        }),
        send(on, `/sub/f45/${on}`, 'after', [], { anyOrder: true }),
      ],
    ),
  ]),
  scenario('F46', 'bytes in a WebSocket message of their own', [
    ...each(
      { space: ' ', word: 'garbage', tab: '\t', json: '{"hello":1}', sockjs: '["CONNECT"]' },
      (on, between) => [
        ...listening(on, `/sub/f46/${on}`),
        say(on, between),
        send(on, `/sub/f46/${on}`, 'after'),
      ],
    ),
  ]),
  scenario('F47', 'a byte-order mark before a frame', [
    ...listening('a', '/sub/f47/x'),
    say('a', `\uFEFF${sendFrame('/sub/f47/x', 'x')}`),
  ]),
]
