import type { Group } from '../load/plan.ts'
import type { PeerName } from '../peers/roster.ts'
import { group } from './group.ts'
import { type Cell, labelOf, loadCell, type Row, type Scenario } from './scenario.ts'

type Transport = Group['transport']

const loadOf = (transport: Transport, inFlight: number): string => `${transport}, N = 1,000, W = ${inFlight}`

const cell = (peer: PeerName, transport: Transport, inFlight: number): Cell =>
  loadCell(peer, loadOf(transport, inFlight), (dialect) => [
    group(dialect, { transport, membersPerRoom: 1_000, publishers: inFlight, load: { inFlight } }),
  ])

const row = (transport: Transport, inFlight: number, rest: Partial<Row> = {}): Row => ({
  load: loadOf(transport, inFlight),
  figure: 'deliveriesPerSecond',
  ours: labelOf('stompbox-sockjs', loadOf(transport, inFlight)),
  theirs: labelOf('sockjs-node', loadOf(transport, inFlight)),
  better: 'larger',
  ...rest,
})

/** Beside what most Node servers use for it: a `conn.write` per subscriber. */
export const f8: Scenario = {
  id: 'F8',
  title: { en: 'SockJS', ko: 'SockJS' },
  cells: (['websocket', 'xhr-streaming'] as const).flatMap((transport) =>
    [1, 16].flatMap((inFlight) =>
      (['stompbox-sockjs', 'sockjs-node'] as const).map((peer) => cell(peer, transport, inFlight)),
    ),
  ),
  rows: [
    row('websocket', 16, { atLeast: 8, aim: 15 }),
    row('websocket', 1),
    row('xhr-streaming', 16),
    row('xhr-streaming', 1),
  ],
}
