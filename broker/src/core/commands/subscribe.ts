import type { Frame } from '../../frame/decoder.ts'
import { encodeUtf8 } from '../../frame/utf8.ts'
import { Refusal } from '../errors.ts'
import type { Session } from '../session.ts'
import { Subscription } from '../subscription.ts'
import { requireHeader } from './require-header.ts'

/**
 * SUBSCRIBE (STOMP 1.2 §SUBSCRIBE). Behind an application prefix it asks once: the handler's answer goes to this
 * subscriber alone, and nothing stays. In 1.0 the id may be missing; the destination stands in for it.
 */
export function subscribe(session: Session, frame: Frame): Promise<unknown> | undefined {
  const destination = requireHeader(frame, 'destination')
  const id = session.version === '1.0' ? (frame.headers.get('id') ?? destination) : requireHeader(frame, 'id')
  checkId(session, id)
  checkAck(frame.headers.get('ack') ?? 'auto')
  const route = session.hub.router.subscribe(destination)
  if (route.to === 'application') return ask(session, frame, id, destination, route.path)
  const subscription = new Subscription(session, id, destination)
  session.subscriptions.set(id, subscription)
  session.hub.topics.add(subscription)
  session.hub.monitor({ type: 'subscribed', session, id, destination })
  return undefined
}

function checkId({ subscriptions, hub: { limits } }: Session, id: string): void {
  if (subscriptions.has(id)) throw new Refusal('duplicateId', { id })
  if (encodeUtf8(id).length > limits.maxIdBytes) {
    throw new Refusal('idTooLong', { header: 'id', command: 'SUBSCRIBE', limit: limits.maxIdBytes })
  }
  if (subscriptions.size >= limits.maxSubscriptions) {
    throw new Refusal('subscriptionLimit', { limit: limits.maxSubscriptions })
  }
}

function checkAck(ack: string): void {
  if (ack === 'auto') return
  throw new Refusal(ack === 'client' || ack === 'client-individual' ? 'ackNotYet' : 'badAck', { value: ack })
}

function ask(session: Session, { headers, body }: Frame, id: string, destination: string, path: string) {
  const { hub } = session
  const reply = (answer: Uint8Array, answerHeaders: Iterable<readonly [string, string]>) => {
    const messageId = hub.nextMessageId()
    const own = [
      ['destination', destination],
      ['message-id', messageId],
      ['subscription', id],
    ] as const
    if (session.isOpen) session.queue('MESSAGE', [...own, ...answerHeaders], answer)
  }
  const handled = hub.application.onSubscribe({ session, path, destination, headers, body, reply })
  if (handled === undefined) throw hub.router.nobodyTakes('SUBSCRIBE', destination)
  hub.monitor({ type: 'subscribed', session, id, destination })
  return handled === true ? undefined : handled
}
