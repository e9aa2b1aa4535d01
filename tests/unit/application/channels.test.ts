import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { type App, ValidationError } from '@stompbox/broker'
import { command, defineChannels, rpc, topic } from '@stompbox/sdk'
import { RoutedApplication } from '../../../broker/src/application/routed-application.ts'
import { fillChannel } from '../../../broker/src/application/channels.ts'
import { checkDestination } from '../../../broker/src/destination/check.ts'
import { fillDestination } from '../../../sdk/src/channels/template.ts'
import { prefixes, Recorder } from './recorder.ts'

const note = z.object({ text: z.string().min(1), at: z.iso.datetime().transform((at) => new Date(at)) })
const at = '2026-01-02T03:04:05.000Z'

interface Move {
  readonly x: number
}

const channels = defineChannels({
  messages: topic('/sub/room/{room}', note),
  prices: topic<number>()('/topic/price.{name}'),
  alerts: topic<string>()('/topic/alerts'),
  notices: topic('/user/queue/notices', note),
  lists: topic('/user/queue/list.{name}', note),
  rules: topic<string>()('/pub/rules'),
  say: command('/pub/say/{room}', note),
  shout: command('/pub/shout', z.string()),
  move: command<Move>()('/pub/move/{room}/{n}'),
  history: rpc('/pub/history/{room}', { reply: z.array(note) }),
  count: rpc('/pub/count', { request: note, reply: z.number(), replyTo: '/user/queue/replies' }),
  anybody: rpc('/pub/anybody', { replyTo: '/topic/replies' }),
  other: command('/pub/other/{id}'),
  elsewhere: command('/elsewhere/say'),
})

const body = JSON.stringify({ text: 'hi', at })

describe('a handler of a channel', () => {
  test('gets what the schema makes of a body', () => {
    const seen: unknown[] = []
    const { message } = recorded((app) =>
      app.message(channels.say, (context) => void seen.push(context.body)),
    )
    message('/say/7', { body })
    message('/say/7', { body, type: 'application/json' })
    expect(seen).toEqual([
      { text: 'hi', at: new Date(at) },
      { text: 'hi', at: new Date(at) },
    ])
    expect(() => message('/say/7', { body: '{"text":"","at":1}' })).toThrow(ValidationError)
    expect(() => message('/say/7', { body: '' })).toThrow(ValidationError)
    expect(seen).toHaveLength(2)
  })

  test('gets strings as the client writes them, without a content-type', () => {
    const seen: unknown[] = []
    const { message } = recorded((app) => {
      app.message(channels.shout, ({ body }) => void seen.push(body))
      app.message(command<string>()('/pub/typed'), ({ body }) => void seen.push(body))
    })
    for (const path of ['/shout', '/typed'])
      for (const text of ['hello', '7', 'null', '"x"', '{not json', '방', '']) message(path, { body: text })
    const all = ['hello', '7', 'null', '"x"', '{not json', '방', '']
    expect(seen).toEqual([...all, ...all])
    message('/shout', { body: '"as JSON"', type: 'application/json' })
    message('/shout', { body: '7', type: 'text/plain' })
    expect(seen.slice(-2)).toEqual(['as JSON', '7'])
    expect(() => message('/shout', { body: '7', type: 'application/json' })).toThrow(ValidationError)
  })

  test('gets what was filled in', () => {
    const seen: unknown[] = []
    const { message } = recorded((app) =>
      app.message(channels.move, ({ params }) => void seen.push(params.room, params.n)),
    )
    const send = (room: string, n: number) =>
      message(fillDestination(channels.move.destination, { room, n }).slice('/pub'.length))
    send('a/b', 1)
    send('*', 2)
    send('자유 100%25', 3)
    expect(seen).toEqual(['a/b', '1', '*', '2', '자유 100%25', '3'])
    message('/move/100%/%ff%')
    expect(seen.slice(-2)).toEqual(['100%', '%ff%'])
  })

  test('answers where the SDK listens', () => {
    const { message, recorder } = recorded((app) =>
      app
        .message(channels.say, ({ body }) => body.text)
        .sendTo(channels.messages.destination, '/topic/all.{room}'),
    )
    message('/say/a%2Fb.c', { body })
    message('/say/a b', { body })
    expect(recorder.went).toEqual([
      '/sub/room/a%2Fb.c hi',
      '/topic/all.a%2Fb%2Ec hi',
      '/sub/room/a%20b hi',
      '/topic/all.a%20b hi',
    ])
  })

  test('without a word answers at /topic + path, and through what catches', () => {
    const { message, recorder } = recorded((app) => {
      app.message(channels.say, () => 'ok')
      app.message(channels.move, () => {
        throw new RangeError('no')
      })
      app.router('', (router) => {
        router.message(command('/pub/fails/{n}'), () => {
          throw new RangeError('no')
        })
        router.catch(RangeError, ({ message }) => message).sendTo('/topic/failures')
      })
      app.catch(RangeError, (error) => error.message)
    })
    message('/say/a%2Fb', { body })
    message('/fails/%2A')
    message('/move/%2A/1')
    expect(recorder.went).toEqual(['/topic/say/a%2Fb ok', '/topic/failures no', '/topic/move/%2A/1 no'])
  })

  test('may stand below a router that its channel is below', () => {
    const { message, recorder } = recorded((app) => {
      app.router('/say', (router) => {
        router.sendTo('/sub/all')
        router.message(channels.say, ({ params }) => params.room)
      })
    })
    message('/say/%2A', { body })
    expect(recorder.went).toEqual(['/sub/all *'])
    const { app } = new RoutedApplication({ prefixes })
    for (const prefix of ['/sa', '/say/{room}/x', '/other'])
      expect(() => app.router(prefix, (router) => router.message(channels.say, () => 1))).toThrow(
        `The channel /pub/say/{room} is not below ${prefix}, the prefix of its router.`,
      )
  })

  test('with the separator "." takes a channel with dots', () => {
    const seen: string[] = []
    const dotted = command('/pub/shop.{id}.buy')
    const { message } = recorded((app) => app.message(dotted, ({ params }) => void seen.push(params.id)), '.')
    message(fillDestination(dotted.destination, { id: '1.5' }).slice('/pub/'.length))
    expect(seen).toEqual(['1.5'])
  })
})

