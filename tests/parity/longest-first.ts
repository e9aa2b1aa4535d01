import type { Scenario } from './scenario.ts'

/** So that nobody waits for a late one at the end; those without a `wait` keep their order. */
export const longestFirst = (all: readonly Scenario[]): Scenario[] =>
  [...all].sort((a, b) => waitOf(b) - waitOf(a))

const waitOf = ({ steps, uptimeMs = 0 }: Scenario): number =>
  uptimeMs + steps.reduce((sum, step) => sum + (step.do === 'wait' ? step.ms : 0), 0)
