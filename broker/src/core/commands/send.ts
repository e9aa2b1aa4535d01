import type { Frame } from '../../frame/decoder.ts'
import { originalDestination } from '../../frame/spring-encoder.ts'
import { isUtf8 } from '../../frame/utf8.ts'
import { refusalFor } from '../errors.ts'
import type { HeldMessages } from '../held-messages.ts'
import type { Session } from '../session.ts'
import type { HeldSend } from '../transaction.ts'
import { handled } from './handled.ts'
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
  if (transaction === undefined) return dispatch(session, held)
  transaction.holdSend(held)
  return undefined
}

/** A client sends to no user but itself. */
function checkUser(session: Session, name: string, destination: string): void {
  if (name === session.user?.name) return
  if (session.hub.profile.userDestinations === 'private') throw refusalFor('strangersUser', { destination })
  session.note('strangersUser', 'SEND', { destination })
}

function noteSpoof(session: Session, { headers }: Frame, destination: string): void {
  if (session.hub.profile.messages === 'shared') return
  const shown = headers.get(originalDestination)
  if (shown !== undefined) session.note('spoofed', 'SEND', { destination, shown })
}

/** @param heldMessages keeps what is sent until all of a transaction is known to work; without it all goes straight on. */
export function dispatch(
  session: Session,
  { frame, destination, route, kind }: HeldSend,
  heldMessages?: HeldMessages,
): Promise<unknown> | undefined {
  const { hub } = session
  const { headers, body } = frame
  if (route.to !== 'application') {
    if (route.to === 'user') checkUser(session, route.name, destination)
    noteSpoof(session, frame, destination)
    // Spring numbers no MESSAGE that comes from a client.
    const isNumbered = frame.command !== 'MESSAGE'
    if (heldMessages) heldMessages.publish(destination, headers, body, kind, session.id)
    else hub.pass(route, destination, { headers, body, kind }, session.id, isNumbered)
    return undefined
  }
  const publish = heldMessages?.publish ?? hub.send
  const inbound = { session, path: route.path, destination, headers, body, publish }
  const taken = handled(session, 'SEND', inbound)
  if (taken === undefined) throw hub.router.nobodyTakes('SEND', destination)
  return taken === true ? undefined : taken
}
