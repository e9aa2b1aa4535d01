import { connectionsAtMost } from '../run/open-files.ts'
import type { PeerName } from '../peers/roster.ts'
import { group } from './group.ts'
import { type Cell, count, labelOf, loadCell, type Row, type Scenario } from './scenario.ts'

const steady = 1_000
const stormy = Math.min(5_000, connectionsAtMost() - steady)
const load = `${count(stormy)} come back at once, 100/s to ${count(steady)} others`
const calm = `100/s to ${count(steady)}`

const steadyGroup = { membersPerRoom: steady, publishers: 16, load: { perSecond: 100 } }

const storm = (peer: PeerName): Cell =>
  loadCell(
    peer,
    load,
    (dialect) => [
      group(dialect, { name: 'steady', ...steadyGroup }),
      group(dialect, { name: 'storm', membersPerRoom: stormy, firstRoom: 2, stormAfterSeconds: 0.5 }),
    ],
    { measureSeconds: 8 },
  )

const without = (peer: PeerName): Cell =>
  loadCell(peer, calm, (dialect) => [group(dialect, { name: 'steady', ...steadyGroup })])

const row = (figure: Row['figure'], theirs: string, rest: Partial<Row> = {}): Row => ({
  load: {
    en: load,
    ko: `${count(stormy)}개가 한꺼번에 다시 연결, 그동안 다른 ${count(steady)}명에게 100/s`,
  },
  figure,
  ours: labelOf('stompbox', load),
  theirs,
  better: 'smaller',
  ...rest,
})

/** Everybody comes back at once, as after a network's hiccup. */
export const c1: Scenario = {
  id: 'C1',
  title: { en: 'A storm of reconnects', ko: '한꺼번에 몰려드는 재연결' },
  mostRepeats: 3,
  cells: [storm('stompbox'), storm('socket.io'), without('stompbox')],
  rows: [
    row('stormTime', labelOf('socket.io', load)),
    row('deliveryP99', labelOf('socket.io', load)),
    row('deliveryP99', labelOf('stompbox', calm), {
      against: { en: 'without the storm', ko: '몰려들지 않을 때' },
    }),
  ],
}
