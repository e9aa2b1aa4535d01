import type { Reason } from '../reason.ts'
import type { StompHeaders } from '../wire/headers.ts'
import type { Session } from '../wire/session.ts'
import type { Delivery } from './delivery.ts'

/** Whoever takes the messages of a subscription. */
export interface Subscriber {
  sent(): void
  confirmed(how: 'confirmed' | 'sent'): void
  interrupted(reason: Reason): void
  /** The server does not want it. */
  refused(reason: Reason): void
  deliver(message: Delivery): void
}

/** One SUBSCRIBE, whatever the number of those who share it. */
export interface WireSubscription {
  readonly id: string
  readonly destination: string
  readonly headers: StompHeaders
  /** What it is shared by. */
  readonly key: string | undefined
  readonly subscribers: Set<Subscriber>
  /** The session that knows of it. */
  session?: Session | undefined
  /** How the present session took it, once it did. */
  confirmed?: 'confirmed' | 'sent' | undefined
}

export function tellEach({ subscribers }: WireSubscription, tell: (subscriber: Subscriber) => void): void {
  for (const subscriber of [...subscribers]) {
    // One of those before may have ended this one.
    if (subscribers.has(subscriber)) tell(subscriber)
  }
}
