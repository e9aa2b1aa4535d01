import type { BodyOption, ReadBody } from './body.ts'
import { bodyReader, channelReader } from './body.ts'
import { Catchers } from './catchers.ts'
import { type Channel, channelRoute } from './channels.ts'
import type { Mappings, ReplyRoute, RouteOptions, Router, UserReplyOptions } from './mappings.ts'
import { asWritten, percentEncoded } from './param-coding.ts'
import { ReplyTargets } from './reply-targets.ts'
import { checkPattern, isBelow, joinPatterns, variablesIn } from './route-pattern.ts'
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
/** A route before it has a handler. */
interface Reading extends Pick<Route, 'readBody' | 'wantsBody' | 'params'> {
  readonly path: string
  readonly replyTo?: string | undefined
}
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

  message(pattern: string | Channel, ...rest: RouteArguments): AnyReply {
    return this.#add('message', pattern, rest)
  }

  subscribe(pattern: string | Channel, ...rest: RouteArguments): AnyReply {
    return this.#add('subscribe', pattern, rest)
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

  #add(call: 'message' | 'subscribe', pattern: string | Channel, rest: RouteArguments): AnyReply {
    const handler = rest.at(-1)
    if (typeof handler !== 'function')
      throw new TypeError(`The route ${nameOf(pattern)} needs a function that takes its messages.`)
    const { rules, messages, subscriptions } = this.#tables
    const { path, replyTo, ...reading } =
      typeof pattern === 'string' ? this.#byPattern(pattern, rest) : this.#byChannel(pattern, call)
    const targets = new ReplyTargets(variablesIn(path).names, rules)
    if (replyTo !== undefined) targets.sendToUser(replyTo, { broadcast: false })
    const route: Route = {
      ...reading,
      handler: handler as Route['handler'],
      answersSubscriber: call === 'subscribe',
      targets,
      within: this,
    }
    const routes = call === 'message' ? messages : subscriptions
    routes.add(path, route)
    return targets
  }

  #byPattern(pattern: string, rest: RouteArguments): Reading {
    const options = rest.length === 2 ? rest[0] : undefined
    if (options && '~standard' in options)
      throw new TypeError(`The route ${pattern} got a schema where its options go: write { body: schema }.`)
    return {
      path: this.#whole(pattern),
      readBody: options ? bodyReader(options.body) : this.#tables.readBody,
      wantsBody: options !== undefined,
      params: asWritten,
    }
  }

  #byChannel(channel: Channel, call: 'message' | 'subscribe'): Reading {
    const { rules } = this.#tables
    const { path, schema, replyTo } = channelRoute(channel, call, rules)
    if (!isBelow(path, this.#prefix, rules.separator))
      throw new TypeError(
        `The channel ${channel.destination} is not below ${this.#prefix}, the prefix of its router.`,
      )
    checkPattern(path, rules)
    return {
      path,
      replyTo,
      readBody: channelReader(schema),
      wantsBody: schema !== undefined,
      params: percentEncoded,
    }
  }
}

const nameOf = (pattern: string | Channel): string =>
  typeof pattern === 'string' ? pattern : pattern.destination
