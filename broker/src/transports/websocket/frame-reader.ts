import { isUtf8 } from 'node:buffer'
import { ByteQueue } from '../../frame/byte-queue.ts'
import { closeCodes, type Closing, maxFragments } from './peer.ts'
import { unmask } from './unmask.ts'

/** Who gets what a peer's frames say. */
export interface FrameTaker {
  /** What a message may hold now. */
  readonly maxMessageBytes: number
  /** Whether frames are still of interest. */
  readonly isReading: boolean
  message(bytes: Buffer, isBinary: boolean): void
  ping(payload: Buffer): void
  /** @param code 1005 when there is none in the frame. */
  concluded(code: number, reason: string): void
}

/** What a peer did that no WebSocket may do, or that we do not bear. */
export class FrameFault extends Error implements Closing {
  readonly code: number

  constructor(code: number, reason: string) {
    super(reason)
    this.code = code
  }

  get reason(): string {
    return this.message
  }
}

const longestControl = 125

const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

const broken = (reason: string): FrameFault => new FrameFault(closeCodes.protocolError, reason)

/** A message that comes in fragments. */
interface Gathering {
  readonly opcode: number
  readonly bytes: ByteQueue
  fragments: number
}

/**
 * The frames of one client [RFC 6455 §5], from chunks cut anywhere. A frame that is whole in a chunk is not copied: its payload
 * is a view. Holds nothing between frames.
 */
export class FrameReader {
  readonly #taker: FrameTaker
  /** A frame that was begun. */
  #held: ByteQueue | undefined
  #gathering: Gathering | undefined

  constructor(taker: FrameTaker) {
    this.#taker = taker
  }

  /** @throws FrameFault; after that nothing more may be read. */
  read(chunk: Buffer): void {
    let at = this.#held ? this.#complete(this.#held, chunk) : 0
    while (at < chunk.length && this.#taker.isReading) {
      const size = this.#sizeOf(chunk, at, chunk.length)
      if (size > chunk.length - at) return this.#hold(chunk.subarray(at))
      this.#take(chunk, at, at + size)
      at += size
    }
  }

