import type { PeerName } from '../peers/roster.ts'
import { group } from './group.ts'
import { type Cell, count, labelOf, loadCell, type Row, type Scenario } from './scenario.ts'

/** Below what either of them can take, so that both do the same work; high enough that waking up is not most of it. */
const rates = [
  { bodyBytes: 100, perSecond: 40_000 },
  { bodyBytes: 1_024, perSecond: 40_000 },
  { bodyBytes: 16_384, perSecond: 8_000 },
] as const
type Rate = (typeof rates)[number]

const loadOf = ({ bodyBytes, perSecond }: Rate): string => `${count(bodyBytes)} B, ${count(perSecond)}/s`

const cell = (peer: PeerName, rate: Rate): Cell =>
  loadCell(
    peer,
    loadOf(rate),
    (dialect) => [
      group(dialect, {
        membersPerRoom: 0,
        publishers: 100,
        load: { perSecond: rate.perSecond },
        bodyBytes: rate.bodyBytes,
      }),
    ],
    // What is slow at first is compiled before, not meanwhile.
    { warmUpSeconds: 1.5, measureSeconds: 2.5 },
  )

const row = (rate: Rate): Row => ({
  load: loadOf(rate),
  figure: 'cpuPerPublication',
  ours: labelOf('stompbox', loadOf(rate)),
  theirs: labelOf('ws-null', loadOf(rate)),
  better: 'smaller',
  atLeast: 1.3,
  aim: 1.15,
})

/** A hundred publishers to a topic without subscribers, beside a `ws` listener that does nothing. */
export const i1: Scenario = {
  id: 'I1',
  title: { en: 'The way in', ko: '들어오는 길' },
  cells: rates.flatMap((rate) => [cell('stompbox', rate), cell('ws-null', rate)]),
  rows: rates.map(row),
}
