import { isUtf8 } from 'node:buffer'
import { wireBytes, wireText } from '../support/wire-text.ts'
import { type Channel, type Closing, type Kind, openChannel } from './channel.ts'
import { FrameReader, type ServerFrame, type Version, beat } from './frame-reader.ts'

export type { Closing, Kind } from './channel.ts'

/** No answer takes longer, unless a test says so. A broker that does not close after ERROR makes many tests wait. */
const patienceMs = Number(process.env.STOMPBOX_PATIENCE_MS ?? 2_000)

/** A client that writes wire text and reads frames. It knows nothing but STOMP. */
export class Peer {
  /** Of each piece that came. */
  readonly kinds: Kind[] = []
  protocol = ''
  /** What this broker wants in CONNECT besides the version. */
  connectHeaders = 'host:any\n'
  readonly #reader = new FrameReader()
  readonly #channel: Channel
  #closing: Closing | undefined
  #wake: () => void = () => {}
  #fences = 0

  constructor(channel: Channel) {
    this.#channel = channel
  }

  /**
   * Before CONNECT.
   * @param url `ws://`, `wss://`, `tcp://host:port` or `tls://host:port`
   */
  static async open(url: string, protocols: string[] = []): Promise<Peer> {
    let channel: Channel
    const peer = new Peer({
      write: (bytes, kind) => channel.write(bytes, kind),
      cut: () => channel.cut(),
    })
    ;[channel, peer.protocol] = await openChannel(url, protocols, peer)
    return peer
  }

  heard(bytes: Buffer, kind: Kind): void {
    this.kinds.push(kind)
    this.#reader.push(bytes)
    this.#wake()
  }

  ended(closing: Closing): void {
    this.#closing = closing
    this.#wake()
  }

  /** @param text as documents show it, `␀` for NUL. What is no UTF-8 goes as binary. */
  writes(text: string): void {
    this.writesPiece(wireBytes(text))
  }

  writesBytes(bytes: Uint8Array): void {
    this.#channel.write(bytes, 'binary')
  }

  /** One piece of the stream, as text where it is some. */
  writesPiece(bytes: Uint8Array): void {
    this.#channel.write(bytes, isUtf8(bytes) ? 'text' : 'binary')
  }

  writesByteByByte(bytes: Uint8Array): void {
    for (const byte of bytes) this.#channel.write(Uint8Array.of(byte), 'binary')
  }

  /** @returns CONNECTED. At 1.0 there is no `accept-version`. */
  connects(version: Version, headers = ''): Promise<ServerFrame> {
    const accepted = version === '1.0' ? '' : `accept-version:${version}\n`
    this.writes(`CONNECT\n${accepted}${this.connectHeaders}${headers}\n␀`)
    return this.reads('CONNECTED')
  }

  /** The next frame; heart-beats are passed over. */
  async reads(command?: string): Promise<ServerFrame> {
    const frame = await this.#awaits(command ?? 'a frame', () => this.#nextFrame())
    if (command !== undefined && frame.command !== command)
      throw new Error(`Expected ${command}, got ${show(frame)}`)
    return frame
  }

  /** Its RECEIPT. What is delivered meanwhile is passed over: nothing says which of them comes first. */
  async readsReceipt(id: string): Promise<void> {
    let frame = await this.reads()
    while (frame.command === 'MESSAGE') frame = await this.reads()
    if (frame.command !== 'RECEIPT' || frame.get('receipt-id') !== id)
      throw new Error(`Expected RECEIPT ${id}, got ${show(frame)}`)
  }

  /** The very next thing, and not a heart-beat. */
  async readsAnything(command: string): Promise<void> {
    const next = await this.#awaits(command, () => this.#reader.next())
    if (next === beat || next.command !== command)
      throw new Error(`Expected ${command}, got ${next === beat ? 'a heart-beat' : show(next)}`)
  }

  /** One line end between frames. */
  async readsBeat(withinMs = patienceMs): Promise<void> {
    const next = await this.#awaits('a heart-beat', () => this.#reader.next(), withinMs)
    if (next !== beat) throw new Error(`Expected a heart-beat, got ${show(next)}`)
  }

  /** Nothing more was on its way: the next frame is the answer to a question asked now. */
  async readsNothing(): Promise<void> {
    const receipt = `fence-${++this.#fences}`
    this.writes(`SEND\ndestination:/topic/fence\nreceipt:${receipt}\n\n␀`)
    const frame = await this.reads()
    if (frame.command !== 'RECEIPT' || frame.get('receipt-id') !== receipt)
      throw new Error(`Expected silence, got ${show(frame)}`)
  }

  /** Waits for the close. Nothing may come before it. */
  async closed(withinMs = patienceMs): Promise<Closing> {
    const closing = await this.#awaits('the close', () => this.#reader.next() ?? this.#closing, withinMs)
    if (closing === beat || 'command' in closing)
      throw new Error(`Expected the close, got ${closing === beat ? 'a heart-beat' : show(closing)}`)
    return closing
  }

  /** ERROR, then the close, and nothing in between. */
  async isRefused(): Promise<{ error: ServerFrame; closing: Closing }> {
    const error = await this.reads('ERROR')
    return { error, closing: await this.closed() }
  }

  /** A frame that cannot be read: the specification lets a server close without a word. */
  async readsErrorOrClose(withinMs = patienceMs): Promise<'ERROR' | 'close'> {
    const next = await this.#awaits('ERROR or the close', () => this.#nextFrame() ?? this.#closing, withinMs)
    if (!('command' in next)) return 'close'
    if (next.command !== 'ERROR') throw new Error(`Expected ERROR or the close, got ${show(next)}`)
    return 'ERROR'
  }

  cut(): void {
    this.#channel.cut()
  }

  async #awaits<T>(what: string, look: () => T | undefined, withinMs = patienceMs): Promise<T> {
    const patience = { isOver: false }
    const deadline = setTimeout(() => {
      patience.isOver = true
      this.#wake()
    }, withinMs)
    try {
      for (;;) {
        const found = look()
        if (found !== undefined) return found
        if (this.#closing) throw new Error(`Waited for ${what}, got close ${this.#closing.code}`)
        if (patience.isOver)
          throw new Error(`No ${what} within ${withinMs} ms; rest: ${wireText(this.#rest())}`)
        await new Promise<void>((resolve) => (this.#wake = resolve))
      }
    } finally {
      clearTimeout(deadline)
    }
  }

  #nextFrame(): ServerFrame | undefined {
    let next = this.#reader.next()
    while (next === beat) next = this.#reader.next()
    return next
  }

  #rest(): Buffer {
    return Buffer.from(this.#reader.rest.slice(0, 400), 'latin1')
  }
}

const show = ({ command, lines, text }: ServerFrame): string => `${command}\n${lines.join('\n')}\n\n${text}`
