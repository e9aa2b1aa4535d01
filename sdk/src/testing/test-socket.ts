import type { Line } from './line.ts'

/** What the server's end of a socket hears. */
export interface ServerEnd {
  opened(): void
  heard(data: string | ArrayBuffer): void
  /** The client closes; `answer` completes that. */
  leaving(answer: () => void): void
  gone(): void
}

// `any`, so that it fits the socket type of every client.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Listener = ((event: any) => unknown) | null

/** The client's end of a connection in memory; a WebSocket as far as STOMP clients can tell. */
export class TestSocket {
  /** As the client gave it. */
  readonly url: string
  /** The one of the subprotocols that was taken. */
  readonly protocol: string
  /** As of a WebSocket; bytes always come as an ArrayBuffer. */
  binaryType = 'arraybuffer'
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readyState = 0
  /** Set by the client. */
  onopen: Listener = null
  /** Set by the client. */
  onmessage: Listener = null
  /** Set by the client. */
  onerror: Listener = null
  /** Set by the client. */
  onclose: Listener = null
  readonly #line: Line
  readonly #server: ServerEnd

  constructor(url: string, protocol: string, line: Line, server: (socket: TestSocket) => ServerEnd) {
    this.url = url
    this.protocol = protocol
    this.#line = line
    this.#server = server(this)
  }

  /** As of a WebSocket. @throws Error while it is connecting. */
  send(data: string | ArrayBuffer | ArrayBufferView): void {
    if (this.readyState === 0) throw new Error('InvalidStateError: the socket is still connecting.')
    if (this.readyState !== 1) return
    const copy = typeof data === 'string' ? data : bytesOf(data)
    this.#line.put(() => this.#server.heard(copy))
  }

  /** Begins the closing handshake. Default 1005, no reason. */
  close(code = 1005, reason = ''): void {
    if (this.readyState > 1) return
    this.readyState = 2
    this.#line.put(() => this.#server.leaving(() => this.ends(code, reason)))
  }

  /** Gives up at once, as `ws` does. */
  terminate(): void {
    if (this.readyState === 3) return
    this.readyState = 2
    this.#line.put(() => {
      this.#server.gone()
      this.ends(1006, '')
    })
  }

  /** @internal */
  opens(): void {
    if (this.readyState !== 0) return
    this.readyState = 1
    this.#server.opened()
    this.onopen?.({ type: 'open' })
  }

  /** @internal */
  receives(data: string | ArrayBuffer): void {
    if (this.readyState === 1) this.onmessage?.({ type: 'message', data })
  }

  /** @internal */
  fails(message: string): void {
    if (this.readyState === 0) this.onerror?.({ type: 'error', message })
    this.ends(1006, '')
  }

  /** @internal */
  ends(code: number, reason: string): void {
    if (this.readyState === 3) return
    this.readyState = 3
    this.onclose?.({ type: 'close', code, reason, wasClean: code !== 1006 })
  }
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): ArrayBuffer {
  const view = ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : data
  return new Uint8Array(view).slice().buffer
}
