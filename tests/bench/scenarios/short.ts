import type { PeerName } from '../peers/roster.ts'
import { f1 } from './f1-one-message.ts'
import { f2 } from './f2-bursts.ts'
import { f4 } from './f4-own-ids.ts'
import { f6 } from './f6-handler.ts'
import { f8 } from './f8-sockjs.ts'
import { i1 } from './i1-inbound.ts'
import { type Cell, label, type Row, type Scenario } from './scenario.ts'

interface Bound {
  readonly of: Scenario
  readonly load: string
  readonly beside: PeerName
  /** Twice what is measured, or half of it: room for a bad moment, none for a lost property. */
  readonly atLeast: number
}

const bounds: readonly Bound[] = [
  { of: f1, load: 'N = 1,000, W = 1', beside: 'floor', atLeast: 3 },
  { of: f1, load: 'N = 1,000, W = 1', beside: 'ws-loop', atLeast: 0.6 },
  { of: f2, load: 'N = 1,000, W = 16', beside: 'ws-loop', atLeast: 4 },
  { of: f4, load: 'N = 1,000, W = 16, own ids', beside: 'stompbox', atLeast: 2 },
  { of: f6, load: 'N = 1,000, W = 16, through the handler', beside: 'stompbox', atLeast: 2 },
  { of: f8, load: 'websocket, N = 1,000, W = 16', beside: 'sockjs-node', atLeast: 4 },
  { of: i1, load: '100 B, 40,000/s', beside: 'ws-null', atLeast: 2.6 },
]

function rowOf({ of, load, beside, atLeast }: Bound): Row {
  const row = of.rows.find(
    ({ ours, theirs }) => ours.endsWith(`, ${load}`) && theirs.startsWith(`${beside},`),
  )
  if (row === undefined) throw new Error(`${of.id} has no row of ${load} beside ${beside}.`)
  return { ...row, ...steadier(row), atLeast, aim: atLeast }
}

/** What is delivered a second depends on what else the machine does; CPU time hardly does. */
const steadier = ({ figure }: Row): Partial<Row> =>
  figure === 'deliveriesPerSecond' ? { figure: 'cpuPerDelivery', isTurned: true } : {}

const rows = bounds.map(rowOf)

function cellsOf(): Cell[] {
  const all = new Map(bounds.flatMap(({ of }) => of.cells).map((cell) => [label(cell), cell]))
  return [...new Set(rows.flatMap(({ ours, theirs }) => [ours, theirs]))].map((name) => all.get(name)!)
}

/** What is cheap to look at every time, and fails only when something was lost, not when a machine is slow. */
export const short = {
  id: 'short',
  title: { en: 'A large regression would show', ko: '큰 성능 저하 확인' },
  cells: cellsOf(),
  rows,
} satisfies Scenario

export const shortSeconds = { warmUp: 0.3, measure: 1 }
