import type { Frame } from '../../frame/decoder.ts'
import { refusalFor, refusalOf } from '../errors.ts'
import { HeldMessages } from '../held-messages.ts'
import type { Session } from '../session.ts'
import type { HeldSend, Transaction } from '../transaction.ts'
import { shown } from './acknowledge.ts'
import { dispatch } from './send.ts'
import { endTransaction } from './transaction-of.ts'

/**
 * COMMIT (STOMP 1.2 §COMMIT): settles and sends everything, in order, or nothing. What handlers send in answer goes out with
 * it, in one piece; what else they do is theirs.
 */
export function commit(session: Session, frame: Frame): Promise<void> | undefined {
  const transaction = endTransaction(session, frame)
  const unknown = session.ledger.settleAll(transaction.settlements)
  if (unknown) throw refusalFor('unknownDelivery', { command: 'COMMIT: ACK', id: shown(unknown) })
  const held = new HeldMessages(session.hub)
  const pending = sendAll(session, transaction, held, 0)
  if (pending)
    return pending.then(() => {
      if (session.isOpen) held.release()
    })
  held.release()
  return undefined
}

/** One after the other. @returns a promise from the first handler on that takes its time. */
function sendAll(
  session: Session,
  transaction: Transaction,
  held: HeldMessages,
  from: number,
): Promise<void> | undefined {
  for (let index = from; index < transaction.sends.length; index++) {
    const pending = sendOne(session, transaction, held, transaction.sends[index]!)
    if (pending) return pending.then(() => sendAll(session, transaction, held, index + 1))
  }
  return undefined
}

function sendOne(
  session: Session,
  { id }: Transaction,
  held: HeldMessages,
  send: HeldSend,
): Promise<void> | undefined {
  const { destination } = send
  const failed = (error: unknown): never => {
    if (refusalOf(error)) throw error
    session.hub.monitor({ type: 'handler-failed', session, command: 'SEND', destination, error })
    throw refusalFor('commitFailed', { id, destination })
  }
  try {
    return dispatch(session, send, held)?.then(() => {}, failed)
  } catch (error) {
    return failed(error)
  }
}
