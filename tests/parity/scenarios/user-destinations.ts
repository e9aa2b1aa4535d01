import type { Scenario, Step } from '../scenario.ts'
import {
  close,
  connected,
  connectedAs,
  frame,
  open,
  say,
  scenariosOf,
  send,
  subscribe,
  usable,
} from '../steps.ts'

const scenario = scenariosOf('controllers')
const anyOrder = { anyOrder: true } as const

/** Two sessions of one user, subscribed alike. */
const twice = (user: string, destination: string): Step[] =>
  ['a', 'b'].flatMap((on) => [...connectedAs(on, user), subscribe(on, 'mine', destination)])

/** A session over SockJS, whose id the client chooses, so others can name it. */
const named = (on: string, session: string): Step[] => [
  open(on, `/ws-stomp/000/${session}/websocket`),
  over(on, frame('CONNECT', ['accept-version:1.2', 'heart-beat:0,0'])),
]
const over = (on: string, ...frames: readonly string[]): Step => say(on, JSON.stringify(frames))

/** SEND of clients to /user/…. */
const sending: readonly Scenario[] = [
  scenario('A16', 'a session that sends to its own user hears it alone', [
    ...twice('a16-bob', '/user/queue/msg'),
    send('a', '/user/a16-bob/queue/msg', 'hello', ['x-q:1']),
  ]),
  scenario('A17', 'somebody without a name reaches all sessions of a user', [
    ...twice('a17-bob', '/user/queue/msg'),
    ...connected('c'),
    send('c', '/user/a17-bob/queue/msg', 'hello', ['x-q:1'], anyOrder),
  ]),
  scenario('A19', 'an unknown user, and a destination that ends with the name', [
    ...connectedAs('a', 'a19-bob'),
    subscribe('a', 'mine', '/user/queue/msg'),
    send('a', '/user/a19-nobody/queue/msg', 'x'),
    send('a', '/user/a19-bob', 'x'),
    send('a', '/user/', 'x'),
    send('a', '/user', 'x'),
    ...usable('a', 'a19'),
  ]),
  scenario('A166', 'a user reaches another user', [
    ...connectedAs('a', 'a166-bob'),
    ...connectedAs('c', 'a166-alice'),
    subscribe('a', 'mine', '/user/queue/msg'),
    subscribe('c', 'mine', '/user/queue/msg'),
    send('c', '/user/a166-bob/queue/msg', 'hello'),
  ]),
  scenario('A167', 'every header of the SEND goes along', [
    ...connectedAs('a', 'a167-bob'),
    subscribe('a', 'mine', '/user/queue/msg'),
    send('a', '/user/a167-bob/queue/msg', '{}', [
      'x-one:1',
      'receipt:r1',
      'content-type:application/json',
      'message-id:mine',
      'subscription:evil',
    ]),
  ]),
  scenario('A168', 'the command MESSAGE, to a user', [
    ...connectedAs('a', 'a168-bob'),
    subscribe('a', 'mine', '/user/queue/msg'),
    say('a', frame('MESSAGE', ['destination:/user/a168-bob/queue/msg'], 'hello')),
  ]),
  scenario('A169', 'a slash in a name is written %2F', [
    ...connectedAs('a', 'a169/bob'),
    subscribe('a', 'mine', '/user/queue/msg'),
    send('a', '/user/a169%2Fbob/queue/msg', 'escaped'),
    send('a', '/user/a169/bob/queue/msg', 'not escaped'),
    send('a', '/user/a169%2fbob/queue/msg', 'escaped in lower case'),
    ...usable('a', 'a169'),
  ]),
  scenario('A170', 'names with a space, a percent sign, a colon and another script', [
    ...['a170 bob', 'a170%20bob', 'a170\\cbob', 'a170-밥'].flatMap((name, n) => [
      ...connectedAs(`c${n}`, name),
      subscribe(`c${n}`, 'mine', '/user/queue/msg'),
      send(`c${n}`, `/user/${name}/queue/msg`, name),
    ]),
  ]),
  scenario('A171', 'a name that is none: empty', [
    ...connectedAs('a', 'a171-bob'),
    subscribe('a', 'mine', '/user/queue/msg'),
    send('a', '/user//queue/msg', 'x'),
    ...usable('a', 'a171'),
  ]),
  scenario('A172', 'to a user and a path that no session of theirs subscribed', [
    ...connectedAs('a', 'a172-bob'),
    subscribe('a', 'mine', '/user/queue/msg'),
    send('a', '/user/a172-bob/queue/other', 'x'),
    ...usable('a', 'a172'),
  ]),
  scenario('A173', 'a name is compared with its case', [
    ...connectedAs('a', 'a173-bob'),
    subscribe('a', 'mine', '/user/queue/msg'),
    send('a', '/user/A173-BOB/queue/msg', 'x'),
    ...usable('a', 'a173'),
  ]),
  scenario('A174', 'SEND to the form that is for SUBSCRIBE', [
    ...connectedAs('a', 'a174-bob'),
    subscribe('a', 'mine', '/user/queue/msg'),
    send('a', '/user/queue/msg', 'x'),
    ...usable('a', 'a174'),
  ]),
  scenario('A175', 'simpOrigDestination of a client', [
    ...connectedAs('a', 'a175-bob'),
    subscribe('a', 'mine', '/user/queue/msg'),
    send('a', '/user/a175-bob/queue/msg', 'x', ['simpOrigDestination:/spoofed']),
  ]),
]

