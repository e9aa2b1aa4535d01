import {
  type Hostile,
  type Row,
  topic,
  x,
  send,
  headers,
  connect,
  subscribe,
  rows,
  frame,
  session,
  within,
  done,
  connecting,
  at,
  overTcp,
  asBytes,
} from './hostile-rows.ts'

// Chapter F of the catalogue: what is wrong with the bytes of a frame.
const commands: Hostile[] = [
  ...rows('F1', { before: 'done', within: 'done' }, ['1,800 NULs and line ends', '␀\n'.repeat(900)]),
  ...frame('F1', 'rate', ['2,400 NULs and line ends', '␀\n'.repeat(1_200)]),
  ...overTcp(within('F1', 'rate', ['1 MiB of NULs and line ends', '␀\n'.repeat(2 ** 19)])),
  ...frame('F2', 'bad-frame', ['CR alone between frames', '␍␍'], ['CR behind a line end', '\n␍SEND\n\n␀']),
  ...frame(
    'F3',
    'bad-frame',
    ['a command in lower case', `send\n${topic}\n\n␀`],
    ['Connect', 'Connect\n\n␀'],
  ),
  ...frame('F4', 'bad-frame', ['FOO', 'FOO\n\n␀'], ['SENDER', `SENDER\n${topic}\n\n␀`]),
  ...frame(
    'F5',
    'bad-frame',
    ...['MESSAGE', 'RECEIPT', 'ERROR', 'CONNECTED'].map((name): Row => [name, `${name}\n\n␀`]),
  ),
  ...frame(
    'F6',
    'bad-frame',
    ['a space in front', ` SEND\n${topic}\n\n␀`],
    ['a space behind', `SEND␠\n${topic}\n\n␀`],
    ['a tab behind', `SEND␉\n${topic}\n\n␀`],
    ['a byte order mark', `\ufeffSEND\n${topic}\n\n␀`],
  ),
  ...frame('F7', 'bad-frame', ['a command of 33 bytes', x(33)], ['a command of 8 KiB', x(8_192)]),
  ...within('F7', 'bad-frame', ['a command of 1 MiB', x(2 ** 20)]),
  ...frame('F8', 'bad-frame', ['a header in place of the command', `\n${topic}\n\n␀`]),
  ...frame(
    'F43',
    'bad-frame',
    ['HTTP', 'GET / HTTP/1.1\nHost: here\n\n'],
    ['HTTP with CR', 'POST /x HTTP/1.1␍\nContent-Length: 0␍\n␍\n'],
    ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001'.padEnd(40, 'x')],
    ['JSON', '{"type":"CONNECT","headers":{"accept-version":"1.2"}}'],
  ),
]

const headerLines: Hostile[] = [
  ...frame('F9', 'bad-header', ['no colon', send('nothing\n')], ['a space for a line', send('␠\n')]),
  ...frame('F10', 'bad-header', ['no name', send(':x\n')], ['nothing but a colon', send(':\n')]),
  ...session(
    'F11',
    'bad-header',
    ['\\t', send('a:\\t\n')],
    ['\\N', send('a:\\N\n')],
    ['\\0', send('a:\\0\n')],
    ['an escape in the name', send('\\x:a\n')],
    ['a backslash and an emoji', send('a:\\😀\n')],
  ),
  ...at('1.1', within('F11', 'bad-header', ['\\r', send('a:\\r\n')], ['\\t', send('a:\\t\n')])),
  ...session(
    'F12',
    'bad-header',
    ['a backslash at the end', send('a:b\\\n')],
    ['and one alone', send('a:\\\n')],
  ),
  ...at('1.1', within('F12', 'bad-header', ['a backslash at the end', send('a:b\\\n')])),
  ...frame('F13', 'bad-header', ['in a value', send('a:b␍c\n')], ['in a name', send('a␍b:c\n')]),
  ...frame(
    'F13',
    'bad-header',
    ['two at the end', send('a:b␍␍\n')],
    ['NUL in the head', `SEND\n${topic}\na:b␀`],
  ),
  ...done('F14', ['raw colons in a value', send('a:b:c::d\n')]),
  ...connecting(
    'F15',
    'connected',
    ['escapes in CONNECT', connect('login:a\\tb\\\npasscode:\\\\x\\c\n')],
    ['and in STOMP', 'STOMP\naccept-version:1.2\nlogin:\\t\n\n␀'],
  ),
  ...at('1.0', within('F16', 'done', ['a backslash and an n', send('a:b\\nX:y\n')])),
  ...done('F18', ['an escaped header line', send('a:b\\nX\\cy\n')]),
  ...done('F19', ['a repeated header', send('a:1\na:2\n')]),
  ...done('F20', ['two equal content-lengths', send('content-length:1\ncontent-length:1\n', 'x')]),
  ...done('F20', ['equal in number', send('content-length:1\ncontent-length:01\n', 'x')]),
  ...frame('F20', 'bad-header', ['1 and 2', send('content-length:1\ncontent-length:2\n', 'x')]),
  ...done('F36', [
    'names of an object’s own',
    send('__proto__:a\nconstructor:b\ntoString:c\n__proto__.x:d\n'),
  ]),
  ...done('F37', [
    'headers of the server',
    send('message-id:1\nsubscription:a\nack:1\nuser:x\nredelivered:true\noffset:1\n'),
  ]),
]

