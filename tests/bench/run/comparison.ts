import type { Cell, Row } from '../scenarios/scenario.ts'
import { type FigureName, figures, type Measured } from './figures.ts'
import { ratio, type Spread } from './statistics.ts'

/** What came of one cell, repeat by repeat. */
export interface CellRun {
  readonly cell: Cell
  readonly measured: readonly Measured[]
  /** Why there is nothing more: the peer is not there, or did not do its part. */
  readonly reason?: string
}

/** A row that was undecided, measured in turns. */
export interface InTurns {
  readonly row: Row
  readonly ours: readonly Measured[]
  readonly theirs: readonly Measured[]
  readonly reason?: string
}

export const valuesOf = ({ measured }: CellRun, figure: FigureName): number[] => measured.map(figures[figure])

/** Not a number where one of them was not measured. */
export function comparison({ figure, isTurned }: Row, ours: CellRun, theirs: CellRun): Spread {
  const [mine, others] = [valuesOf(ours, figure), valuesOf(theirs, figure)]
  return isTurned ? ratio(others, mine) : ratio(mine, others)
}

/** Of a few repeats, all may lie on one side by chance. */
const doubt = 0.1

/** Whether the repeats lie around the bound, or so near that it takes more of them to tell on which side they are. */
export const isUndecided = ({ lowest, highest }: Spread, { atLeast }: Pick<Row, 'atLeast'>): boolean =>
  atLeast !== undefined && lowest * (1 - doubt) <= atLeast && atLeast <= highest * (1 + doubt)
