import type { HeartBeat } from '../../frame/heart-beat.ts'
import type { Scheduler } from '../ports.ts'

/** A session, as the clock sees it. */
interface Beaten {
  /** When a frame or a heart-beat of the peer came last. */
  lastReadMs: number
  /** When a message went to it last; nothing else counts. */
  lastMessageMs: number
  queueHeartBeat(): void
  missedHeartBeat(silentMs: number, promisedMs: number): void
}

interface Terms {
  readonly writeEveryMs: number
  readonly readEveryMs: number
}

/** Silence up to this many intervals is forgiven. */
const readFactor = 3

/**
 * Heart-beats as Spring's simple broker keeps them: one tick for all, as long as the shorter of the two configured. Who was sent
 * no message for longer than agreed gets a beat at each tick, more often than agreed, for a beat is no message.
 */
export class TickingHeartBeats {
  readonly #scheduler: Scheduler
  readonly #offer: HeartBeat
  readonly #sessions = new Map<Beaten, Terms>()
  #cancel: (() => void) | undefined

  constructor(scheduler: Scheduler, offer: HeartBeat) {
    this.#scheduler = scheduler
    this.#offer = offer
  }

  add(session: Beaten, asked: HeartBeat): void {
    const { sendMs, receiveMs } = this.#offer
    const writeEveryMs = asked.receiveMs > 0 && sendMs > 0 ? Math.max(asked.receiveMs, sendMs) : 0
    const readEveryMs = asked.sendMs > 0 && receiveMs > 0 ? Math.max(asked.sendMs, receiveMs) : 0
    if (writeEveryMs === 0 && readEveryMs === 0) return
    session.lastReadMs = session.lastMessageMs = this.#scheduler.monotonicMs()
    this.#sessions.set(session, { writeEveryMs, readEveryMs })
    this.#start()
  }

  remove(session: Beaten): void {
    this.#sessions.delete(session)
    if (this.#sessions.size > 0) return
    this.#cancel?.()
    this.#cancel = undefined
  }

  #start(): void {
    const { sendMs, receiveMs } = this.#offer
    const tickMs = sendMs > 0 && receiveMs > 0 ? Math.min(sendMs, receiveMs) : Math.max(sendMs, receiveMs)
    this.#cancel ??= this.#scheduler.after(tickMs, () => this.#tick())
  }

  #tick(): void {
    this.#cancel = undefined
    this.#start()
    const nowMs = this.#scheduler.monotonicMs()
    for (const [session, terms] of this.#sessions) look(session, terms, nowMs)
  }
}

function look(session: Beaten, { readEveryMs, writeEveryMs }: Terms, nowMs: number): void {
  const silentMs = nowMs - session.lastReadMs
  if (readEveryMs > 0 && silentMs > readFactor * readEveryMs) session.missedHeartBeat(silentMs, readEveryMs)
  else if (writeEveryMs > 0 && nowMs - session.lastMessageMs > writeEveryMs) session.queueHeartBeat()
}
