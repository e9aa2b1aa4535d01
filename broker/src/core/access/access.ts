import { isPattern } from '../../destination/ant-pattern.ts'
import { Refusal, refusalFor, type RefusalName } from '../errors.ts'
import type { Monitor } from '../events.ts'
import type { AccessRequest, Authorize, SessionInfo } from '../ports.ts'

type Action = AccessRequest['action']

interface AccessParts {
  readonly authorize: Authorize | undefined
  readonly monitor: Monitor
}

/** Asks the application who may send and subscribe where. */
export class Access {
  #authorize: Authorize | undefined
  readonly #monitor: Monitor
  #changes = 0

  constructor({ authorize, monitor }: AccessParts) {
    this.#authorize = authorize
    this.#monitor = monitor
  }

  /**
   * @returns undefined when it is granted; a promise where the application has to look it up.
   * @throws Refusal `forbidden`, or what the application refused with.
   */
  check(
    session: SessionInfo,
    action: Action,
    destination: string,
    otherwise: RefusalName = 'forbidden',
  ): Promise<void> | undefined {
    if (this.#authorize === undefined) return undefined
    const judge = (isGranted: unknown): void => {
      if (isGranted !== true) throw refusalFor(otherwise, { action: verbs[action], destination })
    }
    const answer = this.#ask(session, action, destination)
    if (!(answer instanceof Promise)) {
      judge(answer)
      return undefined
    }
    if (isPattern(destination)) {
      answer.catch(() => {})
      throw refusalFor('asyncPattern', { destination })
    }
    const changes = this.#changes
    return answer
      .then(judge, (error: unknown) => this.#failed(error, session, action, destination))
      .then(() =>
        changes === this.#changes ? undefined : this.check(session, action, destination, otherwise),
      )
  }

  /** Whether nobody is asked, so that everybody may know of everything. */
  get grantsAll(): boolean {
    return this.#authorize === undefined
  }

  /** Asks another from now on. */
  exchange(authorize: Authorize | undefined): void {
    this.#authorize = authorize
  }

  /** What is being looked up now may be of before: it is looked up once more. */
  rightsChanged(): void {
    this.#changes++
  }

  /** Whether somebody who subscribed to a pattern may read one destination below it. */
  mayRead(session: SessionInfo, destination: string): boolean {
    try {
      const pending = this.check(session, 'subscribe', destination)
      pending?.catch(() => {})
      return pending === undefined
    } catch {
      return false
    }
  }

  #ask(session: SessionInfo, action: Action, destination: string): unknown {
    try {
      return this.#authorize?.({ action, destination, user: session.user, session })
    } catch (error) {
      return this.#failed(error, session, action, destination)
    }
  }

  /** A check that breaks grants nothing. */
  #failed(error: unknown, session: SessionInfo, action: Action, destination: string): never {
    if (error instanceof Refusal) throw error
    const command = action.toUpperCase()
    this.#monitor({ type: 'handler-failed', session, command, destination, error })
    throw refusalFor('handlerFailed', { command, destination })
  }
}

const verbs: Readonly<Record<Action, string>> = { send: 'send to', subscribe: 'subscribe to' }
