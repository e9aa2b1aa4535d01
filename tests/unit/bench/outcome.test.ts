import { expect, test } from 'vitest'
import type { Row } from '../../bench/scenarios/scenario.ts'
import type { CellRun, InTurns } from '../../bench/run/comparison.ts'
import { hasFailed, outcomeOf } from '../../bench/run/outcome.ts'
import { measured, type Sample, scenarioWith } from './sample.ts'

interface Asked {
  readonly isUnjudged?: true
  readonly row?: Partial<Row>
  readonly ours?: readonly Sample[]
  readonly theirs?: readonly Sample[]
  readonly reasons?: readonly [ours: string | undefined, theirs: string | undefined]
  readonly turns?: Omit<InTurns, 'row'>
}

function outcome(asked: Asked) {
  const { isUnjudged, row, ours = [{}], theirs = [{}], reasons = [undefined, undefined], turns } = asked
  const scenario = scenarioWith(row, isUnjudged ? {} : { atLeast: 1.5, aim: 1.1 })
  const runs = [ours, theirs].map((samples, index): CellRun => {
    const reason = reasons[index]
    return {
      cell: scenario.cells[index]!,
      measured: samples.map(measured),
      ...(reason !== undefined && { reason }),
    }
  })
  const inTurns = turns === undefined ? [] : [{ row: scenario.rows[0]!, ...turns }]
  return outcomeOf(scenario, { runs, inTurns })
}

const verdict = (asked: Asked) => outcome(asked).rows[0]!.verdict
const costing = (cpuUs: number) => ({ ours: [{ cpuUs }] })

test('a cost is judged from above: aim, at least, neither; a bound that is met exactly is met', () => {
  expect(verdict(costing(1_100))).toBe('aim')
  expect(verdict(costing(1_101))).toBe('at-least')
  expect(verdict(costing(1_500))).toBe('at-least')
  expect(verdict(costing(1_501))).toBe('missed')
})

test('a rate is judged from below', () => {
  const row = { better: 'larger', atLeast: 1, aim: 1.2 } as const
  expect(verdict({ row, ...costing(1_200) })).toBe('aim')
  expect(verdict({ row, ...costing(1_000) })).toBe('at-least')
  expect(verdict({ row, ...costing(999) })).toBe('missed')
})

test('«so many times better» is theirs over ours', () => {
  const row = { isTurned: true, better: 'larger', atLeast: 5, aim: 8 } as const
  const found = outcome({ row, ours: [{ cpuUs: 500 }], theirs: [{ cpuUs: 3_000 }] }).rows[0]!
  expect(found).toMatchObject({ oursMedian: 0.5, theirsMedian: 3, ratio: { median: 6 }, verdict: 'at-least' })
})

test('a row without a line to reach is told and not judged', () => {
  const found = outcome({ isUnjudged: true })
  expect(found.rows[0]).toMatchObject({ ratio: { median: 1 }, verdict: 'unjudged' })
})

test('where two took turns, these decide, and the cells keep what each came to alone', () => {
  const turns = { ours: [{ cpuUs: 3_300 }].map(measured), theirs: [{ cpuUs: 3_000 }].map(measured) }
  const found = outcome({ ...costing(2_000), turns })
  expect(found.rows[0]).toMatchObject({ isInTurns: true, oursMedian: 3.3, theirsMedian: 3, verdict: 'aim' })
  expect(found.cells[0]!.figures.cpuPerDelivery).toMatchObject({ median: 2 })
})

test('V1: one delivery lost in turns, and the figure does not count and the run fails', () => {
  const turns = { ours: [{ faults: { lost: 1 } }].map(measured), theirs: [{}].map(measured) }
  expect(outcome({ turns }).rows[0]!.verdict).toBe('not-valid')
  expect(hasFailed(outcome({ turns }))).toBe(true)
})

test('what failed in turns is told, and fails the run', () => {
  const turns = { ours: [], theirs: [], reason: 'It ended.' }
  const found = outcome({ turns })
  expect(found.rows[0]).toMatchObject({ verdict: 'skipped', reason: 'It ended.' })
  expect(hasFailed(found)).toBe(true)
})

test.each([
  ['lost', { lost: 1 }],
  ['repeated', { repeated: 1 }],
  ["somebody else's", { foreign: 1 }],
])('V1: one delivery %s in one repeat, and the figure does not count and the run fails', (_, faults) => {
  for (const whose of ['ours', 'theirs']) {
    const found = outcome({ [whose]: [{}, { faults }, {}] })
    expect(found.rows[0]!.verdict).toBe('not-valid')
    expect(hasFailed(found)).toBe(true)
  }
})

test('V1: out of order counts against ours; others may promise no order', () => {
  const disordered = [{ faults: { outOfOrder: 1 } }]
  expect(outcome({ ours: disordered }).rows[0]!.verdict).toBe('not-valid')
  expect(hasFailed(outcome({ ours: disordered }))).toBe(true)
  expect(outcome({ theirs: disordered }).rows[0]!.verdict).toBe('aim')
  expect(hasFailed(outcome({ theirs: disordered }))).toBe(false)
})

test('V1: a reader that was cut though it read is a fault', () => {
  const found = outcome({ ours: [{ wronglyCut: 1 }] })
  expect(found.rows[0]!.verdict).toBe('not-valid')
  expect(found.cells[0]!.complaints.cut).toBe(1)
  expect(hasFailed(found)).toBe(true)
})

test('what cannot be said is not valid, and never a tick', () => {
  expect(verdict({ row: { figure: 'highestRate' } })).toBe('not-valid')
})

test('a peer that is not there is skipped with its reason; one of ours that fails, fails the run', () => {
  const theirs = outcome({ theirs: [], reasons: [undefined, 'There is no ws.'] })
  expect(theirs.rows[0]).toMatchObject({ verdict: 'skipped', reason: 'There is no ws.' })
  expect(hasFailed(theirs)).toBe(false)
  expect(hasFailed(outcome({ ours: [], reasons: ['It ended.', undefined] }))).toBe(true)
})

test('a line that is not reached fails only where it must be reached', () => {
  expect(hasFailed(outcome(costing(2_000)))).toBe(false)
  expect(hasFailed(outcome(costing(2_000)), true)).toBe(true)
  expect(hasFailed(outcome(costing(1_000)), true)).toBe(false)
})
