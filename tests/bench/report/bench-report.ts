import type { FigureName } from '../run/figures.ts'
import type { Spread } from '../run/statistics.ts'
import type { Complaints, Verdict } from '../run/verdict.ts'
import type { Row as TargetRow, Text } from '../scenarios/scenario.ts'
import type { Row } from '../table.ts'
import type { Machine } from './machine.ts'

/** One run, as it is written to a file and as the page is made of it. */
export interface BenchReport {
  readonly command: string
  /** ISO 8601, the day. */
  readonly date: string
  readonly machine: Machine
  readonly repeats: number
  /** Of whoever was measured. */
  readonly versions: Readonly<Record<string, string>>
  /** Who was not, and why. */
  readonly skipped: Readonly<Record<string, string>>
  readonly limitsLifted: Readonly<Record<string, number>>
  readonly scenarios: readonly ScenarioReport[]
  /** P1 and other tables that hold nothing against a peer. */
  readonly tables: Readonly<Record<string, readonly Row[]>>
}

export interface ScenarioReport {
  readonly id: string
  readonly title: Text
  readonly cells: readonly CellReport[]
  readonly rows: readonly RowReport[]
}

export interface CellReport {
  readonly peer: string
  readonly load: string
  readonly repeats: number
  readonly complaints: Complaints
  readonly figures: Readonly<Partial<Record<FigureName, Spread>>>
  /** Why there are none. */
  readonly reason?: string
}

export interface RowReport extends TargetRow {
  readonly against: Text
  readonly oursMedian?: number
  readonly theirsMedian?: number
  readonly ratio?: Spread
  /** Measured side by side, half a second for each. */
  readonly isInTurns?: true
  readonly verdict: Verdict | 'skipped'
  readonly reason?: string
}
