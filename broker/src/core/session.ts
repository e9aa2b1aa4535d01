import type { ServerCommand } from '../frame/commands.ts'
import type { Frame } from '../frame/decoder.ts'
import { encodeFrame } from '../frame/encoder.ts'
import { encodeUtf8 } from '../frame/utf8.ts'
import type { StompVersion } from '../frame/version.ts'
import { Deadlines, type Timely } from './deadlines.ts'
import { errorHeaders } from './error-frame.ts'
import { type Refusal, type RefusalCode, refusalFor, refusalOf } from './errors.ts'
import { JoinedBatch } from './fan-out/batch.ts'
import type { Hub } from './hub.ts'
import { Inbox, type Taker } from './inbox.ts'
import { Ledger } from './ledger.ts'
import type {
  Batch,
  ChunkKind,
  Connection,
  Encoded,
  Handshake,
  Receiver,
  SessionInfo,
  User,
} from './ports.ts'
import type { Reader, Subscription } from './subscription.ts'
import type { Transaction } from './transaction.ts'

export type SessionState = 'new' | 'connected' | 'closed'

/** Does what the frame asks. @returns a promise when it is done later. @throws Refusal, or what user code threw. */
export type RunCommand = (session: Session, frame: Frame) => unknown

type Forget = (session: Session) => void

interface Ending {
  readonly code: number
  readonly reason: string
  readonly by: 'client' | 'broker' | 'network'
  readonly subscriptions: number
}

/** One STOMP conversation on one connection. */
export class Session implements Receiver, SessionInfo, Reader, Taker, Timely {
  readonly id: string
  readonly connection: Connection
  readonly handshake: Handshake
  readonly hub: Hub
  readonly subscriptions = new Map<string, Subscription>()
  /** Open ones, the oldest first. */
  readonly transactions = new Map<string, Transaction>()
  readonly ledger: Ledger
  readonly deadlines: Deadlines
  state: SessionState = 'new'
  version: StompVersion | undefined
  login: string | undefined
  user: User | undefined
  /** How this client reads: binary when it began with binary. */
  kind: ChunkKind = 'text'
  /** Bodies of text messages are UTF-8; once binary came, each has to be looked at. */
  hasSentBinary = false

  readonly #runCommand: RunCommand
  readonly #forget: Forget
  readonly #inbox: Inbox
  readonly #openedMs: number
  #lane: Encoded[] = []
  #ending: Ending | undefined
  /** The peer is gone, and frames it had sent are still being done. */
  #isGone = false

  constructor(hub: Hub, connection: Connection, handshake: Handshake, run: RunCommand, forget: Forget) {
    this.id = hub.randomId()
    this.hub = hub
    this.#runCommand = run
    this.#forget = forget
    this.connection = connection
    this.handshake = handshake
    this.#openedMs = hub.nowMs()
    this.#inbox = new Inbox(this, this.#openedMs)
    this.ledger = new Ledger(hub.limits)
    this.deadlines = new Deadlines(this, this.#openedMs)
  }

  get isOpen(): boolean {
    return this.state !== 'closed'
  }

  // --- in ---

  receive(chunk: Uint8Array, kind: ChunkKind): void {
    if (!this.isOpen) return
    if (kind === 'binary') this.#noteBinary()
    this.deadlines.received()
    this.#inbox.receive(chunk)
  }

  get maxPieceBytes(): number {
    return this.state === 'connected' ? Infinity : this.hub.limits.maxFrameBytesBeforeConnect
  }

  overflow(limit: number): void {
    if (this.state === 'connected') return this.refuse(refusalFor('pieceTooLong', { limit }))
    this.refuse(refusalFor('frameTooLongBeforeConnect', { limit: this.maxPieceBytes }))
  }

  finished(): void {
    this.#inbox.finished()
  }

  drained(): void {
    if (this.#isGone) this.#depart()
    else this.end(1006, '', 'network')
  }

  release(): void {
    this.#inbox.release()
  }

  awaitsRest(isBegun: boolean): void {
    this.deadlines.frameBegun(isBegun)
  }

  #noteBinary(): void {
    this.hasSentBinary = true
    if (this.state === 'new') this.kind = 'binary'
  }

  take(frame: Frame): Promise<void> | undefined {
    try {
      const receipt = this.#receiptOf(frame)
      const pending = this.#runCommand(this, frame)
      if (frame.command === 'SEND' && this.hub.load.isTight) this.#hold()
      if (pending instanceof Promise) return this.#await(pending, frame, receipt)
      this.#receipt(receipt)
    } catch (error) {
      this.#fail(error, frame)
    }
    return undefined
  }

  async #await(pending: Promise<unknown>, frame: Frame, receipt: string | undefined): Promise<void> {
    this.deadlines.handlerStarted(frame)
    try {
      await pending
      this.#receipt(receipt)
    } catch (error) {
      this.#fail(error, frame)
    }
    this.deadlines.handlerEnded()
  }

