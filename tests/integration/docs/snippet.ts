import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { Command } from '../../support/command.ts'
import { root } from '../../support/markdown.ts'

/** A folder inside the repository, where its packages are found by their names. */
export function folderForSnippets(): string {
  const cache = join(root, 'node_modules/.cache/docs')
  mkdirSync(cache, { recursive: true })
  return mkdtempSync(join(cache, 'run-'))
}

const running = new Set<Snippet>()
const commands = new Set<Command>()

/** The command of the broker with a configuration that a page shows, on a free port. */
export function startConfigured(folder: string, text: string, ...options: string[]): Command {
  const file = join(folder, 'stompbox.config.ts')
  writeFileSync(file, text)
  const command = new Command([file, '--port', '0', ...options], root)
  commands.add(command)
  return command
}

/** Runs a program of the documentation, in a Node that has what browsers have: a global WebSocket. */
export class Snippet {
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown[]>
  output = ''

  private constructor(program: readonly string[], cwd: string) {
    const [name, ...args] = program
    // A group of its own, so that what npm starts is told as well, as Ctrl-C does in a terminal.
    this.#child = spawn(name!, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    running.add(this)
    this.#ended = once(this.#child, 'close').finally(() => running.delete(this))
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text))
  }

  static command(program: readonly string[]): Snippet {
    return new Snippet(program, root)
  }

  /** `given`: what the program has from elsewhere, as globals. */
  static typescript(folder: string, name: string, text: string, given = ''): Snippet {
    const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }
    const file = join(folder, `${name}.mjs`)
    writeFileSync(file, ts.transpileModule(text, { compilerOptions }).outputText)
    const browserLike = join(folder, 'browser-like.mjs')
    writeFileSync(
      browserLike,
      `import { WebSocket } from 'ws'\nglobalThis.WebSocket ??= WebSocket\n${given}\n`,
    )
    return new Snippet([process.execPath, '--import', browserLike, file], folder)
  }

  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output)
      if (match) return match
      await Promise.race([
        once(this.#child.stdout!, 'data'),
        this.#ended.then(() => {
          if (!pattern.test(this.output))
            throw new Error(`It ended without printing ${String(pattern)}:\n${this.output}`)
        }),
      ])
    }
  }

  async ends(): Promise<number | null> {
    const [code] = (await this.#ended) as [number | null]
    return code
  }

  stop(): void {
    const { pid, exitCode, signalCode } = this.#child
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGTERM')
  }
}

/** Ends whatever a test left running, also one that failed or took too long. */
export async function stopSnippets(): Promise<void> {
  const ended = [...running].map((snippet) => snippet.ends())
  for (const snippet of running) snippet.stop()
  const killed = [...commands]
  commands.clear()
  for (const { child } of killed) child.kill('SIGKILL')
  await Promise.all([...ended, ...killed.map((command) => command.ends())])
}

export const remove = (folder: string): void => rmSync(folder, { recursive: true })
