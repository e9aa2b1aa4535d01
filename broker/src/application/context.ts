import type { Inbound, InboundHeaders, SessionInfo } from '../core/ports.ts'
import { decodeBody } from './body.ts'

/** Sends to a topic, as any number of times as a handler likes. Strings as text, bytes as they are, the rest as JSON. */
export type Send = (destination: string, body: unknown, headers?: Readonly<Record<string, string>>) => void

/** What a handler gets. Made to be taken apart: `({ body, params, send }) => …`. */
export class MessageContext<Params = Readonly<Record<string, string>>, Body = unknown> {
  readonly params: Params
  readonly send: Send
  readonly #inbound: Inbound
  #decoded: Body | undefined
  #isDecoded = false

  constructor(inbound: Inbound, params: Params, send: Send) {
    this.#inbound = inbound
    this.params = params
    this.send = send
  }

  /**
   * Decoded when first read: JSON as a value, `text/*` as a string, other types as bytes, an empty body undefined.
   * Without a content-type: JSON if it is JSON, else text.
   * @throws Refusal when the body is not what its content-type says; left alone, it answers the client.
   */
  get body(): Body {
    if (!this.#isDecoded) {
      this.#decoded = decodeBody(this.#inbound) as Body
      this.#isDecoded = true
    }
    return this.#decoded as Body
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

  get session(): SessionInfo {
    return this.#inbound.session
  }
}
