import type { BrokerEvent, Monitor } from '../core/events.ts'
import { isThenable } from './thenable.ts'

type Of<Type extends BrokerEvent['type']> = Extract<BrokerEvent, { readonly type: Type }>

/** What happens to sessions. A session that never got as far as CONNECTED is only told of by `disconnect`, its `version` undefined. */
export interface SessionEvents {
  /** CONNECT came and passed the interceptors. */
  readonly connect: Of<'connecting'>
  /** CONNECTED was said. */
  readonly connected: Of<'connected'>
  /** A SUBSCRIBE was taken. */
  readonly subscribe: Of<'subscribed'>
  /** A subscription was ended by UNSUBSCRIBE. */
  readonly unsubscribe: Of<'unsubscribed'>
  /** A session is over, for whatever reason. */
  readonly disconnect: Of<'disconnected'>
}

/** What `app.on` may listen to. */
export type SessionEventName = keyof SessionEvents

type AnyListener = (event: SessionEvents[SessionEventName]) => unknown

const nameOf = {
  connecting: 'connect',
  connected: 'connected',
  subscribed: 'subscribe',
  unsubscribed: 'unsubscribe',
  disconnected: 'disconnect',
} as const satisfies Partial<Record<BrokerEvent['type'], SessionEventName>>

const isSessionEvent = (event: BrokerEvent): event is SessionEvents[SessionEventName] => event.type in nameOf

/** Tells user code of sessions. What it throws harms nobody and is reported. */
export class Listeners {
  readonly #monitor: Monitor
  readonly #byName: Readonly<Record<SessionEventName, AnyListener[]>> = {
    connect: [],
    connected: [],
    subscribe: [],
    unsubscribe: [],
    disconnect: [],
  }

  constructor(monitor: Monitor) {
    this.#monitor = monitor
  }

  /** @throws TypeError for an event there is not. */
  add(name: SessionEventName, listener: AnyListener): void {
    if (!Object.hasOwn(this.#byName, name))
      throw new TypeError(`app.on('${name}'): there are ${Object.keys(this.#byName).join(', ')}.`)
    this.#byName[name].push(listener)
  }

  tell(event: BrokerEvent): void {
    if (!isSessionEvent(event)) return
    for (const listener of this.#byName[nameOf[event.type]]) this.#tellOne(listener, event)
  }

  #tellOne(listener: AnyListener, event: SessionEvents[SessionEventName]): void {
    try {
      const told = listener(event)
      if (isThenable(told)) told.then(undefined, (error: unknown) => this.#report(event, error))
    } catch (error) {
      this.#report(event, error)
    }
  }

  #report(event: SessionEvents[SessionEventName], error: unknown): void {
    const command = `app.on('${nameOf[event.type]}')`
    const destination = 'destination' in event ? event.destination : ''
    this.#monitor({ type: 'handler-failed', session: event.session, command, destination, error })
  }
}
