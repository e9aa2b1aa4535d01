import { encodeMessage, type LentFrame, type Message } from '../../frame/encoder.ts'
import type { StompVersion } from '../../frame/version.ts'
import type { ShapeSpec } from './shape.ts'
import type { ChunkKind, Framing } from '../ports.ts'

/** MESSAGE as STOMP says, the same bytes for all whose id fits into the same slot. */
export class SharedShape implements ShapeSpec {
  readonly framing: Framing
  readonly isAcknowledged: boolean
  readonly #version: StompVersion
  readonly #kind: ChunkKind
  readonly #id: Uint8Array | number

  /** @param id itself when a framing could change its length, else only the length. */
  constructor(
    framing: Framing,
    version: StompVersion,
    kind: ChunkKind,
    id: Uint8Array | number,
    isAcknowledged: boolean,
  ) {
    this.framing = framing
    this.isAcknowledged = isAcknowledged
    this.#version = version
    this.#kind = kind
    this.#id = id
  }

  encode(message: Message): LentFrame {
    return encodeMessage(message, this.#version, this.#id, this.isAcknowledged)
  }

  kindOf(_message: Message, kind: ChunkKind): ChunkKind {
    return kind === 'binary' ? kind : this.#kind
  }
}
