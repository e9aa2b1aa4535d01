import type { Group } from '../load/plan.ts'
import type { Dialect } from '../peers/peer.ts'
import type { PeerName } from '../peers/roster.ts'
import type { FigureName } from '../run/figures.ts'

/** A family of measurements as data: what is measured in turn, and which figures are held against which. */
export interface Scenario {
  readonly id: string
  readonly title: Text
  readonly cells: readonly Cell[]
  readonly rows: readonly Row[]
  /** For what takes long. */
  readonly mostRepeats?: number
}

/** Words of the page in both its languages; a plain string where there are none to translate. */
export type Text = string | { readonly en: string; readonly ko: string }

/** One peer under one load. */
export interface Cell {
  /** As the fleet knows it: of the roster, or of another tree. */
  readonly peer: string
  /** The load. Together with the peer it names the cell within its scenario. */
  readonly load: string
  readonly kind: CellKind
  /** What is said to the peer; `perSecond` is the rung of the ladder. */
  readonly groups: (dialect: Dialect, perSecond: number) => readonly Group[]
  readonly warmUpSeconds?: number
  readonly measureSeconds?: number
}

type CellKind =
  | { readonly measures: 'load' }
  /** The highest of these rates at which the 99th percentile of delivery stays below the bound. */
  | { readonly measures: 'highest-rate'; readonly ladder: readonly number[]; readonly p99Ms: number }
  /** What a connection that says nothing costs in memory. */
  | { readonly measures: 'memory' }

/** A figure of one cell over the same of another, as the median of their ratios. */
export interface Row {
  readonly load: Text
  readonly figure: FigureName
  readonly ours: string
  readonly theirs: string
  /** What it is held against, when that is not simply the other peer. */
  readonly against?: Text
  /** Theirs over ours: a cost told as «so many times better». */
  readonly isTurned?: true
  /** Only small differences are expected: where it can be, both are measured in turns of half a second. */
  readonly isSideBySide?: true
  readonly better: 'smaller' | 'larger'
  readonly atLeast?: number
  readonly aim?: number
}

export const labelOf = (peer: string, load: string): string => `${peer}, ${load}`

export const label = (cell: Cell): string => labelOf(cell.peer, cell.load)

const load: CellKind = { measures: 'load' }

export const loadCell = (
  peer: PeerName,
  name: string,
  groups: Cell['groups'],
  seconds: Pick<Cell, 'warmUpSeconds' | 'measureSeconds'> = {},
): Cell => ({ peer, load: name, kind: load, groups, ...seconds })

/** 5,000 as the page writes it. */
export const count = (value: number): string => value.toLocaleString('en-US')
