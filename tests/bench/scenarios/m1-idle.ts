import type { PeerName } from '../peers/roster.ts'
import { group, heartBeat } from './group.ts'
import { type Cell, count, labelOf, type Row, type Scenario } from './scenario.ts'
import { connectionsAtMost } from '../run/open-files.ts'

const peers: readonly PeerName[] = ['stompbox', 'ws-null', 'socket.io']
const heartBeatMs = 10_000
const membersPerRoom = 10
const wanted = [1_000, 8_000, 16_000]

const possible = wanted.filter((connections) => connections <= connectionsAtMost())
const sizes =
  possible.length === 0 ? [Math.floor(connectionsAtMost() / membersPerRoom) * membersPerRoom] : possible
const largest = sizes.at(-1)!

const loadOf = (connections: number): string => `${count(connections)} connections`

const cell = (peer: PeerName, connections: number): Cell => ({
  peer,
  load: loadOf(connections),
  kind: { measures: 'memory' },
  warmUpSeconds: 0,
  measureSeconds: 3,
  groups: (dialect) => [
    group(dialect, {
      rooms: connections / membersPerRoom,
      membersPerRoom,
      wish: { heartBeatMs },
      ...(peer === 'stompbox' && { beat: heartBeat(heartBeatMs) }),
    }),
  ],
})

const row = (theirs: PeerName, connections: number, rest: Partial<Row> = {}): Row => ({
  load: { en: loadOf(connections), ko: `연결 ${count(connections)}개` },
  figure: 'memoryPerConnection',
  ours: labelOf('stompbox', loadOf(connections)),
  theirs: labelOf(theirs, loadOf(connections)),
  better: 'smaller',
  ...rest,
})

/** Connections with one subscription each and heart-beats, that say nothing. */
export const m1: Scenario = {
  id: 'M1',
  title: { en: 'Idle connections', ko: '쉬는 연결' },
  mostRepeats: 3,
  cells: sizes.flatMap((connections) => peers.map((peer) => cell(peer, connections))),
  rows: [
    row('ws-null', largest, { atLeast: 1.15, aim: 1 }),
    row('socket.io', largest, { atLeast: 0.65, aim: 0.5 }),
    ...sizes
      .slice(0, -1)
      .flatMap((connections) => [row('ws-null', connections), row('socket.io', connections)]),
    row('socket.io', largest, { figure: 'connectRate', better: 'larger' }),
  ],
}
