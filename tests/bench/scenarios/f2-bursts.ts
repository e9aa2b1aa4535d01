import type { PeerName } from '../peers/roster.ts'
import { group } from './group.ts'
import { type Cell, labelOf, loadCell, type Row, type Scenario } from './scenario.ts'

const peers: readonly PeerName[] = [
  'stompbox',
  'floor',
  'ws-loop',
  'socket.io',
  'stomp-broker-js',
  'bun',
  'spring',
]

export const burst = (inFlight: number): string => `N = 1,000, W = ${inFlight}`

const cell = (peer: PeerName, inFlight: number): Cell =>
  loadCell(peer, burst(inFlight), (dialect) => [
    group(dialect, { membersPerRoom: 1_000, publishers: 16, load: { inFlight } }),
  ])

const row = (theirs: PeerName, inFlight: number, rest: Partial<Row> = {}): Row => ({
  load: burst(inFlight),
  figure: 'deliveriesPerSecond',
  ours: labelOf('stompbox', burst(inFlight)),
  theirs: labelOf(theirs, burst(inFlight)),
  better: 'larger',
  ...rest,
})

/** One room, sixteen publishers: several messages wait by the time one has gone out. */
export const f2: Scenario = {
  id: 'F2',
  title: { en: 'One room, messages in bursts', ko: '방 하나, 한꺼번에 몰려드는 메시지' },
  cells: [16, 64].flatMap((inFlight) => peers.map((peer) => cell(peer, inFlight))),
  rows: [
    row('socket.io', 16, { atLeast: 8, aim: 12 }),
    row('stomp-broker-js', 16, { atLeast: 8, aim: 12 }),
    row('socket.io', 64, { atLeast: 20, aim: 30 }),
    row('stomp-broker-js', 64, { atLeast: 20, aim: 30 }),
    row('bun', 16, { atLeast: 0.6, aim: 0.9 }),
    row('bun', 64, { atLeast: 0.6, aim: 0.9 }),
    row('spring', 16, { figure: 'cpuPerDelivery', isTurned: true, atLeast: 10, aim: 17 }),
    row('ws-loop', 16),
    row('ws-loop', 64),
  ],
}
