import { once } from 'node:events'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { builtHere, Command } from '../support/command.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const unhurried = fileURLToPath(new URL('unhurried.config.ts', import.meta.url))

/** A broker that serves a page, as people run it: the built command, in a process that can be killed. */
export class PageBroker {
  readonly port: number
  readonly #config: string
  readonly #command: Command
  #forgotten = 0

  private constructor(command: Command, config: string, port: number) {
    this.#command = command
    this.#config = config
    this.port = port
  }

  /** Resolves when it listens. The configuration is named from the root of the repository. */
  static async start(config: string, port = 0, ...flags: string[]): Promise<PageBroker> {
    const args = [unhurried, '--json', '--port', String(port), ...flags]
    const command = new Command(args, root, builtHere, { STOMPBOX_PAGE_CONFIG: resolve(root, config) })
    const [, bound] = await command.prints(/"type":"listening".*"port":(\d+)/)
    return new PageBroker(command, config, Number(bound))
  }

  /** The one of the test before, while it runs and is meant: to start another costs as much as a page. */
  static async asBefore(before: PageBroker | undefined, config: string): Promise<PageBroker> {
    if (before !== undefined && before.#config === config && before.#runs) return before
    await before?.kill()
    return PageBroker.start(config)
  }

  /** The transports of all sessions since it was left, in the order of their CONNECT. */
  get connected(): unknown[] {
    return this.#events('connected')
      .slice(this.#forgotten)
      .map(({ transport }) => transport)
  }

  /** Resolves when the last session has ended, or the broker. What was connected so far is forgotten. */
  async isLeft(): Promise<void> {
    while (this.#runs && this.#events('disconnected').length < this.#events('connected').length)
      await Promise.race([once(this.#command.child.stdout!, 'data'), this.#command.ends()])
    this.#forgotten = this.#events('connected').length
  }

  /** Gone without a goodbye, as after a crash. */
  async kill(): Promise<void> {
    this.#command.child.kill('SIGKILL')
    await this.#command.ends()
  }

  get #runs(): boolean {
    return this.#command.child.exitCode === null && this.#command.child.signalCode === null
  }

  #events(wanted: 'connected' | 'disconnected'): Record<string, unknown>[] {
    return this.#command.jsonLines.filter(({ type }) => type === wanted)
  }
}
