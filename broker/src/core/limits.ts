import type { DestinationLimits } from '../destination/check.ts'
import type { FrameLimits } from '../frame/limits.ts'

/** What clients may hold, ask for or make slow. The unit is in the name. */
export interface Limits extends FrameLimits, DestinationLimits {
  readonly maxSubscriptions: number
  /** Ids of subscriptions, receipts and transactions. */
  readonly maxIdBytes: number
  readonly maxTransactions: number
  /** SEND, ACK and NACK in one transaction. */
  readonly maxTransactionActions: number
  readonly maxTransactionBytes: number
  /** From BEGIN to COMMIT. */
  readonly transactionTimeoutMs: number
  /** Messages of one subscription that wait for ACK or NACK. */
  readonly maxUnackedMessages: number
  readonly maxUnackedMessagesPerSession: number
  /** Sustained; for a moment twice as many. Line ends between frames count. */
  readonly maxFramesPerSecond: number
  /** Sustained; for a moment twice as many. */
  readonly maxBytesPerSecond: number
  /** From the open channel to an accepted CONNECT, `authenticate` included. */
  readonly connectTimeoutMs: number
  /** From the first byte of a frame to its last. */
  readonly frameTimeoutMs: number
  /** A slow handler's session is not read further once this much waits behind it. */
  readonly maxInboxBytes: number
  readonly handlerTimeoutMs: number
  /** A reader that leaves more than this unread is cut. */
  readonly maxUnsentBytes: number
  /** A reader that takes nothing for this long, while something waits, is cut. */
  readonly unsentTimeoutMs: number
  /** What waits for all readers together, of the memory there is; beyond it the slowest are cut. */
  readonly maxUnsentPercent: number
  /** Of the memory there is: who publishes is read more slowly. */
  readonly slowPublishersPercent: number
  /** Of the memory there is: no new sessions. */
  readonly refuseSessionsPercent: number
  /** Of the memory there is: readers for whom most waits are cut. */
  readonly cutReadersPercent: number
  /** How late the event loop may be before no new sessions are taken. */
  readonly maxLoopDelayMs: number
  /** Also bounded by nine tenths of the files the process may open. */
  readonly maxSessions: number
  /** Open channels without an accepted CONNECT. */
  readonly maxUnconnectedSessions: number
  readonly maxSessionsPerAddress: number
  /** Sustained; for a moment twice as many. A shutdown says goodbye at the same pace. */
  readonly maxNewSessionsPerSecond: number
  /** The longest a shutdown spreads its goodbyes. */
  readonly drainTimeoutMs: number
}

export const defaultLimits: Limits = {
  maxHeaders: 100,
  maxHeaderLineBytes: 4096,
  maxHeaderBytes: 16_384,
  maxBodyBytes: 1_048_576,
  maxFrameBytesBeforeConnect: 16_384,
  maxDestinationBytes: 255,
  maxDestinationSegments: 16,
  maxSubscriptions: 256,
  maxIdBytes: 128,
  maxTransactions: 16,
  maxTransactionActions: 1_024,
  maxTransactionBytes: 1_048_576,
  transactionTimeoutMs: 60_000,
  maxUnackedMessages: 1_000,
  maxUnackedMessagesPerSession: 10_000,
  maxFramesPerSecond: 1_000,
  maxBytesPerSecond: 4_194_304,
  connectTimeoutMs: 10_000,
  frameTimeoutMs: 30_000,
  maxInboxBytes: 65_536,
  handlerTimeoutMs: 30_000,
  maxUnsentBytes: 1_048_576,
  unsentTimeoutMs: 10_000,
  maxUnsentPercent: 25,
  slowPublishersPercent: 60,
  refuseSessionsPercent: 75,
  cutReadersPercent: 85,
  maxLoopDelayMs: 200,
  maxSessions: 50_000,
  maxUnconnectedSessions: 5_000,
  maxSessionsPerAddress: Infinity,
  maxNewSessionsPerSecond: 500,
  drainTimeoutMs: 20_000,
}
