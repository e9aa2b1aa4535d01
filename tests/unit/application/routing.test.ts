import { describe, expect, test } from 'vitest'
import type { App } from '@stompbox/broker'
import {
  type ApplicationParts,
  RoutedApplication,
} from '../../../broker/src/application/routed-application.ts'
import { prefixes, Recorder } from './recorder.ts'

/** What the route that takes a path returned, by the path. */
function taken(define: (app: App) => void, paths: readonly string[], parts: ApplicationParts = {}) {
  const recorder = new Recorder(define, parts)
  return paths.map((path) => {
    const before = recorder.sent.length
    return recorder.message(path) === undefined ? undefined : recorder.sent[before]?.body
  })
}

/** Routes that answer with their own pattern and their variables. */
const tell =
  (...patterns: string[]) =>
  (app: App) => {
    for (const pattern of patterns)
      app.message(pattern, ({ params }) => [pattern, ...Object.values(params)].join(' ')).sendTo('/sub/told')
  }

describe('a path goes to', () => {
  test('a name before any pattern, then to the most specific pattern', () => {
    const define = tell(
      '/**',
      '/room/{id}',
      '/room/{id:[0-9]+}/talk',
      '/room/*/talk',
      '/room/main',
      '/r*/main',
    )
    expect(
      taken(define, ['/room/main', '/room/7', '/room/x/talk', '/room/7/talk', '/a/b/c', '/room']),
    ).toEqual(['/room/main', '/room/{id} 7', '/room/*/talk', '/room/{id:[0-9]+}/talk 7', '/**', '/**'])
  })

  test('nothing with a slash too many, or a text that is not the expression’s [spring A10]', () => {
    expect(taken(tell('/room/{id}', '/n/{n:[0-9]{2}}'), ['/room/7/', '/room/', '/n/123', '/n/12'])).toEqual([
      undefined,
      undefined,
      undefined,
      '/n/{n:[0-9]{2}} 12',
    ])
  })

  test('variables are as the client wrote them [spring A11]', () => {
    expect(taken(tell('/room/{id}'), ['/room/a b%20c'])).toEqual(['/room/{id} a b%20c'])
  })

  test('a slash before a pattern goes without saying', () => {
    expect(taken(tell('room/{id}', 'main'), ['/room/7', '/main'])).toEqual(['room/{id} 7', 'main'])
  })

  test('neither of two that are equally specific, and both are named', () => {
    const recorder = new Recorder(tell('/{a}/x', '/x/{b}', '/x/*'))
    expect(() => recorder.message('/x/x')).toThrow(
      '/x/x is taken by /{a}/x and by /x/{b}, and neither is more specific.',
    )
    expect(recorder.message('/y/x')).toBe(true)
    expect(taken(tell('/{a}/x', '/x/{b}', '/x/?'), ['/x/x'])).toEqual(['/x/?'])
  })
})

describe('routers', () => {
  test('join prefix and pattern, to any depth', () => {
    const define = (app: App) => {
      app.router('/house/{house}', (house) => {
        house.message('', ({ params }) => `house ${params.house}`)
        house.router('room/', (rooms) => {
          rooms.message('/{id}', ({ params }) => `room ${params.id} of ${params.house}`)
          rooms.message('/', () => 'rooms')
        })
      })
    }
    expect(taken(define, ['/house/a', '/house/a/room/7', '/house/a/room/', '/room/7'])).toEqual([
      'house a',
      'room 7 of a',
      'rooms',
      undefined,
    ])
  })

  test('with dots: no leading slash, and slashes are characters [spring A32]', () => {
    const define = (app: App) => {
      tell('red.{c}', 'a/b.c')(app)
      app.router('chat', (router) => {
        router.message('{id}.talk', ({ params, path }) => `${path} ${params.id}`)
      })
    }
    expect(taken(define, ['red.blue', 'red.blue.green', 'a/b.c', 'chat.7.talk'], { separator: '.' })).toEqual(
      ['red.{c} blue', undefined, 'a/b.c', 'chat.7.talk 7'],
    )
  })

  test('with dots the default destination is /topic/ and the path', () => {
    const recorder = new Recorder((app) => app.message('red.{c}', () => 1), { separator: '.' })
    void recorder.message('red.blue')
    expect(recorder.went).toEqual(['/topic/red.blue 1'])
    expect(recorder.application.paths('SEND')).toEqual(['/red.{c}'])
  })
})

