import type { ServerCommand } from '../frame/commands.ts'
import type { Frame } from '../frame/decoder.ts'
import { encodeUtf8 } from '../frame/utf8.ts'
import type { StompVersion } from '../frame/version.ts'
import { Deadlines, type Timely } from './time/deadlines.ts'
import { type Refusal, type RefusalCode, refusalFor, refusalOf } from './errors.ts'
import { JoinedBatch } from './fan-out/batch.ts'
import { FewMap } from './few-map.ts'
import type { Hub } from './hub.ts'
import { Inbox, type Taker } from './inbox.ts'
import { Ledger } from './ledger.ts'
import { note, type Noted, passesOver, tell, tellRefused } from './notes.ts'
import type { Batch, ChunkKind, Connection, Encoded, Handshake, Receiver, User } from './ports.ts'
import type { Notice, NoticeText } from './profile/notices.ts'
import { receiptOf } from './receipt-of.ts'
import type { Reader, Subscription } from './subscription.ts'
import type { Transaction } from './transaction.ts'

export type SessionState = 'new' | 'connected' | 'closed'

/** Does what the frame asks. @returns a promise when it is done later. @throws Refusal, or what user code threw. */
export type RunCommand = (session: Session, frame: Frame) => unknown

export interface SessionOwner {
  readonly run: RunCommand
  readonly forget: (session: Session) => void
}

interface Ending {
  readonly code: number
  readonly reason: string
  readonly by: 'client' | 'broker' | 'network'
  readonly subscriptions: number
}

/** One STOMP conversation on one connection. */
export class Session implements Receiver, Noted, Reader, Taker, Timely {
  readonly id: string
  readonly connection: Connection
  readonly handshake: Handshake
  readonly hub: Hub
  readonly subscriptions = new FewMap<string, Subscription>()
  /** Subscriptions that came with an id in use. */
  doubles = 0
  readonly deadlines: Deadlines
  state: SessionState = 'new'
  /** Messages reach it. Not before CONNECT, nor after a DISCONNECT that leaves the channel open. */
  isServed = false
  version: StompVersion | undefined
  login: string | undefined
  user: User | undefined
  /** How this client reads: binary when it began with binary. */
  kind: ChunkKind = 'text'
  /** Bodies of text messages are UTF-8; once binary came, each has to be looked at. */
  hasSentBinary = false
  lastReadMs: number
  lastMessageMs: number
  // Few sessions come to need these.
  told: Set<string> | undefined
  #transactions: Map<string, Transaction> | undefined
  #ledger: Ledger | undefined

  readonly #owner: SessionOwner
  readonly #inbox: Inbox
  readonly #openedMs: number
  #lane: Encoded[] | undefined
  #ending: Ending | undefined
  /** Refused, while the rest of a message is still done. */
  #refused: { readonly refusal: Refusal; readonly frame: Frame } | undefined
  /** The peer is gone, and frames it had sent are still being done. */
  #isGone = false

