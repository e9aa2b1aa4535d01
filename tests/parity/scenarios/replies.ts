import type { Scenario, Step } from '../scenario.ts'
import { connected, connectedAs, scenariosOf, send, subscribe, usable } from '../steps.ts'

const scenario = scenariosOf('controllers')
const anyOrder = { anyOrder: true } as const

/** Two sessions of one user, both with these subscriptions. */
const twice = (user: string, destinations: readonly string[]): Step[] =>
  ['a', 'b'].flatMap((on) => [
    ...connectedAs(on, user),
    ...destinations.map((destination, n) => subscribe(on, `sub-${n}`, destination)),
  ])

/** Where a returned value goes: @SendTo. */
const toTopics: readonly Scenario[] = [
  scenario('A06', 'without @SendTo: /topic and the path', [
    ...connected('a'),
    subscribe('a', 'echo', '/topic/echo'),
    send('a', '/pub/echo', 'hello'),
  ]),
  scenario('A96', '@SendTo without a destination: /topic and the path', [
    ...connected('a'),
    subscribe('a', 'empty', '/topic/reply/empty/a96'),
    send('a', '/pub/reply/empty/a96', 'hello'),
  ]),
  scenario('A97', '@SendTo two destinations', [
    ...connected('a'),
    subscribe('a', 'first', '/sub/first/a97'),
    subscribe('a', 'second', '/sub/second/a97'),
    send('a', '/pub/reply/two/a97', 'hello', [], anyOrder),
  ]),
  scenario('A98', '@SendTo with an unknown placeholder behind a known one', [
    ...connected('a'),
    subscribe('a', 'known', '/sub/known/a98'),
    subscribe('a', 'unknown', '/sub/unknown/*'),
    send('a', '/pub/reply/unknown/a98', 'hello'),
    ...usable('a', 'a98'),
  ]),
  scenario('A99', '@SendTo a destination that nobody serves, and one that the broker does', [
    ...connected('a'),
    subscribe('a', 'elsewhere', '/sub/elsewhere/a99'),
    send('a', '/pub/reply/elsewhere/a99', 'hello'),
  ]),
  scenario('A100', '@SendTo a destination of the application reaches nobody', [
    ...connected('a'),
    subscribe('a', 'application', '/pub/echo/a100'),
    subscribe('a', 'echo', '/topic/echo/a100'),
    send('a', '/pub/reply/application/a100', 'hello'),
    ...usable('a', 'a100'),
  ]),
  scenario('A101', '@SendTo a destination with a star in it', [
    ...connected('a'),
    subscribe('a', 'star', '/sub/pattern/a101/*'),
    subscribe('a', 'plain', '/sub/pattern/a101/x'),
    send('a', '/pub/reply/pattern/a101', 'hello'),
  ]),
  scenario('A102', 'no header of the SEND is passed on', [
    ...connected('a'),
    subscribe('a', 'room', '/sub/room/a102'),
    send('a', '/pub/room/a102', 'hello', ['x-one:1', 'message-id:mine', 'receipt:r1', 'transaction:t']),
  ]),
  scenario('A103', 'a @SendTo of the class, and a method’s own', [
    ...connected('a'),
    subscribe('a', 'class', '/sub/of-class/a103'),
    subscribe('a', 'method', '/sub/of-method/a103'),
    send('a', '/pub/class-reply/a103/plain', 'of the class'),
    send('a', '/pub/class-reply/a103/own', 'of the method'),
  ]),
  scenario('A104', 'a @SendTo of the class, and an empty one at the method', [
    ...connected('a'),
    subscribe('a', 'class', '/sub/of-class/a104'),
    subscribe('a', 'default', '/topic/class-reply/a104/empty'),
    send('a', '/pub/class-reply/a104/empty', 'hello'),
  ]),
  scenario('A105', 'a @SendTo of the class, and @SendToUser at the method', [
    ...connected('a'),
    subscribe('a', 'class', '/sub/of-class/a105'),
    subscribe('a', 'user', '/user/queue/of-method/a105'),
    subscribe('a', 'default', '/user/queue/class-reply/a105/user-default'),
    send('a', '/pub/class-reply/a105/user', 'with a destination', [], anyOrder),
    send('a', '/pub/class-reply/a105/user-default', 'without', [], anyOrder),
  ]),
]

