import type { Batch, Broker, Connection, Framing, Receiver } from '@stompbox/broker'
import { rawFraming } from '../../../broker/src/transports/raw-framing.ts'
import { sockJsFraming } from '../../../broker/src/transports/sockjs/sockjs-framing.ts'
import { webSocketFraming } from '../../../broker/src/transports/websocket/websocket-framing.ts'
import { wireBytes } from '../../support/wire-text.ts'

export const framings = { raw: rawFraming, websocket: webSocketFraming, sockjs: sockJsFraming }
export type FramingName = keyof typeof framings

/** The peer's side of a {@link Wire}. */
export interface Ear {
  /** One STOMP frame without its NUL, a character for each byte; a heart-beat is a line feed. */
  hear(frame: string): void
  /** The channel is gone, and everything that went through it was heard. */
  gone?(code: number): void
}

/**
 * The broker's end of a channel, and the kernel below it: while the peer does not read, so many bytes still go, and what
 * comes after them is kept by reference until there is room, as a socket keeps it.
 */
export class Wire implements Connection {
  readonly framing: Framing
  readonly #unwrap: (batch: Batch, ear: Ear) => void
  readonly #ear: Ear
  readonly #receiver: Receiver
  #isReading = true
  #roomBytes = 0
  /** Copies: the broker may use its array again. */
  #taken: Batch[] = []
  #kept: Batch[] = []
  #unsentBytes = 0
  #closing: { readonly code: number; readonly reason: string } | undefined
  #state: 'open' | 'cut' | 'closed' = 'open'
  /** Whether the broker learns at once that a close is done, or by {@link learns}. */
  closesAtOnce = true
  /** How often an array was kept. */
  givenUp = 0
  /** What the broker wrote when it had closed, or knew that the peer was gone. */
  writtenTooLate = 0

  constructor(broker: Broker, framing: FramingName, ear: Ear) {
    this.framing = framings[framing]
    this.#unwrap = unwrap[framing]
    this.#ear = ear
    const handshake = { transport: 'memory', path: '/', url: '/', remoteAddress: 'memory', headers: {} }
    this.#receiver = broker.accept(this, handshake)
  }

  // --- the broker's end ---

  send(batch: Batch): boolean {
    if (this.#closing || this.#state === 'closed') this.writtenTooLate++
    else if (this.#state === 'open') return this.#write(batch)
    return true
  }

  #write(batch: Batch): boolean {
    if (this.#isReading) this.#unwrap(batch, this.#ear)
    else if (this.#kept.length === 0 && batch.bytes.length <= this.#roomBytes) this.#take(batch)
    else {
      this.givenUp++
      this.#kept.push(batch)
      this.#unsentBytes += batch.bytes.length
      return false
    }
    return true
  }

  #take({ bytes, frames }: Batch): void {
    this.#roomBytes -= bytes.length
    this.#taken.push({ bytes: copyOf(bytes), frames: frames.map(copyOf) })
  }

  get unsentBytes(): number {
    return this.#unsentBytes
  }

  pause(): void {}

  resume(): void {}

  close(code: number, reason: string): void {
    if (this.#closing || this.#state !== 'open') return
    this.#closing = { code, reason }
    this.#endWhenEmpty()
  }

  #endWhenEmpty(): void {
    if (this.#closing && this.closesAtOnce && this.#taken.length === 0 && this.#kept.length === 0)
      this.#end(this.#closing.code, this.#closing.reason)
  }

  #end(code: number, reason: string): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#ear.gone?.(code)
    this.#receiver.closed(code, reason)
  }

  // --- the peer's end ---

  says(text: string): void {
    if (this.#state === 'open') this.#receiver.receive(wireBytes(text), 'text')
  }

  /** @param roomBytes that still go before anything is kept. */
  stopsReading(roomBytes = 0): void {
    this.#isReading = false
    this.#roomBytes = roomBytes
  }

  /** Makes room for so many of what is kept, and reads none of it. */
  gains(batches: number): void {
    for (const batch of this.#kept.splice(0, batches)) {
      this.#unsentBytes -= batch.bytes.length
      this.#take(batch)
    }
  }

  readsOn(): void {
    this.#isReading = true
    if (this.#state !== 'open') return
    for (const batch of [...this.#taken.splice(0), ...this.#kept.splice(0)]) this.#unwrap(batch, this.#ear)
    this.#unsentBytes = 0
    this.#endWhenEmpty()
  }

  /** The broker wants it closed. */
  get isClosing(): boolean {
    return this.#closing !== undefined
  }

  /** The line breaks; the broker {@link learns} of it. */
  breaks(): void {
    this.#state = 'cut'
    this.#taken = []
    this.#kept = []
    this.#unsentBytes = 0
  }

  /** The broker is told that the channel is gone. */
  learns(code = 1006): void {
    this.#end(this.#closing?.code ?? code, this.#closing?.reason ?? '')
  }

  /** As {@link breaks}, with a word. */
  leaves(): void {
    this.breaks()
    this.learns(1000)
  }
}

/** A Buffer's own `slice` copies nothing. */
const copyOf = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes)

const bufferOf = ({ buffer, byteOffset, length }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, length)

/** Whole frames, as each transport hands them to its client. */
const unwrap: Record<FramingName, (batch: Batch, ear: Ear) => void> = {
  raw(batch, ear) {
    for (const frame of batch.frames) hearFrame(textOf(frame), ear)
  },
  websocket({ bytes }, ear) {
    for (const payload of webSocketMessages(bufferOf(bytes))) hearFrame(textOf(payload), ear)
  },
  sockjs({ bytes }, ear) {
    for (const payload of webSocketMessages(bufferOf(bytes))) {
      const text = payload.toString()
      if (!text.startsWith('a[')) throw new Error(`no SockJS array: ${text}`)
      for (const frame of JSON.parse(text.slice(1)) as string[]) hearFrame(textOf(Buffer.from(frame)), ear)
    }
  },
}

/** A character for each byte. */
const textOf = (bytes: Uint8Array): string => bufferOf(bytes).toString('latin1')

function hearFrame(text: string, ear: Ear): void {
  if (text === '\n') ear.hear(text)
  else if (text.indexOf('\0') === text.length - 1) ear.hear(text.slice(0, -1))
  else throw new Error(`no whole frame: ${JSON.stringify(text)}`)
}

/** Payloads. */
function* webSocketMessages(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length;) {
    if (bytes[at] !== 0x81) throw new Error(`no whole text message at ${at} of ${bytes.length} bytes`)
    const short = bytes[at + 1]!
    if (short > 126) throw new Error(`a length that no message here has, at ${at}`)
    const start = at + (short === 126 ? 4 : 2)
    yield bytes.subarray(start, (at = start + (short === 126 ? bytes.readUInt16BE(at + 2) : short)))
  }
}
