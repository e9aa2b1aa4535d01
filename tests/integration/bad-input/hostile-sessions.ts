import {
  type Hostile,
  type Row,
  topic,
  x,
  send,
  connect,
  subscribe,
  times,
  rows,
  frame,
  session,
  within,
  done,
  connecting,
  at,
  overTcp,
} from './hostile-rows.ts'

// Chapter T of the catalogue: what is wrong in a session, and what leads astray.
const clientCommands = [
  'SEND',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'ACK',
  'NACK',
  'BEGIN',
  'COMMIT',
  'ABORT',
  'DISCONNECT',
]

const connects: Hostile[] = [
  ...rows(
    'T1',
    { before: 'not-connected' },
    ...clientCommands.map((name): Row => [
      `${name} before CONNECT`,
      `${name}\n${topic}\nid:1\ntransaction:t\nmessage-id:1\nsubscription:1\n\n␀`,
    ]),
  ),
  ...within('T3', 'bad-state', ['a second CONNECT', connect('')], ['a second STOMP', 'STOMP\n\n␀']),
  ...connecting(
    'T4',
    'version',
    ['9.9', 'CONNECT\naccept-version:9.9\n\n␀'],
    ['none', 'CONNECT\naccept-version:\n\n␀'],
    ['800 unknown ones', `CONNECT\naccept-version:${'9.9,'.repeat(800)}\n\n␀`],
    ['1.2.0', 'CONNECT\naccept-version:1.2.0,v1.2,1,2\n\n␀'],
  ),
  ...connecting('T4', 'connected', [
    '1.2 behind 800 others',
    `CONNECT\naccept-version:${'9.9,'.repeat(800)}1.2\n\n␀`,
  ]),
  ...connecting('T5', 'connected', ['no accept-version', 'CONNECT\n\n␀']),
  ...connecting('T5', 'connected', ['no host under 1.2', 'CONNECT\naccept-version:1.2\n\n␀']),
  ...connecting('T6', 'connected', [
    'an unknown host',
    'CONNECT\naccept-version:1.2\nhost:evil.example\n\n␀',
  ]),
  ...frame('T8', 'too-large', ['a login of 10 KiB', connect(`login:${x(10_240)}\n`)]),
  ...frame('T8', 'bad-header', ['a login with NUL', 'CONNECT\naccept-version:1.2\nlogin:a␀b\n\n␀']),
  ...connecting(
    'T8',
    'connected',
    ...['/', '*', '%2F', '../admin', '__proto__', '\u202eadmin'].map((login): Row => [
      `login ${JSON.stringify(login)}`,
      connect(`login:${login}\n`),
    ]),
  ),
  ...connecting(
    'T9',
    'bad-header',
    ...['x,y', '5', '-1,5', '1,2,3', '99999999999,0', '', ',', '1, 2', '1e3,0', '٣,٣'].map((value): Row => [
      `heart-beat ${JSON.stringify(value)}`,
      connect(`heart-beat:${value}\n`),
    ]),
  ),
  ...connecting('T10', 'connected', ['heart-beat 0,1', connect('heart-beat:0,1\n')]),
]

const destinations = [
  '',
  'a',
  '/',
  '//a',
  '/topic//a',
  '/topic/../a',
  '/topic/./a',
  '/topic/%2e%2e/a',
  '/topic/.%2E',
  '/topic/\\\\a',
  `/topic/${x(249)}`,
  `/topic${'/a'.repeat(16)}`,
  '/nowhere/a',
  '/topi/a',
]

