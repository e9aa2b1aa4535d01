import type { Inbound, InboundHeaders, SessionInfo, User } from '../core/ports.ts'
import type { ReadBody } from './body.ts'
import { encodeBody, post, type SendHeaders } from './outgoing.ts'
import type { Params } from './path-params.ts'
import { type UserMessageOptions, userPath } from './user-path.ts'

/**
 * Sends to a topic, as any number of times as a handler likes. Strings as text, bytes as they are, the rest as JSON.
 * @throws Error when the destination is none.
 */
export type Send = (destination: string, body: unknown, headers?: SendHeaders) => void

/** Sends to the sessions of a user, who subscribe to the user prefix + destination. */
export type SendToUser = (
  userName: string,
  destination: string,
  body: unknown,
  options?: UserMessageOptions,
) => void

/** What a handler gets. Made to be taken apart: `({ body, params, send }) => …`. */
export class MessageContext<Variables = Params<string>, Body = unknown> {
  readonly params: Variables
  readonly #inbound: Inbound
  readonly #userPrefix: string
  readonly #readBody: ReadBody
  #body: Body | undefined
  #isRead = false

  constructor(inbound: Inbound, params: Variables, userPrefix: string, readBody: ReadBody) {
    this.#inbound = inbound
    this.params = params
    this.#userPrefix = userPrefix
    this.#readBody = readBody
  }

  /** Puts a body in place that came later. */
  static settle(context: MessageContext, body: unknown): void {
    context.#body = body
  }

  /**
   * As the route's `body` says. If it says nothing, decoded when first read: JSON as a value, `text/*` as a string, other
   * types as bytes, an empty body undefined; without a content-type JSON if it is JSON, else text. In profile `spring`: JSON.
   * @throws BodyError when the body is not what its content-type says; left alone, it answers the client.
   */
  get body(): Body {
    if (!this.#isRead) {
      this.#body = this.#readBody(this.#inbound) as Body
      this.#isRead = true
    }
    return this.#body as Body
  }

  get bytes(): Uint8Array {
    return this.#inbound.body
  }

  get headers(): InboundHeaders {
    return this.#inbound.headers
  }

  /** As the client wrote it, with the prefix. */
  get destination(): string {
    return this.#inbound.destination
  }

  /** What the pattern was compared with: the destination without its prefix. */
  get path(): string {
    return this.#inbound.path
  }

  get session(): SessionInfo {
    return this.#inbound.session
  }

  /** Who it is, if anything said so. */
  get user(): User | undefined {
    return this.#inbound.session.user
  }

  get send(): Send {
    const { publish } = this.#inbound
    return (destination, body, headers) => post(publish, destination, encodeBody(body, headers))
  }

  get sendToUser(): SendToUser {
    const { publish } = this.#inbound
    const prefix = this.#userPrefix
    return (userName, destination, body, { headers, sessionId } = {}) =>
      post(publish, userPath(prefix, userName, destination), encodeBody(body, headers), sessionId)
  }
}
