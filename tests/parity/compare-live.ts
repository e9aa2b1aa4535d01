import { complaintsAbout } from './judge.ts'
import { inParallel } from './in-parallel.ts'
import { untilQuiet } from './patience.ts'
import { play } from './play.ts'
import { longestFirst } from './longest-first.ts'
import type { Scenario, SpringVersion } from './scenario.ts'
import { scenarios } from './scenarios/index.ts'
import { SpringApp } from './spring-app.ts'
import { Stompbox } from './stompbox.ts'
import { playStompbox } from './play-stompbox.ts'
import { matchesAny, scenariosFor } from './transcript.ts'

const atATime = 4

/** Plays on both and prints what differs. @returns whether nothing does */
export async function compareLive(version: SpringVersion, only: readonly string[]): Promise<boolean> {
  const chosen = scenariosFor(version, scenarios).filter(({ id }) => matchesAny(id, only))
  const spring = await SpringApp.launch(version)
  const stompbox = new Stompbox(version)
  let differing = 0
  const complaintsOf = async (scenario: Scenario): Promise<string[]> => {
    try {
      const theirs = await play(scenario, spring, untilQuiet)
      return complaintsAbout(scenario, version, theirs, await playStompbox(scenario, stompbox, theirs))
    } catch (error) {
      return [String(error)]
    }
  }
  try {
    await inParallel(longestFirst(chosen), atATime, async (scenario) => {
      const complaints = await complaintsOf(scenario)
      if (complaints.length === 0) return
      differing++
      console.log(`\n${scenario.id} ${scenario.title}\n${complaints.join('\n')}`)
    })
  } finally {
    await spring.quit()
  }
  console.log(
    `\n${spring.name}: ${chosen.length} scenarios, ${differing} with differences that nobody means.`,
  )
  return differing === 0
}
