import type { BrokerEvent } from '../core/events.ts'
import type { LoggedEvent } from './event-line.ts'
import { failurePlace } from './failure-place.ts'
import { cut, jsonLine } from './printable.ts'

/** One event as one line of JSON. Keys of a type are always the same; what is unknown is null. */
export function eventJson(event: LoggedEvent, at: Date): string {
  return jsonLine({ time: at.toISOString(), type: event.type, ...fields(event) })
}

function fields(event: LoggedEvent): object {
  switch (event.type) {
    case 'connected':
      return connected(event)
    case 'subscribed':
    case 'unsubscribed':
      return { session: event.session.id, id: cut(event.id), destination: cut(event.destination) }
    case 'refused':
      return refused(event)
    case 'handler-failed':
      return handlerFailed(event)
    case 'ignored':
      return ignored(event)
    case 'not-in-spring':
      return { session: event.session.id, command: cut(event.command), cause: cut(event.cause) }
    case 'nobody-there':
      return { user: cut(event.user), destination: cut(event.destination), isConnected: event.isConnected }
    case 'undeliverable':
      return { destination: cut(event.destination), subscribers: event.subscribers }
    case 'headers-left-out':
      return { destination: cut(event.destination), headers: event.headers }
    case 'turned-away':
      return turnedAway(event)
    case 'not-served':
      return notServed(event)
    case 'disconnected':
      return disconnected(event)
  }
}

type Event<T extends BrokerEvent['type']> = Extract<BrokerEvent, { type: T }>

const known = (text: string | undefined): string | null => (text === undefined ? null : cut(text))

function connected({ session }: Event<'connected'>): object {
  const { id, version, login, user, handshake } = session
  const { transport, path, remoteAddress } = handshake
  return {
    session: id,
    version: version ?? null,
    login: known(login),
    user: known(user?.name),
    transport,
    path: cut(path),
    remoteAddress,
  }
}

function refused({ session, code, message, mend, command, destination }: Event<'refused'>): object {
  return {
    session: session.id,
    code,
    message: cut(message),
    mend: known(mend),
    command: known(command),
    destination: known(destination),
  }
}

const ignored = ({ session, command, destination, cause, mend }: Event<'ignored'>): object => ({
  session: known(session?.id),
  command: known(command),
  destination: known(destination),
  cause: cut(cause),
  mend,
})

const turnedAway = ({ remoteAddress, code, message, count }: Event<'turned-away'>): object => ({
  remoteAddress,
  code,
  message: cut(message),
  count,
})

const notServed = ({ remoteAddress, path, status, message }: Event<'not-served'>): object => ({
  remoteAddress,
  path: cut(path),
  status,
  message: cut(message),
})

function handlerFailed({ session, command, destination, error }: Event<'handler-failed'>): object {
  const [name, message] = error instanceof Error ? [error.name, error.message] : [null, String(error)]
  const failure = { name, message: cut(message), at: known(failurePlace(error)) }
  return { session: known(session?.id), command: cut(command), destination: cut(destination), error: failure }
}

function disconnected({
  session,
  code,
  reason,
  by,
  lifetimeMs,
  subscriptions,
}: Event<'disconnected'>): object {
  return {
    session: session.id,
    code,
    reason: cut(reason),
    by,
    lifetimeMs: Math.round(lifetimeMs),
    subscriptions,
  }
}
