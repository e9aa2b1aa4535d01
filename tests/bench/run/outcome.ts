import type { CellReport, RowReport, ScenarioReport } from '../report/bench-report.ts'
import { label, type Row, type Scenario } from '../scenarios/scenario.ts'
import { type CellRun, comparison, valuesOf } from './comparison.ts'
import { figureNames } from './figures.ts'
import { type Spread, spread } from './statistics.ts'
import { complaintsAbout, isClean, isOurs, verdictOn } from './verdict.ts'

/** What the report says of a scenario. */
export function outcomeOf(scenario: Scenario, runs: readonly CellRun[]): ScenarioReport {
  const byLabel = new Map(runs.map((run) => [label(run.cell), run]))
  return {
    id: scenario.id,
    title: scenario.title,
    cells: runs.map(cellReport),
    rows: scenario.rows.map((row) => rowReport(row, byLabel.get(row.ours)!, byLabel.get(row.theirs)!)),
  }
}

function cellReport(run: CellRun): CellReport {
  const { cell, measured, reason } = run
  const spreads = figureNames
    .map((name) => [name, rounded(spread(valuesOf(run, name)))] as const)
    .filter(([, { median }]) => Number.isFinite(median))
  return {
    peer: cell.peer,
    load: cell.load,
    repeats: measured.length,
    complaints: complaintsAbout(measured),
    figures: Object.fromEntries(spreads),
    ...(reason !== undefined && { reason }),
  }
}

function rowReport(row: Row, ours: CellRun, theirs: CellRun): RowReport {
  const told = { ...row, against: row.against ?? theirs.cell.peer }
  const reason = ours.reason ?? theirs.reason
  if (reason !== undefined) return { ...told, verdict: 'skipped', reason }
  const compared = rounded(comparison(row, ours, theirs))
  return {
    ...told,
    ...finite('oursMedian', rounded(spread(valuesOf(ours, row.figure))).median),
    ...finite('theirsMedian', rounded(spread(valuesOf(theirs, row.figure))).median),
    ...(Number.isFinite(compared.median) && { ratio: compared }),
    verdict: isSound(ours) && isSound(theirs) ? verdictOn(compared, row) : 'not-valid',
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
  return cells.some(isBroken) || (mustReach && rows.some(({ verdict }) => verdict === 'missed'))
}