/** SUBSCRIBE and UNSUBSCRIBE of /user/…. */
const subscribing: readonly Scenario[] = [
  scenario('A29', 'behind /user a path that the broker does not serve', [
    ...connectedAs('a', 'a29-me'),
    subscribe('a', 'mine', '/user/zzz/direct'),
    send('a', '/user/a29-me/zzz/direct', 'x'),
    ...usable('a', 'a29'),
  ]),
  scenario('A31', 'UNSUBSCRIBE by the id alone', [
    ...connectedAs('a', 'a31-bob'),
    subscribe('a', 'mine', '/user/queue/msg'),
    send('a', '/user/a31-bob/queue/msg', 'heard'),
    say('a', frame('UNSUBSCRIBE', ['id:mine'])),
    send('a', '/user/a31-bob/queue/msg', 'not heard'),
    ...usable('a', 'a31'),
  ]),
  scenario('A176', 'UNSUBSCRIBE with the destination as well', [
    ...connectedAs('a', 'a176-bob'),
    subscribe('a', 'mine', '/user/queue/msg'),
    say('a', frame('UNSUBSCRIBE', ['id:mine', 'destination:/user/queue/msg'])),
    send('a', '/user/a176-bob/queue/msg', 'x'),
    ...usable('a', 'a176'),
  ]),
  scenario('A177', 'behind /user any path that the broker serves', [
    ...connectedAs('a', 'a177-bob'),
    subscribe('a', 'sub', '/user/sub/msg'),
    subscribe('a', 'topic', '/user/topic/msg'),
    send('a', '/user/a177-bob/sub/msg', 'sub'),
    send('a', '/user/a177-bob/topic/msg', 'topic'),
  ]),
  scenario('A178', 'SUBSCRIBE with a name in it is nobody’s', [
    ...connectedAs('a', 'a178-bob'),
    subscribe('a', 'named', '/user/a178-bob/queue/msg'),
    send('a', '/user/a178-bob/queue/msg', 'x'),
    ...usable('a', 'a178'),
  ]),
  scenario('A179', 'SUBSCRIBE to /user alone', [
    ...connectedAs('a', 'a179-bob'),
    subscribe('a', 'bare', '/user'),
    subscribe('a', 'slash', '/user/'),
    subscribe('a', 'queue', '/user/queue'),
    ...usable('a', 'a179'),
  ]),
  scenario('A180', 'a pattern behind /user', [
    ...connectedAs('a', 'a180-bob'),
    subscribe('a', 'star', '/user/queue/*'),
    send('a', '/user/a180-bob/queue/msg', 'one segment'),
    send('a', '/user/a180-bob/queue/deep/msg', 'two segments'),
    ...usable('a', 'a180'),
  ]),
  scenario('A181', 'two stars behind /user', [
    ...connectedAs('a', 'a181-bob'),
    subscribe('a', 'stars', '/user/queue/**'),
    send('a', '/user/a181-bob/queue/msg', 'one segment'),
    send('a', '/user/a181-bob/queue/deep/msg', 'two segments'),
    ...usable('a', 'a181'),
  ]),
  scenario('A182', 'two subscriptions of one session to the same', [
    ...connectedAs('a', 'a182-bob'),
    subscribe('a', 'one', '/user/queue/msg'),
    subscribe('a', 'two', '/user/queue/msg'),
    send('a', '/user/a182-bob/queue/msg', 'hello', [], anyOrder),
  ]),
  scenario('A183', 'receipts of SUBSCRIBE and UNSUBSCRIBE', [
    ...connected('a'),
    say('a', frame('SUBSCRIBE', ['id:mine', 'destination:/user/queue/msg', 'receipt:r1'])),
    say('a', frame('UNSUBSCRIBE', ['id:mine', 'receipt:r2'])),
    ...usable('a', 'a183'),
  ]),
]