describe('a question', () => {
  test('with replyTo is answered in the session that asked', () => {
    const { message, recorder } = recorded((app) =>
      app.message(channels.count, ({ body }) => body.text.length),
    )
    message('/count', { body, user: { name: 'kim' }, headers: { 'correlation-id': 'q1' } })
    message('/count', { body, headers: { 'correlation-id': 'q2' } })
    expect(recorder.sent).toMatchObject([
      { to: '/user/kim/queue/replies', body: '2', sessionId: 'sid' },
      { to: '/user/sid/queue/replies', body: '2', sessionId: 'sid' },
    ])
    expect(recorder.sent.map(({ headers }) => new Map(headers).get('correlation-id'))).toEqual(['q1', 'q2'])
  })

  test('without it is answered to the subscriber', () => {
    const { subscribe, recorder } = recorded((app) => {
      app.subscribe(channels.history, ({ params }) => [{ text: params.room, at }])
      app.subscribe(channels.rules, () => 'Be kind.')
    })
    subscribe('/history/a%2Fb', { body: '' })
    subscribe('/rules', { body: '' })
    expect(recorder.answers.map((answer) => answer.body)).toEqual([
      JSON.stringify([{ text: 'a/b', at }]),
      'Be kind.',
    ])
  })
})

describe('what is answered to a message with a correlation-id', () => {
  const answered = (answers?: 'correlated' | 'bare') => {
    const recorder = new Recorder((app) => {
      app
        .message('/a', () => 1)
        .sendTo('/topic/a')
        .sendToUser('/queue/a')
      app.message('/b', ({ send }) => send('/topic/b', 1))
      app.message('/c', async () => Promise.reject(new RangeError('no')))
      app.catch(RangeError, () => 2).sendToUser('/queue/errors')
    }, answers && { answers })
    return async (path: string, id?: string) => {
      await recorder.message(path, { headers: id === undefined ? {} : { 'correlation-id': id } })
      return recorder.sent.splice(0).map(({ headers }) => headers.map(([name, value]) => `${name}:${value}`))
    }
  }
  const json = 'content-type:application/json'

  test('carries it too', async () => {
    const send = answered()
    expect(await send('/a', '7:x')).toEqual([
      ['correlation-id:7:x', json],
      ['correlation-id:7:x', json],
    ])
    expect(await send('/c', '8')).toEqual([['correlation-id:8', json]])
    expect(await send('/a')).toEqual([[json], [json]])
    // That is no answer.
    expect(await send('/b', '9')).toEqual([[json]])
  })

  test('does not where answers are bare, as in Spring', async () => {
    const send = answered('bare')
    expect(await send('/a', '7')).toEqual([[json], [json]])
    expect(await send('/c', '8')).toEqual([[json]])
  })
})

