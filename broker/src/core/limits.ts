import type { DestinationLimits } from '../destination/check.ts'
import type { FrameLimits } from '../frame/limits.ts'

/**
 * What clients may hold, ask for or make slow. The unit is in the name. Whole numbers from 1; percents go up to 100. Those per
 * second and per address, and those in milliseconds, may be `Infinity`, for none. `@refusal` names what follows beyond it,
 * `@profile` the only one that has it.
 */
export interface Limits extends FrameLimits, DestinationLimits {
  /** What one session may hold. Default `256`. @refusal limit-subscriptions */
  readonly maxSubscriptions: number
  /** The id of a subscription, a receipt or a transaction. Default `128`. @refusal bad-header */
  readonly maxIdBytes: number
  /** What one session may have open. Default `16`. @refusal limit-transactions @profile standard */
  readonly maxTransactions: number
  /** SEND, ACK and NACK in one transaction. Default `1024`. @refusal limit-transactions @profile standard */
  readonly maxTransactionActions: number
  /** Headers and bodies that one transaction holds. Default `1048576`. @refusal limit-transactions @profile standard */
  readonly maxTransactionBytes: number
  /** From BEGIN to COMMIT or ABORT. Default `60000`. @refusal limit-transactions @profile standard */
  readonly transactionTimeoutMs: number
  /** What one subscription may leave without ACK or NACK. Default `1000`. @refusal limit-unacked @profile standard */
  readonly maxUnackedMessages: number
  /** What all subscriptions of a session together may leave so. Default `10000`. @refusal limit-unacked @profile standard */
  readonly maxUnackedMessagesPerSession: number
  /**
   * What one session may send; for a moment twice as many. Line ends between frames count, but for one after each. Default
   * `1000`.
   * @refusal rate
   */
  readonly maxFramesPerSecond: number
  /** What one session may send; for a moment twice as much. Default `4194304`. @refusal rate */
  readonly maxBytesPerSecond: number
  /** From the open connection to an accepted CONNECT, `authenticate` included. Default `10000`. @refusal connect-timeout */
  readonly connectTimeoutMs: number
  /** From the first byte of a frame to its last. Default `30000`. @refusal frame-timeout */
  readonly frameTimeoutMs: number
  /**
   * What may wait behind a handler that is not done; beyond it, the connection is not read until the handler is. Default
   * `65536`.
   */
  readonly maxInboxBytes: number
  /** How long a handler may take. Default `30000`. @refusal internal */
  readonly handlerTimeoutMs: number
  /** What may wait for a reader that does not keep up. Default `1048576`. @refusal slow-consumer */
  readonly maxUnsentBytes: number
  /** How long a reader may take nothing while something waits. Default `10000`. @refusal slow-consumer */
  readonly unsentTimeoutMs: number
  /**
   * What may wait for all readers together, of the memory there is; beyond it those for whom most waits are cut. Default
   * `25`.
   * @refusal slow-consumer
   */
  readonly maxUnsentPercent: number
  /** Memory in use: from here on, whoever sends a message is read four times a second. Default `60`. */
  readonly slowPublishersPercent: number
  /** Memory in use: from here on, nobody new is taken. Default `75`. @refusal overloaded */
  readonly refuseSessionsPercent: number
  /** Memory in use: from here on, readers for whom most waits are cut. Default `85`. @refusal slow-consumer */
  readonly cutReadersPercent: number
  /** How late the event loop may be; once it was later twice in 5 s, nobody new is taken. Default `200`. @refusal overloaded */
  readonly maxLoopDelayMs: number
  /** Sessions at once. On Linux also nine tenths of the files the process may open. Default `50000`. @refusal overloaded */
  readonly maxSessions: number
  /** Those among them without an accepted CONNECT. Default `5000`. @refusal overloaded */
  readonly maxUnconnectedSessions: number
  /** Sessions of one network address. Behind a proxy all come from the proxy's. Default `Infinity`. @refusal overloaded */
  readonly maxSessionsPerAddress: number
  /**
   * How fast new ones may come; for a moment twice as many. A broker that stops ends its sessions at this pace. Default
   * `500`.
   * @refusal overloaded
   */
  readonly maxNewSessionsPerSecond: number
  /**
   * How long a broker that stops takes to end its sessions; where the pace would take longer, it goes faster. Default
   * `20000`.
   */
  readonly drainTimeoutMs: number
}

/** The limits where nothing is configured. Profiles of Spring have some of their own. */
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
