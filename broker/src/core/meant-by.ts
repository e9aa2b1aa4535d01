import { nearest } from '../destination/nearest.ts'
import { behindPrefix, withSlash } from '../destination/prefixes.ts'
import type { Application } from './ports.ts'

/** Who wants to go there: a client by this frame, or code that sends. */
export type Asking = 'SEND' | 'SUBSCRIBE' | 'code'

/** Where a destination may lead. */
export interface Known {
  readonly prefixes: {
    readonly application: readonly string[]
    readonly broker: readonly string[]
    readonly user: string
  }
  readonly separator: string
  readonly application: Application
  /** Whether it may be told that somebody subscribes to exactly that. */
  readonly isRead: (topic: string) => boolean
}

/** Longer ones are nobody's slip. */
const longest = 255

/** What brokers usually have. Where one of these leads nowhere it was not forgotten: the configuration has others. */
const usualPrefixes: readonly string[] = ['/pub', '/app', '/sub', '/topic', '/queue', '/user']

/** What to do about a destination that nothing takes. Names nothing that would be refused in its turn. */
export function adviceFor(asking: Asking, destination: string, known: Known): string {
  const other = routeOfOtherFrame(asking, destination, known)
  if (other !== undefined) return other
  const meant = meantBy(asking, destination, known)
  return meant === undefined ? prefixesHere(known) : `Did you mean ${meant}?`
}

/** The same where the slash in front is missing. */
export function adviceWithoutSlash(asking: Asking, destination: string, known: Known): string {
  const slashed = `/${destination}`
  const isSound = isShort(slashed) && leadsSomewhere(asking, slashed, known)
  return isSound ? `Did you mean ${slashed}?` : adviceFor(asking, slashed, known)
}

export const prefixesHere = ({ prefixes: { application, broker, user } }: Known): string =>
  `Prefixes here: ${[...application, ...broker, user].join(' ')}.`

/** Who has the right path and the wrong frame is told of the frame; another path would be wrong. */
function routeOfOtherFrame(asking: Asking, destination: string, known: Known): string | undefined {
  if (asking === 'SUBSCRIBE' && takes('SEND', destination, known))
    return `The route there takes SEND: subscribe to where it sends, behind ${listed(known.prefixes.broker)}.`
  if (asking === 'SEND' && takes('SUBSCRIBE', destination, known))
    return 'The route there takes SUBSCRIBE, and answers whoever subscribes.'
  return undefined
}

/** For a destination that nothing takes, one like it that would be taken; undefined when there is none. */
function meantBy(asking: Asking, destination: string, known: Known): string | undefined {
  if (!isShort(destination) || isEmpty(destination)) return undefined
  return (
    withForgottenPrefix(asking, destination, known) ??
    nearestRoute(asking, destination, known) ??
    withNearestPrefix(asking, destination, known) ??
    likelyTopic(asking, destination, known)
  )
}

/** Where behind a prefix there is somebody: a route that takes it, or a subscriber. */
function withForgottenPrefix(asking: Asking, destination: string, known: Known): string | undefined {
  const { prefixes, isRead } = known
  const written = [destination, separated(destination, known)]
  const behind = (all: readonly string[]) =>
    all.flatMap((prefix) => written.map((each) => below(prefix, each)))
  const isTaken = (candidate: string) => takes(asking, candidate, known)
  return behind(prefixes.application).find(isTaken) ?? behind(prefixes.broker).find(isRead)
}

/** A route by its whole name; for SEND, which asks for one more often than not, also where the prefix is missing besides. */
function nearestRoute(asking: Asking, destination: string, known: Known): string | undefined {
  if (asking === 'code') return undefined
  const { prefixes, application } = known
  const paths = application.paths(asking)
  const routes = prefixes.application.flatMap((prefix) => paths.map((path) => below(prefix, path)))
  const near = nearest(
    destination,
    routes.filter((route) => route !== destination),
  )
  if (near !== undefined || asking === 'SUBSCRIBE') return near
  const path = nearest(destination, paths)
  return path === undefined ? undefined : routes[paths.indexOf(path)]
}

function withNearestPrefix(asking: Asking, destination: string, known: Known): string | undefined {
  const { application, broker, user } = known.prefixes
  const [first, rest = ''] = splitFirst(destination, known)
  const prefix = nearest(first, [...application, ...broker, user])
  const candidate = prefix === undefined || rest === '' ? destination : below(prefix, rest)
  return candidate !== destination && leadsSomewhere(asking, candidate, known) ? candidate : undefined
}

function leadsSomewhere(asking: Asking, candidate: string, known: Known): boolean {
  const { application, broker, user } = known.prefixes
  if (behindPrefix(candidate, application) !== undefined) return takes(asking, candidate, known)
  const own = behindPrefix(candidate, [user])
  if (own !== undefined) return broker.some((prefix) => own.includes(withSlash(prefix)))
  return behindPrefix(candidate, broker) !== undefined
}

/** To subscribe, and from code to send, any topic will do: one behind the first prefix there is. */
function likelyTopic(asking: Asking, destination: string, known: Known): string | undefined {
  const { application, broker, user } = known.prefixes
  const isPrefixed = [...usualPrefixes, ...application, user].includes(splitFirst(destination, known)[0])
  if (asking === 'SEND' || isPrefixed || broker[0] === undefined) return undefined
  return below(broker[0], separated(destination, known))
}

function takes(asking: Asking, candidate: string, { prefixes, application, separator }: Known): boolean {
  const path = behindPrefix(candidate, prefixes.application, separator)
  return path !== undefined && asking !== 'code' && application.takes(asking, path)
}

/** `/sub, /topic or /queue` */
function listed(prefixes: readonly string[]): string {
  const last = prefixes.at(-1) ?? 'no prefix at all'
  return prefixes.length < 2 ? last : `${prefixes.slice(0, -1).join(', ')} or ${last}`
}

const below = (prefix: string, path: string): string => withSlash(prefix) + path.replace(/^\//, '')

/** As patterns and routes are written here: `/chat/room` where `.` separates is `/chat.room`. */
const separated = (destination: string, { separator }: Known): string =>
  destination.replace(/(?<=.)\/(?=.)/g, separator)

/** What may be a prefix, and what is behind it. Prefixes end at a slash, which is easily forgotten where `.` separates. */
function splitFirst(destination: string, { separator }: Known): readonly [first: string, rest?: string] {
  const end = destination.slice(1).search(separator === '/' ? /\// : /[/.]/) + 1
  return end === 0 ? [destination] : [destination.slice(0, end), destination.slice(end + 1)]
}

const isShort = (destination: string): boolean => destination.length <= longest

const isEmpty = (destination: string): boolean => destination.replace(/^\//, '') === ''
