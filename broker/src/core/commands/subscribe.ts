import { isPattern } from '../../destination/ant-pattern.ts'
import type { Frame } from '../../frame/decoder.ts'
import { HeaderBlock } from '../../frame/header-block.ts'
import { springReceiver } from '../../frame/spring-encoder.ts'
import { encodeUtf8 } from '../../frame/utf8.ts'
import { refusalFor } from '../errors.ts'
import type { AckMode } from '../deliveries.ts'
import { OwnShape } from '../fan-out/own-shape.ts'
import type { SubscribeRoute } from '../router.ts'
import { parseSelector, SelectorError, type SizedSelector } from '../selector/selector.ts'
import type { Session } from '../session.ts'
import { Subscription, type Wish } from '../subscription.ts'
import { handled } from './handled.ts'
import { requireHeader } from './require-header.ts'

/**
 * SUBSCRIBE (STOMP 1.2 §SUBSCRIBE). Behind an application prefix it asks once: the handler's answer goes to this
 * subscriber alone, and nothing stays. In 1.0 the id may be missing; the destination stands in for it.
 */
export function subscribe(session: Session, frame: Frame): Promise<unknown> | undefined {
  const destination = requireHeader(frame, 'destination')
  const id = idOf(session, frame, destination)
  checkId(session, id)
  const ack = ackMode(session, frame.headers.get('ack') ?? 'auto')
  const route = session.hub.router.subscribe(destination)
  const patternSize = patternSizeOf(session, destination)
  const wish: Wish = { id, destination, topic: topicOf(session, route, destination), ack }
  const go = () =>
    route.to === 'application'
      ? ask(session, frame, wish, route.path)
      : join(session, frame, wish, patternSize)
  const permission = session.hub.access.check(session, 'subscribe', destination)
  return permission ? permission.then(go) : go()
}

function idOf({ version, hub: { profile } }: Session, frame: Frame, destination: string): string {
  if (profile.emptyIds === 'legal') return requireHeader(frame, 'id', true)
  return version === '1.0' ? (frame.headers.get('id') ?? destination) : requireHeader(frame, 'id')
}

function checkId({ subscriptions, hub: { limits, profile } }: Session, id: string): void {
  if (profile.subscriptionIds === 'unique' && subscriptions.has(id)) throw refusalFor('duplicateId', { id })
  if (encodeUtf8(id).length > limits.maxIdBytes) {
    throw refusalFor('idTooLong', { header: 'id', command: 'SUBSCRIBE', limit: limits.maxIdBytes })
  }
  if (subscriptions.size >= limits.maxSubscriptions) {
    throw refusalFor('subscriptionLimit', { limit: limits.maxSubscriptions })
  }
}

/** States of expressions that one session may have matched with each message. */
const maxMatchingSize = 1_000
const tooMuch = 'with the other expressions of this session it is too large'

function hasRoom({ subscriptions }: Session, size: number): boolean {
  let sum = size
  if (size > 0) for (const { matchingSize } of subscriptions.values()) sum += matchingSize
  return sum <= maxMatchingSize
}

function patternSizeOf(session: Session, destination: string): number {
  const size = session.hub.router.patternSize(destination)
  if (!hasRoom(session, size)) throw refusalFor('badPattern', { destination, detail: `${tooMuch}.` })
  return size
}

function ackMode(session: Session, ack: string): AckMode {
  if (ack === 'auto') return ack
  session.note('acknowledgements', 'SUBSCRIBE', { mode: ack })
  if (session.hub.profile.acknowledgements === 'ignored') return 'auto'
  if (ack === 'client' || ack === 'client-individual') return ack
  throw refusalFor('badAck', { value: ack })
}

const topicOf = ({ hub, id }: Session, route: SubscribeRoute, destination: string): string =>
  route.to === 'own' ? hub.topicOfUser(id, route.destination) : destination

