import { type Refusal, refusalFor } from '../errors.ts'

interface Silent {
  refuse(refusal: Refusal): void
}

/**
 * Those who have not said anything yet, as Spring looks for them: not in time, but when somebody else comes; before 6.1.4, when
 * anybody says something.
 */
export class SilentSessions {
  readonly #openedMs = new Map<Silent, number>()
  readonly #limitMs: number
  readonly #looksAtMessages: boolean

  constructor(limitMs: number, looksAtMessages: boolean) {
    this.#limitMs = limitMs
    this.#looksAtMessages = looksAtMessages
  }

  opened(session: Silent, nowMs: number): void {
    if (!this.#looksAtMessages) this.#look(nowMs)
    this.#openedMs.set(session, nowMs)
  }

  heard(session: Silent, nowMs: number): void {
    this.#openedMs.delete(session)
    if (this.#looksAtMessages) this.#look(nowMs)
  }

  left(session: Silent): void {
    this.#openedMs.delete(session)
  }

  /** The oldest come first. */
  #look(nowMs: number): void {
    for (const [session, openedMs] of this.#openedMs) {
      if (nowMs - openedMs <= this.#limitMs) return
      this.#openedMs.delete(session)
      session.refuse(refusalFor('connectTimeout', { seconds: this.#limitMs / 1_000 }))
    }
  }
}