/** Where a returned value goes: @SendToUser. */
const toUsers: readonly Scenario[] = [
  scenario('A12', '@SendToUser to somebody without a name', [
    ...connected('a'),
    ...connected('b'),
    subscribe('a', 'me', '/user/queue/me/a12'),
    subscribe('b', 'me', '/user/queue/me/a12'),
    send('a', '/pub/reply/user/a12', 'hello'),
  ]),
  scenario('A13', '@SendToUser reaches both sessions of a user', [
    ...twice('a13-bob', ['/user/queue/me/a13']),
    send('a', '/pub/reply/user/a13', 'hello', [], anyOrder),
  ]),
  scenario('A14', '@SendToUser(broadcast = false) reaches the session that asked', [
    ...twice('a14-bob', ['/user/queue/me/a14']),
    send('a', '/pub/reply/user-one/a14', 'first'),
    send('b', '/pub/reply/user-one/a14', 'second'),
  ]),
  scenario('A15', '@SendTo twice and @SendToUser at one method', [
    ...connected('a'),
    subscribe('a', 'first', '/sub/first/a15'),
    subscribe('a', 'second', '/sub/second/a15'),
    subscribe('a', 'me', '/user/queue/me/a15'),
    send('a', '/pub/reply/both/a15', 'hello', [], anyOrder),
  ]),
  scenario('A106', '@SendToUser without a destination: /queue and the path', [
    ...connected('a'),
    subscribe('a', 'me', '/user/queue/reply/user-default/a106'),
    send('a', '/pub/reply/user-default/a106', 'hello'),
  ]),
  scenario('A107', '@SendToUser two destinations', [
    ...connectedAs('a', 'a107-bob'),
    subscribe('a', 'me', '/user/queue/me/a107'),
    subscribe('a', 'too', '/user/queue/too/a107'),
    send('a', '/pub/reply/user-two/a107', 'hello', [], anyOrder),
  ]),
  scenario('A108', '@SendToUser outside /queue', [
    ...connected('a'),
    subscribe('a', 'me', '/user/sub/me/a108'),
    send('a', '/pub/reply/user-sub/a108', 'hello'),
  ]),
  scenario('A109', '@SendToUser of null', [
    ...connected('a'),
    subscribe('a', 'me', '/user/queue/me/a109'),
    send('a', '/pub/reply/user-null/a109'),
    ...usable('a', 'a109'),
  ]),
  scenario('A110', '@SendTo and @SendToUser, both without a destination', [
    ...connected('a'),
    subscribe('a', 'topic', '/topic/reply/both-default/a110'),
    subscribe('a', 'me', '/user/queue/reply/both-default/a110'),
    send('a', '/pub/reply/both-default/a110', 'hello', [], anyOrder),
  ]),
  scenario('A111', '@SendToUser without a subscription to it', [
    ...connected('a'),
    send('a', '/pub/reply/user/a111', 'hello'),
    ...usable('a', 'a111'),
  ]),
  scenario('A112', '@SendTo the user destination of a name: of the asking user only the session that asked', [
    ...twice('a112-bob', ['/user/queue/named']),
    ...connected('c'),
    send('a', '/pub/reply/to-name/a112-bob', 'from a session of bob'),
    send('c', '/pub/reply/to-name/a112-bob', 'from a stranger', [], anyOrder),
  ]),
  scenario('A113', 'a @SendToUser(broadcast = false) of the class, and a method’s own', [
    ...twice('a113-bob', ['/user/queue/of-class/a113', '/sub/of-method/a113']),
    send('a', '/pub/class-user/a113/plain', 'of the class'),
    send('a', '/pub/class-user/a113/own', 'of the method', [], anyOrder),
  ]),
]

export const replies: readonly Scenario[] = [...toTopics, ...toUsers]
