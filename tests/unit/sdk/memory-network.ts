import type { WebSocketFactory, WebSocketLike } from '@stompbox/sdk'

interface Close {
  readonly code: number
  readonly reason: string
}

/** The server's end of one socket of `MemoryNetwork`. */
export interface MemoryPeer {
  /** What the client says, one WebSocket message at a time; heart-beats too. */
  onMessage: (text: string) => void
  onGone: () => void
  readonly isOpen: boolean
  writes: (...messages: (string | Uint8Array)[]) => void
  /** Loses the connection: no closing handshake. */
  drops(): void
  closes(code: number, reason?: string): void
  /** From now on nothing passes in either direction, and nobody is told. */
  falls(state: 'silent'): void
}

/** WebSockets without a network. What one side says is at the other `latencyMs` later, by the clock of the test. */
export class MemoryNetwork {
  readonly latencyMs: number
  /** Attempts fail while it is `gone`, and hang while it is `silent`. */
  state: 'there' | 'gone' | 'silent' = 'there'
  /** Called as soon as a socket is open, before its client knows. */
  onPeer: (peer: MemoryPeer) => void = () => undefined
  attempts = 0
  readonly #links = new Set<Link>()

  constructor(latencyMs = 5) {
    this.latencyMs = latencyMs
  }

  readonly webSocket: WebSocketFactory = () => {
    this.attempts++
    const link = new Link(this.latencyMs, () => this.#links.delete(link))
    this.#links.add(link)
    const state = this.state
    link.after(() => {
      if (state === 'gone') link.lost()
      else if (state === 'there') link.opens(this.onPeer)
      else link.peer.falls('silent')
    })
    return link.socket
  }

  /** Sockets that their client has neither given up nor been told of losing. */
  get held(): number {
    return [...this.#links].filter((link) => !link.isGivenUp).length
  }

  get peers(): MemoryPeer[] {
    return [...this.#links].filter(({ peer }) => peer.isOpen).map(({ peer }) => peer)
  }

  dropAll(): void {
    for (const { peer } of [...this.#links]) peer.drops()
  }

  silenceAll(): void {
    for (const { peer } of this.#links) peer.falls('silent')
  }
}

class MemorySocket implements WebSocketLike {
  readyState = 0
  binaryType = 'blob'
  onopen: WebSocketLike['onopen'] = null
  onmessage: WebSocketLike['onmessage'] = null
  onerror: WebSocketLike['onerror'] = null
  onclose: WebSocketLike['onclose'] = null
  readonly #link: Link

  constructor(link: Link) {
    this.#link = link
  }

  send(data: string | ArrayBuffer): void {
    if (this.readyState === 0) throw new DOMException('Still in CONNECTING state', 'InvalidStateError')
    if (this.readyState === 1) this.#link.toServer(data)
  }

  close(): void {
    this.#link.clientCloses()
  }
}

class Link {
  readonly socket: MemorySocket = new MemorySocket(this)
  readonly peer: MemoryPeer
  isGivenUp = false
  #isOpen = false
  #isSilent = false
  #isOver = false
  readonly #latencyMs: number
  readonly #forget: () => void

  constructor(latencyMs: number, forget: () => void) {
    this.#latencyMs = latencyMs
    this.#forget = forget
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the peer's getter has a `this` of its own
    const link = this
    this.peer = {
      onMessage: () => undefined,
      onGone: () => undefined,
      get isOpen() {
        return link.#isOpen && !link.#isOver
      },
      writes: (...messages) => messages.forEach((message) => link.#toClient(message)),
      drops: () => link.lost(),
      closes: (code, reason = '') => link.after(() => link.#ends({ code, reason })),
      falls: () => (link.#isSilent = true),
    }
  }

  after(task: () => void): void {
    setTimeout(() => {
      if (!this.#isSilent && !this.#isOver) task()
    }, this.#latencyMs)
  }

  opens(onPeer: (peer: MemoryPeer) => void): void {
    if (this.socket.readyState > 0) return
    this.#isOpen = true
    this.socket.readyState = 1
    onPeer(this.peer)
    call(this.socket.onopen, {})
  }

  toServer(data: string | ArrayBuffer): void {
    const text = typeof data === 'string' ? data : new TextDecoder().decode(data)
    this.after(() => this.peer.onMessage(text))
  }

  #toClient(message: string | Uint8Array): void {
    const data = typeof message === 'string' ? message : Uint8Array.from(message).buffer
    this.after(() => {
      if (this.socket.readyState === 1) call(this.socket.onmessage, { data })
    })
  }

  /** Like a browser's: over for good only when the other side, or time, says so. */
  clientCloses(): void {
    this.isGivenUp = true
    if (this.socket.readyState > 1) return
    this.socket.readyState = 2
    this.after(() => this.#ends({ code: 1005, reason: '' }))
  }

  lost(): void {
    if (!this.#isSilent && !this.#isOver) this.#ends({ code: 1006, reason: '' })
  }

  #ends(close: Close): void {
    this.#isOver = true
    this.#forget()
    this.socket.readyState = 3
    this.peer.onGone()
    if (close.code === 1006) call(this.socket.onerror, {})
    call(this.socket.onclose, close)
  }
}

const call = (handler: unknown, event: unknown): unknown =>
  typeof handler === 'function' ? (handler as (event: unknown) => unknown)(event) : undefined
