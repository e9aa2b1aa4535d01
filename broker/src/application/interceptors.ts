import type { InterceptedCommand, InterceptedFrame, Verdict } from '../core/ports.ts'
import { isThenable } from './thenable.ts'

const commands: readonly InterceptedCommand[] = [
  'CONNECT',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'SEND',
  'ACK',
  'NACK',
  'BEGIN',
  'COMMIT',
  'ABORT',
  'DISCONNECT',
]

// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- «returns nothing» is what most of them do
type Said = Verdict | undefined | void

/**
 * Sees a frame before the broker does: names the user (`setUser`), drops it, or throws `new Refusal('forbidden', 'Not you.')`,
 * whose text the client reads.
 */
export type Interceptor = (frame: InterceptedFrame) => Said | Promise<Said>

/** Run in the order in which they were defined; the first that drops or throws is the last. */
export class Interceptors {
  readonly #byCommand = new Map<string, Interceptor[]>(commands.map((command) => [command, []]))
  #hasAny = false

  /** @throws TypeError for a command that cannot be intercepted. */
  add(command: InterceptedCommand, interceptor: Interceptor): void {
    const interceptors = this.#byCommand.get(command)
    if (interceptors === undefined)
      throw new TypeError(`app.intercept('${command}'): there is none but ${commands.join(', ')}.`)
    interceptors.push(interceptor)
    this.#hasAny = true
  }

  has(command: InterceptedCommand): boolean {
    return this.#hasAny && this.#byCommand.get(command)!.length > 0
  }

  run(frame: InterceptedFrame): Verdict | Promise<Verdict> {
    return this.#runFrom(0, frame)
  }

  #runFrom(first: number, frame: InterceptedFrame): Verdict | Promise<Verdict> {
    const interceptors = this.#byCommand.get(frame.command) ?? []
    for (let index = first; index < interceptors.length; index++) {
      const said = interceptors[index]!(frame)
      if (isThenable(said)) return this.#wait(said, index, frame)
      if (verdictOf(said) === 'drop') return 'drop'
    }
    return 'pass'
  }

  async #wait(said: PromiseLike<Said>, index: number, frame: InterceptedFrame): Promise<Verdict> {
    return verdictOf(await said) === 'drop' ? 'drop' : this.#runFrom(index + 1, frame)
  }
}

/** What is neither is a mistake, and lets nothing pass. */
function verdictOf(said: unknown): Verdict {
  if (said === undefined || said === 'pass') return 'pass'
  if (said === 'drop') return said
  throw new TypeError(`An interceptor returns nothing, 'pass' or 'drop', not ${JSON.stringify(said)}.`)
}
