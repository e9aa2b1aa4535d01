import type { Frame } from '../../frame/decoder.ts'
import { refusalFor } from '../errors.ts'
import type { Session } from '../session.ts'
import type { Subscription } from '../subscription.ts'
import { requireHeader } from './require-header.ts'

/** UNSUBSCRIBE (STOMP 1.2 §UNSUBSCRIBE). In 1.0 a destination without id names all that the session has there. */
export function unsubscribe(session: Session, frame: Frame): void {
  for (const subscription of named(session, frame)) {
    const { id, destination } = subscription
    session.subscriptions.delete(id)
    session.hub.topics.remove(subscription)
    subscription.end()
    session.hub.monitor({ type: 'unsubscribed', session, id, destination })
  }
}

function named({ subscriptions, version }: Session, frame: Frame): Subscription[] {
  const byDestination = version === '1.0' && frame.headers.get('id') === undefined
  const name = requireHeader(frame, byDestination ? 'destination' : 'id')
  const isNamed = ({ id, destination }: Subscription) => (byDestination ? destination : id) === name
  const found = [...subscriptions.values()].filter(isNamed)
  if (found.length === 0) throw refusalFor('unknownId', { id: name })
  return found
}
