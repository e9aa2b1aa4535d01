import type { Frame } from '../../frame/decoder.ts'
import { encodeUtf8 } from '../../frame/utf8.ts'
import { refusalFor } from '../errors.ts'
import type { Session } from '../session.ts'
import { Transaction } from '../transaction.ts'
import { requireHeader } from './require-header.ts'

/** BEGIN (STOMP 1.2 §BEGIN). */
export function begin(session: Session, frame: Frame): void {
  const id = requireHeader(frame, 'transaction')
  const { transactions, hub } = session
  const { maxIdBytes, maxTransactions } = hub.limits
  if (encodeUtf8(id).length > maxIdBytes)
    throw refusalFor('idTooLong', { header: 'transaction', command: 'BEGIN', limit: maxIdBytes })
  if (transactions.has(id)) throw refusalFor('transactionOpen', { id })
  if (transactions.size >= maxTransactions) throw refusalFor('transactionLimit', { limit: maxTransactions })
  transactions.set(id, new Transaction(id, hub.nowMs(), hub.limits))
  session.deadlines.transactionBegan()
}
