import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

const script = fileURLToPath(new URL('terminal.py', import.meta.url))

/** Python makes the terminal; where it is missing, so is what it would show. */
export const hasTerminals =
  process.platform !== 'win32' && spawnSync('python3', ['-c', 'import termios']).status === 0

export interface TerminalOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly columns?: number
}

/** One run of a program in a terminal of its own. */
export class Terminal {
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown[]>
  #shown = ''
  #errors = ''
  #read = 0

  constructor(program: readonly string[], { cwd, env = {}, columns = 80 }: TerminalOptions) {
    const variables = Object.entries({ TERM: 'xterm-256color', ...env }).map(
      ([name, value]) => `${name}=${value}`,
    )
    // Whether npm runs the tests is nothing to the program.
    const environment = ['env', '-u', 'npm_command', ...variables]
    const command = [script, String(columns), '24', ...environment, ...program]
    this.#child = spawn('python3', command, { cwd, stdio: 'pipe' })
    this.#ended = once(this.#child, 'close')
    // Typed when it was over.
    this.#child.stdin!.on('error', () => {})
    this.#child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.#shown += text))
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#errors += text))
  }

  /** All that was shown, with colours. */
  get painted(): string {
    return this.#shown
  }

  /** All that was shown, without colours. */
  get text(): string {
    return stripVTControlCharacters(this.#shown).replaceAll('\r\n', '\n')
  }

  types(text: string): void {
    this.#child.stdin!.write(text)
  }

  /** Resolves with the match once the terminal shows it, behind what was waited for before. */
  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.text.slice(this.#read))
      if (match) {
        this.#read += match.index + match[0].length
        return match
      }
      await Promise.race([once(this.#child.stdout!, 'data'), this.#ended.then(() => this.#cannot(pattern))])
    }
  }

  #cannot(pattern: RegExp): never {
    throw new Error(`The terminal was left without showing ${String(pattern)}:\n${this.text}${this.#errors}`)
  }

  /** How the program ended, and whether the terminal is as it was before. */
  async ends(): Promise<{ code: number; isRestored: boolean }> {
    await this.#ended
    return JSON.parse(this.#errors) as { code: number; isRestored: boolean }
  }

  /** To be called after each test: the program may have been left running. */
  async leave(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }
}
