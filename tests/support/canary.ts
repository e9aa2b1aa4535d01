import { Worker } from 'node:worker_threads'
import type { Ledger } from './delivery-ledger.ts'

export type Ask = 'starts' | 'sings' | 'stops'

export interface Answer {
  readonly ask: Ask
  readonly ledger?: Ledger | undefined
  readonly error?: string
}

/**
 * A healthy publisher and a healthy subscriber that exchange numbered messages while others misbehave; in a thread of
 * their own, so that they are late only when the broker is.
 */
export class Canary {
  readonly #thread: Worker

  private constructor(url: string) {
    const file = new URL('./canary-thread.ts', import.meta.url)
    this.#thread = new Worker(file, { workerData: url, execArgv: ['--import', 'jiti/register'] })
    this.#thread.setMaxListeners(0)
  }

  /** Resolves when it is known how late its messages usually are. @param url such as `ws://127.0.0.1:8080/ws`. */
  static async start(url: string): Promise<Canary> {
    const canary = new Canary(url)
    await canary.#ask('starts')
    return canary
  }

  /** Waits until a message that is sent from now on has made its way. @returns the ledger so far. */
  async sings(): Promise<Ledger> {
    return (await this.#ask('sings'))!
  }

  /** Waits for the last message, and leaves. */
  async stop(): Promise<Ledger> {
    const ledger = await this.#ask('stops')
    await this.#thread.terminate()
    return ledger!
  }

  #ask(ask: Ask): Promise<Ledger | undefined> {
    return new Promise((resolve, reject) => {
      const hear = (answer: Answer): void => {
        if (answer.ask !== ask) return
        this.#thread.off('message', hear).off('error', reject)
        if (answer.error === undefined) resolve(answer.ledger)
        else reject(new Error(answer.error))
      }
      this.#thread.on('message', hear).on('error', reject)
      this.#thread.postMessage(ask)
    })
  }
}
