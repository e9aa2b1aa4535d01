import { describe, expect, test } from 'vitest'
import { closeCodeOver, everyWay, ways } from '../../support/stomp-peer.ts'
import { useScene } from './scene.ts'

// How much a client may do in a second: twice as much for a moment, and then no more. What is left is as fast as ever.
const endpoints = { '/ws-stomp': { sockjs: true }, '/ws': {} }
const tcp = { port: 0 }
const frame = 'SEND\ndestination:/topic/nobody\n\n␀'

describe('frames', () => {
  const scene = useScene({ endpoints, tcp, limits: { maxFramesPerSecond: 400 } })

  test.each(everyWay)('over %s: 790 at once are taken, 1,200 are not [hostile F38]', async (way) => {
    const [modest, greedy] = [await scene.opens(way), await scene.opens(way)]
    modest.writes(frame.repeat(790))
    await modest.readsNothing()
    greedy.writes(frame.repeat(1_200))
    const { error, closing } = await greedy.isRefused()
    expect([error.get('code'), error.get('retry-after'), closing.code]).toEqual([
      'rate',
      '1',
      closeCodeOver(way, 1008),
    ])
  })

  test.each(everyWay)('over %s: line ends count [hostile F1 T12]', async (way) => {
    const peer = await scene.opens(way)
    for (let n = 0; n < 12; n++) peer.writes('\n'.repeat(100))
    expect((await peer.isRefused()).error.get('code')).toBe('rate')
  })
})

describe('bytes', () => {
  const scene = useScene({ endpoints, tcp, limits: { maxBytesPerSecond: 100_000 } })
  const send = (bytes: number): string => `SEND\ndestination:/topic/nobody\n\n${'x'.repeat(bytes)}␀`

  test.each(everyWay)('over %s: 190 kB at once are taken, 400 kB are not', async (way) => {
    const [modest, greedy] = [await scene.opens(way), await scene.opens(way)]
    modest.writes(send(190_000))
    await modest.readsNothing()
    greedy.writes(send(400_000))
    const { error, closing } = await greedy.isRefused()
    expect([error.get('code'), error.get('retry-after'), closing.code]).toEqual([
      'rate',
      '1',
      closeCodeOver(way, 1008),
    ])
  })
})

describe('new sessions', () => {
  const scene = useScene({ endpoints, tcp, limits: { maxNewSessionsPerSecond: 10 } })

  test('twice as many in a moment are let in, and the others told when to come back', async () => {
    const answers = new Map<string, string[]>(everyWay.map((way) => [way, []]))
    for (let round = 0; round < 20; round++)
      for (const way of everyWay) {
        const answer = ways[way](scene.broker)
          .then((peer) => peer.connects('1.2').finally(() => peer.cut()))
          .then(
            () => 'in',
            (error: unknown) => (error as Error).message,
          )
        answers.get(way)!.push(await answer)
      }
    for (const [way, all] of answers) {
      const refused = all.filter((answer) => answer !== 'in')
      expect(refused.length, way).toBeGreaterThan(0)
      for (const answer of refused) expect(answer).toMatch(way === 'tcp' ? /^code:overloaded$/m : /503/)
    }
    expect([...answers.values()].flat().filter((answer) => answer === 'in').length).toBeGreaterThanOrEqual(15)
  })
})
