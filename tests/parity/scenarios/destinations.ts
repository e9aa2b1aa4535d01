import { connected, each, frame, say, scenariosOf, send, subscribe, usable } from '../steps.ts'
import type { Scenario, Step } from '../scenario.ts'

const scenario = scenariosOf('destinations')

/** A session that subscribes to this destination and sends to it. */
const subscribeAndSend = (on: string, destination: string): Step[] => [
  ...connected(on),
  subscribe(on, 'sub-0', destination),
  send(on, destination, 'to myself'),
]

/** Which names lead to the broker, and which frames lead nowhere. */
export const destinations: readonly Scenario[] = [
  scenario('S17', 'a SEND without destination, or to one that nothing takes, is ignored', [
    ...connected('a'),
    say('a', frame('SEND', [], 'x')),
    say('a', frame('SEND', ['receipt:r1'], 'x')),
    say('a', frame('SEND', ['destination:', 'receipt:r2'], 'x')),
    send('a', '/zzz', 'x', ['receipt:r3']),
    ...usable('a', 's17'),
  ]),
  scenario('S18', 'a broker prefix is only the beginning of a name', [
    ...each(
      { subway: '/subway/s18', topics: '/topics18', queue: '/queue.s18', colon: '/sub:s18' },
      subscribeAndSend,
    ),
  ]),
  scenario('S19', 'a broker prefix alone is a destination', [
    ...each({ sub: '/sub', topic: '/topic', queue: '/queue', slash: '/sub/' }, subscribeAndSend),
  ]),
  scenario('S20', 'an application prefix ends with a slash', [
    ...connected('a'),
    ...['/pubecho', '/pub', '/pub/'].map((destination) => send('a', destination, 'x')),
    ...usable('a', 's20'),
  ]),
  scenario('S21', 'ACK, NACK, BEGIN, COMMIT and ABORT are ignored, receipts too', [
    ...connected('a'),
    say('a', frame('ACK', ['id:1', 'subscription:sub-0', 'message-id:1', 'receipt:r1'])),
    say('a', frame('NACK', ['id:1', 'subscription:sub-0', 'message-id:1', 'receipt:r2'])),
    say('a', frame('BEGIN', ['transaction:t', 'receipt:r3'])),
    say('a', frame('COMMIT', ['transaction:t', 'receipt:r4'])),
    say('a', frame('ABORT', ['transaction:t', 'receipt:r5'])),
    say('a', frame('ACK')),
    say('a', frame('COMMIT', ['transaction:never-begun'])),
    say('a', frame('BEGIN', ['transaction:t', 'destination:/sub/s21/x'])),
    ...usable('a', 's21'),
  ]),
  scenario('S25', 'CONNECTED, RECEIPT and ERROR from a client are ignored', [
    ...connected('a'),
    subscribe('a', 'sub-0', '/sub/s25/x'),
    say('a', frame('CONNECTED', ['version:1.2'])),
    say('a', frame('RECEIPT', ['receipt-id:1'])),
    say('a', frame('ERROR', ['message:x'], 'body')),
    say('a', frame('ERROR', ['destination:/sub/s25/x', 'message:x'], 'body')),
    say('a', frame('RECEIPT', ['destination:/sub/s25/x', 'receipt-id:1'])),
    send('a', '/sub/s25/x', 'still here'),
  ]),
  scenario('S28', 'spaces around a destination belong to it', [
    ...connected('a'),
    subscribe('a', 'before', ' /sub/s28/x'),
    subscribe('a', 'after', '/sub/s28/x '),
    subscribe('a', 'neither', '/sub/s28/x'),
    send('a', ' /sub/s28/x', 'before'),
    send('a', '/sub/s28/x ', 'after'),
    send('a', '/sub/s28/x', 'neither'),
  ]),
  scenario('S68', 'destinations that begin with no prefix', [
    ...each(
      { upper: '/SUB/s68', slashless: 'sub/s68', doubled: '//sub/s68', other: '/other/s68', word: 's68' },
      (on, destination) => [...subscribeAndSend(on, destination), ...usable(on, 's68')],
    ),
  ]),
  scenario('S69', 'a slash at the end makes another destination', [
    ...connected('a'),
    subscribe('a', 'without', '/sub/s69/x'),
    subscribe('a', 'with', '/sub/s69/x/'),
    send('a', '/sub/s69/x', 'without'),
    send('a', '/sub/s69/x/', 'with'),
    send('a', '/sub/s69//x', 'to nobody'),
    ...usable('a', 's69'),
  ]),
  scenario('S70', 'letters have a case', [
    ...connected('a'),
    subscribe('a', 'lower', '/sub/s70/room'),
    subscribe('a', 'upper', '/sub/s70/Room'),
    send('a', '/sub/s70/room', 'lower'),
    send('a', '/sub/s70/Room', 'upper'),
  ]),
  scenario('S71', 'nothing in a destination is decoded', [
    ...each(
      {
        percent: '/sub/s71/a%20b',
        plus: '/sub/s71/a+b',
        space: '/sub/s71/a b',
        hash: '/sub/s71/a#b',
        semicolon: '/sub/s71/a;b=c',
        dots: '/sub/s71/../x',
        colon: '/sub/s71/a:b',
        backslash: '/sub/s71/a\\\\b',
        line: '/sub/s71/a\\nb',
      },
      subscribeAndSend,
    ),
  ]),
  scenario('S72', 'a colon in a destination, escaped or not, is the same colon', [
    ...connected('a'),
    subscribe('a', 'sub-0', '/sub/s72/a\\cb'),
    send('a', '/sub/s72/a:b', 'x'),
  ]),
  scenario('S73', 'a very long destination', [
    ...connected('a'),
    subscribe('a', 'sub-0', `/sub/s73/${'x'.repeat(4000)}`),
    send('a', `/sub/s73/${'x'.repeat(4000)}`, 'x'),
  ]),
  scenario('S74', 'a destination with a question mark is a pattern to subscribe to and a name to send to', [
    ...connected('a'),
    subscribe('a', 'sub-0', '/sub/s74/x?y=1'),
    send('a', '/sub/s74/x?y=1', 'itself'),
    send('a', '/sub/s74/x-y=1', 'another letter'),
    send('a', '/sub/s74/x', 'to nobody'),
    ...usable('a', 's74'),
  ]),
  scenario('S75', 'SUBSCRIBE to an application destination without a handler stores nothing', [
    ...connected('a'),
    subscribe('a', 'sub-0', '/pub/s75/nothing'),
    send('a', '/pub/s75/nothing', 'to nobody'),
    say('a', frame('UNSUBSCRIBE', ['id:sub-0'])),
    ...usable('a', 's75'),
  ]),
  scenario('S76', 'a frame with a destination of MESSAGE, SEND and SUBSCRIBE type only', [
    ...connected('a'),
    subscribe('a', 'sub-0', '/sub/s76/x'),
    ...['ACK', 'NACK', 'BEGIN', 'COMMIT', 'ABORT', 'CONNECTED'].map((command) =>
      say('a', frame(command, ['id:sub-0', 'destination:/sub/s76/x', 'transaction:t'])),
    ),
    send('a', '/sub/s76/x', 'still subscribed'),
  ]),
  scenario('S77', 'simpOrigDestination on SUBSCRIBE and UNSUBSCRIBE', [
    ...connected('a'),
    say('a', frame('SUBSCRIBE', ['id:sub-0', 'destination:/sub/s77/x', 'simpOrigDestination:/sub/s77/y'])),
    send('a', '/sub/s77/x', 'x'),
    send('a', '/sub/s77/y', 'to nobody'),
    say('a', frame('UNSUBSCRIBE', ['id:sub-0', 'simpOrigDestination:/other'])),
    send('a', '/sub/s77/x', 'to nobody'),
    ...usable('a', 's77'),
  ]),
  scenario('S114', 'more destinations than the cache of Spring holds', [
    ...connected('a'),
    subscribe('a', 'exact', '/sub/s114/0'),
    subscribe('a', 'pattern', '/sub/s114/?'),
    send('a', '/sub/s114/0', 'before', [], { anyOrder: true }),
    ...[1, 2, 3].map((part) =>
      say(
        'a',
        Array.from({ length: 400 }, (_, index) =>
          frame('SEND', [`destination:/sub/s114/${part}/${index}`]),
        ).join(''),
      ),
    ),
    send('a', '/sub/s114/0', 'after', [], { anyOrder: true }),
    say('a', frame('UNSUBSCRIBE', ['id:exact'])),
    send('a', '/sub/s114/0', 'only the pattern'),
  ]),
]
