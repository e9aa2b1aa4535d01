import type { Scenario, Step } from '../scenario.ts'
import {
  connectFrame,
  connectedPolling,
  ended,
  eventSource,
  heldPoll,
  htmlFile,
  openSockJs,
  poll,
  post,
  postRaw,
  publish,
  publisher,
  sendFrame,
  sockJsPath,
  stream,
  subscribeFrame,
} from '../sockjs-steps.ts'
import { close, frame, http, say, scenariosOf, send, usable, wait } from '../steps.ts'

const scenario = scenariosOf('sockjs')

/** All at once; they are alike, so their order is nobody's. */
const many = (count: number, destination: string): Step =>
  say('other', sendFrame(destination, 'x').repeat(count))

const polls = [
  scenario('J20', 'open, CONNECT, CONNECTED by polling', [
    poll('first', 'j20'),
    post('send', 'j20', connectFrame),
    poll('second', 'j20'),
  ]),
  scenario('J81', 'messages that wait come in one array', [
    ...connectedPolling('j81', '/sub/j81'),
    ...publisher,
    publish('/sub/j81', 'one'),
    publish('/sub/j81', 'two'),
    poll('both', 'j81'),
  ]),
  scenario('J82', 'a poll waits for a message, and is over with it', [
    ...connectedPolling('j82', '/sub/j82'),
    ...publisher,
    heldPoll('waiting', 'j82'),
    publish('/sub/j82', 'one'),
    publish('/sub/j82', 'two'),
    poll('next', 'j82'),
  ]),
  scenario('J83', 'a body and a content-type of a poll do not matter', [
    poll('opened', 'j83', { body: 'x', headers: { 'content-type': 'text/plain' } }),
    http('send', 'POST', sockJsPath('j83', 'xhr_send'), {
      body: JSON.stringify([connectFrame]),
      headers: { 'content-type': 'application/json' },
    }),
    poll('connected', 'j83', { headers: { 'content-type': 'application/json' } }),
  ]),
  scenario('J23', 'a second poll while one waits', [
    ...connectedPolling('j23', '/sub/j23'),
    heldPoll('waiting', 'j23'),
    poll('second', 'j23'),
    ...publisher,
    publish('/sub/j23', 'for the first'),
  ]),
  scenario('J84', 'a poll that the client gave up', [
    ...connectedPolling('j84', '/sub/j84'),
    heldPoll('waiting', 'j84'),
    close('waiting'),
    poll('next', 'j84'),
    ...publisher,
    publish('/sub/j84', 'hello'),
    ...usable('other', 'j84'),
  ]),
  scenario('J85', 'escapes in a poll', [
    ...connectedPolling('j85', '/sub/j85'),
    ...publisher,
    publish('/sub/j85', 'line\u2028 joiner\u200d emoji😀 한글 quote" back\\'),
    poll('escaped', 'j85'),
  ]),
  scenario('J86', 'a beat ends a poll', [poll('opened', 'j86'), heldPoll('waiting', 'j86'), wait(2_400)], {
    variant: 'tight',
  }),
  scenario(
    'J87',
    'no beat is kept for the next poll',
    [poll('opened', 'j87'), wait(2_400), heldPoll('waiting', 'j87'), wait(1_900)],
    { variant: 'tight' },
  ),
] as const

const sends = [
  scenario('J21', 'xhr_send to an unknown session', [post('a', 'j21', connectFrame)]),
  scenario('J22', 'xhr_send of what is no array of strings', [
    poll('opened', 'j22'),
    ...Object.entries({
      empty: '',
      open: '["x',
      object: '{}',
      number: '5',
      string: '"str"',
      null: 'null',
      blank: ' ',
      nested: '[["a"]]',
      stomp: connectFrame,
    }).map(([on, body]) => postRaw(on, 'j22', body)),
    post('good', 'j22', connectFrame),
    poll('connected', 'j22'),
  ]),
  scenario('J88', 'xhr_send of an empty array', [
    poll('opened', 'j88'),
    postRaw('empty', 'j88', '[]'),
    post('good', 'j88', connectFrame),
    poll('connected', 'j88'),
  ]),
  scenario('J89', 'xhr_send of numbers', [
    ...connectedPolling('j89', '/sub/j89'),
    postRaw('numbers', 'j89', '[1,2]'),
    post('disconnect', 'j89', frame('DISCONNECT', ['receipt:bye'])),
    poll('next', 'j89'),
    poll('last', 'j89'),
  ]),
  scenario('J90', 'xhr_send of null within an array', [
    poll('opened', 'j90'),
    postRaw('null', 'j90', '["\\n",null]'),
    poll('next', 'j90', { staysOpen: true }),
    post('good', 'j90', connectFrame),
  ]),
  scenario('J91', 'several frames in one xhr_send', [
    ...connectedPolling('j91', '/sub/j91'),
    post('many', 'j91', sendFrame('/sub/j91', 'x'), sendFrame('/sub/j91', 'x')),
    poll('messages', 'j91'),
  ]),
  scenario('J92', 'more than 64 KiB in one xhr_send', [
    ...connectedPolling('j92', '/sub/j92'),
    post('big', 'j92', sendFrame('/sub/j92', 'x'.repeat(60_000))),
    poll('message', 'j92'),
    post('too-big', 'j92', sendFrame('/sub/j92', 'x'.repeat(66_000))),
    poll('error', 'j92'),
    poll('closed', 'j92'),
  ]),
] as const

