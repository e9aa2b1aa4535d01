import type { Monitor } from '../core/events.ts'
import type { InterceptedFrame, Publish, UserRegistry } from '../core/ports.ts'
import { type Interceptor, Interceptors } from './interceptors.ts'
import { Listeners, type SessionEventName, type SessionEvents } from './listeners.ts'
import type { Mappings } from './mappings.ts'
import { PrefixedRouter, type Tables } from './router.ts'
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

const nobody: UserRegistry = { size: 0, names: [], get: () => undefined, subscriptionsTo: () => [] }

/** What user code defines. */
export class DefinedApp extends PrefixedRouter implements App {
  readonly tables: Tables
  readonly interceptors = new Interceptors()
  readonly listeners: Listeners
  readonly template: PublishingTemplate
  users: UserRegistry = nobody

  constructor(tables: Tables, monitor: Monitor) {
    super('', tables)
    this.tables = tables
    this.listeners = new Listeners(monitor)
    this.template = new PublishingTemplate(tables.rules.userPrefix)
  }

  /** From here on the template sends, and `users` knows who is there. */
  open(publish: Publish, users: UserRegistry): void {
    this.template.open(publish)
    this.users = users
  }

  intercept(command: InterceptedFrame['command'], interceptor: Interceptor): void {
    this.interceptors.add(command, interceptor)
  }

  on(name: SessionEventName, listener: (event: never) => unknown): void {
    this.listeners.add(name, listener as Parameters<Listeners['add']>[1])
  }
}
