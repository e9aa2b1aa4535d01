import type { Frame } from '../../frame/decoder.ts'
import { refusalFor } from '../errors.ts'
import type { Session } from '../session.ts'

/** DISCONNECT (STOMP 1.2 §DISCONNECT): RECEIPT if asked for, then a normal close; or the channel is left to the client. */
export function disconnect(session: Session, { headers }: Frame): void {
  const receipt = headers.get('receipt')
  if (receipt !== undefined) session.queue('RECEIPT', [['receipt-id', receipt]])
  if (session.hub.profile.disconnect === 'closes') return session.end(1000, 'DISCONNECT', 'client')
  if (receipt !== undefined) return session.leaveBroker()
  session.part(refusalFor('sessionClosed'))
}
