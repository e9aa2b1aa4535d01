import { connected, each, frame, open, say, scenariosOf, send, subscribe, usable } from '../steps.ts'
import type { Scenario, Step } from '../scenario.ts'

const scenario = scenariosOf('sessions')

const withErrorHandler = { variant: 'error-handler' } as const
const inOrder = { variant: 'ordered', versions: ['6.2', '7.0'] } as const

const connectFrame = (...headers: string[]): string =>
  frame('CONNECT', ['accept-version:1.2', 'heart-beat:0,0', ...headers])
const subscribeFrame = (destination: string, ...headers: string[]): string =>
  frame('SUBSCRIBE', ['id:sub-0', `destination:${destination}`, ...headers])
/** Sends thirty numbered messages at once. */
const thirtyTo = (on: string, destination: string): Step =>
  say(
    on,
    Array.from({ length: 30 }, (_, number) =>
      frame('SEND', [`destination:${destination}`], String(number)),
    ).join(''),
  )

/** What interceptors and handlers refuse, and what an error handler and kept order change in it. */
export const refusals: readonly Scenario[] = [
  scenario('D04', 'an interceptor that throws on SUBSCRIBE', [
    ...connected('plain'),
    say('plain', subscribeFrame('/sub/d04/x', 'x-deny:plain', 'receipt:77')),
    ...connected('delivery'),
    say('delivery', subscribeFrame('/sub/d04/x', 'x-deny:delivery', 'receipt:77')),
  ]),
  scenario('D07', 'a SEND that an interceptor drops', [
    ...connected('a'),
    subscribe('a', 'sub-0', '/sub/d07/x'),
    send('a', '/sub/d07/x', 'dropped', ['x-deny:null', 'receipt:1']),
    send('a', '/sub/d07/x', 'taken'),
  ]),
  scenario('D08', 'a handler that throws says nothing to the client', [
    ...connected('a'),
    send('a', '/pub/fail/unhandled/d08', 'x', ['receipt:1']),
    ...usable('a', 'd08'),
  ]),
  scenario('D37', 'an interceptor that throws on SEND', [
    ...connected('reader'),
    subscribe('reader', 'sub-0', '/sub/d37/x'),
    ...connected('plain'),
    send('plain', '/sub/d37/x', 'refused', ['x-deny:plain', 'receipt:77']),
    ...connected('delivery'),
    send('delivery', '/sub/d37/x', 'refused', ['x-deny:delivery', 'receipt:77']),
    ...connected('application'),
    send('application', '/pub/nohandler', 'refused', ['x-deny:plain']),
    ...usable('reader', 'd37'),
  ]),
  scenario('D38', 'a SUBSCRIBE or an UNSUBSCRIBE that an interceptor drops', [
    ...connected('a'),
    say('a', subscribeFrame('/sub/d38/x', 'x-deny:null')),
    send('a', '/sub/d38/x', 'to nobody'),
    say('a', subscribeFrame('/sub/d38/x')),
    say('a', frame('UNSUBSCRIBE', ['id:sub-0', 'x-deny:null'])),
    send('a', '/sub/d38/x', 'still subscribed'),
  ]),
  scenario('D39', 'an interceptor that throws on UNSUBSCRIBE, ACK and BEGIN', [
    ...each(
      {
        unsubscribe: frame('UNSUBSCRIBE', ['id:sub-0', 'x-deny:delivery']),
        ack: frame('ACK', ['id:1', 'x-deny:delivery']),
        begin: frame('BEGIN', ['transaction:t', 'x-deny:plain']),
      },
      (on, text) => [...connected(on), say(on, text)],
    ),
  ]),
  scenario('D40', 'of two denials the first counts', [
    ...connected('a'),
    send('a', '/sub/d40/x', 'x', ['x-deny:null', 'x-deny:delivery']),
    ...usable('a', 'd40'),
  ]),
  scenario(
    'D05',
    'with the default error handler an error names the receipt of its frame',
    [
      ...connected('subscribe'),
      say('subscribe', subscribeFrame('/sub/d05/x', 'x-deny:plain', 'receipt:77')),
      ...connected('send'),
      send('send', '/sub/d05/x', 'x', ['receipt:a:b\\c', 'x-deny:delivery']),
      ...connected('without'),
      send('without', '/sub/d05/x', 'x', ['x-deny:delivery']),
    ],
    withErrorHandler,
  ),
  scenario(
    'D41',
    'with the default error handler: CONNECT denied, unknown sessions, a second CONNECT',
    [
      open('denied'),
      say('denied', connectFrame('x-deny:plain', 'receipt:1')),
      open('delivery'),
      say('delivery', connectFrame('x-deny:delivery', 'receipt:1')),
      open('unknown'),
      send('unknown', '/sub/d41/x', 'x', ['receipt:1']),
      ...connected('second'),
      say('second', connectFrame('receipt:1')),
      ...usable('second', 'd41'),
    ],
    withErrorHandler,
  ),
  scenario(
    'D42',
    'with the default error handler: frames that cannot be read, and DISCONNECT',
    [
      ...each(
        {
          command: 'FOO\nreceipt:1\n\n\0',
          header: 'SEND\nreceipt:1\nbad\n\n\0',
          body: frame('SUBSCRIBE', ['id:1', 'receipt:1'], 'body'),
          heartbeat: frame('SEND', ['receipt:1', 'heart-beat:a,b']),
          disconnect: frame('DISCONNECT'),
          receipt: frame('DISCONNECT', ['receipt:1']),
        },
        (on, text) => [...connected(on), say(on, text)],
      ),
    ],
    withErrorHandler,
  ),
  scenario(
    'D43',
    'with kept order thirty messages come in their order',
    [
      ...connected('a'),
      subscribe('a', 'sub-0', '/sub/d43/x'),
      thirtyTo('a', '/sub/d43/x'),
      ...usable('a', 'd43'),
    ],
    inOrder,
  ),
  scenario(
    'D44',
    'with kept order a SEND right behind its SUBSCRIBE is delivered',
    [
      ...connected('a'),
      say('a', subscribeFrame('/sub/d44/x') + frame('SEND', ['destination:/sub/d44/x'], 'at once')),
      open('b'),
      say(
        'b',
        connectFrame() + subscribeFrame('/sub/d44/y') + frame('SEND', ['destination:/sub/d44/y'], 'at once'),
      ),
    ],
    inOrder,
  ),
  scenario(
    'D06',
    'with kept order an interceptor that throws is not heard',
    [
      ...connected('a'),
      say('a', subscribeFrame('/sub/d06/x', 'x-deny:plain')),
      send('a', '/sub/d06/x', 'denied', ['x-deny:delivery']),
      send('a', '/sub/d06/x', 'to nobody'),
      ...usable('a', 'd06'),
    ],
    inOrder,
  ),
  scenario(
    'D45',
    'with kept order a denied CONNECT is never answered',
    [open('a'), say('a', connectFrame('x-deny:delivery')), ...usable('a', 'd45'), say('a', connectFrame())],
    inOrder,
  ),
  scenario(
    'D46',
    'with kept order frames that cannot be read are still an error, and DISCONNECT ends as ever',
    [
      ...connected('broken'),
      say('broken', 'FOO\n\n\0'),
      ...connected('receipt'),
      say('receipt', frame('DISCONNECT', ['receipt:1'])),
      ...connected('without'),
      say('without', frame('DISCONNECT')),
    ],
    inOrder,
  ),
]
