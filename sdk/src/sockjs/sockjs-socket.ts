import type { WebSocketLike } from '../wire/web-socket.ts'
import type { SockJsConstructor } from './load-sockjs.ts'
import { whyUnreachable } from './why-unreachable.ts'

export interface SockJsEvents {
  /** Whether it need not be found out why it did not open. */
  readonly isKnown?: boolean
  opened(): void
  failed?(): void
}

interface CloseEvent {
  readonly code: number
  readonly reason: string
}

/** A SockJS session that refuses bytes and says why it could not be opened. */
export class SockJsSocket implements WebSocketLike {
  onopen: WebSocketLike['onopen'] = null
  onmessage: WebSocketLike['onmessage'] = null
  onerror: WebSocketLike['onerror'] = null
  onclose: WebSocketLike['onclose'] = null
  readonly #socket: WebSocketLike
  readonly #address: URL
  readonly #on: SockJsEvents
  #hasOpened = false

  constructor(SockJs: SockJsConstructor, address: URL, transports: string[] | undefined, on: SockJsEvents) {
    this.#address = address
    this.#on = on
    this.#socket = new SockJs(address.href, undefined, { ...(transports && { transports }) })
    this.#socket.onopen = (event) => this.#open(event)
    this.#socket.onmessage = (event) => this.onmessage?.(event)
    this.#socket.onclose = (event) => void this.#close(event)
  }

  get readyState(): number {
    return this.#socket.readyState
  }

  get transport(): string {
    return this.#socket.transport ?? 'sockjs'
  }

  send(data: string | ArrayBuffer): void {
    // SockJS would send the words "[object ArrayBuffer]".
    if (typeof data !== 'string')
      throw new TypeError('SockJS carries text only; send bytes as text, such as base64.')
    this.#socket.send(data)
  }

  close(): void {
    this.#socket.close()
  }

  #open(event: never): void {
    this.#hasOpened = true
    this.#on.opened()
    this.onopen?.(event)
  }

  async #close(event: CloseEvent): Promise<void> {
    if (!this.#hasOpened) {
      this.#on.failed?.()
      const message = this.#on.isKnown ? event.reason : await this.#why(event.reason)
      this.onerror?.({ message } as never)
    }
    this.onclose?.(event as never)
  }

  /** sockjs-client says 1002 or 2000 and nothing of the cause. */
  #why(told: string): Promise<string> {
    return whyUnreachable(this.#address, told).catch(() => told)
  }
}