const subscriptions: Hostile[] = [
  ...session(
    'T13',
    'bad-header',
    ['SUBSCRIBE without id', `SUBSCRIBE\n${topic}\n\n␀`],
    ['an empty id', subscribe('')],
    ['an id of 129 bytes', subscribe(x(129))],
    ['an id of 43 letters of 3 bytes', subscribe('한'.repeat(43))],
    ['SUBSCRIBE without destination', 'SUBSCRIBE\nid:a\n\n␀'],
    ['SEND without destination', 'SEND\n\nx␀'],
    ['UNSUBSCRIBE without id', 'UNSUBSCRIBE\n\n␀'],
  ),
  ...session('T13', 'bad-state', ['one id twice', subscribe('a') + subscribe('a', '/topic/other')]),
  ...done('T13', ['an id of 128 bytes', subscribe(x(128))], ['the id __proto__', subscribe('__proto__')]),
  ...session(
    'T14',
    'bad-header',
    ...['foo', '', 'AUTO', 'client '].map((mode): Row => [
      `ack ${JSON.stringify(mode)}`,
      subscribe('a', '/topic/nobody', `ack:${mode}\n`),
    ]),
  ),
  ...session(
    'T15',
    'bad-destination',
    ...destinations.flatMap((destination): Row[] => [
      [`SUBSCRIBE ${JSON.stringify(destination).slice(0, 30)}`, subscribe('a', destination)],
      [`SEND ${JSON.stringify(destination).slice(0, 30)}`, `SEND\ndestination:${destination}\n\n␀`],
    ]),
  ),
  ...done(
    'T15',
    ['255 bytes', subscribe('a', `/topic/${x(248)}`)],
    ['16 segments', subscribe('a', '/topic' + '/a'.repeat(15))],
  ),
  ...session(
    'T19',
    'bad-destination',
    ...['/topic/*', '/topic/**', '/topic/a?', '/topic/{a}'].map((destination): Row => [
      `SEND ${destination}`,
      `SEND\ndestination:${destination}\n\n␀`,
    ]),
  ),
  ...done('T21', ['256 subscriptions', times(256, (n) => subscribe(`s${n}`))]),
  ...session('T21', 'limit-subscriptions', ['257 subscriptions', times(257, (n) => subscribe(`s${n}`))]),
  ...session(
    'T23',
    'unknown-id',
    ...['nobody', '__proto__', 'constructor', '*'].map((id): Row => [
      `UNSUBSCRIBE ${id}`,
      `UNSUBSCRIBE\nid:${id}\n\n␀`,
    ]),
  ),
  ...session('T23', 'unknown-id', ['UNSUBSCRIBE twice', subscribe('a') + 'UNSUBSCRIBE\nid:a\n\n␀'.repeat(2)]),
  ...done(
    'T34',
    ...[
      'process.exit(1)',
      '${process.exit()}',
      "a = 'x' OR 1 = 1",
      'T(java.lang.Runtime)',
      x(1_025),
      '('.repeat(17),
    ].map((selector): Row => [
      `selector ${selector.slice(0, 20)}`,
      subscribe('a', '/topic/nobody', `selector:${selector}\n`),
    ]),
  ),
  ...done(
    'T37',
    ...['18446744073709551616', '-1', 'x'].map((offset): Row => [
      `offset ${offset}`,
      subscribe('a', '/topic/nobody', `offset:${offset}\nepoch:nobody\n`),
    ]),
  ),
]

const acknowledgements: Hostile[] = [
  ...session(
    'T24',
    'unknown-id',
    ...['ACK', 'NACK'].flatMap((command) =>
      ['nobody', '__proto__', '1/a', '/', '//'].map((id): Row => [
        `${command} ${id}`,
        `${command}\nid:${id}\n\n␀`,
      ]),
    ),
  ),
  ...session('T24', 'bad-header', ['ACK of an empty id', 'ACK\nid:\n\n␀'], ['NACK without id', 'NACK\n\n␀']),
  ...at('1.1', within('T24', 'bad-header', ['ACK without subscription', 'ACK\nmessage-id:1\n\n␀'])),
  ...at('1.1', within('T24', 'unknown-id', ['ACK', 'ACK\nmessage-id:1\nsubscription:__proto__\n\n␀'])),
  ...at('1.0', within('T24', 'unknown-id', ['ACK', 'ACK\nmessage-id:__proto__\n\n␀'])),
  ...at('1.0', within('T24', 'bad-frame', ['NACK', 'NACK\nmessage-id:1\n\n␀'])),
]

