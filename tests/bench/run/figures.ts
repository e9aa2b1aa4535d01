import type { Result } from '../load/plan.ts'
import { median } from './statistics.ts'

/** One measurement of one cell. */
export interface Measured {
  readonly result: Result
  /** Server's memory with nobody connected and with all of them, after a garbage collection. */
  readonly idleKb?: { readonly alone: number; readonly connected: number }
  /** The highest rate at which the bound held. */
  readonly highestRate?: number
  /** From the moment they stopped reading until the stalled readers were cut, when they were. */
  readonly cutAfterMs?: number
  readonly connections: number
  /** Connections that ended though they had read all along. */
  readonly wronglyCut: number
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const deliveries = ({ result }: Measured): number => sum(result.groups.map((group) => group.deliveries))
const published = ({ result }: Measured): number => sum(result.groups.map((group) => group.published))
const reads = ({ result }: Measured): number => sum(result.groups.map((group) => group.reads))
/** Of several groups the first is the one that is watched. */
const watched = ({ result }: Measured) => result.groups[0]!

/** What can be said of a cell, in the unit it is named with. NaN or infinite: it cannot be said of this one. */
export const figures = {
  cpuPerDelivery: (measured: Measured) => measured.result.cpuUs / deliveries(measured),
  userCpuPerDelivery: (measured: Measured) => measured.result.userUs / deliveries(measured),
  cpuPerPublication: (measured: Measured) => measured.result.cpuUs / published(measured),
  deliveriesPerSecond: (measured: Measured) => deliveries(measured) / (measured.result.measuredMs / 1_000),
  framesPerRead: (measured: Measured) => deliveries(measured) / reads(measured),
  highestRate: ({ highestRate = NaN }: Measured) => highestRate,
  deliveryP50: (measured: Measured) => watched(measured).deliveryMs.p50,
  deliveryP99: (measured: Measured) => watched(measured).deliveryMs.p99,
  deliveryP99OfSeconds: (measured: Measured) => median(watched(measured).secondP99Ms),
  deliveryP999: (measured: Measured) => watched(measured).deliveryMs.p999,
  completionP50: (measured: Measured) => watched(measured).completionMs.p50,
  completionP99: (measured: Measured) => watched(measured).completionMs.p99,
  memoryGrowth: ({ result }: Measured) => result.residentKbPeak - result.residentKbBefore,
  memoryPerConnection: ({ idleKb, connections }: Measured) =>
    idleKb === undefined ? NaN : (idleKb.connected - idleKb.alone) / connections,
  connectRate: ({ result, connections }: Measured) => connections / (result.connectMs / 1_000),
  cutConnections: ({ result }: Measured) => sum(result.groups.map((group) => group.cutConnections)),
  cutAfter: ({ cutAfterMs = NaN }: Measured) => cutAfterMs,
  stormTime: ({ result }: Measured) => Math.max(...result.groups.map((group) => group.stormMs ?? -Infinity)),
  /** The generator's slack, in looks at its sockets that found nothing; its share of busy time; its worst delay. */
  emptyPollsPerSecond: ({ result }: Measured) => result.emptyPolls / (result.measuredMs / 1_000),
  generatorBusy: ({ result }: Measured) => result.busyUs / (result.measuredMs * 1_000),
  generatorLate: ({ result }: Measured) => Math.max(...result.groups.map((group) => group.lateMs)),
  waitedForCore: ({ result }: Measured) => result.waitedUs / (result.measuredMs * 1_000),
  foreignOnCore: ({ result }: Measured) => result.foreignUs / (result.measuredMs * 1_000),
} satisfies Record<string, (measured: Measured) => number>

export type FigureName = keyof typeof figures

const ofCpuTime: ReadonlySet<FigureName> = new Set([
  'cpuPerDelivery',
  'userCpuPerDelivery',
  'cpuPerPublication',
])

/** What was done, whenever that was. */
export const isOfCpuTime = (name: FigureName): boolean => ofCpuTime.has(name)

export const figureNames = Object.keys(figures) as FigureName[]