/** What others see and can do. */
const strangers: readonly Scenario[] = [
  scenario('A30', 'a pattern over /queue hears what is for a user', [
    ...connectedAs('a', 'a30-bob'),
    ...connected('eve'),
    subscribe('a', 'mine', '/user/queue/a30/msg'),
    subscribe('eve', 'all', '/queue/a30/**'),
    send('a', '/user/a30-bob/queue/a30/msg', 'secret', [], anyOrder),
    send('a', '/pub/reply/user/a30', 'x'),
  ]),
  scenario('A184', 'a plain subscription does not hear what is for a user', [
    ...connectedAs('a', 'a184-bob'),
    ...connected('eve'),
    subscribe('a', 'mine', '/user/queue/a184/msg'),
    subscribe('eve', 'plain', '/queue/a184/msg'),
    send('a', '/user/a184-bob/queue/a184/msg', 'secret'),
    send('a', '/queue/a184/msg', 'for all'),
  ]),
  scenario('A185', 'who knows a session id can send to its queue', [
    ...named('a', 'a185mine'),
    over('a', frame('SUBSCRIBE', ['id:mine', 'destination:/user/queue/msg'])),
    ...connected('eve'),
    send('eve', '/queue/msg-usera185mine', 'from eve'),
  ]),
  scenario('A186', 'who knows a session id can listen to its queue', [
    ...named('a', 'a186mine'),
    ...connected('eve'),
    subscribe('eve', 'ear', '/queue/me/a186-usera186mine'),
    over('a', frame('SEND', ['destination:/pub/reply/user/a186'], 'secret')),
  ]),
  scenario('A187', 'a session id in the place of a name: one’s own works, another’s does not', [
    ...named('a', 'a187mine'),
    over('a', frame('SUBSCRIBE', ['id:mine', 'destination:/user/queue/msg'])),
    ...connected('eve'),
    send('eve', '/user/a187mine/queue/msg', 'from eve'),
    over('a', frame('SEND', ['destination:/user/a187mine/queue/msg'], 'from me')),
  ]),
]

/** Who is there. */
const comingAndGoing: readonly Scenario[] = [
  scenario('A188', 'after one session is closed the other one hears on', [
    ...twice('a188-bob', '/user/queue/msg'),
    ...connected('c'),
    close('a', 1000),
    send('c', '/user/a188-bob/queue/msg', 'hello'),
  ]),
  scenario('A189', 'after the last one is closed the user is unknown, and known when back', [
    ...connectedAs('a', 'a189-bob'),
    ...connected('c'),
    close('a', 1000),
    send('c', '/user/a189-bob/queue/msg', 'lost'),
    ...connectedAs('b', 'a189-bob'),
    subscribe('b', 'mine', '/user/queue/msg'),
    send('c', '/user/a189-bob/queue/msg', 'hello'),
  ]),
  scenario('A190', 'after DISCONNECT a session hears nothing, the other one does', [
    ...twice('a190-bob', '/user/queue/msg'),
    ...connected('c'),
    say('a', frame('DISCONNECT', ['receipt:bye'])),
    send('c', '/user/a190-bob/queue/msg', 'hello'),
  ]),
  scenario('A191', 'a subscription of a session belongs to it, whoever else has the name', [
    ...connectedAs('a', 'a191-bob'),
    ...connectedAs('b', 'a191-bob'),
    subscribe('a', 'mine', '/user/queue/msg'),
    send('b', '/user/a191-bob/queue/msg', 'from the session that did not subscribe'),
    ...connected('c'),
    send('c', '/user/a191-bob/queue/msg', 'from a stranger'),
  ]),
  scenario('A217', 'who was never answered by CONNECTED is unknown, even to itself', [
    open('a', '/ws'),
    say('a', frame('CONNECT', ['heart-beat:0,0', 'x-user:a217-bob'])),
    subscribe('a', 'mine', '/user/queue/msg'),
    ...connected('c'),
    send('c', '/user/a217-bob/queue/msg', 'from a stranger'),
    send('a', '/user/a217-bob/queue/msg', 'from itself'),
    send('a', '/pub/reply/user/a217', 'asked for'),
    ...usable('a', 'a217'),
  ]),
]

export const userDestinations: readonly Scenario[] = [
  ...sending,
  ...subscribing,
  ...strangers,
  ...comingAndGoing,
]
