import type { Scenario, Step } from '../scenario.ts'
import {
  connectFrame,
  connectedSockJs,
  openSockJs,
  poll,
  post,
  publish,
  publisher,
  sendFrame,
  subscribeFrame,
  tell,
} from '../sockjs-steps.ts'
import {
  close,
  connected,
  frame,
  open,
  say,
  sayBytes,
  scenariosOf,
  send,
  subscribe,
  usable,
  wait,
} from '../steps.ts'

const scenario = scenariosOf('sockjs')
const anyOrder = { anyOrder: true } as const

/** Says something raw in a session of its own; `on` names both. */
const raw = (own: string, texts: Readonly<Record<string, string>>): Step[] =>
  Object.entries(texts).flatMap(([on, text]) => [openSockJs(on, `${own}${on}`), say(on, text)])

/** A fence within a SockJS session. */
const usableSockJs = (on: string, own: string): Step[] => [
  tell(on, subscribeFrame('fence', `/sub/${own}/fence`)),
  tell(on, sendFrame(`/sub/${own}/fence`, 'still here')),
]

const frames = [
  scenario('J11', 'an open frame, then STOMP in arrays', connectedSockJs('a', 'j11')),
  scenario('J12', 'the session id of the path stands in message-id', [
    ...connectedSockJs('a', 'j12mine'),
    tell('a', subscribeFrame('s', '/sub/j12')),
    tell('a', sendFrame('/sub/j12', 'hello')),
  ]),
  scenario('J13', 'what is escaped in an array, and what is not', [
    ...connectedSockJs('a', 'j13'),
    tell('a', subscribeFrame('s', '/sub/j13')),
    tell('a', sendFrame('/sub/j13', 'line\u2028 joiner\u200d emoji😀 한글 quote" back\\ slash/')),
    tell('a', sendFrame('/sub/j13', 'bell\u0007 tab\t return\r delete\u007f c1\u0085 soft\u00ad <&>')),
    tell('a', sendFrame('/sub/j13', '\u200b \u200c \u200f \u2010 \u2027 \u202f \u2030 \u205f \u2060 \u206f')),
    tell('a', sendFrame('/sub/j13', '\u2070 \uffef \ufff0 \uffff \ufeff \u0600 \u070f \u17b4 \u00e9')),
  ]),
  scenario('J14', 'DISCONNECT without a receipt: ERROR, a close frame, the close', [
    ...connectedSockJs('a', 'j14'),
    tell('a', frame('DISCONNECT')),
  ]),
  scenario('J15', 'binary content ends the session', [
    ...connectedSockJs('a', 'j15'),
    tell('a', subscribeFrame('s', '/sub/j15')),
    tell('a', frame('SEND', ['destination:/sub/j15', 'content-type:application/octet-stream'], 'x')),
  ]),
  scenario('J58', 'a binary answer of the application ends the session', [
    ...connectedSockJs('a', 'j58'),
    tell('a', subscribeFrame('s', '/sub/gave/j58')),
    tell('a', sendFrame('/pub/give/bytes/j58', '')),
  ]),
  scenario('J59', 'binary content from others ends the session', [
    ...connectedSockJs('a', 'j59'),
    tell('a', subscribeFrame('s', '/sub/j59')),
    ...publisher,
    send('other', '/sub/j59', 'x', ['content-type:application/octet-stream']),
    ...usable('other', 'j59'),
  ]),
  scenario('J60', 'empty binary content does no harm', [
    ...connectedSockJs('a', 'j60'),
    tell('a', subscribeFrame('s', '/sub/j60')),
    tell('a', frame('SEND', ['destination:/sub/j60', 'content-type:application/octet-stream'])),
  ]),
  scenario('J61', 'a refused CONNECT', [
    openSockJs('a', 'j61'),
    tell('a', frame('CONNECT', ['accept-version:1.2', 'x-deny:delivery'])),
  ]),
  scenario('J62', 'a frame that is none', [...connectedSockJs('a', 'j62'), tell('a', 'FOO\n\n\0')]),
] as const

