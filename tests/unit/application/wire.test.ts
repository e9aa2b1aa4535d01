import { expect, test } from 'vitest'
import { type App, Refusal } from '@stompbox/broker'
import { Bench, type Peer } from '../../support/bench.ts'

const subscribe = (destination: string, id = '0') => `SUBSCRIBE\nid:${id}\ndestination:${destination}\n\n␀`
const send = (destination: string, headers = '') => `SEND\ndestination:${destination}\n${headers}\nhello␀`
const disconnect = 'DISCONNECT\nreceipt:bye\n\n␀'

/** Whoever logs in is that user. */
function named(define: (app: App) => void): Bench {
  return new Bench({
    application(app) {
      app.intercept('CONNECT', ({ headers, setUser }) => {
        const name = headers.get('login')
        if (name !== undefined) setUser({ name })
      })
      define(app)
    },
  })
}

const as = (bench: Bench, name: string): Peer => {
  const peer = bench.connected(`accept-version:1.2\nlogin:${name}`)
  peer.writes(subscribe('/user/queue/me'))
  return peer
}

test('an answer to a user reaches all their sessions, or the one that asked, and nobody else', () => {
  const bench = named((app) => {
    app.message('/all', () => 'all').sendToUser('/queue/me')
    app.message('/one', () => 'one').sendToUser('/queue/me', { broadcast: false })
  })
  const [here, there, other] = [as(bench, 'kim'), as(bench, 'kim'), as(bench, 'lee')]
  here.writes(send('/pub/all'))
  for (const peer of [here, there])
    peer.reads(/^MESSAGE\n(.*\n)*destination:\/user\/queue\/me\n(.*\n)*\nall␀$/)
  here.writes(send('/pub/one'))
  here.reads(/\n\none␀$/)
  for (const peer of [here, there, other]) peer.readsNothing()
})

test('an answer to who has no name reaches the session that asked', () => {
  const bench = new Bench({ application: (app) => app.message('/x', () => 'you').sendToUser('/queue/me') })
  const [peer, other] = [bench.connected(), bench.connected()]
  for (const each of [peer, other]) each.writes(subscribe('/user/queue/me'))
  peer.writes(send('/pub/x'))
  peer.reads(/\n\nyou␀$/)
  for (const each of [peer, other]) each.readsNothing()
})

test('the template reaches topics and users', () => {
  let app: App | undefined
  const bench = named((defined) => (app = defined))
  const [kim, lee] = [as(bench, 'kim'), as(bench, 'lee')]
  lee.writes(subscribe('/sub/a', '1'))
  app!.template.convertAndSend('/sub/a', { a: 1 }, { note: 'n' })
  app!.template.convertAndSendToUser('kim', '/queue/me', 'hello')
  bench.clock.settle()
  lee.reads(/^MESSAGE\n(.*\n)*note:n\ncontent-type:application\/json\n(.*\n)*\n\{"a":1\}␀$/)
  kim.reads(/\n\nhello␀$/)
  expect(() => app!.template.convertAndSend('/nowhere', 1)).toThrow('"/nowhere"')
})

test('events of a session come once, in order', () => {
  const heard: string[] = []
  const bench = named((app) => {
    for (const name of ['connect', 'connected', 'subscribe', 'unsubscribe', 'disconnect'] as const)
      app.on(name, ({ session: { user } }) => void heard.push(`${name} ${user?.name ?? ''}`))
  })
  const peer = as(bench, 'kim')
  peer.writes('UNSUBSCRIBE\nid:0\n\n␀' + disconnect)
  expect(heard).toEqual([
    'connect kim',
    'connected kim',
    'subscribe kim',
    'unsubscribe kim',
    'disconnect kim',
  ])
})

test('an interceptor drops a frame without a word, or refuses it with its own', async () => {
  const bench = new Bench({
    application(app) {
      app.intercept('SEND', ({ headers }) => (headers.get('spam') === undefined ? undefined : 'drop'))
      app.intercept('SUBSCRIBE', async ({ destination }) => {
        if (destination === '/sub/secret') throw new Refusal('forbidden', 'Not your room.')
      })
    },
  })
  const peer = bench.connected()
  const rest = async () => {
    await new Promise(setImmediate)
    bench.clock.settle()
  }
  peer.writes(subscribe('/sub/a') + send('/sub/a', 'spam:1\n') + send('/sub/a', 'good:1\n'))
  await rest()
  peer.reads(/\ngood:1\n/)
  peer.writes(subscribe('/sub/secret', '1'))
  await rest()
  expect(peer.isRefused('forbidden', 1008)).toContain('message:Not your room.')
})

test('an answer says which question it answers, but not in Spring', () => {
  const define = (app: App): void =>
    void app
      .message('/ask', () => 'yes')
      .sendToUser('/queue/me')
      .sendTo('/topic/all')
  const answers = (profile: 'standard' | 'spring'): string[] => {
    const bench = new Bench({ profile, application: define })
    const peer = bench.connected()
    peer.writes(subscribe('/user/queue/me') + subscribe('/topic/all', '1'))
    return ['/pub/ask', '/app/ask'].flatMap((destination) => {
      peer.writes(send(destination, 'correlation-id:q\\c7\nother:x\n'))
      return [peer.reads(/\n\nyes␀$/), peer.reads(/\n\nyes␀$/)]
    })
  }
  for (const answer of answers('standard')) {
    expect(answer).toContain('\ncorrelation-id:q\\c7\n')
    expect(answer).not.toContain('other')
  }
  for (const answer of answers('spring')) expect(answer).not.toContain('correlation-id')
})
