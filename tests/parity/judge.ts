import { type Difference, compare } from './compare.ts'
import { isMeant, isMeantFor, onPurpose } from './on-purpose.ts'
import type { Scenario, SpringVersion } from './scenario.ts'
import type { StepRecord } from './transcript.ts'

/** What is wrong with a play of stompbox, for people; nothing when all is as Spring has it, or differs as it is meant to. */
export function complaintsAbout(
  { id }: Scenario,
  version: SpringVersion,
  spring: readonly StepRecord[],
  stompbox: readonly StepRecord[],
): string[] {
  const meant = onPurpose.filter((each) => isMeantFor(each, id, version))
  const differences = compare(spring, stompbox)
  const unexplained = differences.filter((difference) => !meant.some((each) => isMeant(each, difference)))
  const gone = meant.filter((each) => !differences.some((difference) => isMeant(each, difference)))
  return [
    ...unexplained.map(describe),
    ...gone.map(({ reason }) => `A difference that is meant no longer occurs: ${reason}`),
  ]
}

const describe = ({ step, channel, spring, stompbox }: Difference): string =>
  [
    `${step}  → ${channel}`,
    ...spring.map((line) => `  Spring    ${line}`),
    ...stompbox.map((line) => `  stompbox  ${line}`),
  ].join('\n')
