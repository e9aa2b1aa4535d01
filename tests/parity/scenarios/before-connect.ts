import { connected, each, frame, open, say, scenariosOf, send, subscribe, usable } from '../steps.ts'
import type { Scenario } from '../scenario.ts'

const scenario = scenariosOf('connect')

const connectFrame = frame('CONNECT', ['accept-version:1.2', 'heart-beat:0,0'])

/** Frames of a session that has not said CONNECT: an error since 6.2.12, taken before. */
export const beforeConnect: readonly Scenario[] = [
  scenario('C19', 'a line feed before CONNECT', [
    open('a'),
    say('a', '\n'),
    say('a', connectFrame),
    ...usable('a', 'c19'),
  ]),
  scenario('C20', 'SUBSCRIBE before CONNECT', [
    ...connected('other'),
    open('a'),
    subscribe('a', 'early', '/sub/c20/x'),
    send('other', '/sub/c20/x', 'before CONNECT'),
    say('a', connectFrame),
    send('other', '/sub/c20/x', 'after CONNECT'),
    ...usable('other', 'c20'),
  ]),
  scenario('C21', 'SEND before CONNECT', [
    ...connected('other'),
    subscribe('other', 'sub-0', '/sub/c21/x'),
    open('a'),
    send('a', '/sub/c21/x', 'early'),
    say('a', connectFrame),
    send('a', '/sub/c21/x', 'late'),
    ...usable('other', 'c21'),
  ]),
  scenario('C22', 'DISCONNECT before CONNECT', [
    open('with'),
    say('with', frame('DISCONNECT', ['receipt:1'])),
    open('without'),
    say('without', frame('DISCONNECT')),
  ]),
  scenario('C70', 'every other frame before CONNECT', [
    ...each(
      {
        unsubscribe: frame('UNSUBSCRIBE', ['id:sub-0']),
        ack: frame('ACK', ['id:1']),
        nack: frame('NACK', ['id:1']),
        begin: frame('BEGIN', ['transaction:t']),
        commit: frame('COMMIT', ['transaction:t']),
        abort: frame('ABORT', ['transaction:t']),
        message: frame('MESSAGE', ['destination:/sub/c70/x'], 'x'),
        connected: frame('CONNECTED', ['version:1.2']),
        receipt: frame('RECEIPT', ['receipt-id:1']),
        error: frame('ERROR', ['message:x']),
      },
      (on, early) => [open(on), say(on, early), say(on, connectFrame), ...usable(on, 'c70')],
    ),
  ]),
  scenario('C71', 'a broken frame before CONNECT', [
    open('a'),
    say('a', 'HELLO\n\n\0'),
    open('b'),
    say('b', 'GET / HTTP/1.1\r\nHost: chat.example\r\n\r\n'),
  ]),
  scenario('C72', 'an empty WebSocket message before CONNECT is nothing', [
    open('a'),
    say('a', ''),
    say('a', connectFrame),
    ...usable('a', 'c72'),
  ]),
  scenario('C73', 'a line feed and CONNECT in one WebSocket message', [
    open('a'),
    say('a', `\n${connectFrame}`),
    ...usable('a', 'c73'),
    open('b'),
    say('b', `\r\n\r\n${connectFrame}`),
    ...usable('b', 'c73'),
  ]),
  scenario('C74', 'a denied or dropped frame before CONNECT', [
    open('denied'),
    send('denied', '/sub/c74/x', 'x', ['x-deny:delivery']),
    open('dropped'),
    send('dropped', '/sub/c74/x', 'x', ['x-deny:null']),
    say('dropped', connectFrame),
    ...usable('dropped', 'c74'),
  ]),
  scenario('C75', 'after a CONNECT that was dropped the session is still unknown', [
    ...connected('a', ['x-deny:null']),
    ...usable('a', 'c75'),
  ]),
]
