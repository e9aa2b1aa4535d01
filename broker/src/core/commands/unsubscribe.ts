import type { Frame } from '../../frame/decoder.ts'
import { Refusal } from '../errors.ts'
import type { Session } from '../session.ts'
import { requireHeader } from './require-header.ts'

/** UNSUBSCRIBE (STOMP 1.2 §UNSUBSCRIBE). In 1.0 the destination stands in for a missing id. */
export function unsubscribe(session: Session, frame: Frame): void {
  const destination = session.version === '1.0' ? frame.headers.get('destination') : undefined
  const id = frame.headers.get('id') ?? destination ?? requireHeader(frame, 'id')
  const subscription = session.subscriptions.get(id)
  if (subscription === undefined) throw new Refusal('unknownId', { id })
  session.subscriptions.delete(id)
  session.hub.topics.remove(subscription)
  session.hub.monitor({ type: 'unsubscribed', session, id, destination: subscription.destination })
}
