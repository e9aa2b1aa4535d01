import type { Duplex } from 'node:stream'
import { unread } from '../unread.ts'
import { FrameFault, FrameReader, type FrameTaker } from './frame-reader.ts'
import { closeCodes, type Peer, type PeerOwner } from './peer.ts'
import { webSocketControl } from './websocket-framing.ts'

const peerOf = Symbol('peer')

/** At once, or of a peer that does not read our answers. */
const maxWaitingPings = 60

/** Knows its peer, so that all sockets share the same listeners. */
interface PeeredSocket extends Duplex {
  [peerOf]?: SocketPeer | undefined
  setTimeout?(ms: number): void
  setNoDelay?(): void
}

/** A client on a socket behind its handshake, without extensions. */
export class SocketPeer implements Peer, FrameTaker {
  owner: PeerOwner | undefined
  readonly #socket: PeeredSocket
  readonly #reader: FrameReader
  readonly #closeTimeoutMs: number
  #isOpen = true
  #isReading = true
  #closeCode: number = closeCodes.abnormal
  #closeReason = ''
  #closeTimer: NodeJS.Timeout | undefined
  /** The newest ping of the chunk at hand. */
  #asked: Buffer | undefined
  /** Since all was written that there was. */
  #waitingPings = 0

  /**
   * @param head what came behind the handshake
   * @param closeTimeoutMs from a close frame of ours to the end, behind all that the peer has not read yet
   */
  constructor(socket: PeeredSocket, head: Buffer, closeTimeoutMs: number) {
    this.#socket = socket
    this.#closeTimeoutMs = closeTimeoutMs
    this.#reader = new FrameReader(this)
    socket[peerOf] = this
    socket.setTimeout?.(0)
    socket.setNoDelay?.()
    if (head.length > 0) socket.unshift(head)
    socket.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose)
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  get isReading(): boolean {
    return this.#isReading
  }

  get maxMessageBytes(): number {
    return this.owner?.maxMessageBytes ?? 0
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  close(code: number, reason: string): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#socket.write(webSocketControl('close', closePayload(code, reason)))
    this.#cutInTime()
  }

  /** However slowly the peer takes what was left for it. */
  #cutInTime(): void {
    this.#closeTimer ??= setTimeout(() => this.#cut(), this.#closeTimeoutMs)
  }

  /** The other side has nothing to say any more, or is not listened to. */
  #end(): void {
    this.#isReading = false
    this.#socket.end()
    this.#socket.resume()
  }

  #cut(): void {
    this.#socket.destroy(this.#socket.writableLength > 0 ? unread : undefined)
  }

  // --- what frames say ---

  message(bytes: Buffer, isBinary: boolean): void {
    if (this.#isOpen) this.owner?.received(bytes, isBinary)
  }

  /** The newest of a chunk is answered for all [RFC 6455 §5.5.3]. */
  ping(payload: Buffer): void {
    if (!this.#isOpen) return
    if (this.#asked === undefined && this.#socket.writableLength === 0) this.#waitingPings = 0
    if (++this.#waitingPings > maxWaitingPings)
      throw new FrameFault(closeCodes.policy, `More than ${maxWaitingPings} pings wait for an answer.`)
    this.#asked = payload
  }

  #answerPing(): void {
    const asked = this.#asked
    this.#asked = undefined
    if (asked && this.#isOpen) this.#socket.write(webSocketControl('pong', asked))
  }

  concluded(code: number, reason: string): void {
    this.#closeCode = code
    this.#closeReason = reason
    this.close(code, reason)
    this.#end()
  }

  // --- what happens to the socket ---

  heard(chunk: Buffer): void {
    if (!this.#isReading) return
    try {
      this.#reader.read(chunk)
      if (this.#asked) this.#answerPing()
    } catch (error) {
      if (!(error instanceof FrameFault)) throw error
      this.#refuse(error)
    }
  }

  /** What the session has to say about it comes before the close frame. */
  #refuse(fault: FrameFault): void {
    const reason = this.owner?.refusing(fault.code) ?? ''
    this.close(fault.code, reason)
    this.#end()
    this.owner?.failed(fault)
  }

  /** The peer writes no more, and has not said so by a close frame. */
  ended(): void {
    this.#isOpen = false
    this.#cutInTime()
    this.#socket.end()
  }

  gone(): void {
    // Of a socket that was paused.
    const rest = this.#socket.readableLength > 0 ? (this.#socket.read() as Buffer | null) : null
    if (rest) this.heard(rest)
    clearTimeout(this.#closeTimer)
    this.#isOpen = this.#isReading = false
    this.owner?.closed(this.#closeCode, this.#closeReason)
  }
}

function closePayload(code: number, reason: string): Buffer {
  if (code === closeCodes.nothingSaid) return Buffer.alloc(0)
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason))
  payload.writeUInt16BE(code)
  payload.write(reason, 2)
  return payload
}

function onData(this: PeeredSocket, chunk: Buffer): void {
  this[peerOf]?.heard(chunk)
}

function onEnd(this: PeeredSocket): void {
  this[peerOf]?.ended()
}

/** It is followed by `close`, which tells of it. */
function onError(): void {}

function onClose(this: PeeredSocket): void {
  const peer = this[peerOf]
  this.removeListener('data', onData)
  this[peerOf] = undefined
  peer?.gone()
}
