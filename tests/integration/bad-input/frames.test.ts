import { describe, expect, test } from 'vitest'
import type { Way } from '../../support/stomp-peer.ts'
import { type State, useScene } from './scene.ts'

// Every way a frame can be wrong, over every way to send one: the word and the close code that answer it.
const scene = useScene()
const ways = ['websocket', 'sockjs websocket', 'sockjs xhr'] as const satisfies Way[]

type Bad = [what: string, wire: string, code: string, closeCode: number, state?: State]

const x = (count: number): string => 'x'.repeat(count)
const topic = 'destination:/topic/bad-input'
const send = (headers: string, body = ''): string => `SEND\n${topic}\n${headers}\n${body}␀`
const headers = (count: number): string => Array.from({ length: count }, (_, n) => `h${n}:v\n`).join('')
const connect = (lines: string): string => `CONNECT\naccept-version:1.2\nhost:any\n${lines}\n␀`
const subscribe = (id: string, destination = '/topic/bad-input'): string =>
  `SUBSCRIBE\nid:${id}\ndestination:${destination}\n\n␀`

const beforeConnect: Bad[] = [
  'SEND',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'ACK',
  'NACK',
  'BEGIN',
  'COMMIT',
  'ABORT',
  'DISCONNECT',
].map((command) => [
  `${command} before CONNECT [hostile T1]`,
  `${command}\n${topic}\nid:1\ntransaction:t\n\n␀`,
  'not-connected',
  1002,
  'new',
])

const commands: Bad[] = [
  ['a command in lower case [hostile F3]', `send\n${topic}\n\n␀`, 'bad-frame', 1002],
  ['an unknown command [hostile F4]', 'FOO\n\n␀', 'bad-frame', 1002],
  ...['MESSAGE', 'RECEIPT', 'ERROR', 'CONNECTED'].map((command): Bad => [
    `the server's ${command} from a client [hostile F5]`,
    `${command}\n\n␀`,
    'bad-frame',
    1002,
  ]),
  ['a command with a space in front [hostile F6]', ` SEND\n${topic}\n\n␀`, 'bad-frame', 1002],
  ['a byte order mark [hostile F6]', `\ufeffSEND\n${topic}\n\n␀`, 'bad-frame', 1002],
  ['a command that does not end [hostile F7]', x(40), 'bad-frame', 1002],
  ['no command line [hostile F8]', `\n${topic}\n\n␀`, 'bad-frame', 1002],
  ['a CR alone between frames [hostile F2]', '␍␍', 'bad-frame', 1002],
  ['HTTP [hostile F43]', 'GET / HTTP/1.1\nHost: here\n\n', 'bad-frame', 1002],
  ['JSON', '{"type":"CONNECT"}', 'bad-frame', 1002, 'new'],
  ['a second CONNECT [hostile T3]', connect(''), 'bad-state', 1002],
  ['a second STOMP [hostile T3]', 'STOMP\naccept-version:1.2\n\n␀', 'bad-state', 1002],
  ...['ACK\nid:1', 'NACK\nid:1', 'BEGIN\ntransaction:t', 'COMMIT\ntransaction:t', 'ABORT\ntransaction:t'].map(
    (frame): Bad => [
      `${frame.split('\n')[0]}, which is not supported yet`,
      `${frame}\n\n␀`,
      'bad-state',
      1002,
    ],
  ),
]

const headerLines: Bad[] = [
  ['a header without colon [hostile F9]', send('nothing\n'), 'bad-header', 1002],
  ['a header without name [hostile F10]', send(':x\n'), 'bad-header', 1002],
  ['an undefined escape [hostile F11]', send('a:\\t\n'), 'bad-header', 1002],
  ['a lone backslash [hostile F12]', send('a:b\\\n'), 'bad-header', 1002],
  ['a bare CR in a header [hostile F13]', send('a:b␍c\n'), 'bad-header', 1002],
  ['a NUL in the headers', `SEND\n${topic}\na:b␀`, 'bad-header', 1002],
  [
    'two content-lengths that differ [hostile F20]',
    send('content-length:1\ncontent-length:2\n', 'x'),
    'bad-header',
    1002,
  ],
  ...['-1', '+5', '1e3', '0x10', ' 5', '5 ', 'abc', '', '٣'].map((value): Bad => [
    `content-length ${JSON.stringify(value)} [hostile F23]`,
    send(`content-length:${value}\n`, 'hello'),
    'bad-header',
    1002,
  ]),
  ['a body longer than said [hostile F21]', send('content-length:3\n', 'hello'), 'bad-frame', 1002],
  ['SUBSCRIBE with a body [hostile F28]', `SUBSCRIBE\nid:a\n${topic}\n\nbody␀`, 'bad-frame', 1002],
  ['CONNECT with a body [hostile F28]', connect('').replace('␀', 'body␀'), 'bad-frame', 1002, 'new'],
  ['accept-version 9.9 [hostile T4]', 'CONNECT\naccept-version:9.9\nhost:any\n\n␀', 'version', 1002, 'new'],
  [
    '800 unknown versions [hostile T4]',
    `CONNECT\naccept-version:${'9.9,'.repeat(800)}\n\n␀`,
    'version',
    1002,
    'new',
  ],
  ...['x,y', '5', '-1,5', '1,2,3', '99999999999,0'].map((value): Bad => [
    `heart-beat ${value} [hostile T9]`,
    connect(`heart-beat:${value}\n`),
    'bad-header',
    1002,
    'new',
  ]),
]

