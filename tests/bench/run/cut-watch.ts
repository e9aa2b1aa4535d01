import { readdirSync } from 'node:fs'

const lookEveryMs = 50

/**
 * Notices when a server lets go of its stalled readers, by the files it has open: they themselves would learn of it only
 * behind all that was written to them before.
 */
export class CutWatch {
  readonly #pid: number
  readonly #stalled: number
  #timer: NodeJS.Timeout | undefined
  #most = Infinity
  #startsMs = 0
  /** From the moment they stopped reading until all of them were gone. */
  cutAfterMs = Infinity

  constructor(pid: number, stalled: number) {
    this.#pid = pid
    this.#stalled = stalled
  }

  /** With everybody connected, as they stop. */
  start(): void {
    this.#startsMs = performance.now()
    this.#most = this.#openFiles()
    this.#timer = setInterval(() => this.#look(), lookEveryMs)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    if (this.#openFiles() > this.#most - this.#stalled) return
    this.cutAfterMs = performance.now() - this.#startsMs
    this.stop()
  }

  /** Infinite where it cannot be seen. */
  #openFiles(): number {
    try {
      return readdirSync(`/proc/${this.#pid}/fd`).length
    } catch {
      return Infinity
    }
  }
}
