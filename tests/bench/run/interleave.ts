import { type Cell, label, type Scenario } from '../scenarios/scenario.ts'
import { figures, type Measured } from './figures.ts'

/** What came of one cell, repeat by repeat. */
export interface CellRun {
  readonly cell: Cell
  readonly measured: readonly Measured[]
  /** Why there is nothing more: the peer is not there, or did not do its part. */
  readonly reason?: string
}

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

/** Every repeat goes through all cells in turn, so that a slow moment of the machine meets all of them. */
export async function interleave(
  scenario: Scenario,
  fleet: Measuring,
  { repeats, mostForeign = 0.35, onCell }: RunOptions,
): Promise<CellRun[]> {
  const runs = scenario.cells.map((cell): CellRun => ({ cell, measured: [] }))
  for (let repeat = 0; repeat < Math.min(repeats, scenario.mostRepeats ?? Infinity); repeat++) {
    for (const [index, run] of runs.entries()) {
      if (run.reason !== undefined) continue
      onCell?.(scenario, run.cell, repeat)
      runs[index] = await measuredOnce(run, fleet, mostForeign)
    }
  }
  return runs
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
