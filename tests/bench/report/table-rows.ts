import type { Text } from '../scenarios/scenario.ts'
import type { RowReport } from './bench-report.ts'
import { digits, figureName, figureValue } from './figure-text.ts'
import { peerName } from './peer-names.ts'

export type Language = 'en' | 'ko'

const inLanguage = (text: Text, language: Language): string =>
  typeof text === 'string' ? text : text[language]

/** A row of the table as it is read, whatever it is written into. */
export interface TableRow {
  readonly load: string
  readonly figure: string
  readonly ours: string
  readonly theirs: string
  readonly against: string
  readonly ratio: string
  readonly atLeast: string
  readonly aim: string
  readonly mark: string
}

const marks: Readonly<Record<RowReport['verdict'], string>> = {
  aim: '✓✓',
  'at-least': '✓',
  missed: '✗',
  'not-valid': 'not valid',
  skipped: 'skipped',
  unjudged: '',
}

export function tableRow(row: RowReport, language: Language): TableRow {
  return {
    load: inLanguage(row.load, language),
    figure: inLanguage(figureName(row.figure), language),
    ours: valueText(row, row.oursMedian),
    theirs: valueText(row, row.theirsMedian),
    against: typeof row.against === 'string' ? peerName(row.against) : row.against[language],
    ratio: row.ratio === undefined ? '' : ratioText(row.ratio) + (row.isInTurns ? ' ⇄' : ''),
    atLeast: boundText(row, row.atLeast),
    aim: boundText(row, row.aim),
    mark: marks[row.verdict],
  }
}

const valueText = ({ figure, verdict }: RowReport, value: number | undefined): string =>
  value === undefined ? (verdict === 'skipped' ? '' : '–') : figureValue(figure, value)

const ratioText = ({ median, lowest, highest }: NonNullable<RowReport['ratio']>): string =>
  `${digits(median)} (${digits(lowest)}–${digits(highest)})`

const boundText = ({ better }: RowReport, bound: number | undefined): string =>
  bound === undefined ? '' : `${better === 'smaller' ? '≤' : '≥'} ${digits(bound)}`
