import { isPattern } from '../../destination/ant-pattern.ts'
import { refusalFor, refusalOf } from '../errors.ts'
import type { Session } from '../session.ts'
import type { Subscription } from '../subscription.ts'

/** Asks again whether a session may read what it is subscribed to, and ends it where it may not. */
export async function askAgain(session: Session): Promise<void> {
  try {
    for (const subscription of session.subscriptions.values()) await ask(session, subscription)
  } catch (error) {
    session.refuse(refusalOf(error) ?? refusalFor('handlerFailed', { command: 'SUBSCRIBE', destination: '' }))
  }
}

/** @throws Refusal */
function ask(session: Session, subscription: Subscription): Promise<void> | undefined {
  const { destination } = subscription
  const pending = session.hub.access.check(session, 'subscribe', destination, 'forbiddenNow')
  if (isPattern(destination)) joinAgain(session, subscription)
  return pending
}

/** What was accepted while it was granted still comes. */
function joinAgain(session: Session, subscription: Subscription): void {
  session.catchUp()
  if (!session.isOpen) return
  session.hub.topics.remove(subscription)
  session.hub.topics.add(subscription)
}