const lengths: Hostile[] = [
  ...frame('F21', 'bad-frame', ['3 for 5', send('content-length:3\n', 'hello')]),
  ...frame('F21', 'bad-frame', ['0 for 5', send('content-length:0\n', 'hello')]),
  ...frame(
    'F23',
    'bad-header',
    ...['-1', '+5', '1e3', '0x10', ' 5', '5 ', '5,5', 'abc', '', '٣', '5.0'].map((value): Row => [
      `content-length ${JSON.stringify(value)}`,
      send(`content-length:${value}\n`, 'hello'),
    ]),
  ),
  ...frame(
    'F24',
    'too-large',
    ...[2 ** 31, 2 ** 53, '9223372036854775808', '9'.repeat(400)].map((length): Row => [
      `content-length ${String(length).slice(0, 20)}`,
      send(`content-length:${length}\n`),
    ]),
  ),
  ...frame('F25', 'bad-frame', ['no NUL behind the body', `SEND\n${topic}\ncontent-length:5\n\nhelloSEND\n`]),
  ...done('F26', ['NULs inside a counted body', send('content-length:5\n', '␀a␀b␀')]),
  ...session('F27', 'bad-frame', ['a NUL inside a body', send('', 'a␀b')]),
  ...frame(
    'F28',
    'bad-frame',
    ...['SUBSCRIBE', 'UNSUBSCRIBE', 'ACK', 'BEGIN', 'COMMIT', 'ABORT', 'DISCONNECT', 'CONNECT'].map(
      (name): Row => [`${name} with a body`, `${name}\nid:1\n${topic}\n\nbody␀`],
    ),
  ),
]

const sizes: Hostile[] = [
  ...done('F29', ['100 headers', send(headers(99))]),
  ...frame('F29', 'too-many-headers', ['101 headers', send(headers(100))]),
  ...within('F29', 'too-many-headers', ['100,000 headers', send(headers(100_000))]),
  ...done('F30', ['a header line of 4 KiB', send(`a:${x(4_094)}\n`)]),
  ...frame('F30', 'too-large', ['a header line of 4 KiB + 1', send(`a:${x(4_095)}\n`)]),
  ...frame('F30', 'too-large', ['a header line without end', `SEND\na:${x(5_000)}`]),
  ...frame('F30', 'too-large', ['a head of 16 KiB + 1', send(`a:${x(4_000)}\n`.repeat(5))]),
  ...within('F32', 'done', ['a body of 1 MiB', send('', x(2 ** 20))]),
  ...within('F32', 'done', ['a body of 1 MiB, counted', send(`content-length:${2 ** 20}\n`, x(2 ** 20))]),
  ...frame('F32', 'too-large', ['a body of 1 MiB + 1, counted', send(`content-length:${2 ** 20 + 1}\n`)]),
  ...frame('F32', 'too-large', ['a body of 1 MiB + 1', send('', x(2 ** 20 + 1))]),
  ...rows('F33', { before: 'too-large', within: 'done' }, ['a body of 17 KiB', send('', x(17_000))]),
  ...rows('F33', { before: 'too-large' }, ['a counted body of 17 KiB', send('content-length:17000\n')]),
  ...rows('F33', { before: 'too-large' }, [
    'a CONNECT of 20 kB',
    connect(`passcode:${x(4_000)}\n`.repeat(5)),
  ]),
]

const characters: Hostile[] = [
  ...asBytes(
    frame(
      'F34',
      'bad-utf8',
      ...['c328', 'c0af', 'eda080', 'e282', 'ff', 'f8a8808080', 'f4908080', '80'].map((hex): Row => [
        `${hex} in a header`,
        send(`a:${hex.replace(/../g, '⟨$&⟩')}\n`),
      ]),
    ),
  ),
  ...asBytes(frame('F34', 'bad-utf8', ['in a name', send('⟨ff⟩:a\n')])),
  ...asBytes(done('F35', ['in a body', send('content-type:text/plain\n', '⟨ff⟩⟨fe⟩')])),
  ...session(
    'F42',
    'bad-destination',
    ...['\u2028', '\u202e', '\u001b[31m', '\u0085', '\u200b', '\ufeff', '\\n', '\u007f'].map((bad): Row => [
      `${JSON.stringify(bad)} in a destination`,
      subscribe('a', `/topic/${bad}a`),
    ]),
  ),
  ...done('F42', ['emoji in a destination', 'SEND\ndestination:/topic/😀\n\n👋␀']),
]

const floods: Hostile[] = [
  ...within('F38', 'rate', ['3,000 frames in one message', send('').repeat(3_000)]),
  ...frame('T12', 'rate', ['2,500 heart-beats', '\n'.repeat(2_500)]),
]

export const hostileFrames: readonly Hostile[] = [
  ...commands,
  ...headerLines,
  ...lengths,
  ...sizes,
  ...characters,
  ...floods,
]
