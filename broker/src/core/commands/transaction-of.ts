import type { Frame } from '../../frame/decoder.ts'
import { refusalFor } from '../errors.ts'
import type { Session } from '../session.ts'
import type { Transaction } from '../transaction.ts'
import { requireHeader } from './require-header.ts'

/** The open transaction that a SEND, ACK or NACK names, if it names one. */
export function transactionOf(session: Session, frame: Frame): Transaction | undefined {
  const id = frame.headers.get('transaction')
  if (id === undefined) return undefined
  session.note('transaction', frame.command, { id })
  return session.hub.profile.transactions === 'kept' ? find(session, frame) : undefined
}

/** The transaction that COMMIT or ABORT ends. Its id may be used again from here on. */
export function endTransaction(session: Session, frame: Frame): Transaction {
  const transaction = find(session, frame)
  session.transactions.delete(transaction.id)
  return transaction
}

function find(session: Session, frame: Frame): Transaction {
  const id = requireHeader(frame, 'transaction')
  const transaction = session.transactions.get(id)
  if (transaction === undefined) throw refusalFor('unknownTransaction', { command: frame.command, id })
  return transaction
}