  #hold(): void {
    this.#inbox.hold()
    this.hub.load.hold(this)
  }

  /** CONNECT gets none. */
  #receiptOf({ command, headers }: Frame): string | undefined {
    const receipt = command === 'CONNECT' || command === 'STOMP' ? undefined : headers.get('receipt')
    const limit = this.hub.limits.maxIdBytes
    if (receipt !== undefined && encodeUtf8(receipt).length > limit)
      throw refusalFor('idTooLong', { header: 'receipt', command, limit })
    return receipt
  }

  #receipt(receipt: string | undefined): void {
    if (receipt !== undefined && this.isOpen) this.queue('RECEIPT', [['receipt-id', receipt]])
  }

  #fail(error: unknown, frame: Frame): void {
    const refusal = refusalOf(error)
    if (refusal) return this.refuse(refusal, frame)
    const { command } = frame
    const destination = frame.headers.get('destination') ?? ''
    this.hub.monitor({ type: 'handler-failed', session: this, command, destination, error })
    if (frame.headers.get('receipt') !== undefined)
      this.refuse(refusalFor('handlerFailed', { command, destination }), frame)
  }

  broke(error: unknown): Refusal {
    const where = { command: 'decode', destination: '' }
    this.hub.monitor({ type: 'handler-failed', session: this, ...where, error })
    return refusalFor('handlerFailed', where)
  }

  mayRead(destination: string): boolean {
    return this.hub.access.mayRead(this, destination)
  }

  // --- out ---

  /** @returns what {@link Connection.send} does. A reader that stays behind is cut. */
  write(batch: Batch): boolean {
    if (!this.isOpen || this.#isGone) return true
    this.deadlines.sent(batch.bytes.length)
    const isWritten = this.connection.send(batch)
    if (!isWritten) this.deadlines.behind(this.connection.unsentBytes)
    return isWritten
  }

  /** A frame of the session's own. Leaves at the end of the turn, behind messages accepted before it. */
  queue(
    command: ServerCommand,
    headers: Iterable<readonly [string, string]>,
    body: Uint8Array = noBody,
  ): void {
    this.#queueBytes(encodeFrame(command, headers, body, this.version ?? '1.0'))
  }

  #queueBytes(bytes: Uint8Array): void {
    const encoded = this.connection.framing.wrap({ bytes, slots: [] }, this.kind)
    if (encoded === undefined) return
    if (this.#lane.length === 0) this.hub.fanOut.wantsTurn(this)
    this.#lane.push(encoded)
  }

  queueHeartBeat(): void {
    this.#queueBytes(lineFeed)
  }

  /** Writes the session's own frames, behind all messages that were accepted before. */
  flush(): void {
    if (this.#lane.length === 0) return
    this.catchUp()
    this.#writeLane()
  }

  catchUp(): void {
    for (const { members } of this.subscriptions.values())
      for (const member of members) member.shape.catchUp(member)
  }

  #writeLane(): void {
    const lane = this.#lane
    this.#lane = []
    if (lane.length > 0) this.write(JoinedBatch.of(lane))
  }

  // --- the end ---

  /** ERROR, then flush, then close. */
  refuse(refusal: Refusal, frame?: Frame): void {
    if (this.#isGone) return this.#depart()
    if (!this.isOpen || this.#ending) return
    const { code, message, closeCode } = refusal
    const destination = frame?.headers.get('destination')
    const where = {
      ...(frame && { command: frame.command }),
      ...(destination !== undefined && { destination }),
    }
    // A goodbye is nobody's fault.
    if (code !== 'draining') this.hub.monitor({ type: 'refused', session: this, code, message, ...where })
    this.queue('ERROR', errorHeaders(refusal, frame, this.hub.limits.maxIdBytes), encodeUtf8(message))
    this.end(closeCode, code, 'broker')
  }

  /** Flushes what was accepted, then closes. What waits for a slow reader would only add to what it does not read. */
  end(code: number, reason: string, by: Ending['by']): void {
    if (this.#isGone) return this.#depart()
    if (!this.isOpen || this.#ending) return
    this.#ending = { code, reason, by, subscriptions: this.subscriptions.size }
    if (!cutShort.has(reason)) this.catchUp()
    this.#writeLane()
    this.#leave()
    this.connection.close(code, reason)
  }

  /** What had come is still done (STOMP 1.2 §RECEIPT: «SHOULD continue to get processed»). */
  closed(code: number, reason: string, isRefused = false): void {
    const by = isRefused ? 'broker' : code === 1006 ? 'network' : 'client'
    const isOurs = this.#ending !== undefined
    this.#ending ??= { code, reason, by, subscriptions: this.subscriptions.size }
    if (isOurs || this.state !== 'connected' || !this.#inbox.isBusy) return this.#depart()
    this.#isGone = true
    this.deadlines.heartBeats(0, 0)
    this.#inbox.finished()
  }

  #depart(): void {
    this.#isGone = false
    this.#leave()
    const lifetimeMs = this.hub.nowMs() - this.#openedMs
    this.hub.monitor({ type: 'disconnected', session: this, ...this.#ending!, lifetimeMs })
    this.#forget(this)
  }

  #leave(): void {
    this.state = 'closed'
    this.deadlines.stop()
    for (const subscription of this.subscriptions.values()) this.hub.topics.remove(subscription)
    this.subscriptions.clear()
    this.transactions.clear()
  }

  /** CONNECTED comes before any message, so it does not wait for the end of the turn. */
  accept(version: StompVersion, headers: Iterable<readonly [string, string]>): void {
    this.version = version
    this.#inbox.version = version
    this.state = 'connected'
    this.queue('CONNECTED', headers)
    this.flush()
  }
}

/** Whoever has more waiting than is good gets none of it. */
const cutShort: ReadonlySet<string> = new Set<RefusalCode>(['slow-consumer', 'limit-unacked'])

const noBody = new Uint8Array(0)
const lineFeed = new Uint8Array([10])
