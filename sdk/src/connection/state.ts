import { onAbort } from '../on-abort.ts'
import { Emitter } from '../emitter.ts'
import type { Reason } from '../reason.ts'

/** `attempt` counts from the last session that held, from 1; in `waiting` it is the one to come. */
export type ConnectionState =
  | { readonly status: 'idle' }
  | { readonly status: 'connecting'; readonly attempt: number; readonly reason?: Reason }
  | {
      readonly status: 'connected'
      readonly attempt: number
      /** The server's name for the session, when it gives one. */
      readonly session: string | undefined
      /** Of STOMP. */
      readonly version: string
      /** What carries it: `websocket`, or what SockJS chose. */
      readonly transport: string
      /** There was a session before this one: subscriptions were restored, and messages may have been missed. */
      readonly resumed: boolean
    }
  /** `retryAt` is in the milliseconds of `Date.now()`. */
  | {
      readonly status: 'waiting'
      readonly attempt: number
      readonly retryAt: number
      readonly reason: Reason
    }
  | { readonly status: 'closed'; readonly reason: Reason }

/** The words of {@link ConnectionState}. */
export type Status = ConnectionState['status']
/** The state with that word. */
export type StateOf<S extends Status> = Extract<ConnectionState, { readonly status: S }>

type Listener = (state: ConnectionState) => void

/** One frozen state at a time, and those who want to know when it changes. */
export class StateHolder {
  #current: ConnectionState = Object.freeze({ status: 'idle' })
  readonly #events = new Emitter<{ change: Listener }>()

  get current(): ConnectionState {
    return this.#current
  }

  change(state: ConnectionState): void {
    this.#current = Object.freeze(state)
    this.#events.emit('change', state)
  }

  onChange(listener: Listener): () => void {
    return this.#events.on('change', (state) => {
      // A listener before this one may have changed the state: then everybody has been told of the newer one.
      if (this.#current === state) listener(state)
    })
  }

  /** Resolves with the first state that passes, be it the present one. @throws the signal's reason */
  async until<S extends ConnectionState>(
    passes: (state: ConnectionState) => state is S,
    signal: AbortSignal | undefined,
  ): Promise<S> {
    signal?.throwIfAborted()
    return new Promise((resolve, reject) => {
      const look = (state: ConnectionState): void => {
        if (!passes(state)) return
        leave()
        resolve(state)
      }
      const stop = this.onChange(look)
      const unheed = onAbort(signal, () => {
        leave()
        reject(signal?.reason as Error)
      })
      const leave = (): void => {
        stop()
        unheed()
      }
      look(this.#current)
    })
  }
}
