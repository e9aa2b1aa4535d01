/** The sentences of the page that no run changes. */
export interface Prose {
  readonly head: string
  readonly perSecond: string
  readonly targets: string
  readonly columns: readonly string[]
  readonly atLeast: string
  readonly aim: string
  readonly notReached: string
  readonly nothingMissed: string
  /** By scenario, shown when it has a row that missed. */
  readonly whereTimeGoes: Readonly<Record<string, string>>
  readonly besides: string
  readonly codec: string
  readonly method: string
  readonly command: string
  readonly date: string
  readonly repeats: string
  readonly machine: string
  readonly pauses: string
  readonly pausesOf: (percent: string, longestMs: string) => string
  readonly versions: string
  readonly skipped: string
  readonly limits: string
  readonly validity: (found: Validity) => string
  /** The cell that left the generator the least of its time. */
  readonly slack: (busyPercent: number, cell: string) => string
}

/** V1 over all that was measured, by name. */
interface Validity {
  readonly cells: number
  readonly faulty: readonly string[]
  /** Peers whose messages came in another order; no fault where none is promised. */
  readonly disordered: readonly string[]
}
