import { isUtf8 } from 'node:buffer'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { wireBytes, wireText } from '../support/wire-text.ts'
import { FrameReader, type ServerFrame, type Version, beat } from './frame-reader.ts'

export type Kind = 'text' | 'binary'

export interface Closing {
  readonly code: number
  readonly reason: string
}

/** A way to a broker. What comes in is handed to {@link Peer.heard} and {@link Peer.ended}. */
export interface Channel {
  write(bytes: Uint8Array, kind: Kind): void
  /** Gone without a word. */
  cut(): void
}

/** No answer takes longer, unless a test says so. */
const patienceMs = 2_000

/** A client that writes wire text and reads frames. It knows nothing but STOMP. */
export class Peer {
  /** Of each piece that came. */
  readonly kinds: Kind[] = []
  protocol = ''
  readonly #reader = new FrameReader()
  readonly #channel: Channel
  #closing: Closing | undefined
  #wake: () => void = () => {}
  #fences = 0

  constructor(channel: Channel) {
    this.#channel = channel
  }

  /** Over WebSocket, before CONNECT. */
  static async open(url: string, protocols: string[] = []): Promise<Peer> {
    const socket = new WebSocket(url, protocols)
    const peer = new Peer({
      write: (bytes, kind) => socket.send(bytes, { binary: kind === 'binary' }),
      cut: () => socket.terminate(),
    })
    socket.on('message', (data: Buffer, isBinary) => peer.heard(data, isBinary ? 'binary' : 'text'))
    socket.on('close', (code, reason) => peer.ended({ code, reason: String(reason) }))
    await once(socket, 'open')
    peer.protocol = socket.protocol
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
    const bytes = wireBytes(text)
    this.#channel.write(bytes, isUtf8(bytes) ? 'text' : 'binary')
  }

  writesBytes(bytes: Uint8Array): void {
    this.#channel.write(bytes, 'binary')
  }

  writesByteByByte(bytes: Uint8Array): void {
    for (const byte of bytes) this.#channel.write(Uint8Array.of(byte), 'binary')
  }

  /** @returns CONNECTED. At 1.0 there is no `accept-version`. */
  connects(version: Version, headers = ''): Promise<ServerFrame> {
    this.writes(`CONNECT\n${version === '1.0' ? '' : `accept-version:${version}\n`}host:any\n${headers}\n␀`)
    return this.reads('CONNECTED')
  }

  /** The next frame; heart-beats are passed over. */
  async reads(command?: string): Promise<ServerFrame> {
    const frame = await this.#awaits(command ?? 'a frame', () => {
      let next = this.#reader.next()
      while (next === beat) next = this.#reader.next()
      return next
    })
    if (command !== undefined && frame.command !== command)
      throw new Error(`Expected ${command}, got ${show(frame)}`)
    return frame
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

  #rest(): Buffer {
    return Buffer.from(this.#reader.rest.slice(0, 400), 'latin1')
  }
}

const show = ({ command, lines, text }: ServerFrame): string => `${command}\n${lines.join('\n')}\n\n${text}`
