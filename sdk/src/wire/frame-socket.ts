import { Parser } from '@stomp/stompjs'
import { after } from '../timer.ts'
import { readFrame, type Frame } from './frame.ts'
import type { WebSocketLike } from './web-socket.ts'

export interface SocketEvents {
  opened(): void
  /** Something arrived, be it a heart-beat. */
  heard(): void
  frame(frame: Frame): void
  /** An open socket was closed by the other side, or lost. */
  closed(code: number, text: string): void
  /** There was no way to open it. */
  unreachable(detail: string): void
  /** The server sent what cannot be read. */
  fault(what: string): void
}

type Data = string | ArrayBuffer

export const OPEN = 1
const ignore = (): void => undefined
const latin1 = new TextDecoder('latin1')

/** Frames in, bytes out. Once given up, nothing passes in either direction, however long the real socket takes to close. */
export class FrameSocket {
  heardAt = Date.now()
  saidAt = 0
  /** What the version of STOMP escapes in headers. */
  escapes = ''
  readonly #socket: WebSocketLike
  readonly #events: SocketEvents
  readonly #frameTimeoutMs: number
  readonly #parser: Parser
  #opened: boolean
  #trouble = ''
  #gone = false
  #frameEnded = false
  #frameDeadline: ReturnType<typeof setTimeout> | undefined

  constructor(socket: WebSocketLike, frameTimeoutMs: number, events: SocketEvents) {
    this.#socket = socket
    this.#frameTimeoutMs = frameTimeoutMs
    this.#events = events
    this.#opened = socket.readyState === OPEN
    this.#parser = new Parser((raw) => {
      this.#frameEnded = true
      if (this.#gone) return
      try {
        events.frame(readFrame(raw, this.escapes))
      } catch (error) {
        events.fault((error as Error).message)
      }
    }, ignore)
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => {
      this.#opened = true
      events.opened()
    }
    socket.onmessage = (event: { data: Data }) => this.#receive(event.data)
    socket.onerror = (event: { message?: string }) => (this.#trouble = event.message ?? '')
    socket.onclose = (event: { code: number; reason: string }) => {
      this.#giveUp()
      if (this.#opened) events.closed(event.code, event.reason)
      else events.unreachable(this.#trouble)
    }
  }

  get isOpen(): boolean {
    return !this.#gone && this.#socket.readyState === OPEN
  }

  get transport(): string {
    return this.#socket.transport ?? 'websocket'
  }

  send(data: Data): void {
    this.saidAt = Date.now()
    this.#socket.send(data)
  }

  close(): void {
    this.#socket.close()
  }

  terminate(): void {
    if (this.#gone) return
    this.#giveUp()
    const socket = this.#socket
    if (socket.terminate) socket.terminate()
    else socket.close()
  }

  #giveUp(): void {
    const socket = this.#socket
    this.#gone = true
    clearTimeout(this.#frameDeadline)
    socket.onopen = socket.onmessage = socket.onerror = socket.onclose = ignore
  }

  #receive(data: Data): void {
    const text = typeof data === 'string' ? data : latin1.decode(data)
    // stompjs would wait for ever for a body of NaN or -1 bytes.
    if (/^[\r\n]*[A-Z]+\r?\n(.+\n)*content-length:(?! *\d+ *\r?\n)/.test(text)) {
      this.#events.fault('a content-length that is none')
      return
    }
    this.heardAt = Date.now()
    this.#frameEnded = false
    this.#parser.parseChunk(data)
    this.#watch(text)
    if (!this.#gone) this.#events.heard()
  }

  /** A body that is shorter than its content-length makes stompjs wait, and swallow all that follows. */
  #watch(text: string): void {
    if (this.#frameEnded) {
      clearTimeout(this.#frameDeadline)
      this.#frameDeadline = undefined
    }
    const begun = this.#frameEnded ? /[^\0\r\n]$/ : /[^\r\n]/
    if (this.#gone || !begun.test(text)) return
    const late = `a frame without its end for ${this.#frameTimeoutMs} ms`
    this.#frameDeadline ??= after(this.#frameTimeoutMs, () => this.#events.fault(late))
  }
}
