import { connected, connectWith, each, frame, say, scenariosOf, send, subscribe } from '../steps.ts'
import type { Scenario, Step } from '../scenario.ts'

const scenario = scenariosOf('destinations')

/** A session with one subscription, which sends this frame to itself. */
const echo = (on: string, destination: string, headers: readonly string[], body = ''): Step[] => [
  ...connected(on),
  subscribe(on, 'sub-0', destination),
  say(on, frame('SEND', headers, body)),
]

/** What becomes of the headers of a SEND in the MESSAGE. */
export const messages: readonly Scenario[] = [
  scenario('S01', 'every header of a SEND is in the MESSAGE, in its order', [
    ...echo(
      'a',
      '/sub/s01/x',
      [
        'foo:1',
        'destination:/sub/s01/x',
        'content-type:application/json;charset=utf-8',
        'receipt:r9',
        'foo2:a\\cb\\nc',
        'Authorization:Bearer t',
        'content-length:2',
        'transaction:tx',
        'login:l',
        'id:zz',
      ],
      '{}',
    ),
  ]),
  scenario('S02', 'a message-id of the sender survives, a subscription of the sender does not', [
    ...echo('a', '/sub/s02/x', ['message-id:mine', 'subscription:evil', 'destination:/sub/s02/x'], 'x'),
  ]),
  scenario('S03', 'repeated headers are grouped, of two destinations the first counts', [
    ...echo('a', '/sub/s03/x', [
      'foo:1',
      'bar:1',
      'foo:2',
      'destination:/sub/s03/x',
      'destination:/sub/s03/y',
    ]),
    subscribe('a', 'sub-1', '/sub/s03/y'),
    send('a', '/sub/s03/x', '', ['destination:/sub/s03/y']),
  ]),
  scenario('S04', 'simpOrigDestination is what subscribers see as the destination', [
    ...echo('a', '/sub/s04/x', ['simpOrigDestination:/spoofed', 'destination:/sub/s04/x'], 'x'),
    say('a', frame('SEND', ['destination:/sub/s04/x', 'simpOrigDestination:'], 'empty')),
    say(
      'a',
      frame('SEND', ['destination:/sub/s04/x', 'simpOrigDestination:/1', 'simpOrigDestination:/2'], 'two'),
    ),
    say('a', frame('SEND', ['simpOrigDestination:/sub/s04/x'], 'alone')),
    send('a', '/sub/s04/x', 'still here'),
  ]),
  scenario('S22', 'a transaction holds nothing back', [
    ...connected('a'),
    subscribe('a', 'sub-0', '/sub/s22/x'),
    say('a', frame('BEGIN', ['transaction:t'])),
    send('a', '/sub/s22/x', 'inside', ['transaction:t']),
    say('a', frame('ABORT', ['transaction:t'])),
    send('a', '/sub/s22/x', 'after'),
  ]),
  scenario('S24', 'a client may say MESSAGE for SEND', [
    ...connected('a'),
    subscribe('a', 'sub-0', '/sub/s24/x'),
    say('a', frame('MESSAGE', ['destination:/sub/s24/x', 'foo:1'], 'x')),
    say('a', frame('MESSAGE', ['destination:/sub/s24/x', 'message-id:7', 'subscription:mine'], 'y')),
    say('a', frame('MESSAGE', ['message-id:7', 'subscription:sub-0'], 'no destination')),
    send('a', '/sub/s24/x', 'still here'),
  ]),
  scenario('S26', 'a content-type is written anew', [
    ...connected('a'),
    subscribe('a', 'sub-0', '/sub/s26/x'),
    ...[
      'Application/JSON; charset=utf-8',
      'TEXT/Plain;Charset=UTF-8',
      'text/plain ; charset=euc-kr ; x=y',
      'text/plain;charset="UTF-8"',
      'application/vnd.chat+json;version=2',
      'text/*',
      ' application/json ',
      'text/plain;b=2;a=1',
      'multipart/mixed; boundary="a b"',
      'text/plain;',
    ].map((type) => send('a', '/sub/s26/x', '{}', [`content-type:${type}`])),
  ]),
  scenario('S27', 'spaces in ids and values are kept', [
    ...connected('a'),
    subscribe('a', ' a ', '/sub/s27/x'),
    send('a', '/sub/s27/x', ' x ', ['foo: bar ', 'x y: z', 'tab:\tq\t']),
  ]),
  scenario('S29', 'Hangul and emoji everywhere', [
    ...connected('a'),
    subscribe('a', '구독-0', '/sub/s29/방'),
    send('a', '/sub/s29/방', '안녕 👋', ['이름:김철수', 'content-type:text/plain;charset=UTF-8']),
  ]),
  scenario('S30', 'names of headers are escaped as values are', [
    ...echo('a', '/sub/s30/x', ['x\\cy:1', 'x\\nz:2', 'x\\\\w:3', 'destination:/sub/s30/x']),
  ]),
  scenario('S31', 'the escapes of 1.2 in sessions of 1.0 and 1.1, both ways', [
    ...each({ 'v1.0': '1.0', 'v1.1': '1.1', 'v1.2': '1.2' }, (on, version) => [
      ...connectWith(on, [`accept-version:${version}`]),
      subscribe(on, 'sub\\c0', `/sub/s31/${on}`),
      send(on, `/sub/s31/${on}`, 'a:b\\c\n', ['one:a:b', 'two:a\\cb\\\\c\\nd\\re']),
    ]),
  ]),
  scenario('S67', 'an undefined escape in sessions of 1.0 and 1.1', [
    ...each({ 'v1.0': '1.0', 'v1.1': '1.1' }, (on, version) => [
      ...connectWith(on, [`accept-version:${version}`]),
      subscribe(on, 'sub-0', `/sub/s67/${on}`),
      send(on, `/sub/s67/${on}`, 'x', ['path:C:\\temp']),
    ]),
  ]),
  scenario('S34', 'a SEND with nothing but a destination', [
    ...echo('a', '/sub/s34/x', ['destination:/sub/s34/x']),
    send('a', '/sub/s34/x', 'with a body'),
  ]),
  scenario('S35', 'an empty body with and without content-length:0', [
    ...echo('a', '/sub/s35/x', ['destination:/sub/s35/x', 'content-length:0']),
    send('a', '/sub/s35/x', '', ['content-type:application/json', 'content-length:0']),
    send('a', '/sub/s35/x', '', ['content-type:application/json']),
  ]),
  scenario('S36', 'content-length of the sender is dropped wherever it stands', [
    ...echo('a', '/sub/s36/x', ['content-length:3', 'destination:/sub/s36/x', 'foo:1'], 'abc'),
    send('a', '/sub/s36/x', 'abc', ['Content-Length:99']),
    send('a', '/sub/s36/x', 'abc', ['content-length:3', 'content-length:99']),
  ]),
  scenario('S37', 'message-id and subscription of the sender, alone and repeated', [
    ...echo('a', '/sub/s37/x', ['subscription:evil', 'destination:/sub/s37/x', 'foo:1'], 'subscription'),
    send('a', '/sub/s37/x', 'message-id', ['message-id:mine']),
    send('a', '/sub/s37/x', 'twice', ['message-id:1', 'subscription:1', 'message-id:2', 'subscription:2']),
    send('a', '/sub/s37/x', 'empty', ['message-id:', 'subscription:']),
  ]),
  scenario('S38', 'a message-id of the sender is the same for every subscriber', [
    ...connected('a'),
    ...connected('b'),
    subscribe('a', 'sub-0', '/sub/s38/x'),
    subscribe('b', 'sub-7', '/sub/s38/x'),
    send('a', '/sub/s38/x', 'chosen', ['message-id:mine']),
    send('a', '/sub/s38/x', 'given'),
  ]),
  scenario('S39', 'of two content-types the first counts', [
    ...echo(
      'a',
      '/sub/s39/x',
      ['content-type:text/plain', 'content-type:application/json', 'destination:/sub/s39/x'],
      '{}',
    ),
  ]),
  scenario('S40', 'names of headers are case-sensitive', [
    ...echo(
      'a',
      '/sub/s40/x',
      ['Foo:1', 'foo:2', 'FOO:3', 'destination:/sub/s40/x', 'Content-Type:nonsense'],
      'x',
    ),
    say('a', frame('SEND', ['Destination:/sub/s40/x'], 'no destination at all')),
    send('a', '/sub/s40/x', 'still here'),
  ]),
  scenario('S41', 'headers without a value, and of a space', [
    ...echo('a', '/sub/s41/x', ['foo:', 'bar: ', 'destination:/sub/s41/x'], 'x'),
  ]),
  scenario('S42', 'a value full of colons needs no escape', [
    ...echo(
      'a',
      '/sub/s42/x',
      ['time:12:34:56', 'url:http://chat.example:80/', 'destination:/sub/s42/x', 'c::'],
      'x',
    ),
  ]),
  scenario('S43', 'a very long header', [
    ...echo('a', '/sub/s43/x', [`long:${'x'.repeat(10_000)}`, 'destination:/sub/s43/x'], 'x'),
  ]),
  scenario('S44', 'two hundred headers', [
    ...echo('a', '/sub/s44/x', [
      'destination:/sub/s44/x',
      ...Array.from({ length: 200 }, (_, index) => `header-${index}:${index}`),
    ]),
  ]),
  scenario('S45', 'names that Spring uses inside are only names', [
    ...echo(
      'a',
      '/sub/s45/x',
      [
        'destination:/sub/s45/x',
        'simpSessionId:evil',
        'simpDestination:/sub/s45/y',
        'simpMessageType:CONNECT',
        'simpSubscriptionId:evil',
        'nativeHeaders:evil',
        'stompCommand:ERROR',
        'contentType:evil',
        'timestamp:1',
        'replyChannel:evil',
      ],
      'x',
    ),
  ]),
  scenario('S46', 'headers of other frames on a SEND are only headers', [
    ...echo(
      'a',
      '/sub/s46/x',
      [
        'destination:/sub/s46/x',
        'ack:client',
        'accept-version:9',
        'version:9',
        'heart-beat:1,1',
        'receipt-id:1',
        'message:m',
        'session:s',
        'server:s',
        'user-name:evil',
        'passcode:secret',
        'host:h',
        'selector:false',
      ],
      'x',
    ),
  ]),
  scenario('S47', 'what a subscriber said in SUBSCRIBE is not in its messages', [
    ...connected('a'),
    say('a', frame('SUBSCRIBE', ['foo:1', 'id:sub-0', 'destination:/sub/s47/x', 'receipt:r', 'ack:auto'])),
    send('a', '/sub/s47/x', 'x'),
  ]),
  scenario('S48', 'each message has an id of its own', [
    ...connected('a'),
    subscribe('a', 'sub-0', '/sub/s48/x'),
    send('a', '/sub/s48/x', 'one'),
    send('a', '/sub/s48/x', 'one'),
  ]),
  scenario('S49', 'bodies come as they went: lines, line ends, spaces, JSON', [
    ...connected('a'),
    subscribe('a', 'sub-0', '/sub/s49/x'),
    ...['one\ntwo\n', 'one\r\ntwo\r\n', '\n', '\r', '\n\n\n', ' ', '{"text":"a\\nb"}', 'a:b\\c'].map((body) =>
      send('a', '/sub/s49/x', body),
    ),
  ]),
  scenario('S50', 'a content-type that is not one', [
    ...each(
      {
        empty: '',
        word: 'json',
        spaces: ' ',
        slash: '/',
        'no-subtype': 'text/',
        charset: 'text/plain;charset=nope',
      },
      (on, type) => [
        ...connected(on),
        subscribe(on, 'sub-0', `/sub/s50/${on}`),
        send(on, `/sub/s50/${on}`, 'x', [`content-type:${type}`]),
        send(on, `/sub/s50/${on}`, 'after'),
      ],
    ),
  ]),
  scenario('S51', 'a value with CR and LF comes escaped as it went', [
    ...echo('a', '/sub/s51/x', ['destination:/sub/s51/x', 'lines:a\\nb\\r\\nc\\\\n'], 'x'),
  ]),
  scenario('S52', 'the user of the sender is not in the message', [
    ...connected('a', ['x-user:kim']),
    subscribe('a', 'sub-0', '/sub/s52/x'),
    send('a', '/sub/s52/x', 'x'),
  ]),
]
