export type StompVersion = '1.0' | '1.1' | '1.2'

/** Ascending, as `accept-version` and an ERROR's `version` header list them. */
const versions: readonly StompVersion[] = ['1.0', '1.1', '1.2']

/**
 * The highest version both sides speak; tokens nobody knows are no error.
 * @param accepted the `accept-version` header; absent means 1.0 only (STOMP 1.1 §Protocol Negotiation).
 */
export function negotiate(accepted: string | undefined): StompVersion | undefined {
  if (accepted === undefined) return '1.0'
  const offered = new Set(accepted.split(',').map((token) => token.trim()))
  return versions.findLast((version) => offered.has(version))
}