const names: Bad[] = [
  ['SEND without destination', 'SEND\n\nx␀', 'bad-header', 1002],
  ['SUBSCRIBE without id [hostile T13]', `SUBSCRIBE\n${topic}\n\n␀`, 'bad-header', 1002],
  ['SUBSCRIBE without destination', 'SUBSCRIBE\nid:a\n\n␀', 'bad-header', 1002],
  ['an empty id [hostile T13]', subscribe(''), 'bad-header', 1002],
  ['an id of 129 bytes [hostile T13]', subscribe(x(129)), 'bad-header', 1002],
  ['one id twice [hostile T13]', subscribe('a') + subscribe('a'), 'bad-state', 1002],
  ['an unknown ack mode [hostile T14]', `SUBSCRIBE\nid:a\n${topic}\nack:foo\n\n␀`, 'bad-header', 1002],
  ['UNSUBSCRIBE of an unknown id [hostile T23]', 'UNSUBSCRIBE\nid:nobody\n\n␀', 'unknown-id', 1008],
  ['UNSUBSCRIBE of __proto__ [hostile T23]', 'UNSUBSCRIBE\nid:__proto__\n\n␀', 'unknown-id', 1008],
  ['a receipt of 129 bytes [hostile T31]', send(`receipt:${x(129)}\n`), 'bad-header', 1002],
  ['SEND to a pattern [hostile T19]', 'SEND\ndestination:/topic/*\n\n␀', 'bad-destination', 1008],
  ['SEND to nobody', 'SEND\ndestination:/pub/nobody\n\n␀', 'bad-destination', 1008],
  ...[
    'a',
    '/',
    '//a',
    '/topic//a',
    '/topic/../a',
    '/topic/./a',
    '/topic/%2e%2e',
    '/topic/\\\\a',
    `/topic/${x(249)}`,
    `/topic${'/a'.repeat(16)}`,
    '/topic/\u202ea',
    '/topic/\u001b[31m',
    '/topic/a\\nb',
  ].map((destination): Bad => [
    `destination ${JSON.stringify(destination).slice(0, 40)} [hostile T15 F42]`,
    subscribe('a', destination),
    'bad-destination',
    1008,
  ]),
  [
    'the 257th subscription [hostile T21]',
    Array.from({ length: 257 }, (_, n) => subscribe(String(n))).join(''),
    'limit-subscriptions',
    1008,
  ],
]

const tooLarge: Bad[] = [
  ['101 headers [hostile F29]', send(headers(100)), 'too-many-headers', 1009],
  ['50,000 headers [hostile F29]', send(headers(50_000)), 'too-many-headers', 1009],
  ['a header line of 4 KiB + 1 [hostile F30]', send(`a:${x(4_095)}\n`), 'too-large', 1009],
  ['a header line without end [hostile F30]', `SEND\na:${x(5_000)}`, 'too-large', 1009],
  ['a header block of more than 16 KiB [hostile F30]', send(`a:${x(4_000)}\n`.repeat(5)), 'too-large', 1009],
  ['a body of 1 MiB + 1, counted [hostile F32]', send(`content-length:${2 ** 20 + 1}\n`), 'too-large', 1009],
  ['a body of 1 MiB + 1, not counted [hostile F32]', send('', x(2 ** 20 + 1)), 'too-large', 1009],
  ...[2 ** 31, 2 ** 53, '9'.repeat(400)].map((length): Bad => [
    `content-length ${String(length).slice(0, 20)} [hostile F24]`,
    send(`content-length:${length}\n`),
    'too-large',
    1009,
  ]),
  ['a CONNECT of more than 16 KiB', connect(`passcode:${x(4_000)}\n`.repeat(5)), 'too-large', 1009, 'new'],
  ['a SEND of 17 KiB before CONNECT', send('', x(17_000)), 'too-large', 1009, 'new'],
  ['a counted SEND of 17 KiB before CONNECT', send('content-length:17000\n'), 'too-large', 1009, 'new'],
]

const chat = (body: string): string =>
  `SEND\ndestination:/pub/chat/message\ncontent-type:application/json\nreceipt:r\n\n${body}␀`

const applications: Bad[] = [
  ['chat with half of a JSON', chat('{"roomId":'), 'bad-frame', 1002],
  ['chat without any JSON', chat('hello'), 'bad-frame', 1002],
  ['chat without a roomId', chat('{}'), 'internal', 1011],
  ['chat with null', chat('null'), 'internal', 1011],
  ['chat with __proto__', chat('{"__proto__":{"roomId":"1"}}'), 'internal', 1011],
  ['chat with an object for a roomId', chat('{"roomId":{"toString":1}}'), 'internal', 1011],
  ['chat with a roomId that leads away', chat('{"roomId":"../../queue/x"}'), 'bad-destination', 1008],
  ['chat with a roomId that is a pattern', chat('{"roomId":"**"}'), 'bad-destination', 1008],
  [
    'chat with JSON 200,000 deep',
    chat(`{"roomId":"1","message":${'['.repeat(200_000)}${']'.repeat(200_000)}}`),
    'internal',
    1011,
  ],
]

describe.each(ways)('over %s', (way) => {
  test.each([...beforeConnect, ...commands, ...headerLines, ...names, ...tooLarge, ...applications])(
    '%s',
    async (_what, wire, code, closeCode, state = 'connected') => {
      const peer = await scene.opens(way, state)
      // A valid frame right behind a bad one is never executed [hostile F41].
      peer.writes(`${wire}SEND\ndestination:/topic/bad-input\nreceipt:late\n\n␀`)
      const { error, closing } = await peer.isRefused()
      expect([error.get('code'), closing.code]).toEqual([code, closeCode])
      expect(error.text.length, 'what is echoed is short').toBeLessThan(1_024)
    },
  )
})
