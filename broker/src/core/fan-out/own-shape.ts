import type { LentFrame, Message } from '../../frame/encoder.ts'
import {
  finishSpringMessage,
  prepareSpringMessage,
  type PreparedMessage,
  type SpringReceiver,
} from '../../frame/spring-encoder.ts'
import type { ShapeSpec } from './shape.ts'
import type { ChunkKind, Framing } from '../ports.ts'
import type { SizedSelector } from '../selector/selector.ts'

/** Who reads in a shape of its own. */
interface OwnReader {
  readonly framing: Framing
  readonly receiver: SpringReceiver
  /** Connected, and not since disconnected. */
  readonly isServed: () => boolean
  readonly nextMessageNumber: () => number
  readonly undeliverable: () => void
}

/** MESSAGE as Spring writes it, with a message-id for each receiver: one subscription, one shape. */
export class OwnShape implements ShapeSpec {
  readonly framing: Framing
  readonly isAcknowledged = false
  readonly matchingSize: number
  readonly undeliverable: () => void
  readonly #reader: OwnReader
  readonly #selector: SizedSelector | undefined

  constructor(reader: OwnReader, selector: SizedSelector | undefined) {
    this.framing = reader.framing
    this.undeliverable = reader.undeliverable
    this.#reader = reader
    this.#selector = selector
    this.matchingSize = selector?.size ?? 0
  }

  encode(message: Message): LentFrame | undefined {
    if (!this.#reader.isServed() || this.#selector?.matches(message) === false) return undefined
    const prepared = preparedFor(message)
    const isNumbered = prepared.needsMessageId && message.messageId !== ''
    const number = isNumbered ? this.#reader.nextMessageNumber() : undefined
    return { bytes: finishSpringMessage(prepared, this.#reader.receiver, number), slots: [], leftOut: 0 }
  }

  kindOf(message: Message): ChunkKind {
    return preparedFor(message).kind
  }
}

/** What all receivers of a message share is made once; they come one after the other. */
let last: { readonly message: Message; readonly prepared: PreparedMessage } | undefined

function preparedFor(message: Message): PreparedMessage {
  if (last?.message !== message) last = { message, prepared: prepareSpringMessage(springMessage(message)) }
  return last.prepared
}

/** An application's headers name no destination; then the content-type stands behind it. */
function springMessage({ headers, destination, body }: Message) {
  const contentType = headers.get('content-type')
  const isOfClient = headers.get('destination') !== undefined
  return isOfClient || contentType === undefined
    ? { headers, destination, body }
    : { headers, destination, body, contentType }
}
