import { compare } from './compare.ts'
import { inParallel } from './in-parallel.ts'
import { longestFirst } from './longest-first.ts'
import { untilQuiet } from './patience.ts'
import { play } from './play.ts'
import { recordStockPage } from './record-stock-page.ts'
import type { Scenario, SpringVersion } from './scenario.ts'
import { scenarios } from './scenarios/index.ts'
import { SpringApp } from './spring-app.ts'
import { hashOfStockPage } from './stock-page.ts'
import {
  type ScenarioRecord,
  type StepRecord,
  type Transcript,
  hashOf,
  hashOfAll,
  matchesAny,
  scenariosFor,
} from './transcript.ts'
import { readTranscript, writeTranscript } from './transcript-file.ts'

/** More would keep two cores from being quiet when a server has nothing to say. */
const atATime = 10

export interface Choice {
  /** `C01`, `S*`; all when empty. */
  readonly only: readonly string[]
  /** Only what has changed since it was recorded. */
  readonly isStale: boolean
}

/**
 * Plays on the real Spring and writes its transcript. What is not played is kept as it was.
 * @returns whether all could be played
 */
export async function record(version: SpringVersion, choice: Choice): Promise<boolean> {
  const all = scenariosFor(version, scenarios)
  const { records: known = {}, stockPage } = readTranscript(version) ?? {}
  const chosen = all.filter((scenario) => isChosen(scenario, choice, known))
  const app = await SpringApp.launch(version)
  try {
    const fresh: Record<string, ScenarioRecord> = {}
    console.log(`${app.name}: ${chosen.length} of ${all.length} scenarios.`)
    const failures: string[] = []
    await inParallel(longestFirst(chosen), atATime, async (scenario) => {
      try {
        fresh[scenario.id] = {
          hash: hashOf(scenario),
          steps: await stepsOf(scenario, app, known[scenario.id]),
        }
      } catch (error) {
        failures.push(`${scenario.id}: ${String(error)}`)
      }
    })
    const isPageDue = stockPage?.hash !== hashOfStockPage() || (choice.only.length === 0 && !choice.isStale)
    const page = (isPageDue ? await recordStockPage(app) : undefined) ?? stockPage
    await writeTranscript(version, {
      ...transcriptOf(app, all, { ...known, ...fresh }),
      ...(page && { stockPage: page }),
    })
    for (const failure of failures) console.error(failure)
    return failures.length === 0
  } finally {
    await app.quit()
  }
}

const isChosen = (
  scenario: Scenario,
  { only, isStale }: Choice,
  known: Readonly<Record<string, ScenarioRecord>>,
): boolean => matchesAny(scenario.id, only) && !(isStale && known[scenario.id]?.hash === hashOf(scenario))

/** The same scenario must bring the same twice: what does not is no fact about Spring, and a third play decides. */
async function stepsOf(
  scenario: Scenario,
  app: SpringApp,
  before: ScenarioRecord | undefined,
): Promise<readonly StepRecord[]> {
  const first = await play(scenario, app, untilQuiet)
  if (before?.hash !== hashOf(scenario) || compare(before.steps, first).length === 0) return first
  const second = await play(scenario, app, untilQuiet)
  const changes = compare(before.steps, second)
  if (changes.length === 0) return before.steps
  for (const { step, channel, spring, stompbox } of changes) {
    const lines = [
      ...spring.map((line) => `  before  ${line}`),
      ...stompbox.map((line) => `  now     ${line}`),
    ]
    console.log(`${scenario.id} is not as it was recorded: ${step}  → ${channel}\n${lines.join('\n')}`)
  }
  return second
}

const transcriptOf = (
  { versions }: SpringApp,
  all: readonly Scenario[],
  records: Readonly<Record<string, ScenarioRecord>>,
): Transcript => ({
  ...versions,
  scenarios: hashOfAll(all.filter((scenario) => records[scenario.id]?.hash === hashOf(scenario))),
  records: Object.fromEntries(
    all.flatMap(({ id }) => (records[id] === undefined ? [] : [[id, records[id]]])),
  ),
})
