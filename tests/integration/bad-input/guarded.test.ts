import { expect, test } from 'vitest'
import { closeCodeOver, everyWay } from '../../support/stomp-peer.ts'
import { configAt, useScene } from './scene.ts'

// Where not everybody may do everything.
const scene = useScene(configAt('guarded.config.ts'))

const connect = (login: string, passcode: string): string =>
  `CONNECT\naccept-version:1.2\nlogin:${login}\npasscode:${passcode}\n\n␀`
const subscribe = (destination: string): string => `SUBSCRIBE\nid:a\ndestination:${destination}\n\n␀`
const send = (destination: string): string => `SEND\ndestination:${destination}\n\nlate␀`

test('who guesses is answered later each time, in the same words for a name that is not known [hostile T7]', async () => {
  const texts = new Set<string>()
  for (const [login, leastMs] of [
    ['alice', 0],
    ['alice', 250],
    ['nobody', 500],
    ['alice', 1_000],
  ] as const) {
    const peer = await scene.opens('websocket', 'new')
    const fromMs = performance.now()
    peer.writes(connect(login, 'wrong'))
    const { error, closing } = await peer.isRefused()
    expect([error.get('code'), closing.code]).toEqual(['auth-failed', 1008])
    expect(performance.now() - fromMs).toBeGreaterThanOrEqual(leastMs - 5)
    texts.add(error.text)
  }
  expect(texts.size).toBe(1)
  const peer = await scene.opens('websocket', 'new')
  peer.writes(connect('alice', 'right'))
  expect((await peer.reads('CONNECTED')).get('user-name')).toBe('alice')
})

test.each(everyWay)('over %s: what comes behind CONNECT waits for its answer [hostile T2]', async (way) => {
  const [reader, refused, welcome] = [
    await scene.opens(),
    await scene.opens(way, 'new'),
    await scene.opens(way, 'new'),
  ]
  reader.writes(`SUBSCRIBE\nid:a\ndestination:/topic/open\nreceipt:r\n\n␀`)
  await reader.readsReceipt('r')
  refused.writes(connect('slow', 'broken') + send('/topic/open') + subscribe('/topic/open'))
  const { error, closing } = await refused.isRefused()
  expect([error.get('code'), closing.code]).toEqual(['internal', closeCodeOver(way, 1011)])
  await reader.readsNothing()
  welcome.writes(connect('slow', 'right') + send('/topic/open'))
  await welcome.reads('CONNECTED')
  expect((await reader.reads('MESSAGE')).text).toBe('late')
})

test.each(everyWay)('over %s: 16 KiB may wait behind CONNECT, and no more [hostile T2]', async (way) => {
  const peer = await scene.opens(way, 'new')
  peer.writes(connect('slow', 'right'))
  for (let n = 0; n < 5; n++) peer.writes(`SEND\ndestination:/topic/open\n\n${'x'.repeat(4_000)}␀`)
  const { error, closing } = await peer.isRefused()
  expect([error.get('code'), closing.code]).toEqual(['too-large', closeCodeOver(way, 1009)])
})

test.each([
  ['/queue/* [hostile T16]', subscribe('/queue/*'), 'forbidden'],
  ['/sub/** [hostile T16]', subscribe('/sub/**'), 'forbidden'],
  ['/topic/** [hostile T16]', subscribe('/topic/**'), 'forbidden'],
  ['/** [hostile T16]', subscribe('/**'), 'bad-destination'],
  ['/user/** [hostile T16]', subscribe('/user/**'), 'bad-destination'],
  ['what is another’s [hostile T17]', subscribe('/queue/bob/a'), 'forbidden'],
  ['and what is nobody’s [hostile T17]', subscribe('/queue/eve/a'), 'forbidden'],
  ['a name that hides another’s [hostile T17]', subscribe('/queue/alice/../bob/a'), 'bad-destination'],
  ['SEND to a broker prefix [hostile T18]', send('/topic/closed'), 'forbidden'],
  ['SEND to another [hostile T20]', send('/queue/bob/a'), 'forbidden'],
  ['SEND below /user [hostile T20]', send('/user/bob/queue/a'), 'forbidden'],
])('%s: refused without a grant, over every way', async (_, wire, code) => {
  const texts = await Promise.all(
    everyWay.map(async (way) => {
      const peer = await scene.opens(way, 'new')
      peer.writes(connect('alice', 'right') + wire)
      await peer.reads('CONNECTED')
      const { error, closing } = await peer.isRefused()
      expect([error.get('code'), closing.code]).toEqual([code, closeCodeOver(way, 1008)])
      // The same whether it exists or not.
      return error.text.replace(/bob|eve/, 'somebody')
    }),
  )
  expect(new Set(texts).size).toBe(1)
})

test.each(everyWay)('over %s: rights that expire end the session in time [hostile T36]', async (way) => {
  const peer = await scene.opens(way, 'new')
  peer.writes(connect('alice', 'brief'))
  await peer.reads('CONNECTED')
  const fromMs = performance.now()
  const { error, closing } = await peer.isRefused()
  expect([error.get('code'), closing.code]).toEqual(['auth-failed', closeCodeOver(way, 1008)])
  expect(Math.abs(performance.now() - fromMs - 1_000)).toBeLessThan(1_000)
})
