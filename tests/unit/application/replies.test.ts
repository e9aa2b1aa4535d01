import { describe, expect, test } from 'vitest'
import type { App } from '@stompbox/broker'
import { Bench } from '../../support/bench.ts'
import { Recorder } from './recorder.ts'

const kim = { name: 'kim' }

/** Where the answer `done` of `/room/{id}` goes. */
function went(define: (app: App) => void, user?: { name: string }) {
  const recorder = new Recorder(define)
  void recorder.message('/room/7', { ...(user && { user }) })
  return recorder.sent.map(({ to, sessionId }) => (sessionId === undefined ? to : `${to} ${sessionId}`))
}

const room = (app: App) => app.message('/room/{id}', () => 'done')

describe('an answer goes', () => {
  test('to /topic and the path, if nothing is said [spring A06]', () => {
    expect(went((app) => room(app))).toEqual(['/topic/room/7 sid'])
    expect(went((app) => room(app).sendTo())).toEqual(['/topic/room/7 sid'])
  })

  test('to each destination that is named, filled [spring A09]', () => {
    expect(went((app) => room(app).sendTo('/sub/{id}/a', '/sub/x').sendTo('/sub/{id}{id}'))).toEqual([
      '/sub/7/a sid',
      '/sub/x sid',
      '/sub/77 sid',
    ])
  })

  test('to all sessions of a user, or to one [spring A13, A14]', () => {
    expect(went((app) => room(app).sendToUser('/queue/{id}'), kim)).toEqual(['/user/kim/queue/7'])
    expect(went((app) => room(app).sendToUser('/queue/me', { broadcast: false }), kim)).toEqual([
      '/user/kim/queue/me sid',
    ])
  })

  test('to the session itself where nobody has a name [spring A12]', () => {
    expect(went((app) => room(app).sendToUser(['/queue/me', 'queue/you']))).toEqual([
      '/user/sid/queue/me sid',
      '/user/sid/queue/you sid',
    ])
  })

  test('to /queue and the path of a user, if no destination is named', () => {
    expect(went((app) => room(app).sendToUser(), kim)).toEqual(['/user/kim/queue/room/7'])
    expect(went((app) => room(app).sendToUser([], { broadcast: false }), kim)).toEqual([
      '/user/kim/queue/room/7 sid',
    ])
  })

  test('to both, if both are said [spring A15]', () => {
    expect(went((app) => room(app).sendTo('/sub/a', '/sub/b').sendToUser('/queue/me'), kim)).toEqual([
      '/user/kim/queue/me',
      '/sub/a sid',
      '/sub/b sid',
    ])
  })

  test('behind the user prefix that is configured, a slash in a name escaped', () => {
    const recorder = new Recorder((app) => app.message('/x', () => 1).sendToUser('/queue/me'), {
      prefixes: { application: [], broker: ['/queue'], user: '/me' },
    })
    void recorder.message('/x', { user: { name: 'a/b' } })
    expect(recorder.went).toEqual(['/me/a%2Fb/queue/me 1'])
    expect(() => recorder.message('/x', { user: { name: 'a%2Fb' } })).toThrow(
      'The user name a%2Fb holds "%2F"',
    )
  })

  test.each([undefined, null])('nowhere, if it is %s [spring A22]', async (nothing) => {
    const recorder = new Recorder((app) => {
      app.message('/x', () => nothing).sendTo('/sub/a')
      app.message('/later', async () => nothing)
      app.subscribe('/x', () => nothing)
    })
    await Promise.all([recorder.message('/x'), recorder.message('/later'), recorder.subscribe('/x')])
    expect([recorder.sent, recorder.answers]).toEqual([[], []])
  })

  test('as what it is: text, JSON, bytes; also what is empty', () => {
    const values = ['', 0, false, { a: [null] }, new Uint8Array([97])]
    const recorder = new Recorder((app) => app.message('/{at}', ({ params }) => values[Number(params.at)]))
    values.forEach((_, at) => void recorder.message(`/${String(at)}`))
    expect(recorder.sent.map(({ body, headers }) => [body, headers[0]![1]])).toEqual([
      ['', 'text/plain;charset=UTF-8'],
      ['0', 'application/json'],
      ['false', 'application/json'],
      ['{"a":[null]}', 'application/json'],
      ['a', 'application/octet-stream'],
    ])
  })

  test('later, if it is a promise or what only looks like one', async () => {
    const recorder = new Recorder((app) => {
      app.message('/a', async () => 'a')
      app.message('/b', () => ({ then: (done: (value: string) => void) => done('b') }))
    })
    await Promise.all([recorder.message('/a'), recorder.message('/b')])
    expect(recorder.went).toEqual(['/topic/a a', '/topic/b b'])
  })
})

