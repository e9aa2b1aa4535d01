import { type Cell, label, type Row, type Scenario } from '../scenarios/scenario.ts'
import { type CellRun, comparison, type InTurns, isUndecided } from './comparison.ts'
import { figures, isOfCpuTime, type Measured } from './figures.ts'

/** Whoever can measure: the fleet. */
export interface Measuring {
  missing(peer: string): Promise<string | undefined>
  measure(cell: Cell): Promise<Measured>
  takesTurns(cell: Cell): boolean
  measureInTurns(cells: readonly [Cell, Cell]): Promise<readonly [Measured, Measured]>
}

export interface RunOptions {
  readonly repeats: number
  /** The share of the server's core in other hands beyond which a cell is measured once more. */
  readonly mostForeign?: number
  /** Told before each measurement. */
  readonly onCell?: (scenario: Scenario, cell: Cell, repeat: number) => void
}

/** What came of a scenario. */
export interface Found {
  readonly runs: readonly CellRun[]
  readonly inTurns: readonly InTurns[]
}

/** Rounds that follow for what the repeats left undecided, for each repeat there was. */
const furtherRounds = 2

/**
 * Every repeat goes through all cells in turn, so that a slow moment of the machine meets all of them. Rows that are
 * undecided then are measured further, whichever side of the bound they are on: side by side, where that can be.
 */
export async function interleave(scenario: Scenario, fleet: Measuring, options: RunOptions): Promise<Found> {
  const { repeats, mostForeign = 0.35, onCell } = options
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
  const undecided = undecidedOf(scenario, runs, fleet)
  await measureUntil(repeats * (1 + furtherRounds), new Set(undecided.alone.flatMap(namesOf)))
  const inTurns: InTurns[] = []
  for (const row of undecided.inTurns) {
    const [ours, theirs] = namesOf(row).map((name) => runs.get(name)!.cell)
    onCell?.(scenario, ours!, repeat)
    inTurns.push(await measuredInTurns(row, [ours!, theirs!], fleet, repeats * furtherRounds))
  }
  return { runs: [...runs.values()], inTurns }
}

const namesOf = ({ ours, theirs }: Row): string[] => [ours, theirs]

function undecidedOf({ rows }: Scenario, runs: ReadonlyMap<string, CellRun>, fleet: Measuring) {
  const open = rows.filter((row) =>
    isUndecided(comparison(row, runs.get(row.ours)!, runs.get(row.theirs)!), row),
  )
  const canTakeTurns = (row: Row): boolean =>
    isOfCpuTime(row.figure) && namesOf(row).every((name) => fleet.takesTurns(runs.get(name)!.cell))
  return { inTurns: open.filter(canTakeTurns), alone: open.filter((row) => !canTakeTurns(row)) }
}

async function measuredInTurns(
  row: Row,
  cells: readonly [Cell, Cell],
  fleet: Measuring,
  times: number,
): Promise<InTurns> {
  const pairs: (readonly [Measured, Measured])[] = []
  const found = () => ({ row, ours: pairs.map(([ours]) => ours), theirs: pairs.map(([, theirs]) => theirs) })
  try {
    while (pairs.length < times) pairs.push(await fleet.measureInTurns(cells))
    return found()
  } catch (error) {
    return { ...found(), reason: `${cells.map(label).join(' beside ')}: ${told(error)}` }
  }
}

const told = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A peer that is not there or cannot do its part is named, and the others go on. */
async function measuredOnce(run: CellRun, fleet: Measuring, mostForeign: number): Promise<CellRun> {
  const reason = await fleet.missing(run.cell.peer)
  if (reason !== undefined) return { ...run, reason }
  try {
    return { ...run, measured: [...run.measured, await undisturbed(run.cell, fleet, mostForeign)] }
  } catch (error) {
    return { ...run, reason: `${label(run.cell)}: ${told(error)}` }
  }
}

/** Once again, when others had too much of the server's core. */
async function undisturbed(cell: Cell, fleet: Measuring, mostForeign: number): Promise<Measured> {
  const first = await fleet.measure(cell)
  if (figures.foreignOnCore(first) <= mostForeign) return first
  const second = await fleet.measure(cell)
  return figures.foreignOnCore(second) < figures.foreignOnCore(first) ? second : first
}
