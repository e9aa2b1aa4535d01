import type { PeerName } from '../peers/roster.ts'
import { group } from './group.ts'
import { type Cell, labelOf, loadCell, type Row, type Scenario } from './scenario.ts'

const load = '20 rooms of 2 at 300/s, beside one of 5,000 at 15/s'

const cell = (peer: PeerName): Cell =>
  loadCell(
    peer,
    load,
    (dialect) => [
      group(dialect, {
        name: 'small rooms',
        firstRoom: 100,
        rooms: 20,
        membersPerRoom: 2,
        load: { perSecond: 300 },
      }),
      group(dialect, { name: 'giant room', membersPerRoom: 5_000, load: { perSecond: 15 } }),
    ],
    // The compiler works on threads that have to share the server's core here, and a small message would wait for them.
    { warmUpSeconds: 5, measureSeconds: 7 },
  )

const row = (rest: Pick<Row, 'figure'> & Partial<Row>): Row => ({
  load: { en: load, ko: '2명짜리 방 20개에 300/s, 옆에 5,000명짜리 방 하나에 15/s' },
  ours: labelOf('stompbox', load),
  theirs: labelOf('stompbox-unsliced', load),
  against: { en: 'the same, unsliced', ko: '나누지 않았을 때' },
  better: 'smaller',
  ...rest,
})

/** Whether a small room waits for a giant one. */
export const q1: Scenario = {
  id: 'Q1',
  title: { en: 'A small room beside a giant one', ko: '거대한 방 옆의 작은 방' },
  cells: [cell('stompbox'), cell('stompbox-unsliced')],
  rows: [
    row({ figure: 'deliveryP99OfSeconds', atLeast: 1 / 6, aim: 1 / 12 }),
    row({ figure: 'deliveryP99' }),
  ],
}