const ends = [
  scenario('J25', 'polls after the server has closed the session', [
    ...connectedPolling('j25', '/sub/j25'),
    post('disconnect', 'j25', frame('DISCONNECT')),
    poll('first', 'j25'),
    poll('second', 'j25'),
    post('send', 'j25', connectFrame),
  ]),
  scenario('J93', 'a poll that waits while the server closes the session', [
    ...connectedPolling('j93', '/sub/j93'),
    heldPoll('waiting', 'j93'),
    post('disconnect', 'j93', frame('DISCONNECT')),
    poll('next', 'j93'),
  ]),
  scenario('J94', 'binary content for a polling session', [
    ...connectedPolling('j94', '/sub/j94'),
    ...publisher,
    send('other', '/sub/j94', 'x', ['content-type:application/octet-stream']),
    poll('next', 'j94'),
    poll('last', 'j94'),
  ]),
  scenario('J26', '99 messages wait', [
    ...connectedPolling('j26', '/sub/j26'),
    ...publisher,
    many(99, '/sub/j26'),
    poll('all', 'j26'),
  ]),
  scenario('J95', '100 messages wait', [
    ...connectedPolling('j95', '/sub/j95'),
    ...publisher,
    many(100, '/sub/j95'),
    poll('all', 'j95'),
  ]),
  scenario('J96', 'one message more than can wait', [
    ...connectedPolling('j96', '/sub/j96'),
    ...publisher,
    many(101, '/sub/j96'),
    poll('next', 'j96'),
    post('send', 'j96', '\n'),
    ...usable('other', 'j96'),
  ]),
  scenario('J97', '130 messages for one that does not poll', [
    ...connectedPolling('j97', '/sub/j97'),
    ...publisher,
    many(130, '/sub/j97'),
    poll('next', 'j97'),
    poll('last', 'j97'),
  ]),
  scenario('J29', 'who does not poll is forgotten, and may begin anew', [
    ...connectedPolling('j29', '/sub/j29'),
    wait(11_000),
    post('send', 'j29', '\n'),
    poll('anew', 'j29'),
  ]),
] as const

const mixtures = [
  scenario('J24', 'other transports of a session that polls', [
    ...connectedPolling('j24', '/sub/j24'),
    ended(stream('streaming', 'j24')),
    ended(eventSource('eventsource', 'j24')),
    ended(htmlFile('htmlfile', 'j24')),
    openSockJs('websocket', 'j24'),
    post('still', 'j24', sendFrame('/sub/j24', 'hello')),
    poll('polled', 'j24'),
  ]),
  scenario('J98', 'the same session id below another server id', [
    ...connectedPolling('j98', '/sub/j98'),
    http('send', 'POST', '/ws-stomp/111/j98/xhr_send', {
      body: JSON.stringify([sendFrame('/sub/j98', 'hello')]),
    }),
    http('poll', 'POST', '/ws-stomp/111/j98/xhr'),
  ]),
  scenario('J99', 'two polling sessions', [
    ...connectedPolling('j99a', '/sub/j99'),
    poll('b-opened', 'j99b'),
    post('b-connect', 'j99b', connectFrame),
    poll('b-connected', 'j99b'),
    post('b-subscribe', 'j99b', subscribeFrame('s', '/sub/j99')),
    post('b-send', 'j99b', sendFrame('/sub/j99', 'hello')),
    poll('a-message', 'j99a'),
    poll('b-message', 'j99b'),
  ]),
] as const

/** SockJS by polling: xhr and xhr_send. */
export const sockJsPolling: readonly Scenario[] = [...polls, ...sends, ...ends, ...mixtures]
