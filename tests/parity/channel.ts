import type { Arrivals } from './arrivals.ts'

/** Something named that a scenario speaks to: a WebSocket, or an HTTP response. */
export interface Channel {
  readonly arrivals: Arrivals
  /** Whether its handshake, its response or its end is still to come. */
  readonly isPending: boolean
  /** Resolves when the server has done all that it was asked before, as far as one can know. */
  fence(): Promise<void>
  /** Closes as a client does; without a code it is cut. */
  close(code?: number, reason?: string): void
}