const arrays = [
  scenario('J16', 'what is no array of strings ends the session', [
    ...raw('j16', {
      open: '["x',
      string: '"str"',
      object: '{}',
      number: '5',
      stomp: connectFrame,
      true: 'true',
      nested: '[["a"]]',
      objects: '[{}]',
      comma: '["a",]',
    }),
  ]),
  scenario('J17', 'what is empty is passed over', [
    openSockJs('a', 'j17'),
    say('a', ''),
    say('a', '[]'),
    say('a', 'null'),
    tell('a', connectFrame),
  ]),
  scenario('J18', 'a binary message ends the session', [
    openSockJs('a', 'j18'),
    sayBytes('a', JSON.stringify([connectFrame])),
  ]),
  scenario('J63', 'null within an array', [
    ...raw('j63', { alone: '[null]' }),
    ...connectedSockJs('behind', 'j63behind'),
    say('behind', '["\\n",null]'),
  ]),
  scenario('J64', 'numbers and booleans within an array become text, which spoils the next frame', [
    ...raw('j64', { numbers: '[1,2]', boolean: '[true]' }),
    tell('numbers', connectFrame),
    tell('boolean', connectFrame),
  ]),
  scenario('J65', 'blanks around, something behind', [
    openSockJs('a', 'j65'),
    say('a', ` \n${JSON.stringify([connectFrame])} `),
    say('a', '["\\n"] rest'),
  ]),
  scenario('J66', 'several frames in one array', [
    ...connectedSockJs('a', 'j66'),
    tell('a', subscribeFrame('s', '/sub/j66'), subscribeFrame('t', '/sub/j66/t')),
    { ...tell('a', sendFrame('/sub/j66', 'one'), sendFrame('/sub/j66/t', 'two')), ...anyOrder },
  ]),
  scenario('J67', 'one frame over several strings, and over several messages', [
    ...connectedSockJs('a', 'j67'),
    tell('a', subscribeFrame('s', '/sub/j67')),
    tell('a', 'SEND\ndestination:/su', 'b/j67\n\nin two', ' strings\0'),
    tell('a', 'SEND\ndestination:/sub/j67\n\nin two '),
    tell('a', 'messages\0'),
  ]),
  scenario('J68', 'several frames in one string', [
    ...connectedSockJs('a', 'j68'),
    tell('a', `${subscribeFrame('s', '/sub/j68')}\n${subscribeFrame('t', '/sub/j68/t')}`),
    tell('a', sendFrame('/sub/j68/t', 'hello')),
  ]),
  scenario('J69', 'a STOMP heart-beat in an array', [
    ...connectedSockJs('a', 'j69'),
    tell('a', '\n'),
    tell('a', ''),
    ...usableSockJs('a', 'j69'),
  ]),
  scenario('J70', 'escapes of JSON', [
    ...connectedSockJs('a', 'j70'),
    tell('a', subscribeFrame('s', '/sub/j70')),
    say('a', '["SEND\\ndestination:\\/sub\\/j70\\n\\n\\ud55c\\uD83D\\uDE00\\u0041\\u0000"]'),
  ]),
] as const

