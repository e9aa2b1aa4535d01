import { beforeAll, describe, expect, test } from 'vitest'
import type { Peer } from '../../conformance/peer.ts'
import { type Way, closeCodeOver, everyWay, ways } from '../../support/stomp-peer.ts'
import { type Execution, canSay, expected, judge, label, seed } from './execution.ts'
import { hostile } from './hostile.ts'
import { cuts } from './pieces.ts'
import { type Scene, useScene } from './scene.ts'

// A broker that is shutting down says goodbye to one session after the other. Those whose turn has not come are
// served as ever, and refused as ever.
const perSecond = 100
/** They are there first, so they are told first: the time that the others have. */
const goingFirst = 5 * perSecond

const atOnce = 16

const config = {
  endpoints: { '/ws-stomp': { sockjs: true }, '/ws': {} },
  tcp: { port: 0 },
  limits: { maxNewSessionsPerSecond: perSecond, drainTimeoutMs: 3_600_000 },
}

const executionsOver = (way: Way): Execution[] =>
  hostile
    .filter((row) => row.within !== undefined && canSay(row, way) && !row.wire.includes('/app/'))
    .map((row, index) => ({
      row,
      way,
      state: index % 2 === 0 ? 'connected' : 'transaction',
      cut: cuts[index % cuts.length]!,
      seed: seed + index,
    }))

/** So many sessions a second are let in; who is not asks again. */
async function isLetIn(open: () => Promise<Peer>): Promise<Peer> {
  for (;;) {
    try {
      return await open()
    } catch (error) {
      if (!/503|overloaded/.test((error as Error).message)) throw error
    }
  }
}

async function openAll(scene: Scene, executions: Execution[]): Promise<Peer[]> {
  for (let count = 0; count < goingFirst; count++)
    await isLetIn(async () => {
      const peer = await ways.tcp(scene.broker)
      await peer.connects('1.2')
      return peer
    })
  const peers: Peer[] = []
  for (const { way, state, row } of executions)
    peers.push(await isLetIn(() => scene.opens(way, state, '', row.version)))
  return peers
}

describe.each(everyWay)('over %s', (way) => {
  const executions = executionsOver(way)
  let peers: Peer[]
  let witness: Peer
  const scene = useScene(config, async (scene) => {
    peers = await openAll(scene, executions)
    witness = await isLetIn(() => scene.opens())
  })
  beforeAll(async () => {
    witness.writes('SUBSCRIBE\nid:held\ndestination:/topic/held\nreceipt:r\n\n␀')
    await witness.readsReceipt('r')
  })

  test('refused with its word while the broker drains, or told that it drains [hostile F1–F43 T1–T37]', async () => {
    scene.broker.command.child.kill('SIGTERM')
    await scene.broker.command.prints(/"type":"draining"/)
    const goodbye = `draining ${closeCodeOver(way, 1001)}`
    const verdicts: string[] = []
    for (let from = 0; from < executions.length; from += atOnce) {
      const lot = executions.slice(from, from + atOnce)
      const judged = await Promise.all(lot.map((execution, at) => judge(peers[from + at]!, execution)))
      verdicts.push(...judged.map(({ said }) => said))
    }
    const wrong = executions.flatMap((execution, at) => {
      const isRight = [goodbye, expected(execution)].includes(verdicts[at]!)
      return isRight ? [] : `${label(execution)}: ${expected(execution)} expected, was ${verdicts[at]}`
    })
    expect(wrong).toEqual([])
    expect(verdicts.filter((said) => said === goodbye).length).toBeLessThan(executions.length / 10)
    await witness.readsNothing()
  })
})
