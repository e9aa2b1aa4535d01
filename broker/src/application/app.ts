import type {
  Application,
  BrokerEvent,
  Handled,
  Inbound,
  InterceptedFrame,
  Monitor,
  Publish,
  UserRegistry,
  Verdict,
} from '../core/ports.ts'
import type { Profile } from '../core/profile/profile.ts'
import { bodyReader, readAsItComes } from './body.ts'
import { MessageContext } from './context.ts'
import { type Interceptor, Interceptors } from './interceptors.ts'
import { Listeners, type SessionEventName, type SessionEvents } from './listeners.ts'
import type { Mappings } from './mappings.ts'
import { PrefixedRouter, type Tables } from './router.ts'
import { Routes } from './routes.ts'
import { type Route, runRoute } from './run-route.ts'
import { PublishingTemplate, type Template } from './template.ts'

/** What an application does with what clients send, as the controllers of a Spring application would. */
export interface App extends Mappings {
  /** Sees these frames before the broker does, in the order of definition. */
  intercept(command: InterceptedFrame['command'], interceptor: Interceptor): void
  /** Told of what happens to sessions. Nobody waits for it. */
  on<Name extends SessionEventName>(name: Name, listener: (event: SessionEvents[Name]) => unknown): void
  /** To keep, and to send with from any code in the process. */
  readonly template: Template
  /** Who is connected, to be asked by handlers. Nobody before the broker is created. */
  readonly users: UserRegistry
}

export interface ApplicationParts {
  /** Between the segments of routes. Default `/`. */
  readonly separator?: '/' | '.'
  readonly prefixes?: {
    readonly application?: readonly string[]
    readonly broker?: readonly string[]
    readonly user?: string
  }
  /** What a body is where a route does not say. Default `as-they-come`. */
  readonly bodies?: Profile['bodies']
  /** Default `correlated`. */
  readonly answers?: Profile['answers']
  /** Told of a `sendTo` that nobody could subscribe to. Without it that is a TypeError. */
  readonly strayReply?: (problem: string) => void
  /** Told of listeners that failed. */
  readonly monitor?: Monitor
}

const nobody: UserRegistry = { size: 0, names: [], get: () => undefined, subscriptionsTo: () => [] }

/** What user code defines. */
class DefinedApp extends PrefixedRouter implements App {
  readonly interceptors = new Interceptors()
  readonly listeners: Listeners
  readonly template: PublishingTemplate
  users: UserRegistry = nobody

  constructor(tables: Tables, monitor: Monitor) {
    super('', tables)
    this.listeners = new Listeners(monitor)
    this.template = new PublishingTemplate(tables.rules.userPrefix)
  }

  intercept(command: InterceptedFrame['command'], interceptor: Interceptor): void {
    this.interceptors.add(command, interceptor)
  }

  on(name: SessionEventName, listener: (event: never) => unknown): void {
    this.listeners.add(name, listener as Parameters<Listeners['add']>[1])
  }
}

/** Keeps what an application defined and runs it for the core. */
export class RoutedApplication implements Application {
  readonly #tables: Tables
  readonly #app: DefinedApp

  constructor(parts: ApplicationParts = {}) {
    this.#tables = tablesOf(parts)
    this.#app = new DefinedApp(this.#tables, parts.monitor ?? (() => {}))
  }

  /** For user code. */
  get app(): App {
    return this.#app
  }

  get paths(): readonly string[] {
    const { messages, subscriptions, rules } = this.#tables
    const slash = rules.separator === '/' ? '' : '/'
    return [...messages.patterns, ...subscriptions.patterns].map((pattern) => slash + pattern)
  }

  /** From here on `app.template` sends, and `app.users` knows who is there. */
  opened(publish: Publish, users: UserRegistry): void {
    this.#app.template.open(publish)
    this.#app.users = users
  }

  /** From here on `app.template` does nothing. */
  closed(): void {
    this.#app.template.close()
  }

  /** Tells the listeners. */
  told(event: BrokerEvent): void {
    this.#app.listeners.tell(event)
  }

  intercepts(command: InterceptedFrame['command']): boolean {
    return this.#app.interceptors.has(command)
  }

  intercept(frame: InterceptedFrame): Verdict | Promise<Verdict> {
    return this.#app.interceptors.run(frame)
  }

  onMessage(inbound: Inbound): Handled {
    return this.#run(this.#tables.messages, inbound)
  }

  onSubscribe(inbound: Inbound): Handled {
    return this.#run(this.#tables.subscriptions, inbound)
  }

  #run(routes: Routes<Route>, inbound: Inbound): Handled {
    const found = routes.find(inbound.path)
    if (found === undefined) return undefined
    const { value: route, params } = found
    const { userPrefix } = this.#tables.rules
    const read = route.params.read(params)
    return runRoute(route, inbound, new MessageContext(inbound, read, userPrefix, route.readBody))
  }
}

function tablesOf({
  separator = '/',
  prefixes = {},
  bodies = 'as-they-come',
  answers = 'correlated',
  strayReply,
}: ApplicationParts): Tables {
  return {
    rules: {
      separator,
      applicationPrefixes: prefixes.application ?? [],
      brokerPrefixes: prefixes.broker ?? [],
      userPrefix: prefixes.user ?? '/user',
      answers,
      strayReply: strayReply ?? refuse,
    },
    messages: new Routes(separator),
    subscriptions: new Routes(separator),
    readBody: bodies === 'json' ? bodyReader('json') : readAsItComes,
  }
}

function refuse(problem: string): never {
  throw new TypeError(problem)
}
