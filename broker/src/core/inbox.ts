import type { Decoder, Frame } from '../frame/decoder.ts'
import type { StompVersion } from '../frame/version.ts'
import { type Refusal, refusalFor, refusalOf } from './errors.ts'
import type { Hub } from './hub.ts'
import type { Connection } from './ports.ts'
import { burstMs, paidUntil } from './door/paid-until.ts'

/** Frames run in one go before other sessions get their turn. */
const framesPerTurn = 256

/** What is left when a rate is passed: about a second's worth has to be waited for. */
const retryAfterSeconds = 1

/** A session, as its inbox sees it. */
export interface Taker {
  readonly hub: Hub
  readonly connection: Connection
  readonly state: 'new' | 'connected' | 'closed'
  readonly version: StompVersion | undefined
  /** @returns a promise when the next frame has to wait for this one. Never throws or rejects. */
  take(frame: Frame): Promise<void> | undefined
  refuse(refusal: Refusal): void
  /** Our own fault. @returns what the peer is told. */
  broke(error: unknown): Refusal
  /** The last byte was read and the last frame is done. */
  drained(): void
  /** A frame was begun and has not ended; or there is none. */
  awaitsRest(isBegun: boolean): void
  /** All that has come is done. */
  rested(): void
}

/** The peer's bytes, taken apart into frames, which run one after the other. */
export class Inbox {
  readonly #taker: Taker
  /** None while there is nothing to take apart, as with most sessions at most times. */
  #decoder: Decoder | undefined
  #framesPaidMs = 0
  #bytesPaidMs = 0
  #isBusy = false
  #isPaused = false
  /** Not read until the next look at the memory. */
  #isHeld = false
  /** The peer's last byte has come. */
  #isFinished = false

  constructor(taker: Taker) {
    this.#taker = taker
  }

  /** A frame is at work, and others may wait behind it. */
  get isBusy(): boolean {
    return this.#isBusy
  }

  /** The command of a frame that has not ended. */
  get begun(): string | undefined {
    return this.#decoder?.begun
  }

  set version(version: StompVersion) {
    if (this.#decoder) this.#decoder.version = version
  }

  /** Right after the clock was read. */
  receive(chunk: Uint8Array): void {
    const { hub } = this.#taker
    const { maxBytesPerSecond } = hub.limits
    const nowMs = hub.turnMs()
    this.#bytesPaidMs = paidUntil(this.#bytesPaidMs, chunk.length, maxBytesPerSecond, nowMs)
    if (this.#bytesPaidMs > nowMs + burstMs) return this.#tooFast('byteRate', maxBytesPerSecond)
    this.#decoder ??= hub.takeDecoder(this.#taker.version)
    this.#decoder.push(chunk)
    if (this.#isBusy) this.#checkRoom()
    else this.#run()
  }

  finished(): void {
    this.#isFinished = true
    if (!this.#isBusy) this.#run()
  }

  /** Reads no further before {@link release}. */
  hold(): void {
    this.#isHeld = true
    this.#taker.connection.pause()
  }

  release(): void {
    this.#isHeld = false
    if (!this.#isPaused) this.#taker.connection.resume()
  }

  /** Who is not let in yet may not make us keep much. */
  #checkRoom(): void {
    const { state, connection, hub } = this.#taker
    const limit = hub.limits.maxFrameBytesBeforeConnect
    const bufferedBytes = this.#decoder?.bufferedBytes ?? 0
    if (state === 'new' && bufferedBytes > limit)
      return this.#taker.refuse(refusalFor('frameTooLongBeforeConnect', { limit }))
    if (this.#isPaused || bufferedBytes <= hub.limits.maxInboxBytes) return
    this.#isPaused = true
    connection.pause()
  }

  #run(): void {
    let budget = framesPerTurn
    while (this.#taker.state !== 'closed' && !this.#isBusy) {
      const decoder = this.#decoder
      if (decoder === undefined || decoder.bufferedBytes === 0) return this.#rest()
      if (budget-- === 0) return this.#yield()
      const frame = this.#next(decoder)
      if (!this.#isWithinRate(decoder, frame)) return
      if (frame === undefined) return this.#rest()
      this.#taker.awaitsRest(false)
      const pending = this.#taker.take(frame)
      if (pending) this.#await(pending)
      else if (this.#taker.hub.fanOut.isFull) return this.#yield()
    }
  }

  /** Many frames, or dear ones: the others' sockets are looked at before the next lot, which may be still to come. */
  #yield(): void {
    this.#isBusy = true
    this.#taker.hub.scheduler.atTurnEnd(() => this.#goOn())
  }

  #await(pending: Promise<void>): void {
    this.#isBusy = true
    void pending.then(() => this.#goOn())
    this.#checkRoom()
  }

  #goOn(): void {
    this.#isBusy = false
    if (this.#taker.state === 'closed') return
    this.#taker.hub.nowMs()
    this.#run()
    this.#readOn()
  }

  #readOn(): void {
    if (!this.#isPaused || this.#isBusy) return
    this.#isPaused = false
    if (!this.#isHeld) this.#taker.connection.resume()
  }

  #rest(): void {
    if (this.#taker.state === 'closed') return
    if (this.#isFinished) return this.#taker.drained()
    if (this.#decoder?.bufferedBytes === 0) this.#giveBack(this.#decoder)
    this.#taker.awaitsRest(this.#decoder?.isInFrame ?? false)
    this.#taker.rested()
  }

  #giveBack(decoder: Decoder): void {
    this.#decoder = undefined
    this.#taker.hub.giveDecoder(decoder)
  }

  #next(decoder: Decoder): Frame | undefined {
    try {
      return decoder.next()
    } catch (error) {
      this.#decoder = undefined
      this.#taker.refuse(refusalOf(error) ?? this.#taker.broke(error))
      return undefined
    }
  }

  /** Line ends between frames count, but for one after each frame, as some clients write it. */
  #isWithinRate(decoder: Decoder, frame: Frame | undefined): boolean {
    const cost = Math.max(decoder.takeSkipped(), frame === undefined ? 0 : 1)
    const { hub } = this.#taker
    const { maxFramesPerSecond } = hub.limits
    const nowMs = hub.turnMs()
    this.#framesPaidMs = paidUntil(this.#framesPaidMs, cost, maxFramesPerSecond, nowMs)
    if (this.#framesPaidMs <= nowMs + burstMs) return true
    this.#tooFast('frameRate', maxFramesPerSecond)
    return false
  }

  #tooFast(name: 'frameRate' | 'byteRate', limit: number): void {
    this.#taker.refuse(refusalFor(name, { limit }, retryAfterSeconds))
  }
}
