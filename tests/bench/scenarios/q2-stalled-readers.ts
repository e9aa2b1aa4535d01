import type { PeerName } from '../peers/roster.ts'
import type { FigureName } from '../run/figures.ts'
import { group } from './group.ts'
import { type Cell, labelOf, loadCell, type Row, type Scenario } from './scenario.ts'

/** About half of what a core can write; close to all of it, the 99th percentile would tell of nothing else. */
const perSecond = 500

const loadOf = (stalledPercent: number): string =>
  `N = 100, ${perSecond}/s of 2 KB, ${stalledPercent} % stalled`
const [healthy, stalled] = [loadOf(0), loadOf(20)]

const cell = (peer: PeerName, stalledPercent: number): Cell =>
  loadCell(
    peer,
    loadOf(stalledPercent),
    (dialect) => [
      group(dialect, {
        membersPerRoom: 100,
        stalledPercent,
        load: { perSecond },
        bodyBytes: 2_048,
      }),
    ],
    // First the kernel's buffers fill, which costs any server what fresh memory costs there; then it shows what a server does.
    { warmUpSeconds: 5, measureSeconds: 10 },
  )

const rowText = {
  en: `N = 100, ${perSecond}/s of 2 KB, 20 % stalled`,
  ko: `N = 100, 2 KB ${perSecond}/s, 20 %가 읽기를 멈춤`,
}

const row = (rest: Pick<Row, 'figure' | 'theirs'> & Partial<Row>): Row => ({
  load: rowText,
  ours: labelOf('stompbox', stalled),
  better: 'smaller',
  ...rest,
})

const besideHealthy = (figure: FigureName, bounds: Partial<Row> = {}): Row =>
  row({
    figure,
    theirs: labelOf('stompbox', healthy),
    against: { en: 'nobody stalled', ko: '모두 읽을 때' },
    ...bounds,
  })

/** What readers that stopped reading cost the others, and the process. */
export const q2: Scenario = {
  id: 'Q2',
  title: { en: 'Readers that stop reading', ko: '읽기를 멈춘 클라이언트' },
  cells: [cell('stompbox', 0), cell('stompbox', 20), cell('ws-loop', 20)],
  rows: [
    besideHealthy('deliveryP99OfSeconds', { atLeast: 1.5, aim: 1.1 }),
    besideHealthy('deliveryP99'),
    row({ figure: 'memoryGrowth', theirs: labelOf('ws-loop', stalled), atLeast: 1 / 6, aim: 1 / 12 }),
    row({ figure: 'cutConnections', theirs: labelOf('ws-loop', stalled), better: 'larger' }),
    row({ figure: 'cutAfter', theirs: labelOf('ws-loop', stalled) }),
  ],
}
