import type { Scenario, Step } from '../scenario.ts'
import { connected, connectedAs, scenariosOf, send, subscribe, usable } from '../steps.ts'

const scenario = scenariosOf('controllers')

/** A session that hears of its errors, and of those on the default topic. */
const listening = (path: string): Step[] => [
  ...connected('a'),
  subscribe('a', 'errors', '/user/queue/errors'),
  subscribe('a', 'topic', `/topic${path}`),
]
const fail = (path: string, body = 'why'): Step[] => [...listening(path), send('a', `/pub${path}`, body)]

/** What becomes of an exception in a method, or before it. */
export const exceptions: readonly Scenario[] = [
  scenario('A21', 'an exception handler answers the session that asked', [
    ...connectedAs('a', 'a21-bob'),
    ...connectedAs('b', 'a21-bob'),
    subscribe('a', 'errors', '/user/queue/errors'),
    subscribe('b', 'errors', '/user/queue/errors'),
    send('a', '/pub/fail/local/a21', 'why'),
  ]),
  scenario('A128', 'the handler of the nearest class', fail('/fail/special/a128')),
  scenario('A129', 'the handler of the cause', fail('/fail/caused/a129')),
  scenario('A130', 'a handler without @SendTo: /topic and the path', fail('/fail/topic/a130')),
  scenario('A131', 'a handler with @SendTo, a variable and a header', [
    ...connected('a'),
    subscribe('a', 'failed', '/sub/failed/a131'),
    send('a', '/pub/fail/named/a131', '', ['x-one:1']),
  ]),
  scenario('A132', 'a handler with @SendToUser to all sessions', [
    ...connectedAs('a', 'a132-bob'),
    ...connectedAs('b', 'a132-bob'),
    subscribe('a', 'errors', '/user/queue/errors'),
    subscribe('b', 'errors', '/user/queue/errors'),
    send('a', '/pub/fail/everybody/a132', '', [], { anyOrder: true }),
  ]),
  scenario('A133', 'a handler that fails too', [...fail('/fail/again/a133'), ...usable('a', 'a133')]),
  scenario('A134', 'a handler that returns null', [...fail('/fail/silent/a134'), ...usable('a', 'a134')]),
  scenario('A135', 'a failed CompletableFuture is handled as well', fail('/fail/later/a135')),
  scenario('A136', 'an exception that nothing handles', [
    ...fail('/fail/unhandled/a136'),
    ...usable('a', 'a136'),
  ]),
  scenario('A137', 'an exception that nothing handles brings no receipt either', [
    ...connected('a'),
    send('a', '/pub/fail/unhandled/a137', '', ['receipt:r1']),
    ...usable('a', 'a137'),
  ]),
  scenario('A138', '@ControllerAdvice handles what the controller does not', fail('/fail/advised/a138')),
  scenario('A139', 'a controller’s own handler before the advice', [
    ...fail('/fail/local/a139'),
    send('a', '/pub/other-fail/local/a139', 'why'),
  ]),
  scenario('A140', '@ControllerAdvice for a controller without handlers, by class and by cause', [
    ...fail('/other-fail/advised/a140'),
    send('a', '/pub/other-fail/caused/a140', 'inner'),
  ]),
  scenario('A141', 'a body that cannot be read is an exception too', [
    ...fail('/fail/body/a141', '{"count":'),
    send('a', '/pub/fail/body/a141', '{"count":1}', ['content-type:text/plain']),
    send('a', '/pub/fail/body/a141', '{"count":1}'),
  ]),
  scenario('A142', 'a body that is missing is another exception', [
    ...fail('/fail/body/a142', ''),
    ...usable('a', 'a142'),
  ]),
  scenario('A143', 'a handler answers somebody without a name as well as a user', [
    ...fail('/fail/local/a143'),
    ...connectedAs('b', 'a143-bob'),
    subscribe('b', 'errors', '/user/queue/errors'),
    send('b', '/pub/fail/local/a143', 'for bob'),
  ]),
]
