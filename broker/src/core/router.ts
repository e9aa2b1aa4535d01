import { AntPattern, isPattern } from '../destination/ant-pattern.ts'
import { checkDestination, type DestinationProblem } from '../destination/check.ts'
import { behindPrefix, startsWithPrefix } from '../destination/prefixes.ts'
import { parseUserDestination } from '../destination/user-destination.ts'
import { type Refusal, refusalFor } from './errors.ts'
import type { Limits } from './limits.ts'
import { adviceFor, adviceWithoutSlash, type Asking, type Known, prefixesHere } from './meant-by.ts'
import type { Profile } from './profile/profile.ts'

/** Where destinations lead, by what they begin with. Each list that is given replaces its default. */
export interface Prefixes {
  /** Destinations behind these go to your routes, without the prefix. Default `['/pub', '/app']`. */
  readonly application: readonly string[]
  /** Destinations behind these are topics, by their whole name. Default `['/sub', '/topic', '/queue']`. */
  readonly broker: readonly string[]
  /**
   * Leads to the sessions of one user: `/user/queue/x` is the subscriber's own, `/user/<name>/queue/x` somebody's. Default
   * `'/user'`.
   */
  readonly user: string
}

export const defaultPrefixes: Prefixes = {
  application: ['/pub', '/app'],
  broker: ['/sub', '/topic', '/queue'],
  user: '/user',
}

interface ToTopic {
  readonly to: 'topic'
}
interface ToApplication {
  readonly to: 'application'
  readonly path: string
}

export type SendRoute =
  | ToTopic
  | ToApplication
  /** `destination` is behind the name: `/queue/x`. */
  | { readonly to: 'user'; readonly name: string; readonly destination: string }

export type SubscribeRoute =
  | ToTopic
  | ToApplication
  /** `destination` is behind the user prefix: `/queue/x`. */
  | { readonly to: 'own'; readonly destination: string }

export interface RouterParts extends Known {
  readonly prefixes: Prefixes
  readonly limits: Limits
  readonly profile: Profile
}

const maxRemembered = 4_096

/** Where a destination leads. Names once judged are remembered, up to a bound. */
export class Router {
  readonly #parts: RouterParts
  readonly #remembered = new Map<string, SendRoute>()

  constructor(parts: RouterParts) {
    this.#parts = parts
  }

  /** @throws Refusal for a name that is malformed, a pattern, or behind no prefix. */
  send(destination: string, asking: Asking = 'SEND'): SendRoute {
    const known = this.#remembered.get(destination)
    if (known !== undefined) return known
    this.#check(asking, destination)
    const route = this.#usersComeFirst
      ? (this.#toUser(destination) ?? this.#plain(destination))
      : (this.#plain(destination) ?? this.#toUser(destination))
    if (route === undefined) throw this.nobodyTakes(asking, destination)
    if (this.#isChecked && isPattern(route.to === 'user' ? route.destination : destination))
      throw refusalFor('patternDestination', { destination })
    if (destination.length > this.#parts.limits.maxDestinationBytes) return route
    if (this.#remembered.size >= maxRemembered) this.#remembered.clear()
    this.#remembered.set(destination, route)
    return route
  }

  /** @throws Refusal as {@link send}; patterns are welcome, and looked at by {@link patternSize}. */
  subscribe(destination: string): SubscribeRoute {
    this.#check('SUBSCRIBE', destination)
    const route = this.#usersComeFirst
      ? (this.#own(destination) ?? this.#plain(destination))
      : (this.#plain(destination) ?? this.#own(destination))
    if (route === undefined) throw this.nobodyTakes('SUBSCRIBE', destination)
    return route
  }

  /** Whether a broker prefix takes it. */
  isTopic(destination: string): boolean {
    const { broker } = this.#parts.prefixes
    if (this.#isChecked) return behindPrefix(destination, broker) !== undefined
    return broker.length === 0 || startsWithPrefix(destination, broker)
  }

  /** A topic, or the subscriber's own. */
  mayBeRead(destination: string): boolean {
    return this.isTopic(destination) || behindPrefix(destination, [this.#parts.prefixes.user]) !== undefined
  }

  nobodyTakes(asking: Asking, destination: string): Refusal {
    return refusalFor('nobodyTakes', {
      command: asking === 'code' ? 'SEND' : asking,
      destination,
      advice: adviceFor(asking, destination, this.#parts),
    })
  }

  get #isChecked(): boolean {
    return this.#parts.profile.destinations === 'checked'
  }

  /** What is for a user is no topic, however wide the prefixes of topics are; but for one that names it. */
  get #usersComeFirst(): boolean {
    const { broker, user } = this.#parts.prefixes
    return this.#isChecked && !broker.includes(user)
  }

  #check(asking: Asking, destination: string): void {
    const problem = this.#problemWith(destination)
    if (problem === undefined) return
    const { refusal, values } = problem
    if (refusal !== 'noLeadingSlash') throw refusalFor(refusal, values)
    throw refusalFor(refusal, { ...values, advice: this.#slashAdvice(asking, destination) })
  }

  #problemWith(destination: string): DestinationProblem | undefined {
    return this.#isChecked ? checkDestination(destination, this.#parts.limits) : undefined
  }

  #slashAdvice(asking: Asking, destination: string): string {
    const slashed = `/${destination}`
    const isSound =
      this.#problemWith(slashed) === undefined && (asking === 'SUBSCRIBE' || !isPattern(slashed))
    return isSound ? adviceWithoutSlash(asking, destination, this.#parts) : prefixesHere(this.#parts)
  }

  /** What a pattern costs with each destination; 0 for most, and for what is none. @throws Refusal for one that cannot be read. */
  patternSize(destination: string): number {
    if (!isPattern(destination)) return 0
    try {
      return new AntPattern(destination, this.#parts.separator).size
    } catch (error) {
      throw refusalFor('badPattern', { destination, detail: (error as Error).message })
    }
  }

  #plain(destination: string): ToTopic | ToApplication | undefined {
    const { prefixes, separator } = this.#parts
    const path = behindPrefix(destination, prefixes.application, separator)
    if (path !== undefined) return { to: 'application', path }
    return this.isTopic(destination) ? { to: 'topic' } : undefined
  }

  #toUser(destination: string): SendRoute | undefined {
    const { user } = this.#parts.prefixes
    if (behindPrefix(destination, [user]) === undefined) return undefined
    const parsed = parseUserDestination(destination, user)
    if (parsed === undefined || !this.isTopic(parsed.destination)) throw this.#notForUsers(destination)
    return { to: 'user', ...parsed }
  }

  #own(destination: string): SubscribeRoute | undefined {
    const rest = behindPrefix(destination, [this.#parts.prefixes.user])
    if (rest === undefined) return undefined
    if (!this.isTopic(rest)) throw this.#nobodysOwn(destination)
    return { to: 'own', destination: rest }
  }

  #nobodysOwn(destination: string): Refusal {
    const { user, broker } = this.#parts.prefixes
    return refusalFor('nobodysOwn', { destination, prefix: user, prefixes: broker.join(', ') })
  }

  #notForUsers(destination: string): Refusal {
    const { user, broker } = this.#parts.prefixes
    return refusalFor('notAUserDestination', { destination, prefix: user, prefixes: broker.join(', ') })
  }
}