function join(session: Session, frame: Frame, wish: Wish, patternSize: number): undefined {
  if (!session.isOpen) return
  const { hub, subscriptions } = session
  const key = keyFor(session, wish)
  if (key === undefined) return
  const isOwn = hub.profile.messages === 'each-its-own'
  const selector = isOwn ? selectorOf(session, frame, patternSize) : undefined
  const own = isOwn ? ownShape(session, wish.id, selector) : undefined
  const subscription = new Subscription(session, wish, own, patternSize + (selector?.size ?? 0))
  subscriptions.set(key, subscription)
  hub.topics.add(subscription)
  hub.monitor({ type: 'subscribed', session, id: wish.id, destination: wish.destination })
  if (
    hub.profile.userDestinations === 'queues' &&
    isPattern(wish.destination) &&
    wish.destination.startsWith('/queue/')
  )
    session.note('overheard', 'SUBSCRIBE', { destination: wish.destination })
}

/**
 * Under which key a subscription is kept: its id, or for one more of the same id, as Spring may have it, an id no client can
 * write. @returns undefined when it is passed over.
 */
function keyFor(session: Session, { id, destination, topic }: Wish): string | undefined {
  const { subscriptions, hub } = session
  const first = subscriptions.get(id)
  if (first === undefined) return id
  session.note('duplicateId', 'SUBSCRIBE', { id, first: first.destination, second: destination })
  const isOther = topic !== first.topic || hub.profile.subscriptionIds === 'first-stays-and-doubles'
  return isOther && hub.sentTo.has(topic) ? `${id}\0${++session.doubles}` : undefined
}

function ownShape(session: Session, id: string, selector: SizedSelector | undefined): OwnShape {
  const { hub, connection } = session
  const reader = {
    framing: connection.framing,
    receiver: springReceiver(id, session.id),
    isServed: () => session.isServed,
    nextMessageNumber: () => hub.nextDeliveryNumber(),
    undeliverable: () => session.undeliverable(),
  }
  return new OwnShape(reader, selector)
}

function selectorOf(session: Session, { headers }: Frame, patternSize: number): SizedSelector | undefined {
  const { selectorHeader } = session.hub.profile
  const text = headers.get(selectorHeader ?? 'selector')
  if (text === undefined) return undefined
  if (selectorHeader === undefined) {
    session.note('selectorPassedOver', 'SUBSCRIBE', { selector: text })
    return undefined
  }
  try {
    const selector = parseSelector(text)
    if (!hasRoom(session, patternSize + selector.size)) throw new SelectorError(tooMuch)
    return selector
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error
    session.note('selectorUnreadable', 'SUBSCRIBE', { selector: text, detail: error.message })
    return undefined
  }
}

function ask(session: Session, { headers, body }: Frame, wish: Wish, path: string) {
  const { hub } = session
  const { id, destination } = wish
  const reply = (answer: Uint8Array, answerHeaders: Iterable<readonly [string, string]>) => {
    if (!session.isOpen) return
    if (hub.profile.messages === 'each-its-own')
      answerAlone(session, wish, HeaderBlock.of(answerHeaders), answer)
    else session.queue('MESSAGE', [...answerTo(session, wish), ...answerHeaders], answer)
  }
  const publish = hub.send
  const inbound = { session, path, destination, headers, body, publish, reply }
  const taken = handled(session, 'SUBSCRIBE', inbound)
  if (taken === undefined) throw hub.router.nobodyTakes('SUBSCRIBE', destination)
  hub.monitor({ type: 'subscribed', session, id, destination })
  return taken === true ? undefined : taken
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

/** As {@link OwnShape} writes a message, with the kind that its content-type says. */
function answerAlone(
  session: Session,
  { id, destination }: Wish,
  headers: HeaderBlock,
  body: Uint8Array,
): void {
  const { hub, connection } = session
  const shape = ownShape(session, id, undefined)
  const message = { destination, messageId: hub.nextMessageId(), headers, body }
  const frame = shape.encode(message)
  if (frame === undefined) return
  const encoded = connection.framing.wrap(frame, shape.kindOf(message))
  if (encoded) session.queueEncoded(encoded)
  else session.undeliverable()
}