const begin = (id: string): string => `BEGIN\ntransaction:${id}\n\n␀`
const inTransaction = (headers = '', body = ''): string => send(`transaction:t\n${headers}`, body)

const transactions: Hostile[] = [
  ...session('T28', 'bad-header', ['BEGIN without a name', 'BEGIN\n\n␀'], ['an empty name', begin('')]),
  ...session('T28', 'bad-header', ['a name of 129 bytes', begin(x(129))], ['COMMIT without', 'COMMIT\n\n␀']),
  ...session('T28', 'bad-state', ['BEGIN twice', begin('t').repeat(2)]),
  ...session(
    'T28',
    'unknown-id',
    ['COMMIT of none', 'COMMIT\ntransaction:t\n\n␀'],
    ['ABORT of none', 'ABORT\ntransaction:__proto__\n\n␀'],
    ['SEND in none', inTransaction()],
    ['ACK in none', 'ACK\nid:1/a\ntransaction:t\n\n␀'],
    ['COMMIT twice', begin('t') + 'COMMIT\ntransaction:t\n\n␀'.repeat(2)],
    ['ABORT behind COMMIT', `${begin('t')}COMMIT\ntransaction:t\n\n␀ABORT\ntransaction:t\n\n␀`],
  ),
  ...session('T28', 'limit-transactions', ['the 17th', times(17, (n) => begin(`t${n}`))]),
  ...within('T28', 'limit-transactions', ['the 1,025th action', begin('t') + inTransaction().repeat(1_025)]),
  ...overTcp(
    within('T28', 'limit-transactions', [
      '1 MiB + 1 in one',
      begin('t') + inTransaction('', x(600_000)).repeat(2),
    ]),
  ),
  ...within('T28', 'done', ['1,024 actions', begin('t') + inTransaction().repeat(1_024)]),
  ...session('T28', 'bad-destination', [
    'to nowhere, within one',
    `${begin('t')}SEND\ndestination:/a\ntransaction:t\n\n␀`,
  ]),
  ...done('T30', ['one that stays open', begin('t') + inTransaction('', 'x')]),
]

const receipts: Hostile[] = [
  ...frame('T31', 'bad-header', ['129 bytes', send(`receipt:${x(129)}\n`)]),
  ...frame('T31', 'bad-header', [
    '129 bytes, and another mistake',
    `UNSUBSCRIBE\nid:a\nreceipt:${x(129)}\n\n␀`,
  ]),
]

const chat = (body: string): string =>
  `SEND\ndestination:/app/chat/message\ncontent-type:application/json\nreceipt:r\n\n${body}␀`

const deep = `{"roomId":"1","message":${'['.repeat(200_000)}${']'.repeat(200_000)}}`

/** Not of the catalogue: what leads into user code. */
const applications: Hostile[] = [
  ...session('F44', 'bad-frame', ['half of a JSON', chat('{"roomId":')], ['no JSON', chat('hello')]),
  ...session('F44', 'internal', ['JSON without a roomId', chat('{}')], ['null', chat('null')]),
  ...session(
    'F36',
    'internal',
    ['JSON with __proto__', chat('{"__proto__":{"roomId":"1"}}')],
    ['an object for a text', chat('{"roomId":{"toString":1}}')],
    ['constructor.prototype', chat('{"constructor":{"prototype":{"roomId":"1"}}}')],
  ),
  // The route sends where it should not; what is wrong with it is between the application and its log.
  ...session('T15', 'internal', ['a roomId that leads away', chat('{"roomId":"../../queue/x"}')]),
  ...session('T19', 'internal', ['a roomId that is a pattern', chat('{"roomId":"**"}')]),
  ...within('F44', 'internal', ['JSON 200,000 deep', chat(deep)]),
]

export const hostileSessions: readonly Hostile[] = [
  ...connects,
  ...subscriptions,
  ...acknowledgements,
  ...transactions,
  ...receipts,
  ...applications,
]
