export interface Backoff {
  readonly minDelayMs: number
  readonly maxDelayMs: number
}

/** Full jitter: anywhere between nothing and a bound that doubles, so that a fleet does not return in step. */
export function retryDelayMs(failures: number, { minDelayMs, maxDelayMs }: Backoff): number {
  return Math.random() * Math.min(maxDelayMs, minDelayMs * 2 ** failures)
}