  constructor(hub: Hub, connection: Connection, handshake: Handshake, owner: SessionOwner) {
    this.id = handshake.sessionId ?? hub.randomId()
    this.hub = hub
    this.#owner = owner
    this.connection = connection
    this.handshake = handshake
    this.#openedMs = hub.nowMs()
    this.lastReadMs = this.lastMessageMs = this.#openedMs
    this.#inbox = new Inbox(this)
    this.deadlines = new Deadlines(this, this.#openedMs)
  }

  get isOpen(): boolean {
    return this.state !== 'closed'
  }

  /** Open ones, the oldest first. */
  get transactions(): Map<string, Transaction> {
    return (this.#transactions ??= new Map())
  }

  get oldestTransaction(): Transaction | undefined {
    return this.#transactions?.values().next().value
  }

  get ledger(): Ledger {
    return (this.#ledger ??= new Ledger(this.hub.limits))
  }

  get subscribed(): readonly string[] {
    return [...this.subscriptions.values()].map(({ destination }) => destination)
  }

  /** What of it may leave the process: no cookies, no properties of the user, nothing of the broker. */
  toJSON(): object {
    const { id, version, login, user, subscribed, handshake } = this
    const { transport, path, remoteAddress } = handshake
    return { id, version, login, user: user?.name, subscribed, transport, path, remoteAddress }
  }

  // --- in ---

  receive(chunk: Uint8Array, kind: ChunkKind): void {
    if (!this.isOpen) return
    if (kind === 'binary') this.#noteBinary()
    this.deadlines.received()
    this.hub.silent?.heard(this, this.hub.turnMs())
    // Frames that wait behind a handler cannot be told apart yet.
    if (this.#inbox.isBusy) this.lastReadMs = this.hub.turnMs()
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

  get begun(): string | undefined {
    return this.#inbox.begun
  }

  rested(): void {
    if (this.#refused) this.refuse(this.#refused.refusal, this.#refused.frame)
  }

  #noteBinary(): void {
    this.hasSentBinary = true
    if (this.state === 'new' && this.hub.profile.framesGoOut === 'as-they-come') this.kind = 'binary'
  }

  take(frame: Frame): Promise<void> | undefined {
    this.lastReadMs = this.hub.turnMs()
    try {
      const receipt = receiptOf(this, frame)
      const pending = this.#owner.run(this, frame)
      if ((frame.command === 'SEND' || frame.command === 'MESSAGE') && this.hub.load.isTight) this.#hold()
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

  #receipt(receipt: string | undefined): void {
    if (receipt !== undefined && this.isOpen) this.queue('RECEIPT', [['receipt-id', receipt]])
  }

  #fail(error: unknown, frame: Frame): void {
    const refusal = refusalOf(error)
    if (refusal) return this.#refuseOrIgnore(refusal, frame)
    const { command } = frame
    const destination = frame.headers.get('destination') ?? ''
    this.hub.monitor({ type: 'handler-failed', session: this, command, destination, error })
    if (frame.headers.get('receipt') !== undefined && this.hub.profile.handlerFailures === 'told')
      this.refuse(refusalFor('handlerFailed', { command, destination }), frame)
  }

  #refuseOrIgnore(refusal: Refusal, frame: Frame): void {
    if (passesOver(this, refusal, frame)) return
    const isLast = this.hub.profile.afterRefusal === 'nothing' || this.state === 'new'
    if (isLast) this.refuse(refusal, frame)
    else this.#refused ??= { refusal, frame }
  }

  note(name: Notice, command: string, values?: Readonly<Record<string, string>>): void {
    note(this, name, command, values)
  }

  /** {@link note} with words of its own. */
  ignored(text: NoticeText, command: string, destination: string): void {
    tell(this, text, command, destination)
  }

  broke(error: unknown): Refusal {
    const where = { command: 'decode', destination: '' }
    this.hub.monitor({ type: 'handler-failed', session: this, ...where, error })
    return refusalFor('handlerFailed', where)
  }

  mayRead(topic: string): boolean {
    return this.hub.access.mayRead(this, this.hub.shown(topic))
  }

  // --- out ---

  /** Messages. @returns what {@link Connection.send} does. A reader that stays behind is cut. */
  deliver(batch: Batch): boolean {
    if (this.hub.profile.heartBeats === 'ticking') this.lastMessageMs = this.hub.nowMs()
    return this.#write(batch)
  }

  #write(batch: Batch): boolean {
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
    this.#queueBytes(this.hub.profile.encodeFrame(command, headers, body, this.version ?? '1.0'))
  }

  #queueBytes(bytes: Uint8Array): void {
    const encoded = this.connection.framing.wrap({ bytes, slots: [] }, this.kind)
    if (encoded !== undefined) this.queueEncoded(encoded)
  }

  queueEncoded(encoded: Encoded): void {
    if (this.#lane) return void this.#lane.push(encoded)
    this.#lane = [encoded]
    this.hub.fanOut.wantsTurn(this)
  }

  queueHeartBeat(): void {
    this.#queueBytes(lineFeed)
  }

  missedHeartBeat(silentMs: number, promisedMs: number): void {
    const values = { silent: Math.round(silentMs), promised: promisedMs }
    const refusal = refusalFor('heartBeatMissed', values)
    if (passesOver(this, refusal)) this.#unserve()
    else this.refuse(refusal)
  }

  undeliverable(): void {
    this.end(1002, '', 'broker')
  }

  /** Writes the session's own frames, behind all messages that were accepted before. */
  flush(): void {
    if (this.#lane === undefined) return
    this.catchUp()
    this.#writeLane()
  }

  catchUp(): void {
    for (const { members } of this.subscriptions.values())
      for (const member of members.values()) member.shape.catchUp(member)
  }

  #writeLane(): void {
    const lane = this.#lane
    this.#lane = undefined
    if (lane) this.#write(JoinedBatch.of(lane))
  }

  // --- the end ---

  /** ERROR, then flush, then close. */
  refuse(refusal: Refusal, frame?: Frame): void {
    if (this.#isGone) return this.#depart()
    if (!this.isOpen || this.#ending) return
    const { ending, errorHeaders, errorBody } = this.hub.profile
    const { isTold, closeCode, reason } = ending(refusal)
    tellRefused(this, refusal, frame)
    if (isTold) {
      const headers = errorHeaders(refusal, frame, this.hub.limits.maxIdBytes)
      this.queue('ERROR', headers, errorBody === 'text' ? encodeUtf8(refusal.message) : noBody)
    }
    this.end(closeCode, reason, 'broker', cutShort.has(refusal.code))
  }

  /** A client that says goodbye in a way that is answered by ERROR. */
  part(refusal: Refusal): void {
    if (passesOver(this, refusal)) return this.leaveBroker()
    this.note('noReceipt', 'DISCONNECT')
    const { closeCode, reason } = this.hub.profile.ending(refusal)
    this.queue('ERROR', this.hub.profile.errorHeaders(refusal, undefined, 0))
    this.end(closeCode, reason, 'client')
  }

  /** Flushes what was accepted, then closes. What waits for a slow reader would only add to what it does not read. */
  end(code: number, reason: string, by: Ending['by'], isCutShort = false): void {
    if (this.#isGone) return this.#depart()
    if (!this.isOpen || this.#ending) return
    this.#ending = { code, reason, by, subscriptions: this.subscriptions.size }
    if (!isCutShort) this.catchUp()
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
    this.#owner.forget(this)
  }

  #leave(): void {
    this.state = 'closed'
    this.deadlines.stop()
    this.#unserve()
    this.hub.users.leave(this)
  }

  /** DISCONNECT where the channel stays open. */
  leaveBroker(): void {
    this.catchUp()
    this.#unserve()
    if (this.hub.profile.disconnect === 'starts-over') this.state = 'new'
  }

  #unserve(): void {
    this.isServed = false
    this.hub.ticking.remove(this)
    for (const subscription of this.subscriptions.values()) this.hub.topics.remove(subscription)
    this.subscriptions.clear()
    this.#transactions = undefined
  }

  /** @param headers of CONNECTED, which comes before any message, so it does not wait for the end of the turn; or none. */
  accept(version: StompVersion, headers: Iterable<readonly [string, string]> | undefined): void {
    this.version = version
    this.#inbox.version = version
    this.state = 'connected'
    this.isServed = true
    if (headers === undefined) return
    this.hub.users.enter(this)
    this.queue('CONNECTED', headers)
    this.flush()
  }
}

/** Whoever has more waiting than is good gets none of it. */
const cutShort: ReadonlySet<string> = new Set<RefusalCode>(['slow-consumer', 'limit-unacked'])

const noBody = new Uint8Array(0)
const lineFeed = new Uint8Array([10])
