import { group } from './group.ts'
import { type Cell, labelOf, loadCell, type Row, type Scenario } from './scenario.ts'

type Ids = 'own ids' | 'shared ids'

const loadOf = (ids: Ids, inFlight: number): string => `N = 1,000, W = ${inFlight}, ${ids}`

const cell = (ids: Ids, inFlight: number): Cell =>
  loadCell('stompbox', loadOf(ids, inFlight), (dialect) => [
    group(dialect, {
      membersPerRoom: 1_000,
      publishers: inFlight,
      load: { inFlight },
      wish: { hasOwnId: ids === 'own ids' },
    }),
  ])

const row = (inFlight: number): Row => ({
  load: {
    en: `N = 1,000, W = ${inFlight}, every subscription id another`,
    ko: `N = 1,000, W = ${inFlight}, 구독 id가 모두 다름`,
  },
  figure: 'cpuPerDelivery',
  ours: labelOf('stompbox', loadOf('own ids', inFlight)),
  theirs: labelOf('stompbox', loadOf('shared ids', inFlight)),
  against: { en: 'all `sub-0`', ko: '모두 `sub-0`' },
  better: 'smaller',
  atLeast: 1.3,
  aim: 1.1,
})

/** What it costs when no two subscribers may be given the same bytes. */
export const f4: Scenario = {
  id: 'F4',
  title: { en: 'Subscription ids of their own', ko: '저마다 다른 구독 id' },
  cells: [1, 16].flatMap((inFlight) => [cell('own ids', inFlight), cell('shared ids', inFlight)]),
  rows: [row(1), row(16)],
}
