import { type Cell, label, type Scenario } from '../scenarios/scenario.ts'
import { type CellRun, comparison, isUndecided } from './comparison.ts'
import { figures, type Measured } from './figures.ts'

/** Whoever can measure: the fleet. */
export interface Measuring {
  missing(peer: string): Promise<string | undefined>
  measure(cell: Cell): Promise<Measured>
}

export interface RunOptions {
  readonly repeats: number
  /** The share of the server's core in other hands beyond which a cell is measured once more. */
  readonly mostForeign?: number
  /** Told before each measurement. */
  readonly onCell?: (scenario: Scenario, cell: Cell, repeat: number) => void
}

/** Rounds that follow for what the repeats left undecided, for each repeat there was. */
const furtherRounds = 2

/**
 * Every repeat goes through all cells in turn, so that a slow moment of the machine meets all of them. Cells of rows
 * that are undecided then are measured further, whichever side of the bound they are on.
 */
export async function interleave(
  scenario: Scenario,
  fleet: Measuring,
  { repeats, mostForeign = 0.35, onCell }: RunOptions,
): Promise<CellRun[]> {
  const { mostRepeats = Infinity } = scenario
  const runs = new Map(scenario.cells.map((cell): [string, CellRun] => [label(cell), { cell, measured: [] }]))
  let repeat = 0
  const measureUntil = async (last: number, labels: Iterable<string>): Promise<void> => {
    for (; repeat < Math.min(last, mostRepeats); repeat++) {
      for (const name of labels) {
        const run = runs.get(name)!
        if (run.reason !== undefined) continue
        onCell?.(scenario, run.cell, repeat)
        runs.set(name, await measuredOnce(run, fleet, mostForeign))
      }
    }
  }
  await measureUntil(repeats, [...runs.keys()])
  await measureUntil(repeats * (1 + furtherRounds), undecided(scenario, runs))
  return [...runs.values()]
}

function undecided({ rows }: Scenario, runs: ReadonlyMap<string, CellRun>): Set<string> {
  const open = rows.filter((row) =>
    isUndecided(comparison(row, runs.get(row.ours)!, runs.get(row.theirs)!), row),
  )
  return new Set(open.flatMap(({ ours, theirs }) => [ours, theirs]))
}

/** A peer that is not there or cannot do its part is named, and the others go on. */
async function measuredOnce(run: CellRun, fleet: Measuring, mostForeign: number): Promise<CellRun> {
  const reason = await fleet.missing(run.cell.peer)
  if (reason !== undefined) return { ...run, reason }
  try {
    return { ...run, measured: [...run.measured, await undisturbed(run.cell, fleet, mostForeign)] }
  } catch (error) {
    return { ...run, reason: `${label(run.cell)}: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/** Once again, when others had too much of the server's core. */
async function undisturbed(cell: Cell, fleet: Measuring, mostForeign: number): Promise<Measured> {
  const first = await fleet.measure(cell)
  if (figures.foreignOnCore(first) <= mostForeign) return first
  const second = await fleet.measure(cell)
  return figures.foreignOnCore(second) < figures.foreignOnCore(first) ? second : first
}
