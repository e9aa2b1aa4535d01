import { runCommand } from './commands/index.ts'
import { Hub, type HubParts } from './hub.ts'
import type { Connection, Handshake, Publish, Receiver } from './ports.ts'
import { Session } from './session.ts'

const goingAway = { code: 1001, reason: 'broker is shutting down' }

/** The sessions of one broker. */
export class Broker {
  readonly #hub: Hub
  readonly #sessions = new Set<Session>()
  /** Set while closing. */
  #onEmpty: (() => void) | undefined

  constructor(parts: HubParts) {
    this.#hub = new Hub(parts)
  }

  get send(): Publish {
    return this.#hub.send
  }

  accept(connection: Connection, handshake: Handshake): Receiver {
    const session = new Session(this.#hub, connection, handshake, runCommand, this.#forget)
    this.#sessions.add(session)
    if (this.#onEmpty) session.end(goingAway.code, goingAway.reason, 'broker')
    else session.deadlines.start()
    return session
  }

  readonly #forget = (session: Session): void => {
    this.#sessions.delete(session)
    if (this.#sessions.size === 0) this.#onEmpty?.()
  }

  /**
   * Ends every session with a normal «going away», after what was accepted for it, and takes no new one.
   * @returns when the last connection is gone, at the latest after the time given.
   */
  close(withinMs: number): Promise<void> {
    for (const session of this.#sessions) session.end(goingAway.code, goingAway.reason, 'broker')
    return new Promise((resolve) => {
      const cancel = this.#hub.scheduler.after(withinMs, resolve)
      this.#onEmpty = () => {
        cancel()
        resolve()
      }
      if (this.#sessions.size === 0) this.#onEmpty()
    })
  }
}
