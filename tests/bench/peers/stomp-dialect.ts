import type { Step } from '../load/plan.ts'
import { markedBody } from './body.ts'
import type { Dialect, MemberWish, PublishWish } from './peer.ts'

/** What differs between those who speak STOMP. */
export interface Manners {
  readonly path: string
  readonly streamingPath?: string
  /** What is subscribed to; holds `{room}`. */
  readonly destination?: string
  readonly login?: Headers
  /** Said once all is subscribed to, where a SUBSCRIBE gets no RECEIPT. */
  readonly confirmation?: Step
  /** How a frame is put into a message. */
  readonly wrap?: (frame: string) => string
}

type Headers = Readonly<Record<string, string>>

const roomDestination = '/sub/chat/room/{room}'

/** SockJS' paths on this one, and its messages of a client. */
export const sockJs = (basePath: string): Manners => ({
  path: `${basePath}/{server}/{session}/websocket`,
  streamingPath: `${basePath}/{server}/{session}`,
  wrap: (frame) => JSON.stringify([frame]),
})

/** Where an application answers a subscription, that it does so tells that the one before was heard. */
export const initialSubscription: Step = {
  say: encoded('SUBSCRIBE', { id: 'init', destination: '/pub/init' }),
  until: 'subscription:init',
}

export function stompDialect(manners: Manners): Dialect {
  const { path, streamingPath, wrap = (frame) => frame } = manners
  const wrapped = (steps: readonly Step[]) => steps.map((step) => ({ ...step, say: wrap(step.say) }))
  return {
    path,
    ...(streamingPath !== undefined && { streamingPath }),
    member: (wish = {}) => wrapped([connect(manners, wish), ...subscribe(manners, wish)]),
    publisher: () => wrapped([connect(manners, {})]),
    publish: (wish) => wrap(sendFrame(manners, wish)),
    own: (wish = {}) => `subscription:${subscriptionId(wish, 0)}`,
  }
}

const connect = ({ login }: Manners, { heartBeatMs = 0 }: MemberWish): Step => ({
  say: encoded('CONNECT', {
    'accept-version': '1.2',
    host: 'localhost',
    'heart-beat': `${heartBeatMs},${heartBeatMs}`,
    ...login,
  }),
  until: 'CONNECTED',
})

/** The last one is confirmed, and with it all. */
function subscribe({ destination = roomDestination, confirmation }: Manners, wish: MemberWish): Step[] {
  const all = Array.from({ length: wish.subscriptions ?? 1 }, (_, index) => ({
    id: subscriptionId(wish, index),
    destination: index === 0 ? destination : destination.replace('{room}', `idle-{id}-${index}`),
    ...(wish.ack !== undefined && { ack: wish.ack }),
  }))
  const steps = all.map((headers) => ({ say: encoded('SUBSCRIBE', headers) }))
  if (confirmation !== undefined) return [...steps, confirmation]
  const last = encoded('SUBSCRIBE', { ...all.at(-1)!, receipt: 'r' })
  return [...steps.slice(0, -1), { say: last, until: 'RECEIPT' }]
}

/** One member's ids are different, and of the same length for every member. */
const subscriptionId = ({ hasOwnId = false }: MemberWish, index: number): string =>
  `${hasOwnId ? 'sub-{id}' : 'sub'}-${index}`

const sendFrame = ({ destination = roomDestination }: Manners, wish: PublishWish): string =>
  encoded(
    'SEND',
    {
      destination: wish.throughHandler ? '/pub/chat/message' : destination,
      'content-type': 'application/json',
      'content-length': String(wish.bodyBytes),
      ...(wish.hasReceipt && { receipt: '{mark}' }),
    },
    markedBody(wish.bodyBytes),
  )

export function encoded(command: string, headers: Headers, body = ''): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`)
  return `${command}\n${lines.join('')}\n${body}\0`
}
