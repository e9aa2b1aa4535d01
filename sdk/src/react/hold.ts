import type { StompClient } from '../stomp-client.ts'

const holds = new WeakMap<StompClient, number>()

/**
 * Connects for as long as somebody holds the client, and disconnects after the last of them. A client that was connected
 * by others stays theirs. Returns what lets go.
 */
export function hold(client: StompClient): (() => void) | undefined {
  const count = holds.get(client)
  if (!count) {
    const { status } = client.state
    if (status !== 'idle' && status !== 'closed') return undefined
    void connect(client)
  }
  holds.set(client, (count ?? 0) + 1)
  // Later: StrictMode, and a provider that takes the place of another, let go and hold again in the same turn.
  // Not by `queueMicrotask`, which fake clocks of tests stop.
  return () => void Promise.resolve().then(() => letGo(client))
}

function letGo(client: StompClient): void {
  const left = holds.get(client)! - 1
  holds.set(client, left)
  if (!left) void client.disconnect()
}

/** A failure is also a state, and that is what a page shows. */
export const connect = (client: StompClient): Promise<void> =>
  client.connect({ keepTrying: true }).catch(() => undefined)
