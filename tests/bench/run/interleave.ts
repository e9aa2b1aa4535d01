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
 * A row that asks to be measured side by side is so from the start, and its cells are not measured alone.
 */
export const interleave = (scenario: Scenario, fleet: Measuring, options: RunOptions): Promise<Found> =>
  new Interleaving(scenario, fleet, options).run()

class Interleaving {
  readonly #scenario: Scenario
  readonly #fleet: Measuring
  readonly #options: RunOptions
  readonly #runs: Map<string, CellRun>
  readonly #inTurns: InTurns[] = []
  #repeat = 0

  constructor(scenario: Scenario, fleet: Measuring, options: RunOptions) {
    this.#scenario = scenario
    this.#fleet = fleet
    this.#options = options
    this.#runs = new Map(scenario.cells.map((cell) => [label(cell), { cell, measured: [] }]))
  }

  async run(): Promise<Found> {
    const { rows } = this.#scenario
    const { repeats } = this.#options
    const sideBySide = rows.filter((row) => row.isSideBySide && this.#canTakeTurns(row))
    const apart = new Set(sideBySide.flatMap(namesOf))
    await this.#measureUntil(
      repeats,
      [...this.#runs.keys()].filter((name) => !apart.has(name)),
    )
    const undecided = rows.filter((row) => this.#isUndecided(row))
    const alone = undecided.filter((row) => !this.#canTakeTurns(row))
    await this.#measureUntil(repeats * (1 + furtherRounds), [...new Set(alone.flatMap(namesOf))])
    for (const row of sideBySide) await this.#measureInTurns(row, repeats)
    for (const row of undecided)
      if (this.#canTakeTurns(row)) await this.#measureInTurns(row, repeats * furtherRounds)
    return { runs: [...this.#runs.values()], inTurns: this.#inTurns }
  }

  #canTakeTurns(row: Row): boolean {
    return isOfCpuTime(row.figure) && this.#cellsOf(row).every((cell) => this.#fleet.takesTurns(cell))
  }

  #cellsOf({ ours, theirs }: Row): [Cell, Cell] {
    return [this.#runs.get(ours)!.cell, this.#runs.get(theirs)!.cell]
  }

  #isUndecided(row: Row): boolean {
    return isUndecided(comparison(row, this.#runs.get(row.ours)!, this.#runs.get(row.theirs)!), row)
  }

  async #measureUntil(last: number, names: readonly string[]): Promise<void> {
    const { mostRepeats = Infinity } = this.#scenario
    for (; this.#repeat < Math.min(last, mostRepeats); this.#repeat++)
      for (const name of names) await this.#measureAlone(name)
  }

  /** A peer that is not there or cannot do its part is named, and the others go on. */
  async #measureAlone(name: string): Promise<void> {
    const run = this.#runs.get(name)!
    if (run.reason !== undefined) return
    this.#options.onCell?.(this.#scenario, run.cell, this.#repeat)
    this.#runs.set(name, await this.#measuredOnce(run))
  }

  async #measuredOnce(run: CellRun): Promise<CellRun> {
    const reason = await this.#fleet.missing(run.cell.peer)
    if (reason !== undefined) return { ...run, reason }
    try {
      return { ...run, measured: [...run.measured, await this.#undisturbed(run.cell)] }
    } catch (error) {
      return { ...run, reason: `${label(run.cell)}: ${told(error)}` }
    }
  }

  /** Once again, when others had too much of the server's core. */
  async #undisturbed(cell: Cell): Promise<Measured> {
    const { mostForeign = 0.35 } = this.#options
    const first = await this.#fleet.measure(cell)
    if (figures.foreignOnCore(first) <= mostForeign) return first
    const second = await this.#fleet.measure(cell)
    return figures.foreignOnCore(second) < figures.foreignOnCore(first) ? second : first
  }

  async #assertThere(peer: string): Promise<void> {
    const missing = await this.#fleet.missing(peer)
    if (missing !== undefined) throw new Error(missing)
  }

  async #measureInTurns(row: Row, times: number): Promise<void> {
    const cells = this.#cellsOf(row)
    const pairs: (readonly [Measured, Measured])[] = []
    let reason: string | undefined
    try {
      for (const { peer } of cells) await this.#assertThere(peer)
      for (let pair = 0; pair < times; pair++) {
        this.#options.onCell?.(this.#scenario, cells[0], pair)
        pairs.push(await this.#fleet.measureInTurns(cells))
      }
    } catch (error) {
      reason = `${cells.map(label).join(' beside ')}: ${told(error)}`
    }
    const [ours, theirs] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)]
    this.#inTurns.push({ row, ours, theirs, ...(reason !== undefined && { reason }) })
  }
}

const namesOf = ({ ours, theirs }: Row): string[] => [ours, theirs]

const told = (error: unknown): string => (error instanceof Error ? error.message : String(error))
