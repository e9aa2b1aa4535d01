import type { Scenario, Step } from '../scenario.ts'
import { connected, connectedAs, scenariosOf, send, subscribe, usable } from '../steps.ts'

const scenario = scenariosOf('controllers')

/** Asks a method the same with these headers, one SEND each. */
const ask = (own: string, what: string, frames: readonly (readonly string[])[]): Step[] => [
  ...connected('a'),
  subscribe('a', 'asked', `/sub/asked/${own}`),
  ...frames.map((headers) => send('a', `/pub/ask/${what}/${own}`, 'x', headers)),
]

/** What a method gets besides the body. */
const parameters: readonly Scenario[] = [
  scenario('A114', '@Header: there, empty, and missing', [
    ...ask('a114', 'header', [['x-one:1'], ['x-one:'], []]),
    ...usable('a', 'a114'),
  ]),
  scenario('A115', '@Header(required = false)', ask('a115', 'optional-header', [['x-one:1'], []])),
  scenario('A116', '@Header with a default', ask('a116', 'default-header', [['x-one:1'], [], ['x-one:']])),
  scenario('A117', '@Header as a number', [
    ...ask('a117', 'number-header', [['x-number:41'], ['x-number:many'], ['x-number:']]),
    ...usable('a', 'a117'),
  ]),
  scenario('A118', '@Header names are compared with their case', [
    ...ask('a118', 'header', [['X-One:1']]),
    ...usable('a', 'a118'),
  ]),
  scenario('A119', '@Header of a header that is there twice, as a String and as a List', [
    ...ask('a119', 'header', [['x-one:1', 'x-one:2']]),
    send('a', '/pub/ask/list-header/a119', 'x', ['x-one:1', 'x-one:2']),
    send('a', '/pub/ask/list-header/a119', 'x', ['x-one:1']),
    ...usable('a', 'a119'),
  ]),
  scenario('A120', '@Header: values come unescaped', ask('a120', 'header', [['x-one:a\\cb\\\\c']])),
  scenario('A121', '@Header of what Spring itself knows', ask('a121', 'known-headers', [[]])),
  scenario('A122', '@Headers: all of the frame', [
    ...ask('a122', 'headers', [
      ['x-two:2', 'x-one:1', 'x-one:again', 'receipt:r', 'content-type:text/plain'],
    ]),
    send('a', '/pub/ask/headers/a122', 'x', ['content-length:1']),
  ]),
  scenario('A123', 'a header accessor', ask('a123', 'accessor', [['x-one:1'], []])),
  scenario('A124', 'a whole Message of bytes', ask('a124', 'message', [['content-type:application/xml']])),
  scenario('A23', 'Principal: the user set on CONNECT, or nobody', [
    ...connectedAs('a', 'a23-bob'),
    ...connected('b'),
    subscribe('a', 'asked', '/sub/asked/a23'),
    send('a', '/pub/ask/principal/a23'),
    send('b', '/pub/ask/principal/a23'),
  ]),
  scenario('A125', 'a user is set on CONNECT only', [
    ...connected('a'),
    subscribe('a', 'asked', '/sub/asked/a125'),
    send('a', '/pub/ask/principal/a125', '', ['x-user:a125-eve']),
    send('a', '/pub/ask/principal/a125'),
  ]),
]

/** Bodies that are checked before a method gets them: a thing must have a name. */
const checked: readonly Scenario[] = [
  scenario('A126', 'an invalid body, answered by an exception handler', [
    ...connected('a'),
    subscribe('a', 'checked', '/sub/checked/a126'),
    subscribe('a', 'errors', '/user/queue/errors'),
    send('a', '/pub/checked/a126', '{"name":"good"}'),
    send('a', '/pub/checked/a126', '{"count":1}'),
    send('a', '/pub/checked/a126', ''),
    send('a', '/pub/checked/a126', '{"count":'),
    ...usable('a', 'a126'),
  ]),
  scenario('A127', 'an invalid body that no handler answers', [
    ...connected('a'),
    subscribe('a', 'unanswered', '/sub/unanswered/a127'),
    send('a', '/pub/unanswered/a127', '{"count":1}'),
    send('a', '/pub/unanswered/a127', '{"name":"good"}'),
  ]),
]

export const handlerArguments: readonly Scenario[] = [...parameters, ...checked]
