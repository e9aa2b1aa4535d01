import type { IStompSocket } from '@stomp/stompjs'
import type { WebSocketLike } from './web-socket.ts'

export interface SocketEvents {
  /** An open socket was closed by the other side, or lost. */
  closed(code: number, text: string): void
  /** There was no way to open it. */
  unreachable(detail: string): void
  /** The server sent what stompjs must not see. */
  fault(message: string): void
}

export const connectedTwice = 'The server sent CONNECTED twice.'

export const OPEN = 1
const ignore = (): void => undefined

/**
 * Stands between stompjs and the real socket. Once given up, nothing passes in either direction and stompjs has cleaned up,
 * however long the real one takes to close.
 */
export class GuardedSocket implements IStompSocket {
  readonly url = ''
  onopen: IStompSocket['onopen']
  onmessage: IStompSocket['onmessage']
  onerror: IStompSocket['onerror']
  onclose: IStompSocket['onclose']
  readonly #socket: WebSocketLike
  readonly #events: SocketEvents
  #opened = false
  #trouble = ''
  #greeted = false
  #gone = false

  constructor(socket: WebSocketLike, events: SocketEvents) {
    this.#socket = socket
    this.#events = events
    this.#opened = socket.readyState === OPEN
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => this.#open()
    socket.onmessage = (event: { data: string | ArrayBuffer }) => this.#receive(event)
    socket.onerror = (event: { message?: string }) => (this.#trouble = event.message ?? '')
    socket.onclose = (event: { code: number; reason: string }) => this.#closed(event)
  }

  get readyState(): number {
    return this.#socket.readyState
  }

  send(data: string | ArrayBuffer): void {
    this.#socket.send(data)
  }

  close(): void {
    this.#socket.close()
  }

  terminate(): void {
    if (this.#gone) return
    this.#gone = true
    const socket = this.#socket
    socket.onopen = socket.onmessage = socket.onerror = socket.onclose = ignore
    if (socket.terminate) socket.terminate()
    else socket.close()
    this.onclose?.({ code: 1006, reason: '' })
  }

  #open(): void {
    this.#opened = true
    this.onopen?.()
  }

  #closed(event: { code: number; reason: string }): void {
    this.#gone = true
    this.onclose?.(event)
    if (this.#opened) this.#events.closed(event.code, event.reason)
    else this.#events.unreachable(this.#trouble)
  }

  #receive(event: { data: string | ArrayBuffer }): void {
    const fault = typeof event.data === 'string' ? this.#faultIn(event.data) : undefined
    if (fault) this.#events.fault(fault)
    else this.onmessage?.(event)
  }

  #faultIn(text: string): string | undefined {
    const [head = ''] = text.split(/(?<=\n)\r?\n/, 1)
    const [, command] = /^[\r\n]*(CONNECTED|MESSAGE|RECEIPT|ERROR)\r?\n/.exec(head) ?? []
    // stompjs would start a second set of heart-beat timers and forget the first.
    if (command === 'CONNECTED') {
      if (this.#greeted || /\0[\r\n]*CONNECTED\r?\n/.test(text)) return connectedTwice
      this.#greeted = true
    }
    // stompjs would wait for ever for a body of NaN or -1 bytes.
    if (command && /\ncontent-length:(?! *\d+ *\r?$)/m.test(head))
      return 'The server sent a content-length that is no number.'
    return undefined
  }
}
