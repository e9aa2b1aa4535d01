import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import type { BenchReport } from './bench-report.ts'
import { chart } from './chart.ts'
import { page } from './page.ts'

/** Paths in the repository, and what belongs there. */
export const pagesOf = (report: BenchReport): Readonly<Record<string, string>> => ({
  'docs/benchmarks.md': page(report, 'en'),
  'docs/benchmarks.ko.md': page(report, 'ko'),
  'docs/images/benchmarks-light.svg': chart(report, 'light'),
  'docs/images/benchmarks-dark.svg': chart(report, 'dark'),
})

/** @returns what was written */
export function writePages(report: BenchReport): string[] {
  const pages = Object.entries(pagesOf(report))
  for (const [path, text] of pages) {
    const file = inRepository(path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return pages.map(([path]) => path)
}

export const inRepository = (path: string): string =>
  fileURLToPath(new URL(`../../../${path}`, import.meta.url))

export const readReport = (file: string): BenchReport => JSON.parse(readFileSync(file, 'utf8')) as BenchReport

/** As the formatter has it, so that it can be committed. */
export async function writeReport(file: string, report: BenchReport): Promise<void> {
  const options = await resolveConfig(inRepository('docs/benchmarks.json'))
  writeFileSync(file, await format(JSON.stringify(report), { ...options, parser: 'json' }))
}
