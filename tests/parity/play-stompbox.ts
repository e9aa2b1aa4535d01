import { type Patience, untilQuiet } from './patience.ts'
import { play } from './play.ts'
import type { Scenario } from './scenario.ts'
import { type Stompbox, untilStompboxIsDone } from './stompbox.ts'
import type { StepRecord } from './transcript.ts'

/** @param expected what Spring gave, which tells what to wait for */
export function playStompbox(
  scenario: Scenario,
  stompbox: Stompbox,
  expected: readonly StepRecord[],
): Promise<StepRecord[]> {
  const isTimed = scenario.steps.some((step) => step.do === 'wait')
  return play(scenario, stompbox, isTimed ? inStepWithSpring : untilStompboxIsDone, expected)
}

/** Where time matters each step takes the time that Spring was given: a beat must fall into the same step. */
const inStepWithSpring: Patience = async (stage, expected) => {
  await untilQuiet(stage, expected)
  await untilStompboxIsDone(stage, expected)
}
