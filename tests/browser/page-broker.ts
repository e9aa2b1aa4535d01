import { fileURLToPath } from 'node:url'
import { Command } from '../support/command.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A broker that serves a page, as people run it: the built command, in a process that can be killed. */
export class PageBroker {
  readonly port: number
  readonly #command: Command

  private constructor(command: Command, port: number) {
    this.#command = command
    this.port = port
  }

  /** Resolves when it listens. The configuration is named from the root of the repository. */
  static async start(config: string, port = 0, ...flags: string[]): Promise<PageBroker> {
    const command = new Command([config, '--json', '--port', String(port), ...flags], root)
    const [, bound] = await command.prints(/"type":"listening".*"port":(\d+)/)
    return new PageBroker(command, Number(bound))
  }

  /** The transports of all sessions so far, in the order of their CONNECT. */
  get connected(): unknown[] {
    return this.#command.jsonLines
      .filter(({ type }) => type === 'connected')
      .map(({ transport }) => transport)
  }

  /** Gone without a goodbye, as after a crash. */
  async kill(): Promise<void> {
    this.#command.child.kill('SIGKILL')
    await this.#command.ends()
  }
}
