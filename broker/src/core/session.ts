import { type Frame, FrameDecoder } from '../frame/decoder.ts'
import { encodeFrame } from '../frame/encoder.ts'
import type { ServerCommand } from '../frame/commands.ts'
import type { StompVersion } from '../frame/version.ts'
import { encodeUtf8 } from '../frame/utf8.ts'
import { Deadlines, type Timely } from './deadlines.ts'
import { Refusal, type RefusalCode, refusalOf } from './errors.ts'
import { JoinedBatch } from './fan-out/batch.ts'
import type { Hub } from './hub.ts'
import type { Batch, ChunkKind, Connection, Encoded, Handshake, Receiver, SessionInfo } from './ports.ts'
import type { Reader, Subscription } from './subscription.ts'

export type SessionState = 'new' | 'connected' | 'closed'

/** Does what the frame asks. @returns a promise when it is done later. @throws Refusal, or what user code threw. */
export type RunCommand = (session: Session, frame: Frame) => unknown

type Forget = (session: Session) => void

/** Frames run in one go before other sessions get their turn. */
const framesPerTurn = 256

interface Ending {
  readonly code: number
  readonly reason: string
  readonly by: 'client' | 'broker'
  readonly subscriptions: number
}

/** One STOMP conversation on one connection. */
export class Session implements Receiver, SessionInfo, Reader, Timely {
  readonly id: string
  readonly connection: Connection
  readonly handshake: Handshake
  readonly hub: Hub
  readonly subscriptions = new Map<string, Subscription>()
  readonly deadlines: Deadlines
  state: SessionState = 'new'
  version: StompVersion | undefined
  login: string | undefined
  /** How this client reads: binary when it began with binary. */
  kind: ChunkKind = 'text'
  /** Bodies of text messages are UTF-8; once binary came, each has to be looked at. */
  hasSentBinary = false

  readonly #runCommand: RunCommand
  readonly #forget: Forget
  readonly #decoder: FrameDecoder
  readonly #openedMs: number
  #lane: Encoded[] = []
  #isBusy = false
  #isPaused = false
  #ending: Ending | undefined

  constructor(hub: Hub, connection: Connection, handshake: Handshake, run: RunCommand, forget: Forget) {
    this.id = hub.randomId()
    this.hub = hub
    this.#runCommand = run
    this.#forget = forget
    this.connection = connection
    this.handshake = handshake
    this.#decoder = new FrameDecoder(hub.limits)
    this.#openedMs = hub.nowMs()
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
    this.#decoder.push(chunk)
    if (this.#isBusy) this.#pauseIfFull()
    else this.#run()
  }

  #noteBinary(): void {
    this.hasSentBinary = true
    if (this.state === 'new') this.kind = 'binary'
  }

  #pauseIfFull(): void {
    if (this.#isPaused || this.#decoder.bufferedBytes <= this.hub.limits.maxInboxBytes) return
    this.#isPaused = true
    this.connection.pause()
  }

