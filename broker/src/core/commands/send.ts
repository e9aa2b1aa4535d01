import type { Frame } from '../../frame/decoder.ts'
import { isUtf8 } from '../../frame/utf8.ts'
import type { Publish } from '../ports.ts'
import type { Session } from '../session.ts'
import type { HeldSend } from '../transaction.ts'
import { requireHeader } from './require-header.ts'
import { transactionOf } from './transaction-of.ts'

/** SEND (STOMP 1.2 §SEND): to the application behind its prefixes, or straight to a topic; in a transaction at its COMMIT. */
export function send(session: Session, frame: Frame): Promise<unknown> | undefined {
  const destination = requireHeader(frame, 'destination')
  const route = session.hub.router.send(destination)
  const kind = session.hasSentBinary && !isUtf8(frame.body) ? 'binary' : 'text'
  const held: HeldSend = { frame, destination, route, kind }
  const permission = session.hub.access.check(session, 'send', destination)
  // Who was refused meanwhile sends nothing more.
  return permission
    ? permission.then(() => (session.isOpen ? go(session, held) : undefined))
    : go(session, held)
}

function go(session: Session, held: HeldSend): Promise<unknown> | undefined {
  const transaction = transactionOf(session, held.frame)
  if (transaction === undefined) return dispatch(session, held, session.hub.send)
  transaction.holdSend(held)
  return undefined
}

/** @param publish how messages go to topics. */
export function dispatch(
  session: Session,
  { frame: { headers, body }, destination, route, kind }: HeldSend,
  publish: Publish,
): Promise<unknown> | undefined {
  if (route.to === 'topic') {
    publish(destination, headers, body, kind)
    return undefined
  }
  const { router, application } = session.hub
  const handled = application.onMessage({ session, path: route.path, destination, headers, body, publish })
  if (handled === undefined) throw router.nobodyTakes('SEND', destination)
  return handled === true ? undefined : handled
}
