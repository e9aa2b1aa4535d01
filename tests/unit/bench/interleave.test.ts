import { expect, test } from 'vitest'
import type { Measured } from '../../bench/run/figures.ts'
import { interleave, type Measuring } from '../../bench/run/interleave.ts'
import { measured, scenarioWith } from './sample.ts'

const fleet = (measure: (peer: string) => Measured, missing: Record<string, string> = {}): Measuring => ({
  missing: async (peer) => missing[peer],
  measure: async ({ peer }) => measure(peer),
  takesTurns: () => false,
  measureInTurns: async () => [measured(), measured()],
})

const scenario = scenarioWith()

test('every repeat goes through all cells before the next begins', async () => {
  const asked: string[] = []
  await interleave(
    scenario,
    fleet((peer) => {
      asked.push(peer)
      return measured()
    }),
    { repeats: 2 },
  )
  expect(asked).toEqual(['stompbox', 'ws-loop', 'stompbox', 'ws-loop'])
})

test('a scenario that takes long is repeated less often', async () => {
  const { runs } = await interleave(
    { ...scenario, mostRepeats: 2 },
    fleet(() => measured()),
    { repeats: 5 },
  )
  expect(runs[0]!.measured).toHaveLength(2)
})

test.each([
  ['far below', [500, 500], 2],
  ['far above', [2_000, 2_000], 2],
  ['on both sides', [500, 2_000], 6],
  ['below, and near', [950, 950], 6],
  ['above, and near', [1_050, 1_050], 6],
])('where all repeats are %s the bound, ratios are measured so often', async (_, cpuUs, times) => {
  const bounded = scenarioWith({ atLeast: 1 })
  const left = [...cpuUs]
  const measure = (peer: string): Measured =>
    measured(peer === 'stompbox' ? { cpuUs: left.shift() ?? 1_000 } : {})
  const { runs } = await interleave(bounded, fleet(measure), { repeats: 2 })
  expect(runs.map((run) => run.measured.length)).toEqual([times, times])
})

test('what is decided is not measured further, nor what takes long', async () => {
  const [bounded] = scenarioWith({ atLeast: 1 }).rows
  const other = { ...scenario.cells[0]!, load: 'W = 2' }
  const wide = { ...scenario, cells: [...scenario.cells, other], rows: [bounded!] }
  const counts = async (mostRepeats?: number): Promise<number[]> => {
    const asked = { ...wide, ...(mostRepeats !== undefined && { mostRepeats }) }
    const { runs } = await interleave(
      asked,
      fleet(() => measured()),
      { repeats: 2 },
    )
    return runs.map((run) => run.measured.length)
  }
  expect(await counts()).toEqual([6, 6, 2])
  expect(await counts(3)).toEqual([3, 3, 2])
})

test('a peer that is not there is named and never asked', async () => {
  const asked: string[] = []
  const measure = (peer: string): Measured => {
    asked.push(peer)
    return measured()
  }
  const { runs } = await interleave(scenario, fleet(measure, { 'ws-loop': 'There is no ws.' }), {
    repeats: 2,
  })
  expect(asked).toEqual(['stompbox', 'stompbox'])
  expect(runs[1]).toMatchObject({ measured: [], reason: 'There is no ws.' })
})

test('a peer that fails is named and left out from then on; the others go on', async () => {
  let attempts = 0
  const measure = (peer: string): Measured => {
    if (peer === 'stompbox') return measured()
    attempts++
    throw new Error('It ended.')
  }
  const { runs } = await interleave(scenario, fleet(measure), { repeats: 3 })
  expect(runs[0]!.measured).toHaveLength(3)
  expect(runs[1]!.reason).toBe('ws-loop, W = 1: It ended.')
  expect(attempts).toBe(1)
})

