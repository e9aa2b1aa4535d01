import type { Row } from '../scenarios/scenario.ts'
import type { Measured } from './figures.ts'
import type { Spread } from './statistics.ts'

/** What V1 found: nothing of it may be there. */
export interface Complaints {
  readonly lost: number
  readonly repeated: number
  readonly outOfOrder: number
  readonly foreign: number
  /** Connections that ended though they read all along. */
  readonly cut: number
}

const none: Complaints = { lost: 0, repeated: 0, outOfOrder: 0, foreign: 0, cut: 0 }

/** The gate: own id, once, in order, nothing lost. */
export const complaintsAbout = (measured: readonly Measured[]): Complaints =>
  measured
    .flatMap(({ result, wronglyCut }) => [
      ...result.groups.map(({ faults }) => ({ ...faults, cut: 0 })),
      { ...none, cut: wronglyCut },
    ])
    .reduce(add, none)

const add = (one: Complaints, other: Complaints): Complaints => ({
  lost: one.lost + other.lost,
  repeated: one.repeated + other.repeated,
  outOfOrder: one.outOfOrder + other.outOfOrder,
  foreign: one.foreign + other.foreign,
  cut: one.cut + other.cut,
})

export const isOurs = (peer: string): boolean => peer.startsWith('stompbox')

/** Whether figures count. Some peers promise no order, and are the faster for it: that counts against ours alone. */
export const isClean = (peer: string, { outOfOrder, ...others }: Complaints): boolean =>
  Object.values(others).every((found: number) => found === 0) && (outOfOrder === 0 || !isOurs(peer))

export type Verdict = 'aim' | 'at-least' | 'missed' | 'not-valid' | 'unjudged'

/** Judged by the median of the ratios. */
export function verdictOn({ median }: Spread, { better, atLeast, aim }: Bounds): Verdict {
  if (atLeast === undefined) return 'unjudged'
  if (!Number.isFinite(median)) return 'not-valid'
  const reaches = (bound: number | undefined) =>
    bound !== undefined && (better === 'smaller' ? median <= bound : median >= bound)
  if (reaches(aim)) return 'aim'
  return reaches(atLeast) ? 'at-least' : 'missed'
}

export type Bounds = Pick<Row, 'better' | 'atLeast' | 'aim'>
