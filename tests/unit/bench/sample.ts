import type { Result } from '../../bench/load/plan.ts'
import type { Measured } from '../../bench/run/figures.ts'
import { labelOf, loadCell, type Row, type Scenario } from '../../bench/scenarios/scenario.ts'

const noFaults = { lost: 0, repeated: 0, outOfOrder: 0, foreign: 0 }
const quantiles = { p50: 1, p90: 2, p99: 3, p999: 4, max: 5 }

export interface Sample {
  readonly cpuUs?: number
  readonly foreignUs?: number
  readonly faults?: Partial<typeof noFaults>
  readonly wronglyCut?: number
}

/** One second, in which a thousand deliveries took so much CPU time. */
export const measured = (sample: Sample = {}): Measured => {
  const { cpuUs = 1_000, foreignUs = 0, faults = {}, wronglyCut = 0 } = sample
  return { result: result(cpuUs, foreignUs, { ...noFaults, ...faults }), connections: 10, wronglyCut }
}

const result = (cpuUs: number, foreignUs: number, faults: typeof noFaults): Result => ({
  connectMs: 10,
  measuredMs: 1_000,
  cpuUs,
  userUs: cpuUs / 2,
  waitedUs: 0,
  foreignUs,
  residentKbBefore: 50_000,
  residentKbAfter: 51_000,
  residentKbPeak: 52_048,
  polls: 10,
  emptyPolls: 9,
  busyUs: 100,
  groups: [
    {
      name: 'room',
      published: 100,
      deliveries: 1_000,
      reads: 500,
      receipts: 0,
      deliveryMs: quantiles,
      secondP99Ms: [3],
      completionMs: quantiles,
      lateMs: 0,
      cutConnections: 0,
      faults,
    },
  ],
})

/** Ours and a loop, and one line that says how they compare. */
export const scenarioWith = (row: Partial<Row> = {}, bounds: Partial<Row> = {}): Scenario => ({
  id: 'T1',
  title: { en: 'A trial', ko: '시험' },
  cells: [loadCell('stompbox', 'W = 1', () => []), loadCell('ws-loop', 'W = 1', () => [])],
  rows: [
    {
      load: 'W = 1',
      figure: 'cpuPerDelivery',
      ours: labelOf('stompbox', 'W = 1'),
      theirs: labelOf('ws-loop', 'W = 1'),
      better: 'smaller',
      ...bounds,
      ...row,
    },
  ],
})
