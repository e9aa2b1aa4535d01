import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  type App,
  type MessageContext,
  type PathParams,
  type ReplyOf,
  type ReplyRoute,
  type StandardSchemaV1,
  ValidationError,
} from '@stompbox/broker'
import { RoutedApplication } from '../../../broker/src/application/routed-application.ts'
import type { Fillable } from '../../../broker/src/application/path-params.ts'

/** Takes a text and gives a number. */
const numberAt: StandardSchemaV1<{ at: string }, { at: number }> = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value: { at: Number(value) } }) },
}

/** What the compiler says of it; run as well, so that no type promises what the code does not take. */
const typed = (define: (app: App) => void) => () => {
  define(new RoutedApplication().app)
}

describe('path variables', () => {
  test('of a pattern, also with regular expressions', () => {
    expectTypeOf<PathParams<'/a/{b}/{c}'>>().toEqualTypeOf<{ readonly b: string; readonly c: string }>()
    expectTypeOf<PathParams<'/a/{n:[0-9]+}/{c}'>>().toEqualTypeOf<{
      readonly n: string
      readonly c: string
    }>()
    expectTypeOf<PathParams<'/{n:[0-9]{2}-[a-f]{3}}/{c:x:y}/z'>>().toEqualTypeOf<{
      readonly n: string
      readonly c: string
    }>()
    expectTypeOf<PathParams<string>>().toEqualTypeOf<Readonly<Record<string, string>>>()
  })

  test(
    'of a route, and of the routers it is in',
    typed((app) => {
      app.message('/room/{id}/{n:[0-9]+}', ({ params }) =>
        expectTypeOf(params).toEqualTypeOf<{ readonly id: string; readonly n: string }>(),
      )
      app.message('/plain', ({ params }) => {
        // @ts-expect-error -- the pattern has no variable of that name
        return params.id as unknown
      })
      app.router('/house/{house}', (house) => {
        house.router('/room/{id}', (room) => {
          room.message('/message/{n}', ({ params }) =>
            expectTypeOf(params).toEqualTypeOf<{
              readonly house: string
              readonly id: string
              readonly n: string
            }>(),
          )
          room.catch(Error, (_, { params }) =>
            expectTypeOf(params).toEqualTypeOf<{ readonly house: string; readonly id: string }>(),
          )
        })
      })
      app.router('/plain', (plain) => {
        plain.message('/{id}', ({ params }) => expectTypeOf(params).toEqualTypeOf<{ readonly id: string }>())
      })
    }),
  )
})

describe('destinations', () => {
  test('a placeholder that the pattern lacks is an error that names it', () => {
    const { app } = new RoutedApplication()
    const route = app.message('/room/{id}', () => 1)
    route
      .sendTo('/sub/room/{id}', '/topic/rooms')
      .sendToUser('/queue/{id}')
      .sendToUser(['/queue/a', '/queue/{id}'])
    // @ts-expect-error -- Type '"/sub/{room}"' is not assignable to type '"the pattern has no variable {room}"'
    expect(() => route.sendTo('/sub/{room}')).toThrow('the pattern has no variable {room}')
    // @ts-expect-error -- the second one
    expect(() => route.sendTo('/sub/{id}', '/sub/{room}')).toThrow('{room}')
    // @ts-expect-error -- no variable {name}
    expect(() => route.sendToUser('/queue/{name}')).toThrow('{name}')
    // @ts-expect-error -- no variable {name}
    expect(() => route.sendToUser(['/queue/{id}', '/queue/{name}'])).toThrow('{name}')
    // @ts-expect-error -- nothing has variables here
    expect(() => app.catch(Error, () => 1).sendTo('/sub/{id}')).toThrow('{id}')
    // A destination made at run time is checked at run time alone.
    expect(() => route.sendTo(['/sub', '{room}'].join('/'))).toThrow('{room}')
  })

  test('the error says which variable is missing', () => {
    expectTypeOf<Fillable<'/sub/{x}', 'id'>>().toEqualTypeOf<'the pattern has no variable {x}'>()
    expectTypeOf<Fillable<'/sub/{id}', 'id'>>().toEqualTypeOf<'/sub/{id}'>()
    expectTypeOf<Fillable<string, 'id'>>().toEqualTypeOf<string>()
  })

  test(
    'a router’s variables are its routes’ too',
    typed((app) => {
      app.router('/room/{id}', (room) => {
        room.sendTo('/sub/room/{id}')
        room.message('/message/{n}', () => 1).sendTo('/sub/room/{id}/{n}')
        room.catch(Error, () => 1).sendToUser('/queue/{id}')
      })
    }),
  )
})

