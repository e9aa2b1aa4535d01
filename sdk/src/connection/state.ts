import { isolated } from './isolated.ts'
import type { Reason } from './reason.ts'

/** `attempt` counts from the last session that held, from 1; in `waiting` it is the one to come. */
export type ConnectionState =
  | { readonly status: 'idle' }
  | { readonly status: 'connecting'; readonly attempt: number }
  | {
      readonly status: 'connected'
      readonly attempt: number
      /** The server's name for the session, when it gives one. */
      readonly session?: string
      /** Of STOMP. */
      readonly version: string
    }
  /** `retryAt` is in the milliseconds of `Date.now()`. */
  | {
      readonly status: 'waiting'
      readonly attempt: number
      readonly retryAt: number
      readonly reason: Reason
    }
  | { readonly status: 'closed'; readonly reason: Reason }

type Listener = (state: ConnectionState) => void

/** One frozen state at a time, and those who want to know when it changes. */
export class StateHolder {
  #current: ConnectionState = Object.freeze({ status: 'idle' })
  readonly #listeners = new Set<{ readonly listener: Listener }>()

  get current(): ConnectionState {
    return this.#current
  }

  change(state: ConnectionState): void {
    this.#current = Object.freeze(state)
    for (const { listener } of [...this.#listeners]) {
      // A listener that changed the state has already had everybody told of the newer one.
      if (this.#current !== state) return
      isolated(() => listener(state))
    }
  }

  onChange(listener: Listener): () => void {
    const entry = { listener }
    this.#listeners.add(entry)
    return () => this.#listeners.delete(entry)
  }
}
