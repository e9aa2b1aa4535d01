/** Other code in place of what an application was, while its sessions stay. */
import type { App } from '@stompbox/broker'
import { describe, expect, test } from 'vitest'
import { Bench, type Peer } from '../../support/bench.ts'

const turn = (): Promise<void> => new Promise(setImmediate)
const say = (text: string) => (app: App) => app.message('/say', () => text).sendTo('/sub/said')

function subscribed(bench: Bench): Peer {
  const peer = bench.connected()
  peer.writes('SUBSCRIBE\nid:0\ndestination:/sub/said\n\n␀')
  return peer
}

function hears(peer: Peer, body: string): void {
  peer.writes('SEND\ndestination:/pub/say\n\n␀')
  peer.reads(new RegExp(`^MESSAGE\\n[^]*\\n\\n${body}␀$`))
}

describe('the code is exchanged', () => {
  test('a session stays, with its subscriptions, and the new route answers', async () => {
    const bench = new Bench({ application: say('old') })
    const peer = subscribed(bench)
    hears(peer, 'old')
    await bench.broker.reload({ application: say('new') })
    hears(peer, 'new')
    expect(bench.told).not.toContain('disconnected')
  })

  test('a route that is left out is gone', async () => {
    const bench = new Bench({ application: say('old') })
    const peer = subscribed(bench)
    await bench.broker.reload({})
    peer.writes('SEND\ndestination:/pub/say\n\n␀')
    peer.isRefused('bad-destination', 1008)
  })

  test.each([
    ['mesage', 'app.mesage is not a function. Did you mean message?'],
    ['subscibe', 'app.subscibe is not a function. Did you mean subscribe?'],
    ['zzz', /^app\.zzz is not a function$/],
  ])('a method that is not there is told with the one that was meant: %s', (name, text) => {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the compiler would not let it pass
    const misspelled = new Function('app', `app.${name}('/a', () => {})`) as (app: App) => void
    expect(() => new Bench({ application: misspelled })).toThrow(text)
  })

  test('code that throws changes nothing', async () => {
    const bench = new Bench({ application: say('old') })
    const peer = subscribed(bench)
    const twice = (app: App): void => {
      say('new')(app)
      say('new')(app)
    }
    await expect(bench.broker.reload({ application: twice })).rejects.toThrow('is defined twice')
    hears(peer, 'old')
  })

  test('a handler at work answers', async () => {
    let finish: (text: string) => void = () => {}
    const bench = new Bench({
      application: (app) =>
        app.message('/say', () => new Promise((resolve) => (finish = resolve))).sendTo('/sub/said'),
    })
    const peer = subscribed(bench)
    peer.writes('SEND\ndestination:/pub/say\n\n␀')
    await bench.broker.reload({ application: say('new') })
    finish('old, and late')
    await turn()
    bench.clock.settle()
    peer.reads(/old, and late␀$/)
    hears(peer, 'new')
  })
})

describe('what the old code began', () => {
  test('its template sends no more, the new one and that of the broker do', async () => {
    const apps: App[] = []
    const application = (app: App): void => void apps.push(app)
    const bench = new Bench({ application })
    const peer = subscribed(bench)
    await bench.broker.reload({ application })
    for (const [index, { template }] of [...apps, bench.broker].entries())
      template.convertAndSend('/sub/said', `from ${index}`)
    bench.clock.settle()
    expect(peer.readsAll().map((frame) => /from \d/.exec(frame)?.[0])).toEqual(['from 1', 'from 2'])
  })

  test('its listeners hear no more', async () => {
    const heard: string[] = []
    const listening = (name: string) => (app: App) => app.on('connected', () => heard.push(name))
    const bench = new Bench({ application: listening('old') })
    bench.connected()
    await bench.broker.reload({ application: listening('new') })
    bench.connected()
    expect(heard).toEqual(['old', 'new'])
  })

  test('the function it returned ends it: once, at the exchange or at close', async () => {
    const ended: string[] = []
    const ending = (name: string) => () => () => void ended.push(name)
    const bench = new Bench({ application: ending('first') })
    expect(ended).toEqual([])
    await bench.broker.reload({ application: ending('second') })
    expect(ended).toEqual(['first'])
    await bench.broker.close()
    await bench.broker.close()
    expect(ended).toEqual(['first', 'second'])
  })

  test('is waited for', async () => {
    let isOver = false
    const end = async (): Promise<void> => {
      await Promise.resolve()
      isOver = true
    }
    const bench = new Bench({ application: () => end })
    await bench.broker.reload({})
    expect(isOver).toBe(true)
  })

  test('if it fails to end, that is said, and the new code is in place', async () => {
    const bench = new Bench({
      application: () => () => {
        throw new Error('stuck')
      },
    })
    const peer = subscribed(bench)
    await bench.broker.reload({ application: say('new') })
    expect(bench.events.at(-1)).toMatchObject({ type: 'handler-failed', error: new Error('stuck') })
    hears(peer, 'new')
  })
})

describe('who may', () => {
  test('what is no longer granted ends', async () => {
    const bench = new Bench({ authorize: () => true })
    const peer = subscribed(bench)
    await bench.broker.reload({ authorize: ({ destination }) => destination !== '/sub/said' })
    bench.clock.settle()
    peer.isRefused('forbidden', 1008)
  })

  test('what was asked for is granted again once nothing asks', async () => {
    const bench = new Bench({ authorize: () => false })
    await bench.broker.reload({})
    subscribed(bench).readsNothing()
  })

  test('who connects is asked by the new function', async () => {
    const bench = new Bench()
    bench.connected()
    await bench.broker.reload({ authenticate: () => undefined })
    const peer = bench.open()
    peer.writes('CONNECT\naccept-version:1.2\n\n␀')
    await turn()
    bench.clock.settle()
    peer.isRefused('auth-failed', 1008)
  })
})

test('an application that is async is refused: its routes would come too late', async () => {
  const application = async (app: App) => void say('late')(app)
  expect(() => new Bench({ application })).toThrow('application(app) is async.')
  const bench = new Bench({ application: say('old') })
  await expect(bench.broker.reload({ application })).rejects.toThrow('export default defineBroker')
  hears(subscribed(bench), 'old')
})
