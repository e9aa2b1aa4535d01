import type { ConnectionState } from '../connection/state.ts'
import { connect } from './hold.ts'
import { useSource } from './source.ts'

/** The state of the client, and how to try again. */
export type ConnectionView = ConnectionState & {
  /** Connects now: from `closed`, or before the time from `waiting`. */
  readonly retry: () => void
}

const idle: ConnectionState = { status: 'idle' }

/** The state of the client, and the same object until it changes. On the server, and while hydrating: `idle`. */
export function useConnection(): ConnectionView {
  return useSource('', undefined, true, (client) => ({
    first: idle,
    view: () => client.state,
    follow: (changed) => client.onStateChange(changed),
    always: { retry: () => void connect(client) },
  }))
}
