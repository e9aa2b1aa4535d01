import type { Duplex } from 'node:stream'
import type { Accept, Batch, Connection, Framing, Handshake, Receiver } from '../../core/ports.ts'
import type { MessageLimits } from '../../core/profile/sockjs-behaviour.ts'
import { cutReason } from '../close-reason.ts'
import { closeCodes, type Closing, type Peer, type PeerOwner } from './peer.ts'

/** What differs between plain WebSocket and SockJS over WebSocket. Shared by all connections of an endpoint. */
export interface Dialect {
  readonly transport: string
  readonly framing: Framing
  opened?(connection: WebSocketConnection): void
  gone?(connection: WebSocketConnection): void
  /** Takes the STOMP stream out of a message, or says why it cannot. Without it, the message is the stream. */
  read?(message: Buffer, isBinary: boolean): readonly Uint8Array[] | Fault
  /** What is said before the close frame, if anything: one whole WebSocket message. */
  farewell?(code: number, reason: string): Uint8Array | undefined
}

export interface Fault extends Closing {
  /** What came before it and is taken all the same. */
  readonly taken?: readonly Uint8Array[]
}

/** What one message may hold: of ours, and of the container that is mistaken for. */
export interface MessageBounds {
  readonly maxMessageBytes: number
  readonly messages: MessageLimits | undefined
}

/** What frames of WebSocket and quotes of SockJS may add to a piece. */
const framedFactor = 2

export class WebSocketConnection implements Connection, PeerOwner {
  readonly #dialect: Dialect
  readonly #peer: Peer
  readonly #socket: Duplex
  readonly #bounds: MessageBounds
  #receiver: Receiver | undefined
  #hasFailed = false
  /** What was said when this side closed first. */
  #said: Closing | undefined

  constructor(peer: Peer, socket: Duplex, dialect: Dialect, bounds: MessageBounds) {
    this.#dialect = dialect
    this.#peer = peer
    this.#socket = socket
    this.#bounds = bounds
    peer.owner = this
  }

  get framing(): Framing {
    return this.#dialect.framing
  }

  /** Of the container that is mistaken for. */
  get #limits(): MessageLimits | undefined {
    return this.#bounds.messages
  }

  open(accept: Accept, handshake: Handshake): void {
    this.#dialect.opened?.(this)
    this.#receiver = accept(this, handshake)
  }

  /** A message is gathered whole, and a peer that is not known yet may not make us keep much. */
  get maxMessageBytes(): number {
    return Math.min(this.#bounds.maxMessageBytes, framedFactor * (this.#receiver?.maxPieceBytes ?? Infinity))
  }

  refusing(code: number): string | undefined {
    if (this.#said !== undefined) return undefined
    if (code === closeCodes.invalidText) return this.#limits?.invalidTextReason
    if (code !== closeCodes.tooLong) return undefined
    if (!this.#limits) this.#receiver?.overflow?.(this.#bounds.maxMessageBytes)
    return this.#limits?.textReason
  }

  send(batch: Batch): boolean {
    return this.write(batch.bytes)
  }

  /**
   * Writes whole WebSocket messages past the peer, which would frame each again for each receiver. Sound because nothing
   * is compressed or fragmented, and because control frames are written whole and at once.
   */
  write(messages: Uint8Array): boolean {
    if (!this.#peer.isOpen) return true
    this.#socket.write(messages)
    return this.#socket.writableLength === 0
  }

  get unsentBytes(): number {
    return this.#socket.writableLength
  }

  pause(): void {
    if (this.#peer.isOpen) this.#peer.pause()
  }

  resume(): void {
    this.#peer.resume()
  }

  close(code: number, reason: string): void {
    if (!this.#peer.isOpen) return
    const cut = cutReason(reason)
    this.#said = { code, reason: cut }
    const farewell = this.#dialect.farewell?.(code, cut)
    if (farewell) this.write(farewell)
    this.#peer.close(code, cut)
    // The peer's close frame is not seen while reads are paused.
    this.#peer.resume()
  }

  received(message: Buffer, isBinary: boolean): void {
    if (!this.#peer.isOpen || this.#hasFailed) return
    const excess = this.#limits && excessOf(message, isBinary, this.#limits)
    if (excess) return this.close(excess.code, excess.reason)
    if (!this.#dialect.read) return this.#receiver?.receive(message, isBinary ? 'binary' : 'text')
    const read = this.#dialect.read(message, isBinary)
    for (const chunk of 'code' in read ? (read.taken ?? []) : read) this.#receiver?.receive(chunk, 'text')
    if ('code' in read) this.#fail(read)
  }

  /** What the session says to messages before the fault goes first, and may end it first. */
  #fail({ code, reason, taken = [] }: Fault): void {
    if (taken.length === 0) return this.close(code, reason)
    this.#hasFailed = true
    setImmediate(() => this.close(code, reason))
  }

  failed({ code, reason }: Closing): void {
    this.#said ??= { code, reason }
  }

  closed(code: number, reason: string): void {
    const receiver = this.#receiver
    this.#receiver = undefined
    this.#dialect.gone?.(this)
    const said = this.#said ?? { code, reason }
    receiver?.closed(said.code, said.reason, this.#said !== undefined)
  }
}

function excessOf(message: Buffer, isBinary: boolean, limits: MessageLimits): Fault | undefined {
  if (isBinary) {
    const size = message.length.toLocaleString('en-US')
    return message.length > limits.maxBinaryBytes
      ? { code: closeCodes.tooLong, reason: limits.binaryReason.replace('{size}', size) }
      : undefined
  }
  // A byte is at most one unit, so that most messages need not be decoded to be counted.
  const isTooLong = message.length > limits.maxTextUnits && message.toString().length > limits.maxTextUnits
  return isTooLong ? { code: closeCodes.tooLong, reason: limits.textReason } : undefined
}