describe('a mistake is told at once, with what to do', () => {
  const mistakes = (define: (app: App) => void, parts: ApplicationParts = {}) =>
    expect(() => new Recorder(define, parts))

  test.each<[string, (app: App) => void, string]>([
    [
      'the application prefix in a pattern',
      (app) => app.message('/pub/chat', () => {}),
      'The route /pub/chat repeats the prefix /pub, which a route stands behind: write /chat.',
    ],
    [
      'in that of a router',
      (app) => app.router('pub', (router) => router.subscribe('/chat', () => {})),
      'The route /pub/chat repeats the prefix /pub',
    ],
    [
      'a variable of another house',
      (app) => app.message('/room/:id/talk', () => {}),
      'The route /room/:id/talk: a variable is written {id}, not :id.',
    ],
    [
      'a variable without an end',
      (app) => app.message('/order/{id', () => {}).sendTo('/topic/order/{id}' as '/topic'),
      'The route /order/{id: a { is not closed. A variable is written {id}.',
    ],
    [
      'one inside of an expression',
      (app) => app.message('/n/{n:[0-9]{4}/x', () => {}),
      'The route /n/{n:[0-9]{4}/x: a { is not closed.',
    ],
    [
      'a destination with a variable that is not there',
      (app) => app.message('/room/{id}', () => {}).sendTo('/sub/{room}' as '/sub'),
      "sendTo('/sub/{room}'): the pattern has no variable {room}. It has {id}.",
    ],
    [
      'or where there is none at all',
      (app) => app.catch(Error, () => {}).sendToUser('/queue/{id}' as '/queue'),
      "sendToUser('/queue/{id}'): the pattern has no variable {id}. It has none.",
    ],
    [
      'an expression that is none',
      (app) => app.message('/n/{n:[0-9}', () => {}),
      'The regular expression [0-9 has a "[" that is not closed.',
    ],
    [
      'a destination that nobody can subscribe to',
      (app) => app.message('/x', () => {}).sendTo('/room/1'),
      "sendTo('/room/1') is behind no broker prefix, so nobody can subscribe to it. The prefixes are /sub /topic /queue.",
    ],
    [
      'not even almost',
      (app) => app.message('/x', () => {}).sendTo('/subway/1'),
      "sendTo('/subway/1') is behind no broker prefix",
    ],
    [
      'of a user',
      (app) => app.message('/x', () => {}).sendToUser('/me'),
      "sendToUser('/me') is behind no broker prefix",
    ],
    [
      'the user prefix said twice',
      (app) => app.message('/x', () => {}).sendToUser('/user/queue/me'),
      "sendToUser('/user/queue/me') says the user prefix twice: write '/queue/me'.",
    ],
    ['one pattern twice', tell('/x', '/x'), 'The route /x is defined twice.'],
    [
      'two that take the same',
      tell('/x/{a}/y', '/x/{b}/y'),
      'The route /x/{b}/y takes the same as /x/{a}/y.',
    ],
    [
      'also with an expression',
      tell('/{a:[0-9]{2}}', '/{b:[0-9]{2}}'),
      'The route /{b:[0-9]{2}} takes the same as /{a:[0-9]{2}}.',
    ],
    ['no function', (app) => app.message('/x', undefined as never), 'The route /x needs a function'],
  ])('%s', (_, define, text) =>
    mistakes(define).toThrow(
      expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(text) as string }),
    ),
  )

  test('a leading slash where dots separate', () => {
    mistakes((app) => app.message('/red.{c}', () => {}), { separator: '.' }).toThrow(
      'The route /red.{c} starts with a slash. With the separator "." write red.{c}.',
    )
    mistakes((app) => app.message('/pub/red.{c}', () => {}), { separator: '.' }).toThrow('write red.{c}.')
  })

  test.each(['/sub/{id}', '/{id}/a', '{id}', '/user/{id}/queue/a', '/user/kim/queue/a'])(
    'what may be right is let pass: %s',
    (destination) => {
      const route = new RoutedApplication({ prefixes }).app.message('/room/{id}', () => {})
      expect(() => route.sendTo(destination)).not.toThrow()
    },
  )

  test('a brace that is escaped opens no variable', () => {
    const { app } = new RoutedApplication({ prefixes })
    const route = app.message('/{a:\\{}/{b}', () => {})
    expect(() => route.sendTo('/sub/{b}' as '/sub')).not.toThrow()
  })

  test('different expressions, and a star beside a variable, are different', () => {
    expect(taken(tell('/{a:[0-9]+}', '/{a:[a-z]+}', '/*'), ['/7', '/x', '/-'])).toEqual([
      '/{a:[0-9]+} 7',
      '/{a:[a-z]+} x',
      '/*',
    ])
  })

  test('a stray reply is only told where that is the custom', () => {
    const told: string[] = []
    new Recorder((app) => app.message('/x', () => {}).sendTo('/nowhere'), {
      strayReply: (text) => told.push(text),
    })
    expect(told).toEqual([
      "sendTo('/nowhere') is behind no broker prefix, so nobody can subscribe to it. The prefixes are /sub /topic /queue.",
    ])
  })

  test('without prefixes for topics everything is one', () => {
    const parts = { prefixes: { broker: [] } }
    expect(new Recorder((app) => app.message('/x', () => {}).sendTo('/anything'), parts).sent).toEqual([])
  })
})
