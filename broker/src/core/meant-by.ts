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

/** For a destination that nothing takes, one like it that would be taken; undefined when there is none. */
export function meantBy(asking: Asking, destination: string, known: Known): string | undefined {
  if (destination.length > longest || isEmpty(destination)) return undefined
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
  return own === undefined || broker.some((prefix) => own.includes(withSlash(prefix)))
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

const below = (prefix: string, path: string): string => withSlash(prefix) + path.replace(/^\//, '')

/** As patterns and routes are written here: `/chat/room` where `.` separates is `/chat.room`. */
const separated = (destination: string, { separator }: Known): string =>
  destination.replace(/(?<=.)\/(?=.)/g, separator)

/** What may be a prefix, and what is behind it. Prefixes end at a slash, which is easily forgotten where `.` separates. */
function splitFirst(destination: string, { separator }: Known): readonly [first: string, rest?: string] {
  const end = destination.slice(1).search(separator === '/' ? /\// : /[/.]/) + 1
  return end === 0 ? [destination] : [destination.slice(0, end), destination.slice(end + 1)]
}

const isEmpty = (destination: string): boolean => destination.replace(/^\//, '') === ''
