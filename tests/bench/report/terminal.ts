import { printTable } from '../table.ts'
import { isClean } from '../run/verdict.ts'
import type { BenchReport, CellReport, ScenarioReport } from './bench-report.ts'
import { tableRow } from './table-rows.ts'

/** What a person at a terminal is shown of one scenario. */
export function printScenario({ id, title, rows, cells }: ScenarioReport): void {
  const shown = rows.map((row) => {
    const { load, figure, ours, theirs, against, ratio, atLeast, aim, mark } = tableRow(row, 'en')
    return { load, figure, ours, beside: against, theirs, ratio, 'at least': atLeast, aim, '': mark }
  })
  printTable(`${id}  ${typeof title === 'string' ? title : title.en}`, shown)
  for (const line of new Set(cells.flatMap(remarks))) console.log(`  ${line}`)
}

const mostBusy = 0.9
const mostForeign = 0.35
const mostLateMs = 10

/** What a reader of the figures has to know. */
function remarks({ peer, load, complaints, figures, reason }: CellReport): string[] {
  const cell = `${peer}, ${load}`
  const [busy, foreign, lateMs] = [figures.generatorBusy, figures.foreignOnCore, figures.generatorLate].map(
    (found) => found?.median ?? 0,
  ) as [number, number, number]
  const found = Object.entries(complaints)
    .filter(([, value]: [string, number]) => value > 0)
    .map(([name, value]) => `${value} ${name}`)
  return [
    reason !== undefined && `skipped: ${peer}: ${reason}`,
    found.length > 0 &&
      `${isClean(peer, complaints) ? 'still counts' : 'not valid'}: ${cell}: ${found.join(', ')}`,
    busy > mostBusy && `${cell}: the generator was ${percent(busy)} busy, so this may be its own figure`,
    lateMs > mostLateMs && `${cell}: the generator was up to ${lateMs.toFixed(0)} ms late`,
    foreign > mostForeign && `${cell}: other programs had ${percent(foreign)} of the server's core`,
  ].filter((line) => line !== false)
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

export function printEnd({ skipped, limitsLifted }: BenchReport): void {
  for (const [name, reason] of Object.entries(skipped)) console.log(`\nskipped: ${name}. ${reason}`)
  const lifted = Object.entries(limitsLifted).map(
    ([name, value]) => `${name} ${value.toLocaleString('en-US')}`,
  )
  console.log(`\nstompbox ran with all defaults but ${lifted.join(', ')}.`)
  console.log(
    'A ratio is the median of the repeats’ own, in brackets the lowest and the highest; ⇄ measured side by side, in turns. ✓ at least, ✓✓ aim, ✗ neither.',
  )
}