describe('an answer to SUBSCRIBE goes', () => {
  test('straight to the subscriber', () => {
    const recorder = new Recorder((app) => app.subscribe('/room/{id}', ({ params }) => params.id))
    void recorder.subscribe('/room/7')
    expect(recorder.answers).toEqual([{ body: '7', type: 'text/plain;charset=UTF-8' }])
    expect(recorder.sent).toEqual([])
  })

  test('where the route says instead [spring A26]', async () => {
    const recorder = new Recorder((app) => {
      app.subscribe('/a', () => 'a').sendTo('/sub/a')
      app.subscribe('/b', async () => 'b').sendToUser('/queue/b')
    })
    await Promise.all([recorder.subscribe('/a'), recorder.subscribe('/b')])
    expect(recorder.answers).toEqual([])
    expect(recorder.went).toEqual(['/sub/a a', '/user/sid/queue/b b'])
  })

  test('and never comes from a route for messages [spring A25, A27]', () => {
    const recorder = new Recorder((app) => {
      app.message('/a', () => 'a')
      app.subscribe('/b', () => 'b')
    })
    expect([recorder.subscribe('/a'), recorder.message('/b')]).toEqual([undefined, undefined])
  })
})

describe('what a router says', () => {
  const inRouter = (define: (route: ReturnType<typeof room>) => void) =>
    went((app) => {
      app.router('/room', (router) => {
        router.sendTo('/sub/all').sendToUser('/queue/all')
        define(router.message('/{id}', () => 'done'))
      })
    }, kim)

  test('holds for routes that say nothing, also said after them', () => {
    expect(inRouter(() => {})).toEqual(['/user/kim/queue/all', '/sub/all sid'])
    expect(
      went((app) =>
        app.router('/room', (router) => {
          router.message('/{id}', () => 'done')
          router.sendTo('/sub/late')
        }),
      ),
    ).toEqual(['/sub/late sid'])
  })

  test('all gives way to a destination of the route’s own', () =>
    expect(inRouter((route) => route.sendTo('/sub/own'))).toEqual(['/sub/own sid']))

  test('holds against a route that names no destination, as in Spring', () =>
    expect(inRouter((route) => route.sendTo())).toEqual(['/user/kim/queue/all', '/sub/all sid']))

  test('holds for routers within it, until they say something', () => {
    const define = (inner: boolean) => (app: App) => {
      app.router('/room', (outer) => {
        outer.sendTo('/sub/outer')
        outer.router('', (router) => {
          if (inner) router.sendTo('/sub/inner')
          router.message('{id}', () => 'done')
        })
      })
    }
    expect(went(define(false))).toEqual(['/sub/outer sid'])
    expect(went(define(true))).toEqual(['/sub/inner sid'])
  })

  test('holds for questions as well', () => {
    const recorder = new Recorder((app) =>
      app.router('/a', (router) => {
        router.sendTo('/sub/a')
        router.subscribe('/b', () => 'b')
      }),
    )
    void recorder.subscribe('/a/b')
    expect([recorder.went, recorder.answers]).toEqual([['/sub/a b'], []])
  })
})

describe('a handler', () => {
  test('sends to topics and to users, as it likes', () => {
    const recorder = new Recorder((app) =>
      app.message('/x', ({ send, sendToUser, user, path, session }) => {
        send('/sub/a', 1)
        sendToUser('lee', '/queue/a', 2, { headers: { note: 'n' }, sessionId: session.id })
        sendToUser('a/b', 'queue/b', 3)
        send('/sub/b', `${user?.name ?? ''} at ${path}`)
      }),
    )
    void recorder.message('/x', { user: kim })
    expect(recorder.went).toEqual([
      '/sub/a 1',
      '/user/lee/queue/a 2',
      '/user/a%2Fb/queue/b 3',
      '/sub/b kim at /x',
    ])
    expect(recorder.sent.map(({ sessionId }) => sessionId)).toEqual([undefined, 'sid', undefined, undefined])
    expect(recorder.sent[1]!.headers).toEqual([
      ['note', 'n'],
      ['content-type', 'application/json'],
    ])
  })

  test('may say the content-type itself, once', () => {
    const peer = new Bench({
      application: (app) =>
        app.message('/x', ({ send }) => send('/sub/a', '<b>', { 'content-type': 'text/html', a: 'b' })),
    }).connected()
    peer.writes('SUBSCRIBE\nid:0\ndestination:/sub/a\n\n␀SEND\ndestination:/pub/x\n\n␀')
    const message = peer.reads(/^MESSAGE\n/)
    expect(message.match(/\ncontent-type:.*/g)).toEqual(['\ncontent-type:text/html'])
  })
})

describe('a destination that leads nowhere is the application’s mistake, never the client’s', () => {
  test.each<[string, (app: App) => void]>([
    ['send', (app) => app.message('/x', ({ send }) => send('/pub/x', 1))],
    ['later', (app) => app.message('/x', async ({ send }) => send('/nowhere', 1))],
    ['sendTo, filled', (app) => app.message('/{id}', () => 1).sendTo('/sub/{id}/**')],
  ])('%s', async (_, define) => {
    const bench = new Bench({ application: define })
    const peer = bench.connected()
    peer.writes('SEND\ndestination:/pub/x\n\n␀')
    await new Promise(setImmediate)
    bench.clock.settle()
    peer.readsNothing()
    const failed = bench.events.find(({ type }) => type === 'handler-failed')
    expect(failed).toMatchObject({ destination: '/pub/x', error: { name: 'Error' } })
  })
})
