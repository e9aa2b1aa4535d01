import type { BrokerEvent } from '../core/events.ts'
import type { SessionInfo } from '../core/ports.ts'
import { closeHint } from './close-hints.ts'
import { failurePlace, failureText } from './failure-place.ts'
import { type Format, logLine } from './line.ts'
import { printable, word } from './printable.ts'
import type { Screen } from './screen.ts'

type Event<T extends BrokerEvent['type']> = Extract<BrokerEvent, { type: T }>

/** Who is still being decided is told of when it is. */
export type LoggedEvent = Exclude<BrokerEvent, { type: 'connecting' }>

/** Somebody has to act; it tells what goes on; or it is for who asked for more, as it is no matter in most cases. */
type Rank = 'urgent' | 'usual' | 'detail'

interface Look {
  readonly format: Format
  readonly rank: Rank
  /** It explains itself, and is told to its end. What only lists names may be cut where the terminal ends. */
  readonly isWhole: boolean
}

const looks: Readonly<Record<LoggedEvent['type'], Look>> = {
  connected: { format: 'green', rank: 'usual', isWhole: false },
  subscribed: { format: 'cyan', rank: 'usual', isWhole: false },
  unsubscribed: { format: 'dim', rank: 'usual', isWhole: false },
  refused: { format: 'red', rank: 'urgent', isWhole: true },
  'handler-failed': { format: 'red', rank: 'urgent', isWhole: true },
  ignored: { format: 'magenta', rank: 'urgent', isWhole: true },
  'not-in-spring': { format: 'dim', rank: 'detail', isWhole: true },
  'nobody-there': { format: 'dim', rank: 'detail', isWhole: true },
  undeliverable: { format: 'yellow', rank: 'urgent', isWhole: true },
  'headers-left-out': { format: 'yellow', rank: 'urgent', isWhole: true },
  'turned-away': { format: 'red', rank: 'urgent', isWhole: true },
  'not-served': { format: 'yellow', rank: 'urgent', isWhole: true },
  disconnected: { format: 'yellow', rank: 'usual', isWhole: true },
}

/** Whether it is told of even where only what matters is. */
export const isUrgent = ({ type }: LoggedEvent): boolean => looks[type].rank === 'urgent'

/** Whether it is told of only where everything is. */
export const isDetail = ({ type }: LoggedEvent): boolean => looks[type].rank === 'detail'

/** One event as one line for a person: time, what, session, details. */
export function eventLine(event: LoggedEvent, at: Date, screen: Screen): string {
  const { format, isWhole } = looks[event.type]
  const sessionId = 'session' in event ? event.session.id : undefined
  const isDim = event.type === 'unsubscribed'
  const what = event.type.replaceAll('-', ' ')
  return logLine({ at, what, format, sessionId, details: details(event), isDim, isWhole }, screen)
}

function details(event: LoggedEvent): string {
  switch (event.type) {
    case 'connected':
      return connected(event.session)
    case 'subscribed':
    case 'unsubscribed':
      return `${word(event.id)} → ${word(event.destination)}`
    case 'refused':
      return refused(event)
    case 'handler-failed':
      return handlerFailed(event)
    case 'ignored':
      return ignored(event)
    case 'not-in-spring':
      return printable(event.cause)
    case 'nobody-there':
      return nobodyThere(event)
    case 'undeliverable':
      return undeliverable(event)
    case 'headers-left-out':
      return headersLeftOut(event)
    case 'turned-away':
      return turnedAway(event)
    case 'not-served':
      return notServed(event)
    case 'disconnected':
      return disconnected(event)
  }
}

/** Who it is comes first: of the rest something may be cut. */
function connected({ version, handshake, login, user }: SessionInfo): string {
  const claim = login === undefined ? '' : `login ${word(login)}, `
  const who = user === undefined ? claim : `user ${word(user.name)}, `
  const { transport, path, remoteAddress } = handshake
  const at = path === '' ? '' : ` at ${word(path)}`
  return `${who}STOMP ${version ?? '?'} over ${word(transport)}${at} from ${word(remoteAddress)}`
}

function refused({ code, message, mend, command, destination }: Event<'refused'>): string {
  const frame = [command, destination]
    .filter((part) => part !== undefined)
    .map(word)
    .join(' ')
  return `${frame === '' ? '' : `${frame}: `}${word(code)}: ${withMend(message, mend)}`
}

function turnedAway({ remoteAddress, code, message, count }: Event<'turned-away'>): string {
  const who = count === 1 ? word(remoteAddress) : `${count}, the last from ${word(remoteAddress)}`
  return `${who}: ${word(code)}: ${printable(message)}`
}

const notServed = ({ path, status, message }: Event<'not-served'>): string =>
  `${word(path)}: ${status === 0 ? 'no answer' : `HTTP ${status}`}: ${printable(message)}`

function handlerFailed({ command, destination, error }: Event<'handler-failed'>): string {
  const place = failurePlace(error)
  const at = place === undefined ? '' : ` (${printable(place)})`
  const frame = [command, destination].filter((part) => part !== '').map(word)
  return `${frame.join(' ')}: ${printable(failureText(error))}${at}`
}

/** The cause says which frame it is about. */
const ignored = ({ cause, mend }: Event<'ignored'>): string => withMend(cause, mend)

function withMend(cause: string, mend: string | undefined): string {
  if (mend === undefined || cause === '') return printable(mend ?? cause)
  return `${printable(/[.!?]$/.test(cause) ? cause : `${cause}.`)} ${mend}`
}

function nobodyThere({ user, destination, isConnected }: Event<'nobody-there'>): string {
  const to = `${word(destination)} of ${word(user)}`
  if (isConnected) return `${to}: no session of that user subscribes to it`
  return `${to}: no user of that name is connected; a name is what authenticate or setUser says, not login`
}

function undeliverable({ destination, subscribers }: Event<'undeliverable'>): string {
  const whom = subscribers === 1 ? '1 subscriber' : `${subscribers} subscribers`
  return `${word(destination)}: binary, which the SockJS transport of ${whom} cannot carry`
}

function headersLeftOut({ destination, headers }: Event<'headers-left-out'>): string {
  const what = headers === 1 ? 'a header' : `${headers} headers`
  return `${word(destination)}: ${what} with a line end, which the STOMP version of a subscriber cannot say`
}

function disconnected({ code, reason, by, lifetimeMs, subscriptions }: Event<'disconnected'>): string {
  const why = reason === '' ? '' : ` "${printable(reason).replaceAll('"', '\\"')}"`
  const held = subscriptions === 0 ? '' : `, ${subscriptions} subscription${subscriptions === 1 ? '' : 's'}`
  const hint = closeHint(code, by, reason)
  const meaning = hint === undefined ? '' : `: ${hint}`
  return `${code}${why} by ${by} after ${duration(lifetimeMs)}${held}${meaning}`
}

/** A length of time as a person says it. */
export function duration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
