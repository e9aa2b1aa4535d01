import type { Accept, Batch, ChunkKind, Connection, Handshake, Receiver } from '../core/ports.ts'
import { rawFraming } from './raw-framing.ts'

interface Closing {
  readonly code: number
  readonly reason: string
}

/** The peer's end of a channel inside this process. Everything happens synchronously, in the call that causes it. */
export interface MemoryPeer {
  /** A string is sent as text, bytes as binary. Ignored when closed. From inside a listener it is sent as a microtask. */
  send(data: string | Uint8Array): void
  /** Frames nobody listened for, in order. Take them out freely. */
  readonly received: Uint8Array[]
  /** Hands over what was received so far, and then each frame as it comes. */
  onMessage(listener: (frame: Uint8Array) => void): void
  /** Plays a slow reader: `Connection.send` returns false and `unsentBytes` grows, and a close waits behind them. */
  pauseReading(): void
  /** Takes what has waited, and reads on. */
  resumeReading(): void
  /** 1000 says goodbye; 1006 plays a cut line. */
  close(code?: number, reason?: string): void
  /** Whether the channel is there. */
  readonly state: 'open' | 'closed'
  /** What the broker asked for by `Connection.close`, also while it waits behind unread frames. */
  readonly closing: Closing | undefined
  /** Resolves with the code and the reason when `state` becomes `closed`. */
  readonly closed: Promise<Closing>
}

/**
 * Connects a peer in this process, without a network and without Node.
 * @param handshake what `accept` is told; by default transport `memory` and path `/`.
 */
export function connectMemory(accept: Accept, handshake: Partial<Handshake> = {}): MemoryPeer {
  const channel = new MemoryChannel()
  channel.open(accept, {
    transport: 'memory',
    path: '/',
    url: '/',
    remoteAddress: 'memory',
    headers: {},
    ...handshake,
  })
  return channel.peer
}

class MemoryChannel implements Connection {
  readonly framing = rawFraming
  readonly peer = new Peer(this)
  readonly #unread: Uint8Array[] = []
  readonly #inbound: { chunk: Uint8Array; kind: ChunkKind }[] = []
  #unsentBytes = 0
  #receiver: Receiver | undefined
  #paused = false
  #delivering = false
  #closing: Closing | undefined
  #closed: Closing | undefined

  open(accept: Accept, handshake: Handshake): void {
    const receiver = accept(this, handshake)
    this.#receiver = receiver
    if (this.#closed) receiver.closed(this.#closed.code, this.#closed.reason)
    else this.#deliver()
  }

  send(batch: Batch): boolean {
    if (this.#closing || this.#closed) return true
    if (this.peer.reading) {
      for (const frame of batch.frames) this.peer.take(new Uint8Array(frame))
      return true
    }
    this.#unread.push(...batch.frames)
    this.#unsentBytes += batch.bytes.length
    return false
  }

  get unsentBytes(): number {
    return this.#unsentBytes
  }

  get closing(): Closing | undefined {
    return this.#closing
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.#deliver()
  }

  close(code: number, reason: string): void {
    if (this.#closing || this.#closed) return
    this.#closing = { code, reason }
    if (this.#unread.length === 0) this.end(this.#closing)
  }

  fromPeer(chunk: Uint8Array, kind: ChunkKind): void {
    if (this.#closed) return
    this.#inbound.push({ chunk, kind })
    this.#deliver()
  }

  /** Also called by the peer, once it reads again. */
  flush(): void {
    while (this.peer.reading && this.#unread.length > 0) {
      const frame = this.#unread.shift()!
      this.#unsentBytes -= frame.length
      this.peer.take(frame)
    }
    if (this.#closing && this.#unread.length === 0) this.end(this.#closing)
  }

  end(closing: Closing): void {
    if (this.#closed) return
    this.#closed = closing
    this.#inbound.length = 0
    this.#unread.length = 0
    this.#unsentBytes = 0
    this.peer.ended(closing)
    this.#receiver?.closed(closing.code, closing.reason)
  }

  #deliver(): void {
    if (this.#delivering || !this.#receiver) return
    this.#delivering = true
    try {
      while (!this.#paused && this.#inbound.length > 0) {
        const { chunk, kind } = this.#inbound.shift()!
        this.#receiver.receive(chunk, kind)
      }
    } finally {
      this.#delivering = false
    }
  }
}

class Peer implements MemoryPeer {
  readonly received: Uint8Array[] = []
  readonly closed: Promise<Closing>
  readonly #channel: MemoryChannel
  #resolveClosed: (closing: Closing) => void = () => {}
  #listener: ((frame: Uint8Array) => void) | undefined
  #listening = false
  #reading = true
  #state: 'open' | 'closed' = 'open'

  constructor(channel: MemoryChannel) {
    this.#channel = channel
    this.closed = new Promise((resolve) => (this.#resolveClosed = resolve))
  }

  get state(): 'open' | 'closed' {
    return this.#state
  }

  get reading(): boolean {
    return this.#reading
  }

  get closing(): Closing | undefined {
    return this.#channel.closing
  }

  send(data: string | Uint8Array): void {
    const kind = typeof data === 'string' ? 'text' : 'binary'
    const chunk = typeof data === 'string' ? new TextEncoder().encode(data) : data.slice()
    // A network never calls the broker back in the middle of its own write, so neither does this.
    if (this.#listening) queueMicrotask(() => this.#channel.fromPeer(chunk, kind))
    else this.#channel.fromPeer(chunk, kind)
  }

  onMessage(listener: (frame: Uint8Array) => void): void {
    this.#listener = listener
    for (const frame of this.received.splice(0)) this.take(frame)
  }

  pauseReading(): void {
    this.#reading = false
  }

  resumeReading(): void {
    this.#reading = true
    this.#channel.flush()
  }

  close(code = 1000, reason = ''): void {
    this.#channel.end({ code, reason })
  }

  take(frame: Uint8Array): void {
    if (!this.#listener) return void this.received.push(frame)
    const nested = this.#listening
    this.#listening = true
    try {
      this.#listener(frame)
    } finally {
      this.#listening = nested
    }
  }

  ended(closing: Closing): void {
    this.#state = 'closed'
    this.#resolveClosed(closing)
  }
}