  #hold(rest: Uint8Array): void {
    this.#held = new ByteQueue()
    this.#held.push(rest)
    this.#held.shrink()
  }

  /** Adds no more to the begun frame than it lacks. @returns where the next frame begins. */
  #complete(held: ByteQueue, chunk: Buffer): number {
    let at = 0
    for (;;) {
      const lacking = this.#sizeOf(held.bytes, held.start, held.end) - held.length
      if (lacking === 0) break
      if (at === chunk.length) return at
      const end = Math.min(at + lacking, chunk.length)
      held.push(chunk.subarray(at, end))
      at = end
    }
    this.#held = undefined
    this.#take(held.bytes, held.start, held.end)
    return at
  }

  /** @returns the bytes of the frame as far as they are known by now. What is known is checked. */
  #sizeOf(bytes: Uint8Array, at: number, end: number): number {
    if (end - at < 2) return 2
    const first = bytes[at]!
    const second = bytes[at + 1]!
    this.#checkHeader(first, second)
    const header = headerBytes(second)
    if (end - at < header) return header
    const payload = payloadBytes(bytes, at)
    if ((first & 0x0f) < opcodes.close) this.#checkLength(payload)
    return header + payload
  }

  #checkHeader(first: number, second: number): void {
    const opcode = first & 0x0f
    if ((first & 0x70) !== 0) throw broken('A reserved bit is set, and no extension was agreed on.')
    if ((second & 0x80) === 0) throw broken('A frame of a client must be masked.')
    if (opcode >= opcodes.close) return checkControl(opcode, (first & 0x80) !== 0, second & 0x7f)
    if (opcode > opcodes.binary) throw broken(`There is no opcode ${opcode}.`)
    const isContinuation = opcode === opcodes.continuation
    if (isContinuation && !this.#gathering)
      throw broken('A continuation came without a message to go on with.')
    if (!isContinuation && this.#gathering) throw broken('A message began inside another.')
  }

  #checkLength(payload: number): void {
    const length = payload + (this.#gathering?.bytes.length ?? 0)
    const { maxMessageBytes } = this.#taker
    if (length > maxMessageBytes) {
      throw new FrameFault(closeCodes.tooLong, `A message may hold ${maxMessageBytes} bytes, not ${length}.`)
    }
  }

  /** @param bytes from `at` to `end`: one whole frame. */
  #take(bytes: Uint8Array, at: number, end: number): void {
    const start = at + headerBytes(bytes[at + 1]!)
    unmask(bytes, start, end)
    const payload = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start)
    const first = bytes[at]!
    const opcode = first & 0x0f
    if (opcode >= opcodes.close) this.#takeControl(opcode, payload)
    else if (first >= 0x80 && !this.#gathering) this.#takeMessage(payload, opcode)
    else this.#takeFragment(payload, opcode, first >= 0x80)
  }

  #takeMessage(bytes: Buffer, opcode: number): void {
    const isBinary = opcode === opcodes.binary
    if (!isBinary && !isUtf8(bytes))
      throw new FrameFault(closeCodes.invalidText, 'A text message is no UTF-8.')
    this.#taker.message(bytes, isBinary)
  }

  #takeFragment(payload: Buffer, opcode: number, isLast: boolean): void {
    const gathering = (this.#gathering ??= { opcode, bytes: new ByteQueue(), fragments: 0 })
    if (++gathering.fragments > maxFragments)
      throw new FrameFault(closeCodes.policy, `A message may come in ${maxFragments} fragments, not in more.`)
    gathering.bytes.push(payload)
    if (!isLast) return gathering.bytes.shrink()
    this.#gathering = undefined
    const { bytes, start, length } = gathering.bytes
    this.#takeMessage(Buffer.from(bytes.buffer, bytes.byteOffset + start, length), gathering.opcode)
  }

  #takeControl(opcode: number, payload: Buffer): void {
    if (opcode === opcodes.ping) return this.#taker.ping(payload)
    if (opcode === opcodes.pong) return
    if (payload.length === 0) return this.#taker.concluded(closeCodes.nothingSaid, '')
    const code = payload.readUInt16BE(0)
    const reason = payload.subarray(2)
    if (!isCloseCode(code)) throw broken(`A close frame may not say ${code}.`)
    if (!isUtf8(reason)) throw new FrameFault(closeCodes.invalidText, 'The reason of a close is no UTF-8.')
    this.#taker.concluded(code, reason.toString())
  }
}

function checkControl(opcode: number, isFinal: boolean, length: number): void {
  if (opcode > opcodes.pong) throw broken(`There is no opcode ${opcode}.`)
  if (!isFinal) throw broken('A control frame may not come in fragments.')
  if (length > longestControl) throw broken(`A control frame may hold ${longestControl} bytes.`)
  if (opcode === opcodes.close && length === 1)
    throw broken('A close frame holds a code of two bytes, or nothing.')
}

/** With the mask, which all frames of clients have. */
function headerBytes(second: number): number {
  const length = second & 0x7f
  if (length < 126) return 6
  return length === 126 ? 8 : 14
}

/** Near enough past 2^53: that is more than anybody may send. */
function payloadBytes(bytes: Uint8Array, at: number): number {
  const length = bytes[at + 1]! & 0x7f
  if (length < 126) return length
  if (length === 126) return (bytes[at + 2]! << 8) | bytes[at + 3]!
  let long = 0
  for (let index = at + 2; index < at + 10; index++) long = 256 * long + bytes[index]!
  return long
}

/** [RFC 6455 §7.4], and what was registered since. */
const isCloseCode = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006) ||
  (code >= 3000 && code <= 4999)
