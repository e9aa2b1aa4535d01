import type { CellReport, RowReport, ScenarioReport } from '../report/bench-report.ts'
import { type Cell, label, type Row, type Scenario } from '../scenarios/scenario.ts'
import { type CellRun, comparison, type InTurns, valuesOf } from './comparison.ts'
import { figureNames, type Measured } from './figures.ts'
import type { Found } from './interleave.ts'
import { type Spread, spread } from './statistics.ts'
import { complaintsAbout, isClean, isOurs, verdictOn } from './verdict.ts'

/** What the report says of a scenario. */
export function outcomeOf(scenario: Scenario, { runs, inTurns }: Found): ScenarioReport {
  const byLabel = new Map(runs.map((run) => [label(run.cell), run]))
  const ofRow = (row: Row) => inTurns.find((found) => found.row === row)
  return {
    id: scenario.id,
    title: scenario.title,
    cells: runs.map((run) => cellReport(run, inTurns)),
    rows: scenario.rows.map((row) =>
      rowReport(row, byLabel.get(row.ours)!, byLabel.get(row.theirs)!, ofRow(row)),
    ),
  }
}

function cellReport(run: CellRun, inTurns: readonly InTurns[]): CellReport {
  const { cell, measured, reason } = run
  const besides = inTurns.flatMap((found) => partOf(cell, found))
  const spreads = figureNames
    .map((name) => [name, rounded(spread(valuesOf(run, name)))] as const)
    .filter(([, { median }]) => Number.isFinite(median))
  return {
    peer: cell.peer,
    load: cell.load,
    repeats: measured.length,
    complaints: complaintsAbout([...measured, ...besides]),
    figures: Object.fromEntries(spreads),
    ...(reason !== undefined && { reason }),
  }
}

const partOf = (cell: Cell, { row, ours, theirs }: InTurns): readonly Measured[] => [
  ...(row.ours === label(cell) ? ours : []),
  ...(row.theirs === label(cell) ? theirs : []),
]

/** Where two took turns, that tells more of them than what was measured of each alone. */
function rowReport(row: Row, ours: CellRun, theirs: CellRun, inTurns?: InTurns): RowReport {
  const told = {
    ...row,
    against: row.against ?? theirs.cell.peer,
    ...(inTurns && { isInTurns: true as const }),
  }
  const reason = ours.reason ?? theirs.reason ?? inTurns?.reason
  if (reason !== undefined) return { ...told, verdict: 'skipped', reason }
  const mine = { ...ours, measured: inTurns?.ours ?? ours.measured }
  const others = { ...theirs, measured: inTurns?.theirs ?? theirs.measured }
  const compared = rounded(comparison(row, mine, others))
  return {
    ...told,
    ...finite('oursMedian', rounded(spread(valuesOf(mine, row.figure))).median),
    ...finite('theirsMedian', rounded(spread(valuesOf(others, row.figure))).median),
    ...(Number.isFinite(compared.median) && { ratio: compared }),
    verdict: [ours, theirs, mine, others].every(isSound) ? verdictOn(compared, row) : 'not-valid',
  }
}

const isSound = ({ cell, measured }: CellRun): boolean => isClean(cell.peer, complaintsAbout(measured))

const finite = <K extends string>(key: K, value: number): Partial<Record<K, number>> =>
  (Number.isFinite(value) ? { [key]: value } : {}) as Partial<Record<K, number>>

/** Four digits are more than a machine repeats. */
const round = (value: number): number => Number(value.toPrecision(4))

const rounded = ({ median, lowest, highest }: Spread): Spread => ({
  median: round(median),
  lowest: round(lowest),
  highest: round(highest),
})

/** V1 found something, or ours could not be measured; with bounds that must hold, also a ratio that missed its. */
export function hasFailed({ cells, rows }: ScenarioReport, mustReach = false): boolean {
  const isBroken = ({ peer, complaints, reason }: CellReport): boolean =>
    !isClean(peer, complaints) || (reason !== undefined && isOurs(peer))
  // Ours is one of two that take turns.
  const gaveUp = ({ isInTurns, reason }: RowReport): boolean => isInTurns === true && reason !== undefined
  const hasMissed = ({ verdict }: RowReport): boolean => mustReach && verdict === 'missed'
  return cells.some(isBroken) || rows.some(gaveUp) || rows.some(hasMissed)
}
