import { describe, expect, test } from 'vitest'
import { inParallel } from './in-parallel.ts'
import { complaintsAbout } from './judge.ts'
import { longestFirst } from './longest-first.ts'
import { playStompbox } from './play-stompbox.ts'
import type { Scenario, SpringVersion } from './scenario.ts'
import { scenarios } from './scenarios/index.ts'
import { Stompbox } from './stompbox.ts'
import { type Transcript, hashOf, hashOfAll, scenariosFor } from './transcript.ts'
import { readTranscript } from './transcript-file.ts'

/** Most of a play is waiting. */
const atATime = 12
/** A test begins before its play does. */
const timeout = 120_000

/** One test for each scenario of a version; all are played side by side, the longest first. */
export function replay(version: SpringVersion): void {
  const all = scenariosFor(version, scenarios)
  const transcript = readTranscript(version)
  const advice = `Record it, with Java 17 and Maven: npm run parity:record -- ${version} --stale`
  let outcomes: Map<string, Promise<string[]>> | undefined

  describe(`as Spring ${version}`, () => {
    test('the transcript is of these scenarios', () => {
      expect(transcript?.scenarios, advice).toBe(hashOfAll(all))
    })
    test.for(all)('$id $title', { timeout }, async (scenario) => {
      const record = transcript?.records[scenario.id]
      expect(record?.hash, advice).toBe(hashOf(scenario))
      outcomes ??= playAll(version, all, transcript!)
      expect((await outcomes.get(scenario.id)!).join('\n')).toBe('')
    })
  })
}

function playAll(
  version: SpringVersion,
  all: readonly Scenario[],
  { records }: Transcript,
): Map<string, Promise<string[]>> {
  const stompbox = new Stompbox(version)
  const outcomes = new Map<string, Promise<string[]>>()
  const settle = new Map<string, (outcome: Promise<string[]>) => void>()
  for (const { id } of all) outcomes.set(id, new Promise((resolve) => settle.set(id, resolve)))
  const judged = async (scenario: Scenario): Promise<string[]> => {
    const expected = records[scenario.id]?.steps ?? []
    return complaintsAbout(scenario, version, expected, await playStompbox(scenario, stompbox, expected))
  }
  void inParallel(longestFirst(all), atATime, async (scenario) => {
    const outcome = judged(scenario)
    outcome.catch(() => {})
    settle.get(scenario.id)!(outcome)
    await outcome.catch(() => {})
  })
  return outcomes
}
