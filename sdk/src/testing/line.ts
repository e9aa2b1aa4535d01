/** Microtasks without anything to carry after which nothing is taken to be on its way. */
const quietTurns = 100
/** In one go. More is a circle, which would keep the event loop, and so every deadline of a test, from turning. */
const maxCarried = 20_000

const turn = Promise.resolve()

/** Says whether anybody was still waiting for it. */
export type Resolve<T> = (value: T) => boolean

/**
 * Carries what goes between the clients and the server, one thing at a time and in order. It uses promises alone: unlike
 * timers, `queueMicrotask` and `nextTick`, no fake clock stops them.
 */
export class Line {
  readonly #things: (() => void)[] = []
  readonly #waiting = new Set<(error: Error) => void>()
  readonly #forQuiet: Resolve<undefined>[] = []
  #running = false
  #isBroken = false
  /** What failed while nobody waited. Unless somebody comes for it in the same turn, it is an unhandled rejection. */
  #failure: Promise<never> | undefined

  put(carry: () => void): void {
    if (this.#isBroken) return
    this.#things.push(carry)
    this.#wake()
  }

  /** Resolves when nothing is on its way any more, whoever began it. */
  async settled(): Promise<void> {
    await this.promise<undefined>((resolve) => {
      this.#forQuiet.push(resolve)
      this.#wake()
    })
  }

  /** Rejects with whatever fails here in the meantime, or has failed unheard. */
  promise<T>(begin: (resolve: Resolve<T>, reject: (error: Error) => void) => void): Promise<T> {
    const failure = this.#failure
    this.#failure = undefined
    if (failure) return failure
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject)
      const isAwaited = (): boolean => this.#waiting.delete(reject)
      begin(
        (value) => {
          resolve(value)
          return isAwaited()
        },
        (error) => {
          if (isAwaited()) reject(error)
        },
      )
    })
  }

  /** Tells whoever waits. */
  fail(cause: unknown): void {
    const error = cause instanceof Error ? cause : new Error(String(cause))
    if (this.#waiting.size === 0) this.#failure = Promise.reject(error)
    for (const reject of this.#waiting) reject(error)
    this.#waiting.clear()
  }

  #wake(): void {
    if (this.#running) return
    this.#running = true
    void this.#run()
  }

  async #run(): Promise<void> {
    let carried = 0
    for (let quiet = 0; quiet < quietTurns; quiet++) {
      await turn
      const carry = this.#things.shift()
      if (!carry) continue
      quiet = 0
      this.#attempt(carry)
      if (++carried === maxCarried) this.#break()
    }
    this.#running = false
    for (const resolve of this.#forQuiet.splice(0)) resolve(undefined)
  }

  #attempt(carry: () => void): void {
    try {
      carry()
    } catch (error) {
      this.fail(error)
    }
  }

  #break(): void {
    this.#things.length = 0
    this.#isBroken = true
    this.fail(
      new Error(
        `The test server gave up after ${maxCarried} frames without a pause: does every message cause another one?`,
      ),
    )
  }
}
