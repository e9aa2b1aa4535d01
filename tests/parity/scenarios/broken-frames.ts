import { connected, each, frame, say, scenariosOf, send, subscribe, usable } from '../steps.ts'
import type { Scenario, Step } from '../scenario.ts'

const scenario = scenariosOf('framing')

/** A session that listens, hears this text as one WebSocket message, and shows whether it still works. */
const hears =
  (own: string) =>
  (on: string, text: string): Step[] => [
    ...connected(on),
    subscribe(on, 'sub-0', `/sub/${own}/x`),
    say(on, text),
    ...usable(on, own),
    { do: 'close', on, code: 1000 },
  ]
/** The same where the connection ends with it in every version. */
const breaksOn = (on: string, text: string): Step[] => [...connected(on), say(on, text)]
const breaksOnHeader = (on: string, header: string): Step[] =>
  breaksOn(on, frame('SEND', ['destination:/sub/broken/x', header], 'x'))
const hearsHeader =
  (own: string) =>
  (on: string, header: string): Step[] =>
    hears(own)(on, frame('SEND', [`destination:/sub/${own}/x`, header], 'x'))
const withBody = (command: string): string =>
  frame(command, ['id:7', 'destination:/sub/broken/y', 'transaction:t'], 'body')

/** Frames that are none, and what they are told. */
export const brokenFrames: readonly Scenario[] = [
  scenario('F01', 'commands that do not exist', [
    ...each({ unknown: 'FOO\n\n\0', 'lower-case': 'send\n\n\0', 'space-before': ' SEND\n\n\0' }, breaksOn),
  ]),
  scenario('F02', 'a header line without a colon', each({ a: 'bad' }, breaksOnHeader)),
  scenario('F03', 'a header without a name', each({ a: ':v' }, breaksOnHeader)),
  scenario('F04', 'escapes that do not exist, in a value', [
    ...each(
      {
        tab: 'foo:a\\tb',
        end: 'foo:a\\',
        'upper-case': 'foo:\\C',
        space: 'foo:a\\ b',
        number: 'foo:12\\345',
        third: 'foo:\\n\\c\\q',
      },
      breaksOnHeader,
    ),
  ]),
  scenario('F05', 'a CR without its LF', [
    ...each(
      {
        'after-command': 'SEND\rdestination:/sub/f05/x\n\nx\0',
        'in-a-value': 'SEND\ndestination:/sub/f05/x\nfoo:a\rb\n\nx\0',
        'in-a-name': 'SEND\ndestination:/sub/f05/x\nfo\ro:a\n\nx\0',
        'two-before-line-feed': 'SEND\r\r\ndestination:/sub/f05/x\n\nx\0',
        'before-the-body': 'SEND\ndestination:/sub/f05/x\n\rx\0',
        'before-the-command': '\rSEND\ndestination:/sub/f05/x\n\nx\0',
      },
      breaksOn,
    ),
  ]),
  scenario('F06', 'CR at the end of a WebSocket message, LF at the beginning of the next', [
    ...each(
      {
        command: ['SEND\r', '\ndestination:/sub/f06/x\n\nx\0'],
        header: ['SEND\ndestination:/sub/f06/x\r', '\n\nx\0'],
        'blank-line': ['SEND\ndestination:/sub/f06/x\n\r', '\nx\0'],
        body: ['SEND\ndestination:/sub/f06/x\n\nx\r', '\n\0'],
        between: [`${frame('SEND', ['destination:/sub/f06/x'], 'x')}\r`, '\n'],
        alone: ['\r', '\n'],
      },
      (on, pieces) => [
        ...connected(on),
        subscribe(on, 'sub-0', '/sub/f06/x'),
        ...pieces.map((piece) => say(on, piece)),
        ...usable(on, 'f06'),
        { do: 'close', on, code: 1000 },
      ],
    ),
  ]),
  scenario('F08', 'SUBSCRIBE with a body', [
    ...connected('a'),
    say('a', frame('SUBSCRIBE', ['id:sub-0', 'destination:/sub/f08/x'], 'body')),
  ]),
  scenario('F15', 'a body with a NUL and no content-length: the rest spoils the next frame', [
    ...connected('a'),
    subscribe('a', 'sub-0', '/sub/f15/x'),
    say('a', 'SEND\ndestination:/sub/f15/x\n\na\0b\0'),
    send('a', '/sub/f15/x', 'good'),
  ]),
  scenario(
    'F16',
    'a content-type that is none',
    each({ word: 'content-type:json', many: 'content-type:a/b/c' }, breaksOnHeader),
  ),
  scenario('F48', 'more commands that do not exist', [
    ...each(
      {
        'space-after': 'SEND \ndestination:/sub/f48/x\n\n\0',
        'tab-after': 'SEND\t\n\n\0',
        longer: 'SENDS\n\n\0',
        capital: 'Send\n\n\0',
        'no-command': 'destination:/sub/f48/x\n\nx\0',
        hangul: '보내기\n\n\0',
        long: `${'X'.repeat(300)}\n\n\0`,
        'with-escapes': 'A:B\\C\n\n\0',
        json: '{"type":"SEND",\n"x":1}\n\n\0',
        http: 'GET /ws HTTP/1.1\r\nHost: chat.example\r\n\r\n\0',
        'inner-type': 'HEARTBEAT\n\n\0',
      },
      breaksOn,
    ),
  ]),
  scenario('F49', 'header lines that are nearly right', [
    ...each(
      {
        'no-colon-with-space': 'foo 1',
        equals: 'foo=1',
        'spaces-only': '   ',
        colon: ':',
        'name-of-a-space': ' :v',
        'spaces-around': ' foo : bar ',
        tab: '\tfoo:bar',
        'nul-in-value': 'foo:a\0b',
        quote: 'it\'s "bad"',
      },
      hearsHeader('f49'),
    ),
  ]),
  scenario('F50', 'a frame without a blank line after its headers', [
    ...each(
      {
        headers: 'SEND\ndestination:/sub/f50/x\0',
        'line-feed': 'SEND\ndestination:/sub/f50/x\n\0',
        command: 'SEND\0',
        'command-and-line-feed': 'SEND\n\0',
      },
      hears('f50'),
    ),
  ]),
  scenario('F51', 'escapes that exist, in names and values', [
    ...each(
      {
        all: 'foo:\\\\ \\c \\n \\r',
        'backslash-then-letter': 'foo:\\\\n',
        twice: 'foo:\\\\\\\\',
        'plain-colon': 'foo:a:b',
        'in-a-name': '\\c\\\\\\n:1',
      },
      hearsHeader('f51'),
    ),
  ]),
  scenario('F52', 'escapes that do not exist, in a name, in a destination and on other frames', [
    ...each(
      {
        name: 'SEND\ndestination:/sub/f52/x\nf\\to:1\n\nx\0',
        destination: 'SEND\ndestination:/sub/f52\\/x\n\nx\0',
        subscribe: frame('SUBSCRIBE', ['id:\\a', 'destination:/sub/f52/x']),
        disconnect: frame('DISCONNECT', ['receipt:\\t']),
        ack: frame('ACK', ['id:a\\']),
      },
      breaksOn,
    ),
  ]),
  scenario('F53', 'a body on every frame that may not have one', [
    ...each(
      {
        unsubscribe: 'UNSUBSCRIBE',
        ack: 'ACK',
        nack: 'NACK',
        begin: 'BEGIN',
        commit: 'COMMIT',
        abort: 'ABORT',
        disconnect: 'DISCONNECT',
        connected: 'CONNECTED',
        receipt: 'RECEIPT',
        connect: 'CONNECT',
        stomp: 'STOMP',
      },
      (on, command) => breaksOn(on, withBody(command)),
    ),
  ]),
  scenario(
    'F54',
    'a body on MESSAGE and ERROR',
    each({ message: 'MESSAGE', error: 'ERROR' }, (on, command) => hears('f54')(on, withBody(command))),
  ),
  scenario('F55', 'frames without a body that have an empty one, or only a line end', [
    ...each(
      {
        'length-nought': frame('SUBSCRIBE', ['id:1', 'destination:/sub/f55/y', 'content-length:0']),
        'length-four': frame('SUBSCRIBE', ['id:1', 'destination:/sub/f55/y', 'content-length:4'], 'body'),
        'line-feed': frame('SUBSCRIBE', ['id:1', 'destination:/sub/f55/y'], '\n'),
        typed: frame('SUBSCRIBE', ['id:1', 'destination:/sub/f55/y', 'content-type:text/plain']),
        mistyped: frame('SUBSCRIBE', ['id:1', 'destination:/sub/f55/y', 'content-type:text']),
      },
      hears('f55'),
    ),
  ]),
  scenario('F56', 'a broken frame between two good ones in one WebSocket message: none is taken', [
    ...connected('a'),
    ...connected('b'),
    subscribe('b', 'sub-0', '/sub/f56/x'),
    say(
      'a',
      frame('SEND', ['destination:/sub/f56/x'], 'one') +
        frame('SEND', ['destination:/sub/f56/x', 'bad'], 'two') +
        frame('SEND', ['destination:/sub/f56/x'], 'three'),
    ),
    ...usable('b', 'f56'),
  ]),
  scenario('F57', 'an error is said once, then the connection is over', [
    ...connected('a'),
    subscribe('a', 'sub-0', '/sub/f57/x'),
    ...connected('b'),
    say('a', 'FOO\n\n\0BAR\n\n\0'),
    send('b', '/sub/f57/x', 'to nobody'),
    ...usable('b', 'f57'),
  ]),
  scenario('F58', 'a receipt asked by a broken frame is not mentioned', [
    ...each(
      {
        command: 'FOO\nreceipt:r1\n\n\0',
        header: 'SEND\nreceipt:r1\nbad\n\n\0',
        body: frame('SUBSCRIBE', ['id:1', 'receipt:r1'], 'body'),
      },
      breaksOn,
    ),
  ]),
]
