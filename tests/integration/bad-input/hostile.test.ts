import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { Peer } from '../../conformance/peer.ts'
import { type Way, everyWay } from '../../support/stomp-peer.ts'
import {
  type Execution,
  type Verdict,
  answerIn,
  canSay,
  execute,
  expected,
  label,
  seed,
} from './execution.ts'
import { hostile } from './hostile.ts'
import { cuts } from './pieces.ts'
import { configAt, type State, useScene } from './scene.ts'

// Every input of the catalogue that is a wire text, before CONNECT, in a session and in a transaction, over every way
// in, at once and in pieces: the word and the close code that answer it, and how soon.
const scene = useScene(configAt('hostile.config.ts'))
const states = ['new', 'connected', 'transaction'] as const satisfies State[]

let usualBytes = 0
beforeAll(async () => (usualBytes = await asks('kept-bytes')))

const atOnce = 16
/** From the last byte to the close. */
const mostMs = 1_000

/** In each run every input comes over every way, in every state and in every cut; which of them meet changes with the seed. */
function everyExecution(way: Way, state: (typeof states)[number]): Execution[] {
  const turn = seed + everyWay.indexOf(way) + states.indexOf(state)
  const all = hostile.map((row, index) => ({
    row,
    way,
    state,
    cut: cuts[(turn + index) % cuts.length]!,
    seed: seed + index,
  }))
  return all.filter(({ row }) => answerIn(row, state) !== undefined && canSay(row, way))
}

/** Hears what no refused or unfinished transaction, and no frame behind a refused one, may send. */
async function witness(): Promise<Peer> {
  const peer = await scene.opens()
  peer.writes('SUBSCRIBE\nid:held\ndestination:/topic/held\nreceipt:r\n\n␀')
  await peer.readsReceipt('r')
  return peer
}

/** @returns what was not as it should be. */
async function executeLot(lot: Execution[]): Promise<string[]> {
  const listening = await witness()
  const verdicts = await Promise.all(lot.map((execution) => execute(scene, execution)))
  const slow = lot.filter((_, index) => verdicts[index]!.tookMs > mostMs)
  // Side by side, on a machine that is busy, they may wait for each other.
  for (const execution of slow) verdicts[lot.indexOf(execution)] = await execute(scene, execution)
  await listening.readsNothing()
  scene.cutPeers()
  return lot.flatMap((execution, index) => complaint(execution, verdicts[index]!))
}

function complaint(execution: Execution, { said, tookMs }: Verdict): string | [] {
  const wanted = expected(execution)
  if (said !== wanted) return `${label(execution)}: ${wanted} expected, was ${said}`
  return tookMs > mostMs ? `${label(execution)}: took ${Math.round(tookMs)} ms` : []
}

async function executeAll(executions: Execution[]): Promise<void> {
  const wrong: string[] = []
  for (let from = 0; from < executions.length; from += atOnce)
    wrong.push(...(await executeLot(executions.slice(from, from + atOnce))))
  expect(wrong).toEqual([])
}

describe.each(everyWay)('over %s', (way) => {
  test.each(states)(
    `%s, whole or in pieces: refused with its word, or done as written (seed ${seed}) [hostile F1–F43 T1–T37]`,
    (state) => executeAll(everyExecution(way, state)),
  )
})

/** Asks the application of this scene. */
async function asks<T>(question: string): Promise<T> {
  const peer = await scene.opens()
  peer.writes(`SUBSCRIBE\nid:a\ndestination:/app/${question}\n\n␀`)
  return JSON.parse((await peer.reads('MESSAGE')).text) as T
}

test('nobody changed what all objects share [hostile F36]', async () => {
  const names = await asks<string[]>('prototype')
  expect(names.toSorted()).toEqual(Object.getOwnPropertyNames(Object.prototype).toSorted())
})

test('nothing of all that is kept', async () => {
  const mostBytes = 1.1 * usualBytes + 4 * 2 ** 20
  // Some of it goes with time, such as the sessions of SockJS clients that went without a word; what is leaked stays.
  await vi.waitFor(async () => expect(await asks<number>('kept-bytes')).toBeLessThan(mostBytes), {
    timeout: 15_000,
    interval: 500,
  })
})
