import { Turnstile } from '../../support/turnstile.ts'
import type { Row } from '../table.ts'

const steps = 10
const warmUp = 20_000

/** A million sessions come, subscribe, are answered and go: what is still held after each tenth of them. */
export async function cycles(sessions = 1_000_000): Promise<Row[]> {
  const turnstile = new Turnstile()
  turnstile.run(warmUp)
  const beforeBytes = await turnstile.heldBytes()
  const rows: Row[] = []
  for (let step = 1; step <= steps; step++) {
    const startedMs = performance.now()
    turnstile.run(sessions / steps)
    const usPerSession = (1_000 * (performance.now() - startedMs) * steps) / sessions
    rows.push({
      sessions: (step * sessions) / steps,
      'heap KB more': Math.round(((await turnstile.heldBytes()) - beforeBytes) / 1_024),
      users: turnstile.broker.users.size,
      timers: turnstile.clock.pendingTimers,
      'still held': turnstile.held,
      'µs a session': Math.round(usPerSession),
    })
  }
  return rows
}
