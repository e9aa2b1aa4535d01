import { ownDist, stompboxPeers } from '../peers/stompbox.ts'
import { type Cell, label, type Row, type Scenario } from '../scenarios/scenario.ts'
import type { FigureName } from './figures.ts'

const compared = ['stompbox', 'stompbox-sockjs']

/** Peers of two trees, by names that tell them apart. */
export const twoTrees = (commit: string, dist: string) => ({
  ...stompboxPeers(ownDist),
  ...Object.fromEntries(
    Object.entries(stompboxPeers(dist)).map(([name, peer]) => [nameIn(commit, name), peer]),
  ),
})

const nameIn = (commit: string, name: string): string => `${name} of ${commit}`

/** Every cell of ours twice, this tree's beside the other's; undefined when the scenario has none. */
export function againstCommit(scenario: Scenario, commit: string): Scenario | undefined {
  const cells = scenario.cells.filter(({ peer }) => compared.includes(peer))
  if (cells.length === 0) return undefined
  const before = (cell: Cell): Cell => ({ ...cell, peer: nameIn(commit, cell.peer) })
  return {
    ...scenario,
    cells: cells.flatMap((cell) => [cell, before(cell)]),
    rows: cells.map((cell) => ({
      load: cell.load,
      ...figureOf(cell, scenario.rows),
      ours: label(cell),
      theirs: label(before(cell)),
      isSideBySide: true as const,
    })),
  }
}

/** The one it is judged by; CPU time instead of a rate, because it bears a machine that does other things too. */
function figureOf(cell: Cell, rows: readonly Row[]): { figure: FigureName; better: Row['better'] } {
  const judged =
    rows.find(({ ours }) => ours === label(cell)) ?? rows.find(({ theirs }) => theirs === label(cell))
  if (judged === undefined || judged.figure === 'deliveriesPerSecond' || judged.isTurned)
    return { figure: 'cpuPerDelivery', better: 'smaller' }
  return { figure: judged.figure, better: judged.better }
}
