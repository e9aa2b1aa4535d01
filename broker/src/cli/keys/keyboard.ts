import type { ReadStream } from 'node:tty'
import { isInForeground } from './foreground.ts'

type TerminalSignal = 'SIGINT' | 'SIGTSTP' | 'SIGQUIT'

/** What ends the process without a word to it, and would leave the terminal as it is. */
const deadly = ['SIGHUP', 'SIGQUIT'] as const

/**
 * Single keys of a terminal, which is left as it was found: at the end, and while the process is stopped or in the
 * background.
 */
export class Keyboard {
  readonly #terminal: ReadStream
  readonly #typed: (text: string) => void
  #isHeld = false

  /** @param terminal standard input, of which this is the only reader. @param typed told of what is typed. */
  constructor(terminal: ReadStream, typed: (text: string) => void) {
    this.#terminal = terminal
    this.#typed = typed
  }

  listen(): void {
    // A terminal that went is told of by SIGHUP.
    this.#terminal.setEncoding('utf8').on('error', () => {})
    process.on('exit', () => this.#release())
    // Whoever stopped it, with Ctrl-Z or from elsewhere: meanwhile the shell has set its own modes.
    process.on('SIGCONT', () => this.#takeAgain())
    for (const signal of deadly) process.once(signal, () => this.#die(signal))
    this.#take()
  }

  /** What the terminal does itself where keys are not read one by one: tells every process that runs in it. */
  raise(signal: TerminalSignal): void {
    if (signal === 'SIGTSTP') return this.#suspend()
    if (process.platform === 'win32') process.emit(signal)
    else process.kill(0, signal)
  }

  #suspend(): void {
    if (process.platform === 'win32') return
    this.#release()
    process.kill(0, 'SIGTSTP')
    // Nobody stops it where no shell could wake it.
    setImmediate(() => this.#takeAgain())
  }

  #takeAgain(): void {
    this.#release()
    this.#take()
  }

  #take(): void {
    if (this.#isHeld || !isInForeground()) return
    this.#isHeld = true
    // First as it was: Node does not know what became of the modes meanwhile, and would think them set.
    this.#terminal.setRawMode(false).setRawMode(true)
    this.#terminal.on('data', this.#typed).resume()
  }

  #release(): void {
    if (!this.#isHeld) return
    this.#isHeld = false
    this.#terminal.off('data', this.#typed).pause()
    if (isInForeground()) this.#terminal.setRawMode(false)
  }

  #die(signal: (typeof deadly)[number]): void {
    this.#release()
    process.kill(process.pid, signal)
  }
}