describe('a channel by which nothing can come', () => {
  const define = (code: (app: App) => unknown) => () => code(new RoutedApplication({ prefixes }).app)

  test.each([
    [
      define((app) => app.message(channels.messages, () => 1)),
      'message: the channel /sub/room/{room} is behind no application prefix, so no handler gets it. The prefixes are /pub.',
    ],
    [define((app) => app.message(channels.elsewhere, () => 1)), 'behind no application prefix'],
    [
      define((app) => app.subscribe(channels.alerts, () => 'x')),
      'subscribe: the channel /topic/alerts is behind no',
    ],
    [
      define((app) => app.message(channels.history, () => [])),
      'message: the channel /pub/history/{room} has no replyTo, so clients ask by SUBSCRIBE: write subscribe.',
    ],
    [
      define((app) => app.subscribe(channels.count, () => 1)),
      'subscribe: the channel /pub/count comes by SEND: write message.',
    ],
    [
      // @ts-expect-error -- nobody subscribes to a command
      define((app) => app.subscribe(channels.say, () => 1)),
      'subscribe: the channel /pub/say/{room} comes by SEND: write message.',
    ],
    [
      define((app) => app.message(channels.anybody, () => 1)),
      'message: the channel /pub/anybody has its answers sent to /topic/replies, where everybody could listen. Choose a replyTo behind the user prefix /user.',
    ],
    [
      define((app) => {
        app.message('/say/{id}', () => 1)
        app.message(channels.say, () => 1)
      }),
      'The route /say/{room} takes the same as /say/{id}.',
    ],
    // @ts-expect-error -- no handler
    [define((app) => app.message(channels.say)), 'The route /pub/say/{room} needs a function'],
    [
      // @ts-expect-error -- no such channel
      define((app) => app.message(channels.sya, () => 1)),
      'message takes a pattern or a channel, not undefined.',
    ],
    [
      // @ts-expect-error -- no channel
      define((app) => app.message({ body: 'json' }, () => 1)),
      'message takes a pattern or a channel, not an object.',
    ],
  ])('is refused at the start: %#', (start, complaint) => {
    expect(start).toThrow(TypeError)
    expect(start).toThrow(complaint)
  })
})