  readonly #run = (): void => {
    let budget = framesPerTurn
    while (this.isOpen && !this.#isBusy) {
      if (budget-- === 0) return this.#yield()
      const frame = this.#next()
      if (frame === undefined) return
      this.#handle(frame)
    }
  }

  #next(): Frame | undefined {
    try {
      return this.#decoder.next()
    } catch (error) {
      this.refuse(refusalOf(error) ?? this.#broken(error))
      return undefined
    }
  }

  #broken(error: unknown): Refusal {
    this.hub.monitor({ type: 'handler-failed', session: this, command: 'decode', destination: '', error })
    return new Refusal('handlerFailed', { command: 'decode', destination: '' })
  }

  /** Many frames in one message: the others' sockets are looked at before the next lot. */
  #yield(): void {
    this.#isBusy = true
    this.hub.scheduler.atTurnEnd(() => this.#goOn())
  }

  #handle(frame: Frame): void {
    try {
      const receipt = this.#receiptOf(frame)
      const pending = this.#runCommand(this, frame)
      if (pending instanceof Promise) this.#await(pending, frame, receipt)
      else this.#receipt(receipt)
    } catch (error) {
      this.#fail(error, frame)
    }
  }

  /** The session's next frame waits; those of others do not. */
  #await(pending: Promise<unknown>, frame: Frame, receipt: string | undefined): void {
    this.#isBusy = true
    this.deadlines.handlerStarted(frame)
    pending
      .then(
        () => this.#receipt(receipt),
        (error: unknown) => this.#fail(error, frame),
      )
      .finally(() => this.#goOn())
  }

  #goOn(): void {
    this.#isBusy = false
    this.deadlines.handlerEnded()
    if (!this.isOpen) return
    this.#run()
    this.#readOn()
  }

  #readOn(): void {
    if (!this.#isPaused || this.#isBusy) return
    this.#isPaused = false
    this.connection.resume()
  }

  /** CONNECT gets none. */
  #receiptOf({ command, headers }: Frame): string | undefined {
    const receipt = command === 'CONNECT' || command === 'STOMP' ? undefined : headers.get('receipt')
    const limit = this.hub.limits.maxIdBytes
    if (receipt !== undefined && encodeUtf8(receipt).length > limit)
      throw new Refusal('idTooLong', { header: 'receipt', command, limit })
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
      this.refuse(new Refusal('handlerFailed', { command, destination }), frame)
  }

  // --- out ---

  /** @returns what {@link Connection.send} does. A reader that stays behind is cut. */
  write(batch: Batch): boolean {
    if (!this.isOpen) return true
    this.deadlines.sent(batch.bytes.length)
    const isGone = this.connection.send(batch)
    if (!isGone) this.deadlines.behind(this.connection.unsentBytes)
    return isGone
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
    this.#catchUp()
    this.#writeLane()
  }

  #catchUp(): void {
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
    if (!this.isOpen || this.#ending) return
    const { code, message, closeCode } = refusal
    const receipt = frame?.headers.get('receipt')
    const destination = frame?.headers.get('destination')
    const versions = code === 'version' ? [['version', '1.0,1.1,1.2'] as const] : []
    const receiptId = receipt === undefined ? [] : [['receipt-id', receipt] as const]
    const type = [['content-type', 'text/plain;charset=utf-8'] as const]
    const where = {
      ...(frame && { command: frame.command }),
      ...(destination !== undefined && { destination }),
    }
    this.hub.monitor({ type: 'refused', session: this, code, message, ...where })
    this.queue(
      'ERROR',
      [['message', message], ['code', code], ...versions, ...receiptId, ...type],
      encodeUtf8(message),
    )
    this.end(closeCode, code, 'broker')
  }

  /** Flushes what was accepted, then closes. What waits for a slow reader would only add to what it does not read. */
  end(code: number, reason: string, by: Ending['by']): void {
    if (!this.isOpen || this.#ending) return
    this.#ending = { code, reason, by, subscriptions: this.subscriptions.size }
    if (reason !== ('slow-consumer' satisfies RefusalCode)) this.#catchUp()
    this.#writeLane()
    this.#leave()
    this.connection.close(code, reason)
  }

  closed(code: number, reason: string): void {
    const by = code === 1006 ? ('network' as const) : ('client' as const)
    const ending = this.#ending ?? { code, reason, by, subscriptions: this.subscriptions.size }
    this.#leave()
    const lifetimeMs = this.hub.nowMs() - this.#openedMs
    this.hub.monitor({ type: 'disconnected', session: this, ...ending, lifetimeMs })
    this.#forget(this)
  }

  #leave(): void {
    this.state = 'closed'
    this.deadlines.stop()
    for (const subscription of this.subscriptions.values()) this.hub.topics.remove(subscription)
    this.subscriptions.clear()
  }

  /** CONNECTED comes before any message, so it does not wait for the end of the turn. */
  accept(version: StompVersion, headers: Iterable<readonly [string, string]>): void {
    this.version = version
    this.#decoder.version = version
    this.state = 'connected'
    this.queue('CONNECTED', headers)
    this.flush()
  }
}

const noBody = new Uint8Array(0)
const lineFeed = new Uint8Array([10])
