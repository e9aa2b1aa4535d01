import { Admission } from './door/admission.ts'
import { askAgain } from './access/ask-again.ts'
import { runCommand } from './commands/index.ts'
import { drain } from './door/drain.ts'
import { Hub, type HubParts } from './hub.ts'
import type { Admit, Connection, Handshake, Publish, Random, Receiver, UserRegistry } from './ports.ts'
import { Session, type SessionOwner } from './session.ts'
import { TurnedAway, turnAway } from './door/turned-away.ts'

export interface BrokerParts extends HubParts {
  readonly random: Random
}

/** The sessions of one broker. */
export class Broker {
  readonly #hub: Hub
  readonly #admission: Admission
  readonly #turnedAway: TurnedAway
  readonly #sessions = new Set<Session>()
  #onEmpty: () => void = () => {}

  constructor(parts: BrokerParts) {
    this.#hub = new Hub(parts)
    this.#admission = new Admission(parts, this.#hub.load)
    this.#turnedAway = new TurnedAway(parts.scheduler, parts.monitor)
  }

  readonly admit: Admit = (remoteAddress) => {
    const refusal = this.#admission.refusal(remoteAddress)
    if (refusal) this.#turnedAway.note(remoteAddress, refusal)
    return refusal
  }

  /** For sockets that got no answer at all. */
  dropped(remoteAddress: string, maxSockets: number): void {
    this.#turnedAway.note(remoteAddress, this.#admission.later('socketLimit', maxSockets))
  }

  accept(connection: Connection, handshake: Handshake): Receiver {
    const refusal = this.admit(handshake.remoteAddress)
    return refusal ? turnAway(connection, refusal) : this.#open(connection, handshake)
  }

  #open(connection: Connection, handshake: Handshake): Session {
    const session = new Session(this.#hub, connection, handshake, this.#owner)
    this.#sessions.add(session)
    this.#hub.silent?.opened(session, this.#hub.nowMs())
    this.#admission.enter(session)
    this.#hub.load.start()
    session.deadlines.start()
    return session
  }

  readonly #owner: SessionOwner = { run: runCommand, forget: (session) => this.#forget(session) }

  #forget(session: Session): void {
    this.#sessions.delete(session)
    this.#hub.silent?.left(session)
    this.#admission.leave(session)
    this.#hub.load.forget(session)
    if (this.#sessions.size > 0) return
    this.#hub.load.stop()
    this.#onEmpty()
  }

  get users(): UserRegistry {
    return this.#hub.users
  }

  /** How code sends what no frame asked for. */
  get send(): Publish {
    return this.#hub.send
  }

  /**
   * Asks again about every standing subscription, of one user or of all; whose is no longer granted is refused. A pattern
   * gets what is granted now.
   */
  async rightsChanged(userName?: string): Promise<void> {
    this.#hub.access.rightsChanged()
    const concerned = [...this.#sessions].filter(
      ({ user }) => userName === undefined || user?.name === userName,
    )
    await Promise.all(concerned.map((session) => askAgain(session)))
  }

  /** Asks others from now on who somebody is and what they may do; about every standing subscription at once. */
  async exchange({ authenticate, authorize }: Pick<HubParts, 'authenticate' | 'authorize'>): Promise<void> {
    this.#hub.authenticate = authenticate
    this.#hub.access.exchange(authorize)
    await this.rightsChanged()
  }

  /**
   * Takes no new session and ends those there are, some at a time, each after what was accepted for it.
   * @param withinMs how long the last connections may take to go once all were told.
   * @returns when the last connection is gone.
   */
  async close(withinMs: number): Promise<void> {
    this.#admission.drain()
    const { limits, scheduler } = this.#hub
    await drain(this.#sessions, limits, scheduler, (session) => this.#sayGoodbye(session))
    if (this.#sessions.size > 0) await this.#empty(withinMs)
  }

  #sayGoodbye(session: Session): void {
    const refusal = this.#admission.later('draining')
    if (session.state === 'connected') return session.refuse(refusal)
    const { closeCode, reason } = this.#hub.profile.ending(refusal)
    session.end(closeCode, reason, 'broker')
  }

  #empty(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#hub.scheduler.after(withinMs, resolve)
      this.#onEmpty = () => {
        cancel()
        resolve()
      }
    })
  }
}
