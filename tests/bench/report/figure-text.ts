import type { FigureName } from '../run/figures.ts'
import type { Text } from '../scenarios/scenario.ts'

interface FigureText {
  readonly name: Text
  readonly unit: string
}

/** Those that rows compare. */
const texts: Readonly<Partial<Record<FigureName, FigureText>>> = {
  cpuPerDelivery: { name: { en: 'CPU per delivery', ko: '전달당 CPU' }, unit: 'µs' },
  cpuPerPublication: { name: { en: 'CPU per SEND', ko: 'SEND당 CPU' }, unit: 'µs' },
  deliveriesPerSecond: { name: { en: 'deliveries/s', ko: '초당 전달' }, unit: '/s' },
  highestRate: { name: { en: 'messages/s', ko: '초당 메시지' }, unit: '/s' },
  deliveryP99: { name: { en: 'p99 of delivery', ko: '전달 p99' }, unit: 'ms' },
  deliveryP99OfSeconds: {
    name: { en: 'p99 of a second, median', ko: '1초마다 잰 p99의 중앙값' },
    unit: 'ms',
  },
  memoryGrowth: { name: { en: 'growth of memory', ko: '메모리 증가' }, unit: 'MB' },
  memoryPerConnection: { name: { en: 'memory per connection', ko: '연결당 메모리' }, unit: 'KB' },
  connectRate: { name: { en: 'connections/s', ko: '초당 연결' }, unit: '/s' },
  cutConnections: { name: { en: 'readers cut', ko: '끊은 클라이언트' }, unit: '' },
  cutAfter: { name: { en: 'until they are cut', ko: '끊을 때까지' }, unit: 'ms' },
  stormTime: { name: { en: 'until all are back', ko: '모두 돌아올 때까지' }, unit: 'ms' },
}

export function figureName(figure: FigureName): Text {
  return texts[figure]?.name ?? figure
}

export function figureValue(figure: FigureName, value: number): string {
  const unit = texts[figure]?.unit ?? ''
  const shown = unit === 'MB' ? value / 1_024 : value
  if (unit === '') return String(Math.round(shown))
  return unit === '/s' ? `${thousands(shown)}${unit}` : `${digits(shown)} ${unit}`.trim()
}

function thousands(value: number): string {
  if (value >= 1_000_000) return `${(value / 1_000_000).toFixed(2)} M`
  return value >= 10_000 ? `${Math.round(value / 1_000)} k` : Math.round(value).toLocaleString('en-US')
}

/** Three digits that count. */
export function digits(value: number): string {
  const size = Math.abs(value)
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2)
}