test('a measurement that others disturbed is taken again, once, and the quieter one counts', async () => {
  const foreign = [400_000, 390_000, 400_000, 410_000, 350_000]
  const measure = (): Measured => measured({ foreignUs: foreign.shift()! })
  const one = { ...scenario, cells: scenario.cells.slice(0, 1), rows: [] }
  const { runs } = await interleave(one, fleet(measure), { repeats: 3 })
  expect(runs[0]!.measured.map(({ result }) => result.foreignUs)).toEqual([390_000, 400_000, 350_000])
})

const inTurns = (takers: string[], turns: Measuring['measureInTurns']): Measuring => ({
  ...fleet(() => measured()),
  takesTurns: ({ peer }) => takers.includes(peer),
  measureInTurns: turns,
})

test('what is undecided of CPU time is measured in turns, ours first, and not alone again', async () => {
  const bounded = scenarioWith({ atLeast: 1 })
  const asked: string[] = []
  const both = inTurns(['stompbox', 'ws-loop'], async (cells) => {
    asked.push(cells.map(({ peer }) => peer).join(' beside '))
    return [measured({ cpuUs: 1_100 }), measured()]
  })
  const found = await interleave(bounded, both, { repeats: 2 })
  expect(asked).toEqual(Array(4).fill('stompbox beside ws-loop'))
  expect(found.runs.map((run) => run.measured.length)).toEqual([2, 2])
  expect(found.inTurns.map(({ row, ours, theirs }) => [row, ours.length, theirs.length])).toEqual([
    [bounded.rows[0], 4, 4],
  ])
})

test('a row that asks for it is measured in turns only, as often as others alone', async () => {
  const { cells, rows } = scenarioWith({ isSideBySide: true })
  const other = { ...cells[0]!, load: 'W = 2' }
  const found = await interleave(
    { ...scenario, cells: [...cells, other], rows },
    inTurns(['stompbox', 'ws-loop'], async () => [measured(), measured()]),
    { repeats: 2 },
  )
  expect(found.runs.map((run) => run.measured.length)).toEqual([0, 0, 2])
  expect(found.inTurns.map(({ row, ours, theirs }) => [row, ours.length, theirs.length])).toEqual([
    [rows[0], 2, 2],
  ])
})

test('and alone where it cannot take turns', async () => {
  const found = await interleave(
    scenarioWith({ isSideBySide: true }),
    fleet(() => measured()),
    { repeats: 2 },
  )
  expect(found.runs.map((run) => run.measured.length)).toEqual([2, 2])
  expect(found.inTurns).toEqual([])
})

test.each([
  ['one of them does not rest', ['stompbox'], {}],
  ['it is of time and not of work', ['stompbox', 'ws-loop'], { figure: 'deliveryP99' }],
] as const)('nothing is measured in turns where %s', async (_, takers, row) => {
  const found = await interleave(
    scenarioWith({ atLeast: 1, ...row }),
    inTurns([...takers], () => Promise.reject(new Error('never'))),
    { repeats: 2 },
  )
  expect(found.inTurns).toEqual([])
  expect(found.runs.map((run) => run.measured.length)).toEqual([6, 6])
})

test('two of whom one is not there do not take turns, and it is named', async () => {
  const both = inTurns(['stompbox', 'ws-loop'], async () => [measured(), measured()])
  const missing = async (peer: string) => (peer === 'ws-loop' ? 'There is no ws.' : undefined)
  const found = await interleave(scenarioWith({ isSideBySide: true }), { ...both, missing }, { repeats: 2 })
  expect(found.inTurns[0]).toMatchObject({
    ours: [],
    reason: 'stompbox, W = 1 beside ws-loop, W = 1: There is no ws.',
  })
})

test('two that fail in turns are named, and the others go on', async () => {
  const failing = inTurns(['stompbox', 'ws-loop'], () => Promise.reject(new Error('It ended.')))
  const found = await interleave(scenarioWith({ atLeast: 1 }), failing, { repeats: 2 })
  expect(found.inTurns[0]).toMatchObject({
    ours: [],
    reason: 'stompbox, W = 1 beside ws-loop, W = 1: It ended.',
  })
})
