import { createHash } from 'node:crypto'
import type { Scenario, SpringVersion } from './scenario.ts'

/** What each person saw on the page with the stock clients, line by line. */
export interface StockPageRecord {
  /** Of the page. */
  readonly hash: string
  readonly seen: Readonly<Record<string, readonly string[]>>
}

/** What one step brought, by channel. */
export interface StepRecord {
  readonly step: string
  /** Then each line begins with the time it came at, `@1.25s`, counted from the step. */
  readonly waitMs?: number
  readonly got: Readonly<Record<string, readonly string[]>>
}

export interface ScenarioRecord {
  /** Of the scenario that was played. */
  readonly hash: string
  readonly steps: readonly StepRecord[]
}

export interface Transcript {
  readonly spring: string
  readonly boot: string
  readonly tomcat: string
  readonly java: string
  /** Of all scenarios of this version. */
  readonly scenarios: string
  readonly records: Readonly<Record<string, ScenarioRecord>>
  readonly stockPage?: StockPageRecord
}

export const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)

/** Of what is played, not of what it is called. */
export const hashOf = ({ variant, steps, uptimeMs }: Scenario): string =>
  digest([variant ?? 'chat', steps, uptimeMs ?? 0])

export const scenariosFor = (version: SpringVersion, all: readonly Scenario[]): Scenario[] =>
  all.filter(({ versions }) => versions === undefined || versions.includes(version))

export const hashOfAll = (scenarios: readonly Scenario[]): string =>
  digest(scenarios.map((scenario) => [scenario.id, hashOf(scenario)]).sort())

/** @param patterns `C01` or `S*`; none means all */
export const matchesAny = (id: string, patterns: readonly string[]): boolean =>
  patterns.length === 0 ||
  patterns.some((pattern) => (pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern))
