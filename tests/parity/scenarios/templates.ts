import type { Scenario, Step } from '../scenario.ts'
import { connected, connectedAs, frame, open, say, scenariosOf, send, subscribe, usable } from '../steps.ts'

const scenario = scenariosOf('controllers')
const anyOrder = { anyOrder: true } as const

const tell = (own: string, what: string, body = 'hello'): Step[] => [
  ...connected('a'),
  subscribe('a', 'told', `/sub/told/${own}`),
  send('a', `/pub/tell/${what}/${own}`, body),
]

/** Two sessions of one user, one of nobody that asks the application to tell them. */
const audience = (own: string, user: string): Step[] => [
  ...['a', 'b'].flatMap((on) => [...connectedAs(on, user), subscribe(on, 'told', `/user/queue/told/${own}`)]),
  ...connected('c'),
]
const tellUser = (own: string, what: string, user: string): Step =>
  send('c', `/pub/tell/${what}/${own}`, 'hello', [`x-to:${user}`], anyOrder)

/** What the application sends of its own accord. */
export const templates: readonly Scenario[] = [
  scenario('A18', 'convertAndSendToUser reaches all sessions of a user', [
    ...audience('a18', 'a18-bob'),
    tellUser('a18', 'user', 'a18-bob'),
  ]),
  scenario('A20', 'headers of convertAndSend come first, and are escaped', tell('a20', 'headers')),
  scenario('A192', 'convertAndSend of a String', tell('a192', 'text')),
  scenario('A193', 'convertAndSend of an object', tell('a193', 'thing')),
  scenario('A194', 'convertAndSend of bytes', tell('a194', 'bytes')),
  scenario('A195', 'a content-type among the headers of convertAndSend', tell('a195', 'content-type')),
  scenario('A196', 'message-id, subscription and content-length among them', [
    ...tell('a196', 'reserved-headers'),
  ]),
  scenario('A197', 'two messages of one method', [
    ...connected('a'),
    subscribe('a', 'told', '/sub/told/a197'),
    subscribe('a', 'too', '/sub/told-too/a197'),
    send('a', '/pub/tell/twice/a197', 'hello', [], anyOrder),
  ]),
  scenario('A198', 'convertAndSend to the application reaches nobody', [
    ...connected('a'),
    subscribe('a', 'echo', '/topic/echo/a198'),
    send('a', '/pub/tell/application/a198', 'hello'),
    ...usable('a', 'a198'),
  ]),
  scenario('A199', 'convertAndSendToUser asked by the user reaches all sessions all the same', [
    ...audience('a199', 'a199-bob'),
    send('a', '/pub/tell/user/a199', 'hello', ['x-to:a199-bob'], anyOrder),
  ]),
  scenario('A200', 'convertAndSendToUser of an object', [
    ...audience('a200', 'a200-bob'),
    tellUser('a200', 'user-thing', 'a200-bob'),
  ]),
  scenario('A201', 'convertAndSendToUser with headers', [
    ...audience('a201', 'a201-bob'),
    tellUser('a201', 'user-headers', 'a201-bob'),
  ]),
  scenario('A202', 'convertAndSendToUser with a session id reaches that session', [
    ...audience('a202', 'a202-bob'),
    send('a', '/pub/tell/user-session/a202', 'hello', ['x-to:a202-bob']),
    send('b', '/pub/tell/user-session/a202', 'hello', ['x-to:a202-bob']),
  ]),
  scenario('A203', 'a session id that is not one of the user’s is passed over', [
    ...audience('a203', 'a203-bob'),
    tellUser('a203', 'user-session', 'a203-bob'),
  ]),
  scenario('A204', 'a session id for a name: with the session id as a header', [
    ...connected('a'),
    subscribe('a', 'told', '/user/queue/told/a204'),
    send('a', '/pub/tell/session/a204', 'hello'),
  ]),
  scenario('A205', 'a session id for a name: without the header nobody hears', [
    ...connected('a'),
    subscribe('a', 'told', '/user/queue/told/a205'),
    send('a', '/pub/tell/session-without-header/a205', 'hello'),
    ...usable('a', 'a205'),
  ]),
  scenario('A206', 'a slash in the name of convertAndSendToUser', [
    ...audience('a206', 'a206/bob'),
    tellUser('a206', 'user', 'a206/bob'),
  ]),
  scenario('A207', 'a %2F in the name of convertAndSendToUser', [
    ...audience('a207', 'a207%2Fbob'),
    tellUser('a207', 'user', 'a207%2Fbob'),
    ...usable('c', 'a207'),
  ]),
  scenario('A208', 'convertAndSendToUser to nobody', [
    ...connected('c'),
    tellUser('a208', 'user', 'a208-nobody'),
    ...usable('c', 'a208'),
  ]),
  scenario('A209', 'convertAndSend to /user/<name>', [
    ...audience('a209', 'a209-bob'),
    tellUser('a209', 'user-destination', 'a209-bob'),
  ]),
  scenario('A210', 'convertAndSendToUser over SockJS', [
    open('a', '/ws-stomp/000/a210mine/websocket'),
    over('a', frame('CONNECT', ['accept-version:1.2', 'heart-beat:0,0', 'x-user:a210-bob'])),
    over('a', frame('SUBSCRIBE', ['id:told', 'destination:/user/queue/told/a210'])),
    ...connected('c'),
    tellUser('a210', 'user', 'a210-bob'),
  ]),
]

function over(on: string, ...frames: readonly string[]): Step {
  return say(on, JSON.stringify(frames))
}
