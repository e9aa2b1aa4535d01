import type { Application, Handled, Inbound, Publish } from '../core/ports.ts'
import { encodeBody } from './body.ts'
import { MessageContext, type Send } from './context.ts'
import { type PathParams, fillTemplate } from './path-params.ts'
import { Routes } from './routes.ts'

/**
 * User code for one pattern. May be async; a session's next frame waits until it is done.
 * The body is as loose as JSON is: name its type in the parameter, `({ body }: MessageContext<{ id: string }, Post>)`.
 */
export type Handler<Pattern extends string> = (
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a client sends is not known to the compiler
  context: MessageContext<PathParams<Pattern>, any>,
) => unknown

export interface MessageRoute {
  /** Sends what the handler returns; undefined sends nothing. `{name}` is filled from the pattern's variables. */
  sendTo(destination: string): void
}

/** The routes of an application, as a Spring controller would map them. */
export interface App {
  /** Takes SEND to an application prefix + pattern. */
  message<const Pattern extends string>(pattern: Pattern, handler: Handler<Pattern>): MessageRoute
  /** Takes SUBSCRIBE to an application prefix + pattern: what the handler returns goes to that subscriber, once. */
  subscribe<const Pattern extends string>(pattern: Pattern, handler: Handler<Pattern>): void
}

type AnyHandler = (context: MessageContext) => unknown

interface Listener {
  readonly handler: AnyHandler
  sendTo: string | undefined
}

/** Keeps the routes and runs them for the core. */
export class RoutedApplication implements Application, App {
  readonly #messages = new Routes<Listener>()
  readonly #subscriptions = new Routes<Listener>()

  get paths(): readonly string[] {
    return [...this.#messages.patterns, ...this.#subscriptions.patterns]
  }

  message = (pattern: string, handler: unknown): MessageRoute => {
    const listener: Listener = { handler: handler as AnyHandler, sendTo: undefined }
    this.#messages.add(pattern, listener)
    return { sendTo: (destination) => void (listener.sendTo = destination) }
  }

  subscribe = (pattern: string, handler: unknown): void => {
    this.#subscriptions.add(pattern, { handler: handler as AnyHandler, sendTo: undefined })
  }

  onMessage(inbound: Inbound): Handled {
    const found = this.#messages.find(inbound.path)
    if (found === undefined) return undefined
    const { sendTo, handler } = found.value
    const send = sendVia(inbound.publish)
    const reply = (value: unknown): void => {
      if (sendTo !== undefined && value !== undefined) send(fillTemplate(sendTo, found.params), value)
    }
    const result = handler(new MessageContext(inbound, found.params, send))
    if (result instanceof Promise) return result.then(reply)
    reply(result)
    return true
  }

  onSubscribe(inbound: Inbound): Handled {
    const found = this.#subscriptions.find(inbound.path)
    if (found === undefined) return undefined
    const result = found.value.handler(new MessageContext(inbound, found.params, sendVia(inbound.publish)))
    if (result instanceof Promise) return result.then((value) => answer(inbound, value))
    answer(inbound, result)
    return true
  }
}

const sendVia =
  (publish: Publish): Send =>
  (destination, body, headers) => {
    const outgoing = encodeBody(body, headers)
    publish(destination, outgoing.headers, outgoing.bytes, outgoing.kind)
  }

function answer({ reply }: Inbound, value: unknown): void {
  if (value === undefined) return
  const { bytes, headers } = encodeBody(value)
  reply?.(bytes, headers)
}