describe('sending by a channel', () => {
  test('fills it in, from a handler and from anywhere', () => {
    const { message, recorder, application } = recorded((app) => {
      app.message(channels.say, ({ params, body, send, sendToUser }) => {
        send(channels.messages, { text: body.text, at }, { params })
        send(channels.prices, 7, { params: { name: '1.5' }, headers: { priority: '9' } })
        send(channels.alerts, 'x')
        sendToUser('kim', channels.notices, { text: 'x', at })
        sendToUser('kim', channels.lists, { text: 'x', at }, { params: { name: 'a.b' }, sessionId: 's' })
      })
    })
    message('/say/a%2Fb', { body })
    expect(
      recorder.sent.map(({ to, headers, sessionId }) => [to, new Map(headers).get('priority'), sessionId]),
    ).toEqual([
      ['/sub/room/a%2Fb', undefined, undefined],
      ['/topic/price.1%2E5', '9', undefined],
      ['/topic/alerts', undefined, undefined],
      ['/user/kim/queue/notices', undefined, undefined],
      ['/user/kim/queue/list.a%2Eb', undefined, 's'],
    ])
    recorder.sent.length = 0
    const { app } = application
    application.opened(recorder.publish, app.users)
    app.template.convertAndSend(channels.messages, { text: 'x', at }, { params: { room: 7 } })
    app.template.convertAndSend('/topic/a', 1, { a: 'b' })
    app.template.convertAndSendToUser('kim', channels.notices, { text: 'x', at }, { headers: { a: 'b' } })
    expect(recorder.sent.map(({ to, headers }) => [to, new Map(headers).get('a')])).toEqual([
      ['/sub/room/7', undefined],
      ['/topic/a', 'b'],
      ['/user/kim/queue/notices', 'b'],
    ])
  })

  test('goes nowhere without its parameters', () => {
    const { app } = recorded(() => {}).application
    const { convertAndSend, convertAndSendToUser } = app.template
    const x = { text: 'x', at }
    // @ts-expect-error -- Expected 3 arguments, but got 2.
    expect(() => convertAndSend(channels.messages, x)).toThrow(
      '/sub/room/{room}: there is no variable {room}',
    )
    // @ts-expect-error -- room is missing
    expect(() => convertAndSend(channels.messages, x, { params: {} })).toThrow('{room}')
    const params = { room: 1, more: 2 }
    expect(() => convertAndSend(channels.messages, x, { params })).toThrow('has no {more} for params.more')
    for (const room of ['', '.', '..', '\ud83d', NaN])
      expect(() => convertAndSend(channels.messages, x, { params: { room } })).toThrow(
        'cannot be filled with params.room',
      )
    // @ts-expect-error -- neither a text nor a number
    expect(() => convertAndSend(channels.messages, x, { params: { room: null } })).toThrow(
      'params.room: null.',
    )
    expect(() => convertAndSendToUser('kim', channels.alerts, 'x')).toThrow(
      `The channel /topic/alerts is nobody's own: it is not behind the user prefix /user.`,
    )
  })

  const templates = ['/topic/{a}/b.{b}', '/topic/{a}/{b}']
  const outcome = (fill: () => string): string => {
    try {
      return fill()
    } catch (error) {
      return (error as Error).name
    }
  }

  test('is to the same destination as that of the SDK', () => {
    const nasty = fc.array(fc.constantFrom(...Array.from('*#>./?{},:\\% \n\0a방😀\u200b\ud83d')), {
      maxLength: 5,
    })
    const value = fc.oneof(
      nasty.map((all) => all.join('')),
      fc.double(),
    )
    fc.assert(
      fc.property(value, value, (a, b) => {
        for (const template of templates)
          expect(outcome(() => fillChannel(template, { a, b }))).toBe(
            outcome(() => fillDestination(template, { a, b })),
          )
      }),
    )
  })

  test('is legal with every letter there is', () => {
    for (let start = 0; start < 0x11000; start += 64) {
      if (start >= 0xd800 && start < 0xe000) continue
      const a = String.fromCodePoint(...Array.from({ length: 64 }, (_, index) => start + index))
      for (const template of templates) {
        const filled = fillDestination(template, { a, b: `b${a}` })
        expect(fillChannel(template, { a, b: `b${a}` })).toBe(filled)
        expect(
          checkDestination(filled, { maxDestinationBytes: 4_096, maxDestinationSegments: 3 }),
        ).toBeUndefined()
      }
    }
  })
})

describe('types', () => {
  test('follow from the channel', () => {
    recorded((app) => {
      app.message(channels.say, ({ params, body }) => {
        expectTypeOf(params).toEqualTypeOf<{ readonly room: string }>()
        expectTypeOf(body).toEqualTypeOf<{ text: string; at: Date }>()
      })
      app.message(channels.move, ({ params, body }) => {
        expectTypeOf(params).toEqualTypeOf<{ readonly room: string; readonly n: string }>()
        expectTypeOf(body).toEqualTypeOf<Move>()
      })
      app.message(channels.count, async ({ body }) => {
        expectTypeOf(body).toEqualTypeOf<{ text: string; at: Date }>()
        return 7
      })
      // @ts-expect-error -- a text instead of a number
      expect(() => app.message(channels.count, () => '7')).toThrow('twice')
      // @ts-expect-error -- the output instead of the input
      app.subscribe(channels.history, ({ params }) => [{ text: params.room, at: new Date() }])
      app
        .message(channels.other, ({ body, send }) => {
          expectTypeOf(body).toBeUnknown()
          // @ts-expect-error -- the output instead of the input
          send(channels.messages, { text: 'x', at: new Date() }, { params: { room: 1 } })
          // @ts-expect-error -- a text instead of a number
          send(channels.prices, '7', { params: { name: 'a' } })
          // @ts-expect-error -- no such parameter
          send(channels.prices, 7, { params: { room: 'a' } })
          // @ts-expect-error -- a command
          send(channels.say, { text: 'x', at }, { params: { room: 1 } })
        })
        .sendTo('/sub/{id}')
      // @ts-expect-error -- the channel has no {id}
      expect(() => app.message(channels.shout, () => 1).sendTo('/sub/{id}')).toThrow('{id}')
    })
  })
})

function recorded(define: (app: App) => unknown, separator?: '.') {
  const recorder = new Recorder((app) => void define(app), separator && { separator })
  const { application } = recorder
  return {
    recorder,
    application,
    message: (...asked: Parameters<Recorder['message']>) => void recorder.message(...asked),
    subscribe: (...asked: Parameters<Recorder['subscribe']>) => void recorder.subscribe(...asked),
  }
}
