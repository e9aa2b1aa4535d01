import type { Variant } from './scenario.ts'

/** One running server of either kind. */
export interface Server {
  readonly baseUrl: string
  /** Before that nobody plays on it. In the terms of `performance.now()`. */
  readonly readyMs: (uptimeMs: number) => number
  /** Resolves when no frame that it has read is under way any more, in or out. */
  idle?(): Promise<void>
  /** Idempotent. */
  stop(): Promise<void>
}

/** Starts a fresh server for each play: what one scenario leaves behind, the next must not see. */
export interface Peer {
  /** In front of what differs. */
  readonly name: string
  start(variant: Variant): Promise<Server>
}
