import { type Patience, untilCaughtUp } from './patience.ts'
import type { Scenario, Step } from './scenario.ts'
import type { Peer } from './server.ts'
import { Stage } from './stage.ts'
import { describeStep } from './describe-step.ts'
import { Symbols } from './symbols.ts'
import type { StepRecord } from './transcript.ts'

/**
 * Plays a scenario on a fresh server.
 * @param expected what another server gave, where one knows
 */
export async function play(
  scenario: Scenario,
  peer: Peer,
  patience: Patience,
  expected: readonly StepRecord[] = [],
): Promise<StepRecord[]> {
  const server = await peer.start(scenario.variant ?? 'chat')
  const stage = new Stage(server, scenario)
  try {
    await until(server.readyMs(scenario.uptimeMs ?? 0))
    return await new Play(scenario, stage, patience).run(expected)
  } finally {
    stage.end()
  }
}

/** A step and the `wait` behind it are one: what comes is timed from the step on. */
interface Group {
  readonly steps: readonly Step[]
  readonly waitMs: number | undefined
}

function groupsOf(steps: readonly Step[]): Group[] {
  const groups: Group[] = []
  for (const [index, step] of steps.entries()) {
    const next = steps[index + 1]
    const before = steps[index - 1]
    if (step.do === 'wait' && before !== undefined && before.do !== 'wait') continue
    if (step.do === 'wait') groups.push({ steps: [step], waitMs: step.ms })
    else if (next?.do === 'wait') groups.push({ steps: [step, next], waitMs: next.ms })
    else groups.push({ steps: [step], waitMs: undefined })
  }
  return groups
}

class Play {
  readonly #scenario: Scenario
  readonly #stage: Stage
  readonly #patience: Patience
  readonly #symbols: Symbols
  #groupEndMs = performance.now()

  constructor(scenario: Scenario, stage: Stage, patience: Patience) {
    this.#scenario = scenario
    this.#stage = stage
    this.#patience = patience
    this.#symbols = new Symbols(stage.server.baseUrl)
  }

  async run(expected: readonly StepRecord[]): Promise<StepRecord[]> {
    const records: StepRecord[] = []
    for (const [index, group] of groupsOf(this.#scenario.steps).entries()) {
      records.push(await this.#runGroup(group, expected[index]))
    }
    return records
  }

  async #runGroup({ steps, waitMs }: Group, expected: StepRecord | undefined): Promise<StepRecord> {
    const [step] = steps
    const startMs = step!.do === 'wait' ? this.#groupEndMs : performance.now()
    if (step!.do !== 'wait') await this.#stage.act(step!)
    if (waitMs === undefined) await this.#patience(this.#stage, expected)
    else await this.#wait(startMs + waitMs, expected)
    return {
      step: steps.map(describeStep).join('; '),
      ...(waitMs !== undefined && { waitMs }),
      got: this.#gather(step!, waitMs === undefined ? undefined : startMs),
    }
  }

  async #wait(endMs: number, expected: StepRecord | undefined): Promise<void> {
    this.#groupEndMs = endMs
    await until(endMs)
    await untilCaughtUp(this.#stage, expected)
  }

  #gather({ anyOrder, lastOnly }: Step, timedFromMs: number | undefined): Record<string, string[]> {
    const got: Record<string, string[]> = {}
    for (const [name, { arrivals }] of [...this.#stage.channels].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const lines = arrivals.take().slice(lastOnly ? -1 : 0)
      if (anyOrder) lines.sort((a, b) => (keyOf(a.text) < keyOf(b.text) ? -1 : 1))
      if (lines.length === 0) continue
      got[name] = lines.map(({ text, atMs }) => {
        const symbolic = this.#symbols.in(text, name)
        return timedFromMs === undefined ? symbolic : `@${quarters(atMs - timedFromMs)}s ${symbolic}`
      })
    }
    return got
  }
}

const quarters = (ms: number): number => Math.round(ms / 250) / 4

/** Without the counter, which says in which order it came. */
const keyOf = (text: string): string => text.replaceAll(/(message-id:[^⏎"\\]*-)\d+/g, '$1')

const until = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, ms - performance.now())))
