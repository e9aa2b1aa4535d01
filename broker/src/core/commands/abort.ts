import type { Frame } from '../../frame/decoder.ts'
import type { Session } from '../session.ts'
import { endTransaction } from './transaction-of.ts'

/** ABORT (STOMP 1.2 §ABORT): nothing of the transaction is sent, and what it settled waits again. */
export function abort(session: Session, frame: Frame): void {
  endTransaction(session, frame)
}
