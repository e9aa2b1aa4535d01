import type { Scenario } from './scenario.ts'

/** So that nobody waits for a late one at the end. */
export const longestFirst = (all: readonly Scenario[]): Scenario[] =>
  [...all].sort((a, b) => lengthOf(b) - lengthOf(a))

const lengthOf = ({ steps, uptimeMs = 0 }: Scenario): number =>
  uptimeMs + steps.reduce((sum, step) => sum + (step.do === 'wait' ? step.ms : 1), 0)
