import type { Frame } from '../../frame/decoder.ts'
import { refusalFor } from '../errors.ts'
import type { Session } from '../session.ts'
import type { Subscription } from '../subscription.ts'
import { requireHeader } from './require-header.ts'

/** UNSUBSCRIBE (STOMP 1.2 §UNSUBSCRIBE). In 1.0 a destination without id names all that the session has there. */
export function unsubscribe(session: Session, frame: Frame): void {
  if (isForeign(session, frame)) return
  for (const [key, subscription] of named(session, frame)) {
    const { id, destination } = subscription
    session.subscriptions.delete(key)
    session.hub.topics.remove(subscription)
    subscription.end()
    session.hub.monitor({ type: 'unsubscribed', session, id, destination })
  }
}

/** Spring passes over what names a destination that is no topic. */
function isForeign(session: Session, { headers }: Frame): boolean {
  const destination = headers.get('destination')
  const { profile, router } = session.hub
  if (profile.destinations === 'checked' || destination === undefined || router.mayBeRead(destination))
    return false
  session.note('foreignUnsubscribe', 'UNSUBSCRIBE', { id: headers.get('id') ?? '', destination })
  return true
}

function named({ subscriptions, version, hub }: Session, frame: Frame): [string, Subscription][] {
  const { profile } = hub
  const takesDestination = version === '1.0' && profile.emptyIds === 'refused'
  const byDestination = takesDestination && frame.headers.get('id') === undefined
  const name = requireHeader(
    frame,
    byDestination ? 'destination' : 'id',
    byDestination || profile.emptyIds === 'legal',
  )
  const one = subscriptions.get(name)
  const found: [string, Subscription][] = byDestination
    ? [...subscriptions.entries()].filter(([, { destination }]) => destination === name)
    : one
      ? [[name, one]]
      : []
  if (found.length === 0) throw refusalFor('unknownId', { id: name })
  return found
}
