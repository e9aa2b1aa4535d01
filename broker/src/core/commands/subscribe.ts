import type { Frame } from '../../frame/decoder.ts'
import { encodeUtf8 } from '../../frame/utf8.ts'
import { refusalFor } from '../errors.ts'
import type { AckMode } from '../ledger.ts'
import type { Session } from '../session.ts'
import { Subscription } from '../subscription.ts'
import { requireHeader } from './require-header.ts'

interface Wish {
  readonly id: string
  readonly destination: string
  readonly ack: AckMode
}

/**
 * SUBSCRIBE (STOMP 1.2 §SUBSCRIBE). Behind an application prefix it asks once: the handler's answer goes to this
 * subscriber alone, and nothing stays. In 1.0 the id may be missing; the destination stands in for it.
 */
export function subscribe(session: Session, frame: Frame): Promise<unknown> | undefined {
  const destination = requireHeader(frame, 'destination')
  const id = session.version === '1.0' ? (frame.headers.get('id') ?? destination) : requireHeader(frame, 'id')
  checkId(session, id)
  const wish: Wish = { id, destination, ack: ackMode(frame.headers.get('ack') ?? 'auto') }
  const route = session.hub.router.subscribe(destination)
  const go = () => (route.to === 'application' ? ask(session, frame, wish, route.path) : join(session, wish))
  const permission = session.hub.access.check(session, 'subscribe', destination)
  return permission ? permission.then(go) : go()
}

function checkId({ subscriptions, hub: { limits } }: Session, id: string): void {
  if (subscriptions.has(id)) throw refusalFor('duplicateId', { id })
  if (encodeUtf8(id).length > limits.maxIdBytes) {
    throw refusalFor('idTooLong', { header: 'id', command: 'SUBSCRIBE', limit: limits.maxIdBytes })
  }
  if (subscriptions.size >= limits.maxSubscriptions) {
    throw refusalFor('subscriptionLimit', { limit: limits.maxSubscriptions })
  }
}

function ackMode(ack: string): AckMode {
  if (ack === 'auto' || ack === 'client' || ack === 'client-individual') return ack
  throw refusalFor('badAck', { value: ack })
}

function join(session: Session, { id, destination, ack }: Wish): undefined {
  if (!session.isOpen) return
  const subscription = new Subscription(session, id, destination, ack)
  session.subscriptions.set(id, subscription)
  session.hub.topics.add(subscription)
  session.hub.monitor({ type: 'subscribed', session, id, destination })
}

function ask(session: Session, { headers, body }: Frame, wish: Wish, path: string) {
  const { hub } = session
  const { id, destination } = wish
  const reply = (answer: Uint8Array, answerHeaders: Iterable<readonly [string, string]>) => {
    if (session.isOpen) session.queue('MESSAGE', [...answerTo(session, wish), ...answerHeaders], answer)
  }
  const publish = hub.send
  const handled = hub.application.onSubscribe({ session, path, destination, headers, body, publish, reply })
  if (handled === undefined) throw hub.router.nobodyTakes('SUBSCRIBE', destination)
  hub.monitor({ type: 'subscribed', session, id, destination })
  return handled === true ? undefined : handled
}

/** The broker's headers of an answer, which waits for ACK or NACK like any message if the subscriber says so. */
function answerTo({ hub, ledger, version }: Session, { id, destination, ack }: Wish): [string, string][] {
  const messageId = hub.nextMessageId()
  const own: [string, string][] = [
    ['destination', destination],
    ['message-id', messageId],
    ['subscription', id],
  ]
  if (ack === 'auto') return own
  const deliveries = ledger.open(id, ack)
  const refusal = ledger.note(deliveries, [messageId])
  ledger.end(deliveries)
  if (refusal) throw refusal
  return version === '1.2' ? [...own, ['ack', `${messageId}/${id}`]] : own
}
