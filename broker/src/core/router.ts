import { isPattern } from '../destination/ant-pattern.ts'
import { checkDestination } from '../destination/check.ts'
import { nearest } from '../destination/nearest.ts'
import { behindPrefix } from '../destination/prefixes.ts'
import { type Refusal, refusalFor } from './errors.ts'
import type { Limits } from './limits.ts'
import type { Application } from './ports.ts'

export interface Prefixes {
  /** Go to handlers, without the prefix. */
  readonly application: readonly string[]
  /** Are topics, by their whole name. */
  readonly broker: readonly string[]
}

export const defaultPrefixes: Prefixes = {
  application: ['/pub', '/app'],
  broker: ['/sub', '/topic', '/queue'],
}

export type Route = { readonly to: 'topic' } | { readonly to: 'application'; readonly path: string }

const maxRemembered = 4_096

/** Where a destination leads. Names once judged are remembered, up to a bound. */
export class Router {
  readonly #prefixes: Prefixes
  readonly #limits: Limits
  readonly #application: Application
  readonly #remembered = new Map<string, Route>()

  constructor(prefixes: Prefixes, limits: Limits, application: Application) {
    this.#prefixes = prefixes
    this.#limits = limits
    this.#application = application
  }

  /** @throws Refusal for a name that is malformed, a pattern, or behind no prefix. */
  send(destination: string): Route {
    const known = this.#remembered.get(destination)
    if (known !== undefined) return known
    const route = this.#judge('SEND', destination)
    if (isPattern(destination)) throw refusalFor('patternDestination', { destination })
    if (this.#remembered.size >= maxRemembered) this.#remembered.clear()
    this.#remembered.set(destination, route)
    return route
  }

  subscribe(destination: string): Route {
    return this.#judge('SUBSCRIBE', destination)
  }

  nobodyTakes(command: string, destination: string): Refusal {
    const { application, broker } = this.#prefixes
    const paths = application.flatMap((prefix) => this.#application.paths.map((path) => prefix + path))
    const near =
      nearest(destination, paths) ??
      nearest(destination.split('/').slice(0, 2).join('/'), [...application, ...broker])
    const all = [...application, ...broker].join(' ')
    return refusalFor('nobodyTakes', {
      command,
      destination,
      nearest: near === undefined ? `Prefixes here: ${all}.` : `Did you mean ${near}?`,
    })
  }

  #judge(command: string, destination: string): Route {
    const problem = checkDestination(destination, this.#limits)
    if (problem) throw refusalFor(problem.refusal, problem.values)
    if (behindPrefix(destination, this.#prefixes.broker) !== undefined) return { to: 'topic' }
    const path = behindPrefix(destination, this.#prefixes.application)
    if (path === undefined) throw this.nobodyTakes(command, destination)
    return { to: 'application', path }
  }
}