describe('bodies', () => {
  test(
    'are what the option says',
    typed((app) => {
      app.message('/a', { body: 'text' }, ({ body }) => expectTypeOf(body).toBeString())
      app.message('/b', { body: 'bytes' }, ({ body }) => expectTypeOf(body).toEqualTypeOf<Uint8Array>())
      app.message('/c', { body: 'json' }, ({ body }) => expectTypeOf(body).toBeAny())
      app.message('/d', ({ body }) => expectTypeOf(body).toBeAny())
      app.message('/e/{id}', { body: numberAt }, ({ body, params }) => {
        expectTypeOf(body).toEqualTypeOf<{ at: number }>()
        expectTypeOf(params).toEqualTypeOf<{ readonly id: string }>()
      })
      app.subscribe('/f', { body: 'bytes' }, ({ body }) => expectTypeOf(body).toEqualTypeOf<Uint8Array>())
      // @ts-expect-error -- no way to read a body
      expect(() => app.message('/g', { body: 'xml' }, () => 1)).toThrow(/'json', 'text', 'bytes'/)
    }),
  )

  test(
    'or what the handler says of itself',
    typed((app) => {
      interface Post {
        readonly text: string
      }
      app.message('/post/{id}', ({ body }: MessageContext<PathParams<'/post/{id}'>, Post>) =>
        expectTypeOf(body).toEqualTypeOf<Post>(),
      )
    }),
  )
})

describe('replies and errors', () => {
  test(
    'a route knows what it answers',
    typed((app) => {
      const now = app.message('/now', () => ({ at: 1 }))
      expectTypeOf(now).toExtend<ReplyRoute<never, { at: number }>>()
      expectTypeOf<ReplyOf<typeof now>>().toEqualTypeOf<{ at: number }>()
      const later = app.subscribe('/later', async () => 'done').sendTo('/sub/a')
      expectTypeOf(later).toExtend<ReplyRoute<never, string>>()
      expectTypeOf<ReplyOf<typeof later>>().toBeString()
    }),
  )

  test(
    'a catcher gets its class',
    typed((app) => {
      app.catch(ValidationError, ({ issues }) => expectTypeOf(issues[0]!.message).toBeString())
      // @ts-expect-error -- no error at all
      app.catch(Date, () => 1)
    }),
  )

  test(
    'events have the shape of their name',
    typed((app) => {
      app.on('disconnect', ({ code, session }) => {
        expectTypeOf(code).toBeNumber()
        expectTypeOf(session.id).toBeString()
      })
      app.intercept('SEND', ({ headers }) => (headers.get('spam') === undefined ? undefined : 'drop'))
      app.intercept('SUBSCRIBE', async ({ headers }) => {
        if ((await Promise.resolve(headers.get('spam'))) === undefined) return undefined
        return 'drop'
      })
      app.intercept('CONNECT', async (frame) => frame.setUser({ name: 'kim' }))
      // @ts-expect-error -- no such event
      expect(() => app.on('connection', () => 1)).toThrow('connect')
      // @ts-expect-error -- no verdict
      app.intercept('SEND', () => 'dorp')
      // @ts-expect-error -- not to be intercepted
      expect(() => app.intercept('MESSAGE', () => 'drop')).toThrow('none but CONNECT, SUBSCRIBE')
    }),
  )
})
