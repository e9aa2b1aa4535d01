import type { BrokerEvent, Monitor } from '../core/events.ts'
import type {
  Application,
  Handled,
  Inbound,
  InterceptedFrame,
  Publish,
  UserRegistry,
  Verdict,
} from '../core/ports.ts'
import type { Profile } from '../core/profile/profile.ts'
import { type App, DefinedApp } from './app.ts'
import { bodyReader, readAsItComes } from './body.ts'
import { MessageContext } from './context.ts'
import type { Tables } from './router.ts'
import { Routes } from './routes.ts'
import { type Route, runRoute } from './run-route.ts'
import { isThenable } from './thenable.ts'
import { withMethodMeant } from './method-meant.ts'

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

/** Defines all that an application does. A function that it returns ends what it began: timers, connections. */
export type DefineApplication = (app: App) => unknown

/** Keeps what an application defined and runs it for the core. */
export class RoutedApplication implements Application {
  readonly #parts: ApplicationParts
  #app: DefinedApp
  #end: () => unknown = nothing
  #surroundings: readonly [Publish, UserRegistry] | undefined

  constructor(parts: ApplicationParts = {}) {
    this.#parts = parts
    this.#app = blank(parts)
  }

  /** For user code. */
  get app(): App {
    return this.#app
  }

  paths(command: 'SEND' | 'SUBSCRIBE'): readonly string[] {
    const slash = this.#app.tables.rules.separator === '/' ? '' : '/'
    return this.#routes(command).patterns.map((pattern) => slash + pattern)
  }

  takes(command: 'SEND' | 'SUBSCRIBE', path: string): boolean {
    return this.#routes(command).takes(path)
  }

  #routes(command: 'SEND' | 'SUBSCRIBE'): Routes<Route> {
    const { messages, subscriptions } = this.#app.tables
    return command === 'SEND' ? messages : subscriptions
  }

  /**
   * Runs user code. What it defines takes the place of what was defined before, whose template sends no more; a handler at
   * work still answers.
   * @returns when the code before has ended what it began.
   * @throws what the code throws, or TypeError for a promise; then all is as it was.
   */
  define(code: DefineApplication = nothing): Promise<void> {
    const app = blank(this.#parts)
    const end = endOf(withMethodMeant(app, () => code(app)))
    const ended = this.closed()
    this.#app = app
    this.#end = end
    if (this.#surroundings) app.open(...this.#surroundings)
    return ended
  }

  /** From here on `app.template` sends, and `app.users` knows who is there. */
  opened(publish: Publish, users: UserRegistry): void {
    this.#surroundings = [publish, users]
    this.#app.open(publish, users)
  }

  /** From here on `app.template` does nothing. Resolves when the code has ended what it began; a failure is reported. */
  async closed(): Promise<void> {
    this.#app.template.close()
    try {
      await this.#end()
    } catch (error) {
      this.#parts.monitor?.({ type: 'handler-failed', command: 'application', destination: '', error })
    }
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
    return this.#run(this.#routes('SEND'), inbound)
  }

  onSubscribe(inbound: Inbound): Handled {
    return this.#run(this.#routes('SUBSCRIBE'), inbound)
  }

  #run(routes: Routes<Route>, inbound: Inbound): Handled {
    const found = routes.find(inbound.path)
    if (found === undefined) return undefined
    const { value: route, params } = found
    const { userPrefix } = this.#app.tables.rules
    const read = route.params.read(params)
    return runRoute(route, inbound, new MessageContext(inbound, read, userPrefix, route.readBody))
  }
}

const nothing = (): void => {}

const blank = (parts: ApplicationParts): DefinedApp =>
  new DefinedApp(tablesOf(parts), parts.monitor ?? nothing)

function endOf(returned: unknown): () => unknown {
  if (typeof returned === 'function') return returned as () => unknown
  if (!isThenable(returned)) return nothing
  returned.then(undefined, nothing)
  throw new TypeError(
    'application(app) is async. What takes time comes before: await it in the file, then export default defineBroker({ … }).',
  )
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
