import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

// As it is shipped: built, in a process of its own.
export const builtHere = fileURLToPath(new URL('../../broker/dist/cli/main.js', import.meta.url))

/** One run of the command `stompbox`. */
export class Command {
  readonly child: ChildProcess
  readonly #ended: Promise<unknown[]>
  stdout = ''
  stderr = ''

  constructor(args: readonly string[], cwd: string, main = builtHere, variables: NodeJS.ProcessEnv = {}) {
    // Whether npm runs the tests is nothing to the command.
    const env = { ...process.env, npm_command: undefined, ...variables }
    this.child = spawn(process.execPath, [main, ...args], { cwd, env, stdio: 'pipe' })
    this.#ended = once(this.child, 'close')
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.stdout += text))
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.stderr += text))
  }

  /** Resolves with the match once standard output holds it; the test's time limit is the deadline. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.stdout)
      if (match) return match
      await Promise.race([once(this.child.stdout!, 'data'), this.#ended.then(() => this.#cannot(pattern))])
    }
  }

  #cannot(pattern: RegExp): never {
    throw new Error(`The command ended without printing ${String(pattern)}:\n${this.stdout}${this.stderr}`)
  }

  async ends(): Promise<{ code: number; stdout: string; stderr: string }> {
    const [code] = (await this.#ended) as [number]
    return { code, stdout: this.stdout, stderr: this.stderr }
  }

  /** What `--json` has printed so far. */
  get jsonLines(): Record<string, unknown>[] {
    const lines = this.stdout.split('\n').slice(0, -1)
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  }
}
