import type { Inbound, InboundHeaders, SessionInfo, User } from '../core/ports.ts'
import type { ReadBody } from './body.ts'
import type { Params } from './path-params.ts'
import { type Send, sendBy, type SendToUser, sendToUserBy } from './send.ts'

/** What a handler gets. Made to be taken apart: `({ body, params, send }) => …`. */
export class MessageContext<Variables = Params<string>, Body = unknown> {
  /** The variables of the pattern: `/room/{id}` gives `params.id`. Of a channel they are as the client filled them in. */
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

  /** Puts a body in place that came later. @internal */
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

  /** The body as it came. */
  get bytes(): Uint8Array {
    return this.#inbound.body
  }

  /** Those of the frame. */
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

  /** Whose message it is. */
  get session(): SessionInfo {
    return this.#inbound.session
  }

  /** Who it is, if anything said so. */
  get user(): User | undefined {
    return this.#inbound.session.user
  }

  /** Sends to a topic. Within a transaction it waits for the COMMIT. */
  get send(): Send {
    return sendBy(this.#inbound.publish)
  }

  /** Sends to the sessions of a user. Within a transaction it waits for the COMMIT. */
  get sendToUser(): SendToUser {
    return sendToUserBy(this.#inbound.publish, this.#userPrefix)
  }
}
