import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { BenchReport, CellReport, RowReport } from '../../bench/report/bench-report.ts'
import { chart } from '../../bench/report/chart.ts'
import { page } from '../../bench/report/page.ts'
import { inRepository, pagesOf, readReport } from '../../bench/report/pages.ts'

const committed = readReport(inRepository('docs/benchmarks.json'))

test.each(Object.entries(pagesOf(committed)))('%s is what docs/benchmarks.json gives', (path, text) => {
  expect(readFileSync(inRepository(path), 'utf8'), 'npm run bench -- --docs docs/benchmarks.json').toBe(text)
})

const even = (value: number) => ({ median: value, lowest: value, highest: value })

const cell = (peer: string, load: string, perSecond: number): CellReport => ({
  peer,
  load,
  repeats: 5,
  complaints: { lost: 0, repeated: 0, outOfOrder: 0, foreign: 0, cut: 0 },
  figures: { deliveriesPerSecond: even(perSecond), cpuPerDelivery: even(1e6 / perSecond) },
})

const bare = {
  load: { en: 'N = 1,000', ko: 'N = 1,000' },
  figure: 'cpuPerDelivery',
  ours: '',
  theirs: '',
  against: 'floor',
  better: 'smaller',
  atLeast: 1.6,
  aim: 1.2,
} as const

const row = (rest: Partial<RowReport> = {}): RowReport => ({
  ...bare,
  oursMedian: 7.512,
  theirsMedian: 6.1,
  ratio: { median: 1.231, lowest: 1.1, highest: 1.4 },
  verdict: 'at-least',
  ...rest,
})

const report = (rows: readonly RowReport[], cells: readonly CellReport[] = []): BenchReport => ({
  command: 'npm run bench',
  date: '2026-01-02',
  machine: {
    cpu: 'A CPU',
    cores: 2,
    memoryGb: 8,
    system: 'linux 6',
    node: 'v20.20.2',
    openFiles: 20_000,
    pauses: { percent: 1, longestMs: 5 },
  },
  repeats: 5,
  versions: { stompbox: 'stompbox 0.0.0', 'stompbox-sockjs': 'stompbox 0.0.0', bun: 'Bun 1.0' },
  skipped: { rabbitmq: 'There is no rabbitmq-server.\nInstall it.' },
  limitsLifted: { maxFramesPerSecond: 10_000 },
  scenarios: [{ id: 'F1', title: 'F1', cells, rows }],
  tables: {},
})

describe('the page', () => {
  test('a judged row holds load, figure, both values, ratio with its spread, bounds and mark', () => {
    expect(page(report([row()]), 'en')).toContain(
      '| F1 | N = 1,000 | CPU per delivery | 7.51 µs | C, write() only: 6.10 µs | 1.23 (1.10–1.40) | ≤ 1.60 | ≤ 1.20 | ✓ |',
    )
    expect(page(report([row()]), 'ko')).toContain('| F1 | N = 1,000 | 전달당 CPU | 7.51 µs |')
  })

  test('what was measured in turns is marked', () => {
    expect(page(report([row({ isInTurns: true })]), 'en')).toContain('| 1.23 (1.10–1.40) ⇄ | ≤ 1.60 |')
  })

  test('a missed row is told again, with its bound; when none was missed, that is said', () => {
    const missed = page(report([row(), row({ verdict: 'missed', load: 'N = 5' })]), 'en')
    expect(missed).toContain('- **F1** N = 5, C, write() only: 1.23 (1.10–1.40), ≤ 1.60.')
    expect(missed).not.toContain('Every «at least» was reached')
    expect(page(report([row()]), 'en')).toContain('Every «at least» was reached')
  })

  test('a skipped row is shown as skipped and never with a figure', () => {
    const skipped: RowReport = { ...bare, verdict: 'skipped' }
    expect(page(report([skipped]), 'en')).toContain(
      '| F1 | N = 1,000 | CPU per delivery |  | C, write() only |  | ≤ 1.60 | ≤ 1.20 | skipped |',
    )
  })

  test('peers, machine, versions once each, and what was lifted are named', () => {
    const text = page(report([row()]), 'en')
    expect(text).toContain('2 × A CPU, 8 GB, linux 6')
    expect(text).toContain('| stompbox 0.0.0, Bun 1.0 |')
    expect(text).toContain('| RabbitMQ (There is no rabbitmq-server.) |')
    expect(text).toContain('`maxFramesPerSecond` 10,000')
  })

  test('a measurement with a fault is named', () => {
    const clean = cell('ws-loop', 'N = 5', 10)
    const faulty = { ...cell('bun', 'N = 5', 10), complaints: { ...clean.complaints, lost: 1 } }
    expect(page(report([], [clean]), 'en')).toContain('Under all 1 measurements: nothing lost')
    expect(page(report([], [clean, faulty]), 'en')).toContain(
      'these had faults, and do not count: Bun publish, N = 5.',
    )
  })
})

describe('the chart', () => {
  const load = 'N = 1,000, W = 1'
  const cells = [cell('ws-loop', load, 50_000), cell('stompbox', load, 100_000), cell('bun', 'N = 5', 9)]
  const drawn = chart(report([], cells), 'light')

  test('has a bar for each peer under that load, the fastest first, as long as it is fast', () => {
    const names = [...drawn.matchAll(/text-anchor="end"[^>]*>([^<]+)</g)].map(([, name]) => name)
    expect(names).toEqual(['stompbox', 'ws, a loop'])
    const [ours, theirs] = [...drawn.matchAll(/width="([\d.]+)" height="18"/g)].map(([, length]) =>
      Number(length),
    )
    expect(ours! / theirs!).toBeCloseTo(2, 1)
    expect(drawn).toContain('>100 k/s<')
  })

  test('dark and light differ in colours alone', () => {
    const grey = (svg: string): string => svg.replaceAll(/#[0-9a-f]{6}/g, '#')
    expect(grey(chart(report([], cells), 'dark'))).toBe(grey(drawn))
  })
})
