import { group } from './group.ts'
import { type Cell, labelOf, loadCell, type Row, type Scenario } from './scenario.ts'

type Way = 'through the handler' | 'straight'

const loadOf = (way: Way, inFlight: number): string => `N = 1,000, W = ${inFlight}, ${way}`

const cell = (way: Way, inFlight: number): Cell =>
  loadCell('stompbox', loadOf(way, inFlight), (dialect) => [
    group(dialect, {
      membersPerRoom: 1_000,
      publishers: inFlight,
      load: { inFlight },
      throughHandler: way === 'through the handler',
    }),
  ])

const row = (inFlight: number, rest: Partial<Row> = {}): Row => ({
  load: {
    en: `N = 1,000, W = ${inFlight}, through a handler that reads JSON and sends JSON`,
    ko: `N = 1,000, W = ${inFlight}, JSON을 읽고 JSON을 보내는 핸들러를 거침`,
  },
  figure: 'cpuPerDelivery',
  ours: labelOf('stompbox', loadOf('through the handler', inFlight)),
  theirs: labelOf('stompbox', loadOf('straight', inFlight)),
  against: { en: 'straight to the topic', ko: '토픽으로 바로' },
  better: 'smaller',
  atLeast: 1.25,
  aim: 1.1,
  ...rest,
})

/** What an application in the middle costs. */
export const f6: Scenario = {
  id: 'F6',
  title: { en: 'Through an application', ko: '애플리케이션을 거쳐서' },
  cells: [1, 16].flatMap((inFlight) => [cell('through the handler', inFlight), cell('straight', inFlight)]),
  rows: [row(1), row(16)],
}
