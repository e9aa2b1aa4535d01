import type { ScenarioReport } from '../report/bench-report.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { Fleet } from './fleet.ts'
import { interleave, type RunOptions } from './interleave.ts'
import { outcomeOf } from './outcome.ts'

/** One scenario after the other; nobody is left running, whatever happens. */
export async function runScenarios(
  scenarios: readonly Scenario[],
  fleet: Fleet,
  options: RunOptions & { readonly onDone: (report: ScenarioReport) => void },
): Promise<ScenarioReport[]> {
  const reports: ScenarioReport[] = []
  const stop = (): void => void fleet.stopAll().finally(() => process.exit(1))
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.once(signal, stop)
  try {
    for (const [index, scenario] of scenarios.entries()) {
      const report = outcomeOf(scenario, await interleave(scenario, fleet, options))
      reports.push(report)
      options.onDone(report)
      await fleet.keepOnly(new Set(peersOf(scenarios.slice(index + 1))))
    }
  } finally {
    for (const signal of signals) process.off(signal, stop)
    await fleet.stopAll()
  }
  return reports
}

/** Who was measured, in which version; who was not, and why. */
export async function whoTookPart(
  scenarios: readonly Scenario[],
  fleet: Fleet,
): Promise<{ versions: Record<string, string>; skipped: Record<string, string> }> {
  const versions: Record<string, string> = {}
  const skipped: Record<string, string> = {}
  for (const name of new Set(peersOf(scenarios))) {
    const missing = await fleet.missing(name)
    if (missing === undefined) versions[name] = fleet.version(name)
    else skipped[name] = missing
  }
  return { versions, skipped }
}

const peersOf = (scenarios: readonly Scenario[]): string[] =>
  scenarios.flatMap(({ cells }) => cells.map(({ peer }) => peer))
