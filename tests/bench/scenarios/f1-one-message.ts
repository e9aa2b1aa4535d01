import type { PeerName } from '../peers/roster.ts'
import { group } from './group.ts'
import { type Cell, count, labelOf, loadCell, type Row, type Scenario } from './scenario.ts'

const everySize: readonly PeerName[] = ['stompbox', 'floor', 'ws-loop', 'socket.io']
const atThousand: readonly PeerName[] = [...everySize, 'stomp-broker-js', 'bun', 'spring', 'rabbitmq']

export const oneInFlight = (members: number): string => `N = ${count(members)}, W = 1`

const cell = (peer: PeerName, members: number): Cell =>
  loadCell(peer, oneInFlight(members), (dialect) => [
    group(dialect, { membersPerRoom: members, load: { inFlight: 1 } }),
  ])

const row = (theirs: PeerName, members: number, rest: Partial<Row> = {}): Row => ({
  load: oneInFlight(members),
  figure: 'cpuPerDelivery',
  ours: labelOf('stompbox', oneInFlight(members)),
  theirs: labelOf(theirs, oneInFlight(members)),
  better: 'smaller',
  ...rest,
})

/** One room, one message at a time: nothing can be joined, and every delivery is a write. */
export const f1: Scenario = {
  id: 'F1',
  title: { en: 'One room, one message in flight', ko: '방 하나, 보내는 중인 메시지 하나' },
  cells: [
    ...atThousand.map((peer) => cell(peer, 1_000)),
    ...[100, 5_000].flatMap((members) => everySize.map((peer) => cell(peer, members))),
  ],
  rows: [
    row('floor', 1_000, { atLeast: 1.6, aim: 1.2 }),
    row('floor', 100),
    row('floor', 5_000),
    row('rabbitmq', 1_000, { isTurned: true, better: 'larger', atLeast: 5, aim: 8 }),
    row('spring', 1_000, { isTurned: true, better: 'larger' }),
    row('ws-loop', 1_000, { isTurned: true, better: 'larger' }),
    row('socket.io', 1_000, { isTurned: true, better: 'larger' }),
    row('stomp-broker-js', 1_000, { isTurned: true, better: 'larger' }),
    row('bun', 1_000, { isTurned: true, better: 'larger' }),
  ],
}
