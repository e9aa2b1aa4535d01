import type { Frame } from '../../frame/decoder.ts'
import { refusalFor } from '../errors.ts'
import type { DeliveryName } from '../ledger.ts'
import type { Session } from '../session.ts'
import { requireHeader } from './require-header.ts'
import { transactionOf } from './transaction-of.ts'

/**
 * ACK and NACK (STOMP 1.2 §ACK, §NACK): by `message-id` in 1.0, with `subscription` in 1.1, by `id` in 1.2.
 * On a topic both settle the delivery, and nothing is sent again.
 */
export function acknowledge(session: Session, frame: Frame): void {
  const { command } = frame
  if (session.version === '1.0' && command === 'NACK') throw refusalFor('commandTooNew', { command })
  const name = nameOf(session, frame)
  const transaction = transactionOf(session, frame)
  const { ledger } = session
  const isWaiting = transaction ? ledger.has(name) : ledger.settle(name)
  if (!isWaiting) throw refusalFor('unknownDelivery', { command, id: shown(name) })
  transaction?.holdSettlement(name)
}

/** What stands in a refusal: as the client wrote it. */
export const shown = ({ messageId, subscription }: DeliveryName): string =>
  subscription ? `${messageId}/${subscription}` : messageId

function nameOf({ version }: Session, frame: Frame): DeliveryName {
  if (version === '1.2') return parted(requireHeader(frame, 'id'))
  const messageId = requireHeader(frame, 'message-id')
  const subscription =
    version === '1.1' ? requireHeader(frame, 'subscription') : frame.headers.get('subscription')
  return { messageId, subscription }
}

/** The `ack` header of a MESSAGE: message-id, a slash, subscription id. */
function parted(id: string): DeliveryName {
  const slash = id.indexOf('/')
  return slash < 0
    ? { messageId: id, subscription: '' }
    : { messageId: id.slice(0, slash), subscription: id.slice(slash + 1) }
}