const sockets = [
  scenario('J19', '/websocket below the base path is plain STOMP', [
    open('a', '/ws-stomp/websocket'),
    say('a', connectFrame),
    ...usable('a', 'j19'),
  ]),
  scenario('J71', 'protocols over SockJS', [
    openSockJs('a', 'j71', { protocols: ['v12.stomp', 'v11.stomp'] }),
    tell('a', connectFrame),
    open('b', '/ws-stomp/websocket', { protocols: ['v12.stomp'] }),
  ]),
  scenario('J72', 'a close by the client', [
    ...connectedSockJs('a', 'j72a'),
    close('a', 1000),
    ...connectedSockJs('b', 'j72b'),
    close('b', 3001, 'enough'),
  ]),
  scenario('J31', 'a second socket with the same session id takes over', [
    ...connectedSockJs('a', 'j31'),
    tell('a', subscribeFrame('s', '/sub/j31')),
    openSockJs('b', 'j31'),
    ...publisher,
    publish('/sub/j31', 'after the second socket'),
    tell('b', sendFrame('/sub/j31', 'from the second')),
    tell('a', sendFrame('/sub/j31', 'from the first')),
    tell('b', connectFrame),
    ...usable('other', 'j31'),
  ]),
  scenario('J73', 'the first of two sockets with one session id closes', [
    ...connectedSockJs('a', 'j73'),
    tell('a', subscribeFrame('s', '/sub/j73')),
    openSockJs('b', 'j73'),
    close('a', 1000),
    ...publisher,
    publish('/sub/j73', 'hello'),
    ...usable('other', 'j73'),
  ]),
  scenario('J74', 'a session id that was closed is free', [
    ...connectedSockJs('a', 'j74'),
    close('a', 1000),
    ...connectedSockJs('b', 'j74'),
  ]),
  scenario('J75', 'the same session id below another server id', [
    ...connectedSockJs('a', 'j75'),
    tell('a', subscribeFrame('s', '/sub/j75')),
    open('b', '/ws-stomp/111/j75/websocket'),
    ...publisher,
    publish('/sub/j75', 'hello'),
  ]),
  scenario('J76', 'other transports of a session that is a WebSocket', [
    ...connectedSockJs('a', 'j76'),
    poll('xhr', 'j76'),
    post('send', 'j76', subscribeFrame('s', '/sub/j76')),
    tell('a', sendFrame('/sub/j76', 'hello')),
    ...usableSockJs('a', 'j76'),
  ]),
] as const

const clients = [
  scenario('J33', 'what stompjs says over a plain WebSocket and over SockJS', [
    ...connected('plain'),
    subscribe('plain', 'sub-0', '/sub/chat/room/33'),
    send('plain', '/pub/chat/message', '{"roomId":33,"message":"plain"}'),
    say('plain', frame('DISCONNECT', ['receipt:close-1'])),
    close('plain', 1000),
    ...connectedSockJs('sockjs', 'j33'),
    tell('sockjs', subscribeFrame('sub-0', '/sub/chat/room/33')),
    tell('sockjs', sendFrame('/pub/chat/message', '{"roomId":33,"message":"sockjs"}')),
    tell('sockjs', frame('DISCONNECT', ['receipt:close-1'])),
    close('sockjs', 1000),
  ]),
] as const

const beats = [
  scenario('J27', 'SockJS beats while nothing is sent', [openSockJs('a', 'j27'), wait(3_400)], {
    variant: 'tight',
  }),
  scenario(
    'J77',
    'SockJS beats go on after CONNECT without STOMP beats',
    [openSockJs('a', 'j77'), tell('a', connectFrame), wait(2_400), ...usableSockJs('a', 'j77')],
    { variant: 'tight' },
  ),
  scenario(
    'J28',
    'where the broker has beats SockJS has none after CONNECTED, even if the client wants none',
    [openSockJs('a', 'j28'), tell('a', connectFrame), wait(2_400), ...usableSockJs('a', 'j28')],
    { variant: 'heart-beats' },
  ),
  scenario(
    'J78',
    'where the broker has beats SockJS has its own before CONNECT',
    [openSockJs('a', 'j78'), wait(2_400)],
    { variant: 'heart-beats' },
  ),
  scenario(
    'J79',
    'STOMP beats over SockJS',
    [
      openSockJs('a', 'j79'),
      tell('a', frame('CONNECT', ['accept-version:1.2', 'heart-beat:0,600'])),
      wait(2_900),
    ],
    { variant: 'heart-beats' },
  ),
  scenario(
    'J80',
    'no SockJS beats on /websocket',
    [open('a', '/ws-stomp/websocket'), wait(2_400), say('a', connectFrame)],
    { variant: 'tight' },
  ),
] as const

/** SockJS over WebSocket. */
export const sockJsWebSocket: readonly Scenario[] = [...frames, ...arrays, ...sockets, ...clients, ...beats]
