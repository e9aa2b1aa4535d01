import { describe, expect, test } from 'vitest'
import { type App, BodyError, Refusal } from '@stompbox/broker'
import { Bench } from '../../support/bench.ts'
import { Recorder } from './recorder.ts'

class Unpaid extends Error {}
class Unpayable extends Unpaid {}

const fails = (error: unknown) => () => {
  throw error
}

/** What is sent when a route of `/shop` throws this. */
async function caught(
  error: unknown,
  define: (app: App, shop: Parameters<Parameters<App['router']>[1]>[0]) => void,
) {
  const recorder = new Recorder((app) => {
    app.router('/shop', (shop) => {
      shop.message('/buy/{what}', fails(error))
      define(app, shop)
    })
  })
  await recorder.message('/shop/buy/tea')
  return recorder.went
}

describe('an error goes to', () => {
  test('the handler of its class, else of the closest one above', async () => {
    const both = (app: App) => {
      app.catch(Error, () => 'error').sendTo('/sub/e')
      app.catch(Unpaid, () => 'unpaid').sendTo('/sub/e')
    }
    expect(await caught(new Unpayable(), both)).toEqual(['/sub/e unpaid'])
    expect(await caught(new RangeError(), both)).toEqual(['/sub/e error'])
  })

  test('that of its cause, if there is none for it', async () => {
    const error = new TypeError('a', { cause: new RangeError('b', { cause: new Unpaid('c') }) })
    const define = (app: App) => app.catch(Unpaid, ({ message }) => message).sendTo('/sub/e')
    expect(await caught(error, define)).toEqual(['/sub/e c'])
  })

  test('that of the router, then of those around it, then of the application', async () => {
    const app = (app: App) => app.catch(Unpayable, () => 'app').sendTo('/sub/e')
    const both: Parameters<typeof caught>[1] = (whole, shop) => {
      app(whole)
      shop.catch(Error, () => 'router').sendTo('/sub/e')
    }
    expect(await caught(new Unpayable(), both)).toEqual(['/sub/e router'])
    expect(await caught(new Unpayable(), app)).toEqual(['/sub/e app'])
  })

  test('nobody’s, and is thrown on', async () => {
    const error = new RangeError()
    await expect(caught(error, (app) => app.catch(Unpaid, () => 1))).rejects.toBe(error)
    await expect(caught('text', (app) => app.catch(Error, () => 1))).rejects.toBe('text')
  })

  test('nobody’s, also when its causes go in a circle', async () => {
    const error = new Error('a')
    error.cause = error
    await expect(caught(error, (app) => app.catch(Unpaid, () => 1))).rejects.toBe(error)
  })

  test('that of the routes’ own router only, not of another', async () => {
    const define = (app: App) => app.router('/other', (other) => other.catch(Error, () => 1))
    await expect(caught(new Unpaid('x'), define)).rejects.toThrow('x')
  })
})

describe('what its handler returns', () => {
  test('goes to /topic and the path if nothing is said, as any answer', async () => {
    expect(await caught(new Unpaid(), (app) => app.catch(Unpaid, (_, { params }) => params))).toEqual([
      '/topic/shop/buy/tea {"what":"tea"}',
    ])
    expect(await caught(new Unpaid(), (app) => app.catch(Unpaid, () => undefined))).toEqual([])
  })

  test('goes to the user alone, if so said [spring A21]', async () => {
    const define = (app: App) =>
      app.catch(Unpaid, () => 'no').sendToUser('/queue/errors', { broadcast: false })
    expect(await caught(new Unpaid(), define)).toEqual(['/user/sid/queue/errors no'])
  })

  test('goes where its router says', async () => {
    expect(
      await caught(new Unpaid(), (_, shop) => {
        shop.sendTo('/sub/shop')
        shop.catch(Unpaid, async () => 'later')
      }),
    ).toEqual(['/sub/shop later'])
  })

  test('goes to no subscriber who asked', () => {
    const recorder = new Recorder((app) => {
      app.subscribe('/x', fails(new Unpaid()))
      app.catch(Unpaid, () => 'no')
    })
    void recorder.subscribe('/x')
    expect([recorder.answers, recorder.went]).toEqual([[], ['/topic/x no']])
  })
})

describe('caught as well', () => {
  test('what rejects', async () => {
    const recorder = new Recorder((app) => {
      app.message('/x', () => Promise.reject(new Unpaid('later')))
      app.catch(Unpaid, ({ message }) => message)
    })
    await recorder.message('/x')
    expect(recorder.went).toEqual(['/topic/x later'])
  })

  test('a body that could not be converted', () => {
    const recorder = new Recorder((app) => {
      app.message('/x', { body: 'json' }, () => 1)
      app.message('/y', ({ body }) => body as unknown)
      app.catch(BodyError, ({ code }, { bytes }) => `${code} ${String(bytes.length)}`)
    })
    void recorder.message('/x', { body: '{' })
    void recorder.message('/y', { body: '{', type: 'application/json' })
    expect(recorder.went).toEqual(['/topic/x bad-frame 1', '/topic/y bad-frame 1'])
  })

  test('an answer that cannot be sent', () => {
    const recorder = new Recorder((app) => {
      app.message('/x', () => 1n)
      app.catch(TypeError, () => 'no JSON')
    })
    void recorder.message('/x')
    expect(recorder.went).toEqual(['/topic/x no JSON'])
  })

  test('but not what the handler of an error throws itself', async () => {
    let times = 0
    const define = (app: App) =>
      app.catch(Error, () => {
        times++
        throw new RangeError('again')
      })
    await expect(caught(new Unpaid(), define)).rejects.toThrow('again')
    expect(times).toBe(1)
  })
})

test('two handlers of one class in one router, or of no class, are told at once', () => {
  const { app } = new Recorder(() => {}).application
  app.catch(Unpaid, () => 1)
  expect(() => app.catch(Unpaid, () => 2)).toThrow('catch(Unpaid, …) is defined twice.')
  expect(() => app.catch((() => 1) as never, () => 2)).toThrow('needs a class')
})

describe('on the wire', () => {
  const bench = (define: (app: App) => void) => new Bench({ application: define })
  const order = 'SEND\ndestination:/pub/x\nreceipt:r\n\n␀'

  test('a caught error is no failure: the session goes on, and the RECEIPT comes', () => {
    const one = bench((app) => {
      app.message('/x', fails(new Unpaid()))
      app.catch(Unpaid, () => 'no').sendTo('/sub/errors')
    })
    const peer = one.connected()
    peer.writes(`SUBSCRIBE\nid:0\ndestination:/sub/errors\n\n␀${order}`)
    peer.reads(/^MESSAGE\n[^]*\n\nno␀$/)
    peer.reads('RECEIPT\nreceipt-id:r\n\n␀')
    expect(one.told).not.toContain('handler-failed')
  })

  test('one that nobody catches is told, a Refusal to the client', () => {
    const failing = bench((app) => app.message('/x', fails(new Unpaid('secret'))))
    expect(failing.connected()).toSatisfy((peer: ReturnType<Bench['connected']>) => {
      peer.writes(order)
      return !peer.isRefused('internal', 1011).includes('secret')
    })
    const peer = bench((app) =>
      app.message('/x', fails(new Refusal('forbidden', 'Not your room.'))),
    ).connected()
    peer.writes(order)
    expect(peer.isRefused('forbidden', 1008)).toContain('message:Not your room.')
  })
})
