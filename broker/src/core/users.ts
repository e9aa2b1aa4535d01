import type { ConnectedUser, SessionInfo, UserRegistry } from './ports.ts'

/** Who is connected, and by which sessions: from CONNECTED until the connection is gone. */
export class Users implements UserRegistry {
  readonly #sessions = new Map<string, Map<string, SessionInfo>>()
  /** By which name each session is known. Not by its id: one that goes may have a namesake that has just come. */
  readonly #names = new Map<SessionInfo, string>()

  get size(): number {
    return this.#sessions.size
  }

  get names(): readonly string[] {
    return [...this.#sessions.keys()]
  }

  get(name: string): ConnectedUser | undefined {
    const sessions = this.#sessions.get(name)
    return sessions && { name, sessions: [...sessions.values()] }
  }

  subscriptionsTo(destination: string): readonly SessionInfo[] {
    const all = [...this.#sessions.values()].flatMap((sessions) => [...sessions.values()])
    return all.filter(({ subscribed }) => subscribed.includes(destination))
  }

  enter(session: SessionInfo): void {
    this.leave(session)
    const name = session.user?.name
    if (name === undefined) return
    this.#names.set(session, name)
    const sessions = this.#sessions.get(name)
    if (sessions) sessions.set(session.id, session)
    else this.#sessions.set(name, new Map([[session.id, session]]))
  }

  leave(session: SessionInfo): void {
    const name = this.#names.get(session) ?? ''
    this.#names.delete(session)
    const sessions = this.#sessions.get(name)
    if (sessions?.get(session.id) !== session) return
    sessions.delete(session.id)
    if (sessions.size === 0) this.#sessions.delete(name)
  }

  /**
   * Whose sessions get a message.
   * @param sessionId of whom it answers: of a user's sessions only that one; as the name of a user it stands for itself.
   */
  recipients(name: string, sessionId: string | undefined): readonly string[] {
    if (name === sessionId) return [sessionId]
    const sessions = this.#sessions.get(name)
    if (sessions === undefined) return []
    return sessionId !== undefined && sessions.has(sessionId) ? [sessionId] : [...sessions.keys()]
  }
}
