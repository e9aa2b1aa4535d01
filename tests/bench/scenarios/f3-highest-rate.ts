import type { PeerName } from '../peers/roster.ts'
import { group } from './group.ts'
import { type Cell, labelOf, type Scenario } from './scenario.ts'

const load = 'N = 1,000'
const p99Ms = 50

const ladders = {
  'ws-loop': [20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130],
  stompbox: [300, 500, 700, 850, 1_000, 1_200, 1_400, 1_700, 2_000, 2_400, 2_800, 3_300, 4_000],
} satisfies Partial<Record<PeerName, readonly number[]>>

const cell = (peer: keyof typeof ladders): Cell => ({
  peer,
  load,
  kind: { measures: 'highest-rate', ladder: ladders[peer], p99Ms },
  groups: (dialect, perSecond) => [
    group(dialect, { membersPerRoom: 1_000, publishers: 16, load: { perSecond } }),
  ],
})

/** On a fixed schedule, latency counted from the scheduled moment: how much it takes before it is late. */
export const f3: Scenario = {
  id: 'F3',
  title: {
    en: `The highest rate at which 99 % arrive within ${p99Ms} ms`,
    ko: `99 %가 ${p99Ms} ms 안에 도착하는 가장 높은 속도`,
  },
  cells: [cell('stompbox'), cell('ws-loop')],
  rows: [
    {
      load,
      figure: 'highestRate',
      ours: labelOf('stompbox', load),
      theirs: labelOf('ws-loop', load),
      better: 'larger',
      atLeast: 12,
      aim: 28,
    },
  ],
}
