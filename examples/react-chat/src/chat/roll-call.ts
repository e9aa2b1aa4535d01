import type { ConnectionState } from '@stompbox/sdk'
import type { Here } from './channels.ts'
import { client } from './client.ts'

/** Answers are spread over this, so that a full room does not speak all at once. */
const answerWithinMs = 800
/** Pages in the background are a second late. */
const patienceMs = 5_000
/** About so many answer, however many are there. */
const enough = 50

interface RollCallEvents {
  me: () => string
  /** All who could answer have had the time to. */
  over: (roomId: string, sinceMs: number) => void
}

/**
 * Who is in a room is asked and answered among the pages, on a topic of their own: STOMP does not tell who else listens, and a
 * server of a tutorial knows nothing but ENTER, TALK and QUIT.
 */
export class RollCall {
  readonly #events: RollCallEvents
  readonly #answers = new Map<string, ReturnType<typeof setTimeout>>()

  constructor(events: RollCallEvents) {
    this.#events = events
  }

  ask(roomId: string): void {
    this.#say(roomId, true)
  }

  /** `present`: how many are known to be there. */
  asked(roomId: string, by: string, present: number): void {
    if (by !== this.#events.me() && Math.random() * present < enough) this.answer(roomId)
    const sinceMs = Date.now()
    // Where not all answer, silence says nothing.
    if (present <= enough) setTimeout(() => this.#events.over(roomId, sinceMs), patienceMs)
  }

  answer(roomId: string): void {
    if (this.#answers.has(roomId)) return
    const say = (): void => {
      this.#answers.delete(roomId)
      this.#say(roomId, false)
    }
    this.#answers.set(roomId, setTimeout(say, Math.random() * answerWithinMs))
  }

  leave(roomId: string): void {
    clearTimeout(this.#answers.get(roomId))
    this.#answers.delete(roomId)
  }

  #say(roomId: string, asks: boolean): void {
    const here: Here = { sender: this.#events.me(), asks }
    client.send('here', here, { params: { roomId }, whenOffline: 'drop' }).catch(() => undefined)
  }
}

/** Whether the server ended the session with an ERROR because of something it was sent. */
export function isRefusal(state: ConnectionState): boolean {
  if (state.status !== 'waiting' && state.status !== 'closed') return false
  const { kind, code, closeCode } = state.reason
  return closeCode === undefined && (kind === 'refused' || (kind === 'server' && code === undefined))
}
