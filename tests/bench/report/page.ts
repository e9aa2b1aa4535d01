import { isClean, isOurs } from '../run/verdict.ts'
import { burst } from '../scenarios/f2-bursts.ts'
import { oneInFlight } from '../scenarios/f1-one-message.ts'
import type { BenchReport, CellReport, RowReport, ScenarioReport } from './bench-report.ts'
import { digits, figureValue } from './figure-text.ts'
import { table } from './markdown.ts'
import { proseIn } from './page-prose.ts'
import { peerName } from './peer-names.ts'
import { type Language, tableRow } from './table-rows.ts'

/** The page of one run: prose that stays, and tables that say what was found. */
export function page(report: BenchReport, language: Language): string {
  const prose = proseIn[language]
  const parts = [
    prose.head,
    keyTable(report, language),
    prose.targets,
    judgedTable(report, language),
    prose.notReached,
    missedList(report, language),
    prose.besides,
    unjudgedTables(report, language),
    codecTable(report, language),
    prose.method,
    machineTable(report, language),
    validity(report, language),
    slack(report, language),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

const loads = [
  { id: 'F1', load: oneInFlight(1_000), title: 'W = 1' },
  { id: 'F2', load: burst(16), title: 'W = 16' },
  { id: 'F2', load: burst(64), title: 'W = 64' },
] as const

/** Everybody's deliveries a second and CPU, at one, sixteen and sixty-four in flight. */
function keyTable({ scenarios }: BenchReport, language: Language): string {
  const cells = loads.map(
    ({ id, load }) =>
      scenarios.find((each) => each.id === id)?.cells.filter((cell) => cell.load === load) ?? [],
  )
  const peers = [...new Set(cells.flat().map(({ peer }) => peer))]
  const head = [
    '',
    ...loads.map(({ title }) => `${title}, ${proseIn[language].perSecond}`),
    ...loads.map(({ title }) => `${title}, µs`),
  ]
  const rows = peers.map((peer) => {
    const found = cells.map((each) => each.find((cell) => cell.peer === peer))
    return [bold(peer), ...found.map(perSecond), ...found.map(cost)]
  })
  return table(head, rows)
}

const bold = (peer: string): string => (peer === 'stompbox' ? `**${peer}**` : peerName(peer))

const perSecond = (cell: CellReport | undefined): string => {
  const found = cell?.figures.deliveriesPerSecond
  return found === undefined ? '–' : figureValue('deliveriesPerSecond', found.median).replace('/s', '')
}

const cost = (cell: CellReport | undefined): string => {
  const found = cell?.figures.cpuPerDelivery
  return found === undefined ? '–' : figureValue('cpuPerDelivery', found.median).replace(' µs', '')
}

const isJudged = ({ atLeast }: RowReport): boolean => atLeast !== undefined

function judgedTable({ scenarios }: BenchReport, language: Language): string {
  const { columns, atLeast, aim } = proseIn[language]
  const rows = scenarios.flatMap((scenario) =>
    scenario.rows.filter(isJudged).map((row) => {
      const shown = tableRow(row, language)
      return [scenario.id, ...plainCells(row, language), shown.atLeast, shown.aim, shown.mark]
    }),
  )
  return table(['', ...columns, atLeast, aim, ''], rows)
}

function plainCells(row: RowReport, language: Language): string[] {
  const { load, figure, ours, theirs, against, ratio } = tableRow(row, language)
  return [load, figure, ours, theirs === '' ? against : `${against}: ${theirs}`, ratio]
}

function unjudgedTables({ scenarios }: BenchReport, language: Language): string {
  const rows = scenarios.flatMap((scenario) =>
    scenario.rows
      .filter((row) => !isJudged(row) && row.oursMedian !== undefined)
      .map((row) => [scenario.id, ...plainCells(row, language)]),
  )
  return rows.length === 0 ? '' : table(['', ...proseIn[language].columns], rows)
}

/** What did not reach «at least», with where the time goes. */
function missedList({ scenarios }: BenchReport, language: Language): string {
  const { nothingMissed, whereTimeGoes } = proseIn[language]
  const missed = scenarios.filter(({ rows }) => rows.some(({ verdict }) => verdict === 'missed'))
  if (missed.length === 0) return nothingMissed
  return missed.map((scenario) => missedItem(scenario, language, whereTimeGoes[scenario.id])).join('\n')
}

function missedItem({ id, rows }: ScenarioReport, language: Language, why: string | undefined): string {
  const named = rows
    .filter(({ verdict }) => verdict === 'missed')
    .map((row) => {
      const { load, against, ratio, atLeast } = tableRow(row, language)
      return `${load}, ${against}: ${ratio}, ${atLeast}`
    })
  return `- **${id}** ${named.join('; ')}.${why === undefined ? '' : ` ${why}`}`
}

function machineTable(report: BenchReport, language: Language): string {
  const { machine, versions, skipped, limitsLifted } = report
  const words = proseIn[language]
  const lifted = Object.entries(limitsLifted).map(
    ([name, value]) => `\`${name}\` ${value.toLocaleString('en-US')}`,
  )
  const left = Object.entries(skipped).map(([name, reason]) => `${peerName(name)} (${firstLine(reason)})`)
  return table(
    ['', ''],
    [
      [words.command, `\`${report.command}\``],
      [words.date, report.date],
      [words.repeats, String(report.repeats)],
      [words.machine, `${machine.cores} × ${machine.cpu}, ${machine.memoryGb} GB, ${machine.system}`],
      [words.pauses, words.pausesOf(digits(machine.pauses.percent), digits(machine.pauses.longestMs))],
      ['Node', machine.node],
      [words.versions, Object.values(versions).filter(isFirst).join(', ')],
      [words.skipped, left.length === 0 ? '–' : left.join(', ')],
      [words.limits, lifted.join(', ')],
    ],
  )
}

const isFirst = (value: string, index: number, all: readonly string[]): boolean =>
  all.indexOf(value) === index
const firstLine = (text: string): string => text.split('\n', 1)[0]!

/** V1 over all that was measured. */
function validity({ scenarios }: BenchReport, language: Language): string {
  const cells = scenarios.flatMap((scenario) => scenario.cells)
  const named = (which: readonly CellReport[]): string[] =>
    which.map(({ peer, load }) => `${peerName(peer)}, ${load}`)
  return proseIn[language].validity({
    cells: cells.filter(({ repeats }) => repeats > 0).length,
    faulty: named(cells.filter(({ peer, complaints }) => !isClean(peer, complaints))),
    disordered: named(cells.filter(({ peer, complaints }) => !isOurs(peer) && complaints.outOfOrder > 0)),
  })
}

/** P1. */
function codecTable({ tables }: BenchReport, language: Language): string {
  const rows = tables.P1 ?? []
  if (rows.length === 0) return ''
  const cells = rows.map((row) => Object.values(row).map((value) => value.toLocaleString('en-US')))
  return `${proseIn[language].codec}\n\n${table(Object.keys(rows[0]!), cells)}`
}

/** How near the generator came to its own limits. */
function slack({ scenarios }: BenchReport, language: Language): string {
  const busy = scenarios
    .flatMap(({ cells }) => cells)
    .flatMap(({ peer, load, figures }) =>
      figures.generatorBusy === undefined
        ? []
        : [{ cell: `${peerName(peer)}, ${load}`, share: figures.generatorBusy.median }],
    )
    .toSorted((one, other) => other.share - one.share)
  if (busy.length === 0) return ''
  return proseIn[language].slack(Math.round(busy[0]!.share * 100), busy[0]!.cell)
}
