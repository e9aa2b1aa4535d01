import { generate, generateTogether } from '../load/generator.ts'
import type { Group, GroupResult, Result } from '../load/plan.ts'
import type { RunningPeer } from '../peers/peer.ts'
import type { Cell } from '../scenarios/scenario.ts'
import type { Measured } from './figures.ts'
import { CutWatch } from './cut-watch.ts'
import { highestHeld } from './search.ts'

export const serverCore = 0

export interface Seconds {
  readonly warmUp: number
  readonly measure: number
}

/** One cell, once, on a peer that runs. */
export async function measure(cell: Cell, peer: RunningPeer, seconds: Seconds): Promise<Measured> {
  switch (cell.kind.measures) {
    case 'load':
      return load(cell, peer, seconds)
    case 'highest-rate':
      return highestRate(cell, cell.kind, peer, seconds)
    case 'memory':
      return memory(cell, peer, seconds)
  }
}

/** Short beside what slows a machine down, long beside what is still on its way when it ends. */
const turnMs = 500

/**
 * Cells side by side, whose turn it is by the clock: what slows the machine down meets both alike. CPU times for what
 * was done are then right; rates and latencies are not.
 */
export async function measureInTurns(
  cells: readonly Cell[],
  peers: readonly RunningPeer[],
  { warmUp, measure: each }: Seconds,
): Promise<Measured[]> {
  const groups = cells.map((cell, index) => cell.groups(peers[index]!.dialect, 0))
  const seconds = { warmUp: warmUp * cells.length, measure: each * cells.length }
  const plans = groups.map((of, index) => ({
    ...planOf(peers[index]!, of, seconds),
    turns: { ms: turnMs, isSecond: index === 1 },
  }))
  const results = await generateTogether(plans)
  return results.map((result, index) => measured(result, groups[index]!))
}

const members = ({ rooms, membersPerRoom }: Group): number => rooms * membersPerRoom

const measured = (result: Result, groups: readonly Group[], rest: Partial<Measured> = {}): Measured => ({
  result,
  connections: groups.reduce((sum, group) => sum + members(group) + group.publishers, 0),
  wronglyCut: groups.reduce((sum, group, index) => sum + wronglyCut(group, result.groups[index]!), 0),
  ...rest,
})

const stalledOf = (group: Group): number => Math.floor((members(group) * (group.stalledPercent ?? 0)) / 100)

/** Who stopped reading may be cut. */
const wronglyCut = (group: Group, { cutConnections }: GroupResult): number =>
  Math.max(0, cutConnections - stalledOf(group))

async function load(cell: Cell, peer: RunningPeer, seconds: Seconds, perSecond = 0): Promise<Measured> {
  const groups = cell.groups(peer.dialect, perSecond)
  const plan = planOf(peer, groups, seconds)
  const stalled = groups.reduce((sum, group) => sum + stalledOf(group), 0)
  if (stalled === 0) return measured(await generate(plan), groups)
  const watch = new CutWatch(peer.pid, stalled)
  const result = await generate(plan, async () => watch.start()).finally(() => watch.stop())
  const { cutAfterMs } = watch
  return measured(
    result,
    groups,
    cutAfterMs < (seconds.warmUp + seconds.measure) * 1_000 ? { cutAfterMs } : {},
  )
}

const planOf = ({ port, pid }: RunningPeer, groups: readonly Group[], seconds: Seconds) => ({
  host: '127.0.0.1',
  port,
  pid,
  core: serverCore,
  warmUpSeconds: seconds.warmUp,
  measureSeconds: seconds.measure,
  groups,
})

/** The figures are those of the highest rate that held; of the lowest, when none did. */
async function highestRate(
  cell: Cell,
  { ladder, p99Ms }: Extract<Cell['kind'], { measures: 'highest-rate' }>,
  peer: RunningPeer,
  seconds: Seconds,
): Promise<Measured> {
  const seen = new Map<number, Measured>()
  const highest = await highestHeld(ladder, async (perSecond) => {
    const found = await load(cell, peer, seconds, perSecond)
    seen.set(perSecond, found)
    return found.result.groups.every(({ deliveryMs }) => deliveryMs.p99 <= p99Ms)
  })
  const shown = seen.get(highest ?? ladder[0]!)!
  return highest === undefined ? shown : { ...shown, highestRate: highest }
}

async function memory(cell: Cell, peer: RunningPeer, seconds: Seconds): Promise<Measured> {
  const groups = cell.groups(peer.dialect, 0)
  const alone = await peer.residentKb()
  let connected = NaN
  const result = await generate(planOf(peer, groups, seconds), async () => {
    connected = await peer.residentKb()
  })
  return measured(result, groups, { idleKb: { alone, connected } })
}
