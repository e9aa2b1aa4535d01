/** Twice what a second may bring, in a moment; and a hair more, for rounding. */
export const burstMs = 2_000.000_001

/**
 * A token bucket in one number: the moment until which all that was taken is paid for, at so many a second. Too much was
 * taken when it lies {@link burstMs} ahead.
 */
export const paidUntil = (paidMs: number, count: number, perSecond: number, nowMs: number): number =>
  Math.max(paidMs, nowMs) + (1_000 * count) / perSecond
