import { type DestinationLimits, defaultDestinationLimits } from '../destination/check.ts'
import { type FrameLimits, defaultFrameLimits } from '../frame/limits.ts'

/** What one session may hold or ask for. The unit is in the name. */
export interface Limits extends FrameLimits, DestinationLimits {
  readonly maxSubscriptions: number
  /** Subscription ids and receipt ids. */
  readonly maxIdBytes: number
  /** From the open channel to an accepted CONNECT. */
  readonly connectTimeoutMs: number
  /** A slow handler's session is not read further once this much waits behind it. */
  readonly maxInboxBytes: number
  readonly handlerTimeoutMs: number
  /** A reader that leaves more than this unread is cut. */
  readonly maxUnsentBytes: number
  /** A reader that takes nothing for this long, while something waits, is cut. */
  readonly unsentTimeoutMs: number
}

export const defaultLimits: Limits = {
  ...defaultFrameLimits,
  ...defaultDestinationLimits,
  maxSubscriptions: 256,
  maxIdBytes: 128,
  connectTimeoutMs: 10_000,
  maxInboxBytes: 65_536,
  handlerTimeoutMs: 30_000,
  maxUnsentBytes: 1_048_576,
  unsentTimeoutMs: 10_000,
}
