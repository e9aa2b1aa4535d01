import type { Issue } from '../channels/standard-schema.ts'
import { StaleDeliveryError } from '../errors.ts'
import { checkHeaders, type StompHeaders } from '../wire/headers.ts'
import { textOf, type Frame } from '../wire/frame.ts'
import type { Session } from '../wire/session.ts'
import type { AcknowledgeOptions, Message } from './message.ts'

/** A message as one session brought it. */
export class Delivery implements Message {
  readonly body: unknown
  readonly issues?: readonly Issue[]
  readonly headers: Readonly<Record<string, string>>
  readonly destination: string
  readonly #frame: Frame
  readonly #session: Session

  private constructor(frame: Frame, destination: string, session: Session, body: unknown) {
    this.headers = frame.headers
    this.destination = destination
    this.#frame = frame
    this.#session = session
    this.body = body
  }

  static of(frame: Frame, subscribedTo: string, session: Session): Delivery {
    const { destination = subscribedTo, 'content-type': contentType } = frame.headers
    return new Delivery(frame, destination, session, decodeBody(frame, contentType))
  }

  /** The same delivery with what a schema made of its body, or found wrong with it. */
  as(body: unknown, issues?: readonly Issue[]): Delivery {
    const delivery = new Delivery(this.#frame, this.destination, this.#session, body)
    return issues ? Object.assign(delivery, { issues }) : delivery
  }

  get text(): string {
    return textOf(this.#frame)
  }

  get bytes(): Uint8Array {
    return this.#frame.bytes
  }

  ack(options?: AcknowledgeOptions): Promise<void> {
    return this.#acknowledge('ACK', options)
  }

  nack(options?: AcknowledgeOptions): Promise<void> {
    return this.#acknowledge('NACK', options)
  }

  async #acknowledge(command: 'ACK' | 'NACK', options: AcknowledgeOptions = {}): Promise<void> {
    const { transaction, until, headers = {} } = options
    const session = this.#session
    checkHeaders(headers)
    if (!session.usable)
      throw new StaleDeliveryError(`The session of a message from ${this.destination} is over.`)
    const frame = { ...this.#names(), ...(transaction !== undefined && { transaction }), ...headers }
    const what = `the ${command} of a message from ${this.destination}`
    if (until === 'receipt') await session.transmitted(command, frame, what, 10_000)
    else session.transmit(command, frame)
  }

  /** STOMP 1.2 acknowledges by the `ack` header, 1.1 and 1.0 by message and subscription. */
  #names(): StompHeaders {
    const { ack, 'message-id': messageId, subscription = '' } = this.headers
    const modern = this.#session.version === '1.2'
    const id = modern ? ack : messageId
    if (id === undefined)
      throw new TypeError(
        `A message from ${this.destination} cannot be acknowledged: subscribe with \`ack\`.`,
      )
    return modern ? { id } : { 'message-id': id, subscription }
  }
}

function decodeBody(frame: Frame, type: string | undefined): unknown {
  if (/^ *application\/octet-stream *(;|$)/i.test(type ?? '')) return frame.bytes
  const text = textOf(frame)
  const json = type === undefined ? /^\s*[[{]/.test(text) : /[/+]json *(;|$)/i.test(type)
  if (!json) return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
