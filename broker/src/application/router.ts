import type { BodyOption, ReadBody } from './body.ts'
import { bodyReader } from './body.ts'
import { Catchers } from './catchers.ts'
import type { Mappings, ReplyRoute, RouteOptions, Router, UserReplyOptions } from './mappings.ts'
import { ReplyTargets } from './reply-targets.ts'
import { checkPattern, joinPatterns, variablesIn } from './route-pattern.ts'
import type { RouteRules } from './route-rules.ts'
import type { Routes } from './routes.ts'
import type { Catcher, Route, Surroundings } from './run-route.ts'

/** What all routers of an application share. */
export interface Tables {
  readonly rules: RouteRules
  readonly messages: Routes<Route>
  readonly subscriptions: Routes<Route>
  /** For routes that do not say what their body is. */
  readonly readBody: ReadBody
}

type RouteArguments =
  readonly [handler: unknown] | readonly [options: RouteOptions<BodyOption>, handler: unknown]
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is more is known to the compiler alone
type AnyReply = ReplyRoute<any, any>

/** Puts routes below a prefix into the tables. */
export class PrefixedRouter implements Router, Mappings, Surroundings {
  readonly parent: Surroundings | undefined
  readonly catchers = new Catchers<Catcher>()
  readonly targets: ReplyTargets
  readonly #prefix: string
  readonly #variables: readonly string[]
  readonly #tables: Tables

  constructor(prefix: string, tables: Tables, parent?: Surroundings) {
    this.parent = parent
    this.#prefix = prefix
    this.#tables = tables
    this.#variables = variablesIn(prefix).names
    this.targets = new ReplyTargets(this.#variables, tables.rules)
  }

  message(pattern: string, ...rest: RouteArguments): AnyReply {
    const route = this.#route(pattern, rest, false)
    this.#tables.messages.add(this.#whole(pattern), route)
    return route.targets
  }

  subscribe(pattern: string, ...rest: RouteArguments): AnyReply {
    const route = this.#route(pattern, rest, true)
    this.#tables.subscriptions.add(this.#whole(pattern), route)
    return route.targets
  }

  catch(type: unknown, handler: unknown): AnyReply {
    const targets = new ReplyTargets(this.#variables, this.#tables.rules)
    this.catchers.add(type, { handler: handler as Catcher['handler'], targets, within: this })
    return targets
  }

  router(prefix: string, define: (router: never) => void): void {
    const whole = this.#whole(prefix)
    define(new PrefixedRouter(whole, this.#tables, this) as never)
  }

  sendTo(...destinations: readonly string[]): this {
    this.targets.sendTo(...destinations)
    return this
  }

  sendToUser(destination?: string | readonly string[], options?: UserReplyOptions): this {
    this.targets.sendToUser(destination, options)
    return this
  }

  /** @throws TypeError for a pattern that would never match. */
  #whole(pattern: string): string {
    const { rules } = this.#tables
    const whole = joinPatterns(this.#prefix, pattern, rules.separator)
    checkPattern(whole, rules)
    return whole
  }

  #route(pattern: string, rest: RouteArguments, answersSubscriber: boolean): Route {
    const handler = rest.at(-1)
    if (typeof handler !== 'function')
      throw new TypeError(`The route ${pattern} needs a function that takes its messages.`)
    const options = rest.length === 2 ? rest[0] : undefined
    if (options && '~standard' in options)
      throw new TypeError(`The route ${pattern} got a schema where its options go: write { body: schema }.`)
    return {
      handler: handler as Route['handler'],
      readBody: options ? bodyReader(options.body) : this.#tables.readBody,
      wantsBody: options !== undefined,
      answersSubscriber,
      targets: new ReplyTargets(variablesIn(this.#whole(pattern)).names, this.#tables.rules),
      within: this,
    }
  }
}
