import type { Stage } from './stage.ts'
import type { StepRecord } from './transcript.ts'

/** Knows when all that a step brings is there. */
export type Patience = (stage: Stage, expected: StepRecord | undefined) => Promise<void>

const quietMs = 300
const attentiveMs = 50
const pendingMs = 10_000

/** Against a server that nothing is known of: until nothing has come for a while. */
export const untilQuiet: Patience = async (stage) => {
  const startMs = performance.now()
  for (;;) {
    const nowMs = performance.now()
    const isOverdue = nowMs - startMs > pendingMs
    const leftMs = Math.max(startMs, stage.lastArrivalMs) + quietMs - nowMs
    if (leftMs > 0) await stage.change(leftMs)
    else if (stage.isPending && !isOverdue) await stage.change(quietMs)
    else if (isOverdue || (await isAttentive(stage))) return
  }
}

/** A machine that is busy with other things is quiet for the wrong reason. */
async function isAttentive(stage: Stage): Promise<boolean> {
  const askedMs = performance.now()
  await Promise.race([fenceAll(stage), stage.change(quietMs)])
  // The first answer in JSON takes a fresh server longer than that, with other things to do.
  await stage.server.idle?.()
  await Promise.race([fenceAll(stage), stage.change(quietMs)])
  const answeredMs = performance.now()
  return answeredMs - askedMs < attentiveMs && stage.lastArrivalMs < askedMs
}

const fenceAll = async ({ channels }: Stage): Promise<void> => {
  await Promise.all([...channels.values()].map((channel) => channel.fence()))
}

const fenceWithin = (stage: Stage, ms: number): Promise<unknown> =>
  Promise.race([fenceAll(stage), new Promise((resolve) => setTimeout(resolve, ms))])

/**
 * Against our own: until what is expected has come, and then until every channel has answered twice. What it still does not do
 * then, it does not do because of this step.
 */
export const untilAnswered =
  (ask: (baseUrl: string) => Promise<void>, patienceMs: number): Patience =>
  async (stage, expected) => {
    const endMs = performance.now() + patienceMs
    while (performance.now() < endMs && (stage.isPending || !hasAll(stage, expected))) {
      await stage.change(endMs - performance.now())
    }
    for (let round = 0; round < 2; round++) {
      await fenceWithin(stage, patienceMs)
      if (stage.speaksHttp) await ask(stage.server.baseUrl)
    }
  }

/**
 * Behind a wait: a machine that stood still during all of it brings late what the server had done in time. What is still not
 * there once every channel has answered twice, was not done in time.
 */
export async function untilCaughtUp(stage: Stage, expected: StepRecord | undefined): Promise<void> {
  for (let round = 0; round < 2 && !hasAll(stage, expected); round++) await fenceWithin(stage, pendingMs)
}

const hasAll = ({ channels }: Stage, expected: StepRecord | undefined): boolean =>
  Object.entries(expected?.got ?? {}).every(
    ([name, lines]) => (channels.get(name)?.arrivals.lines.length ?? 0) >= lines.length,
  )
