import type { Frame } from '../../frame/decoder.ts'
import type { Session } from '../session.ts'

/** DISCONNECT (STOMP 1.2 §DISCONNECT): RECEIPT if asked for, then a normal close. */
export function disconnect(session: Session, { headers }: Frame): void {
  const receipt = headers.get('receipt')
  if (receipt !== undefined) session.queue('RECEIPT', [['receipt-id', receipt]])
  session.end(1000, 'DISCONNECT', 'client')
}
