import { setImmediate as turn } from 'node:timers/promises'
import type { Peer } from '../../conformance/peer.ts'
import { type Way, closeCodeOver } from '../../support/stomp-peer.ts'
import { wireBytes } from '../../support/wire-text.ts'
import { type Answer, type Hostile, closeCodes } from './hostile-rows.ts'
import { type Cut, piecesOf, randomOf } from './pieces.ts'
import type { Scene, State } from './scene.ts'

/** Every run cuts elsewhere; what a run did is done again with `STOMPBOX_SEED`. */
export const seed = Number(process.env.STOMPBOX_SEED ?? Date.now() % 2 ** 31)

/** A valid frame right behind a bad one, which is never executed [hostile F41]. */
const late = 'SEND\ndestination:/topic/held\nreceipt:late\n\nlate␀'

export interface Execution {
  readonly row: Hostile
  readonly way: Way
  readonly state: State
  readonly cut: Cut
  readonly seed: number
}

export interface Verdict {
  readonly said: string
  /** From the last byte to the close, or to the answer. */
  readonly tookMs: number
}

export const answerIn = ({ before, within }: Hostile, state: State): Answer | undefined =>
  state === 'new' ? before : within

const isRefusal = (answer: Answer): answer is keyof typeof closeCodes => answer in closeCodes

/** What the catalogue wants. */
export function expected({ row, way, state }: Execution): string {
  const answer = answerIn(row, state)!
  return isRefusal(answer) ? `${answer} ${closeCodeOver(way, closeCodes[answer])}` : answer
}

export const label = ({ row, way, state, cut, seed }: Execution): string =>
  `${row.id} ${row.title} · ${state} · ${way} · ${cut}${cut === 'random pieces' ? ` of seed ${seed}` : ''}`

/** Whether this way can carry it. SockJS carries text. */
export const canSay = ({ only }: Hostile, way: Way): boolean =>
  only === 'bytes' ? !way.startsWith('sockjs') : only === undefined || way === only

export async function execute(scene: Scene, execution: Execution): Promise<Verdict> {
  const { row, way, state } = execution
  return judge(await scene.opens(way, state, '', row.version), execution)
}

export async function judge(peer: Peer, execution: Execution): Promise<Verdict> {
  const answer = answerIn(execution.row, execution.state)!
  await say(peer, execution, isRefusal(answer) ? late : '')
  const fromMs = performance.now()
  const said = await hear(peer, answer, execution.state).catch((error: unknown) => (error as Error).message)
  return { said, tookMs: performance.now() - fromMs }
}

async function say(peer: Peer, { row, way, cut, seed }: Execution, behind: string): Promise<void> {
  const bytes = wireBytes(row.wire + behind)
  for (const piece of piecesOf(bytes, cut, way.startsWith('sockjs'), randomOf(seed))) {
    peer.writesPiece(piece)
    // What is written in one turn may arrive as one piece where the way has no pieces of its own.
    if (way === 'tcp') await turn()
  }
}

async function hear(peer: Peer, answer: Answer, state: State): Promise<string> {
  if (isRefusal(answer)) {
    const { error, closing } = await peer.isRefused()
    if (error.text.length > 1_024) return `an ERROR of ${error.text.length} characters`
    return `${error.get('code')} ${closing.code}`
  }
  if (answer === 'connected') await peer.reads('CONNECTED')
  else if (state === 'new') await peer.connects('1.2')
  await peer.readsNothing()
  return answer
}
