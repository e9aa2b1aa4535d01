import { burst } from '../scenarios/f2-bursts.ts'
import { oneInFlight } from '../scenarios/f1-one-message.ts'
import type { BenchReport } from './bench-report.ts'
import { figureValue } from './figure-text.ts'
import { peerName } from './peer-names.ts'

export type Theme = 'light' | 'dark'

interface Colours {
  readonly paper: string
  readonly text: string
  readonly quiet: string
  readonly ours: string
  readonly theirs: string
}

const colours: Readonly<Record<Theme, Colours>> = {
  light: { paper: '#ffffff', text: '#1f2328', quiet: '#59636e', ours: '#0969da', theirs: '#c3cad2' },
  dark: { paper: '#0d1117', text: '#f0f6fc', quiet: '#9198a1', ours: '#4493f8', theirs: '#48515c' },
}

/** As wide as a phone, so that it is readable there without being enlarged. */
const width = 400
const margin = 12
const nameWidth = 118
const valueWidth = 76
const barHeight = 18
const rowHeight = 26
const headHeight = 40

interface Bar {
  readonly peer: string
  readonly perSecond: number
}

interface Panel {
  readonly title: string
  readonly bars: readonly Bar[]
}

/** Deliveries a second of everybody, for one message in flight, sixteen and sixty-four; each panel has its own scale. */
export function chart(report: BenchReport, theme: Theme): string {
  const panels = panelsOf(report)
  const tops = panels.map((_, index) => margin + heights(panels.slice(0, index)))
  const height = 2 * margin + heights(panels)
  const drawn = panels.map((panel, index) => drawPanel(panel, tops[index]!, colours[theme]))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="-apple-system, 'Segoe UI', Roboto, 'Noto Sans', Helvetica, Arial, sans-serif" font-size="14">
<title>Deliveries per second on one core, N = 1,000</title>
<rect width="${width}" height="${height}" rx="8" fill="${colours[theme].paper}"/>
${drawn.join('\n')}
</svg>
`
}

const heights = (panels: readonly Panel[]): number =>
  panels.reduce((sum, { bars }) => sum + headHeight + bars.length * rowHeight, 0)

function panelsOf({ scenarios }: BenchReport): Panel[] {
  const loads = [
    ['F1', oneInFlight(1_000), 'W = 1'],
    ['F2', burst(16), 'W = 16'],
    ['F2', burst(64), 'W = 64'],
  ] as const
  return loads
    .map(([id, load, title]) => ({
      title,
      bars: barsOf(
        scenarios.find((each) => each.id === id),
        load,
      ),
    }))
    .filter(({ bars }) => bars.length > 0)
}

function barsOf(scenario: BenchReport['scenarios'][number] | undefined, load: string): Bar[] {
  const cells = scenario?.cells.filter((cell) => cell.load === load) ?? []
  return cells
    .flatMap(({ peer, figures: { deliveriesPerSecond: found } }) =>
      found === undefined ? [] : [{ peer, perSecond: found.median }],
    )
    .toSorted((one, other) => other.perSecond - one.perSecond)
}

function drawPanel({ title, bars }: Panel, top: number, { text, quiet, ...fills }: Colours): string {
  const longest = width - 2 * margin - nameWidth - valueWidth
  const most = bars[0]!.perSecond
  const lines = bars.map(({ peer, perSecond }, index) => {
    const y = top + headHeight + index * rowHeight
    const length = Math.max(1.5, (perSecond / most) * longest)
    const left = margin + nameWidth
    const middle = y + barHeight / 2 + 5
    const isOurs = peer === 'stompbox'
    const weight = isOurs ? ' font-weight="600"' : ''
    return `<text x="${left - 8}" y="${middle}" text-anchor="end" fill="${text}"${weight}>${peerName(peer)}</text>
<rect x="${left}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" rx="2" fill="${isOurs ? fills.ours : fills.theirs}"/>
<text x="${(left + length + 6).toFixed(1)}" y="${middle}" fill="${text}"${weight}>${figureValue('deliveriesPerSecond', perSecond)}</text>`
  })
  return `<text x="${margin}" y="${top + 20}" fill="${quiet}" font-weight="600">${title}</text>\n${lines.join('\n')}`
}
