import { connected, each, frame, say, scenariosOf, send, subscribe, usable } from '../steps.ts'
import type { Scenario, Step } from '../scenario.ts'

const scenario = scenariosOf('framing')

const lengthIs =
  (own: string) =>
  (on: string, length: string): Step[] => [
    ...connected(on),
    subscribe(on, 'sub-0', `/sub/${own}/${on}`),
    send(on, `/sub/${own}/${on}`, 'abc', [`content-length:${length}`]),
    ...usable(on, own),
  ]
/** The same in two WebSocket messages. */
const lengthInTwoIs =
  (own: string) =>
  (on: string, length: string): Step[] => [
    ...connected(on),
    subscribe(on, 'sub-0', `/sub/${own}/${on}`),
    say(on, `SEND\ndestination:/sub/${own}/${on}\ncontent-length:${length}\n\na`),
    say(on, 'bc\0'),
    ...usable(on, own),
  ]

/** Which content-length is believed. */
export const contentLength: readonly Scenario[] = [
  scenario('F09', 'a content-length shorter than the body', [
    ...connected('a'),
    subscribe('a', 'sub-0', '/sub/f09/x'),
    send('a', '/sub/f09/x', 'abc', ['content-length:1']),
  ]),
  scenario('F10', 'a content-length longer than the body takes in the next frames', [
    ...connected('a'),
    subscribe('a', 'sub-0', '/sub/f10/x'),
    send('a', '/sub/f10/x', 'abc', ['content-length:10']),
    say('a', 'zzzzzz\0'),
    send('a', '/sub/f10/x', 'next', ['content-length:40']),
    send('a', '/sub/f10/x', 'swallowed'),
  ]),
  scenario('F11', 'a content-length that is no number', each({ a: 'abc' }, lengthIs('f11'))),
  scenario(
    'F12',
    'a content-length that is no number, of a frame in two WebSocket messages',
    each({ a: 'abc' }, lengthInTwoIs('f12')),
  ),
  scenario('F13', 'a negative content-length', [
    ...each({ whole: '-5', 'minus-one': '-1' }, lengthIs('f13')),
    ...each({ 'in-two': '-5', 'minus-one-in-two': '-1' }, lengthInTwoIs('f13')),
  ]),
  scenario('F14', 'a body with a NUL and its content-length', [
    ...connected('a'),
    subscribe('a', 'sub-0', '/sub/f14/x'),
    send('a', '/sub/f14/x', 'a\0b', ['content-length:3']),
    send('a', '/sub/f14/x', '\0\0', ['content-length:2']),
    send('a', '/sub/f14/x', 'after'),
  ]),
  scenario('F59', 'more writings of content-length:3', [
    ...each(
      {
        'space-before': ' 3',
        'space-after': '3 ',
        plus: '+3',
        noughts: '0003',
        decimal: '3.0',
        hexadecimal: '0x3',
        empty: '',
        comma: '3,3',
        'arabic-digit': '٣',
        'beyond-int': '4294967299',
      },
      lengthIs('f59'),
    ),
  ]),
  scenario('F60', 'more writings of content-length:3, of a frame in two WebSocket messages', [
    ...each(
      { 'space-before': ' 3', 'space-after': '3 ', plus: '+3', noughts: '0003', empty: '' },
      lengthInTwoIs('f60'),
    ),
  ]),
  scenario('F61', 'a content-length of nought and a body', [
    ...each({ nought: '0', 'minus-nought': '-0' }, lengthIs('f61')),
    ...each({ 'nought-in-two': '0' }, lengthInTwoIs('f61')),
  ]),
  scenario('F62', 'of two content-lengths the first counts', [
    ...connected('right-first'),
    subscribe('right-first', 'sub-0', '/sub/f62/right-first'),
    send('right-first', '/sub/f62/right-first', 'abc', ['content-length:3', 'content-length:1']),
    ...usable('right-first', 'f62'),
    ...connected('wrong-first'),
    subscribe('wrong-first', 'sub-0', '/sub/f62/wrong-first'),
    send('wrong-first', '/sub/f62/wrong-first', 'abc', ['content-length:1', 'content-length:3']),
  ]),
  scenario('F63', 'content-length counts bytes, not letters', [
    ...connected('bytes'),
    subscribe('bytes', 'sub-0', '/sub/f63/bytes'),
    send('bytes', '/sub/f63/bytes', '안녕', ['content-length:6']),
    ...connected('letters'),
    subscribe('letters', 'sub-0', '/sub/f63/letters'),
    send('letters', '/sub/f63/letters', '안녕', ['content-length:2']),
  ]),
  scenario('F64', 'a content-length of a frame in three WebSocket messages', [
    ...connected('a'),
    subscribe('a', 'sub-0', '/sub/f64/x'),
    say('a', 'SEND\ndestination:/sub/f64/x\ncontent-length:9\n\none'),
    say('a', '\0two'),
    say('a', '\0\0\0'),
    ...usable('a', 'f64'),
  ]),
  scenario('F65', 'a content-length on SUBSCRIBE and DISCONNECT that is not true', [
    ...each(
      {
        subscribe: frame('SUBSCRIBE', ['id:1', 'destination:/sub/f65/x', 'content-length:5']),
        disconnect: frame('DISCONNECT', ['receipt:1', 'content-length:5']),
        'no-number': frame('DISCONNECT', ['receipt:1', 'content-length:abc']),
      },
      (on, text) => [...connected(on), say(on, text), say(on, '\n\n\n\n\0')],
    ),
  ]),
  scenario('F66', 'a frame with its content-length and one of nought in one WebSocket message', [
    ...connected('a'),
    subscribe('a', 'sub-0', '/sub/f66/x'),
    say(
      'a',
      frame('SEND', ['destination:/sub/f66/x', 'content-length:3'], 'abc') +
        frame('SEND', ['destination:/sub/f66/x', 'content-length:0']),
      { anyOrder: true },
    ),
  ]),
]
