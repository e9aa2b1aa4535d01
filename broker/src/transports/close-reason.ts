const maxReasonBytes = 123

/** Cuts a close reason to what a close frame holds [RFC 6455 §5.5], never inside a character. */
export function cutReason(reason: string): string {
  if (reason.length * 3 <= maxReasonBytes) return reason
  const { read } = new TextEncoder().encodeInto(reason, new Uint8Array(maxReasonBytes))
  return reason.slice(0, read)
}
