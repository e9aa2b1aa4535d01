import type { Decoder, Frame } from '../frame/decoder.ts'
import type { StompVersion } from '../frame/version.ts'
import { type Refusal, refusalFor, refusalOf } from './errors.ts'
import type { Hub } from './hub.ts'
import type { Connection } from './ports.ts'
import { TokenBucket } from './door/token-bucket.ts'

/** Frames run in one go before other sessions get their turn. */
const framesPerTurn = 256

/** What is left when a rate is passed: about a second's worth has to be waited for. */
const retryAfterSeconds = 1

/** A session, as its inbox sees it. */
export interface Taker {
  readonly hub: Hub
  readonly connection: Connection
  readonly state: 'new' | 'connected' | 'closed'
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
  readonly #decoder: Decoder
  readonly #frames: TokenBucket
  readonly #bytes: TokenBucket
  #isBusy = false
  #isPaused = false
  /** Not read until the next look at the memory. */
  #isHeld = false
  /** The peer's last byte has come. */
  #isFinished = false

  constructor(taker: Taker, nowMs: number) {
    this.#taker = taker
    const { limits } = taker.hub
    this.#decoder = taker.hub.profile.createDecoder(limits)
    this.#frames = new TokenBucket(limits.maxFramesPerSecond, nowMs)
    this.#bytes = new TokenBucket(limits.maxBytesPerSecond, nowMs)
  }

  /** A frame is at work, and others may wait behind it. */
  get isBusy(): boolean {
    return this.#isBusy
  }

  set version(version: StompVersion) {
    this.#decoder.version = version
  }

  receive(chunk: Uint8Array): void {
    const { hub } = this.#taker
    if (!this.#bytes.spend(chunk.length, hub.nowMs()))
      return this.#tooFast('byteRate', hub.limits.maxBytesPerSecond)
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
    if (state === 'new' && this.#decoder.bufferedBytes > limit)
      return this.#taker.refuse(refusalFor('frameTooLongBeforeConnect', { limit }))
    if (this.#isPaused || this.#decoder.bufferedBytes <= hub.limits.maxInboxBytes) return
    this.#isPaused = true
    connection.pause()
  }

  #run(): void {
    let budget = framesPerTurn
    while (this.#taker.state !== 'closed' && !this.#isBusy) {
      if (budget-- === 0) return this.#yield()
      const frame = this.#next()
      if (!this.#isWithinRate(frame)) return
      if (frame === undefined) return this.#rest()
      this.#taker.awaitsRest(false)
      const pending = this.#taker.take(frame)
      if (pending) this.#await(pending)
      if (this.#taker.hub.fanOut.isFull) budget = 0
    }
  }

  /** Many frames in one message: the others' sockets are looked at before the next lot. */
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
    this.#taker.awaitsRest(this.#decoder.isInFrame)
    this.#taker.rested()
  }

  #next(): Frame | undefined {
    try {
      return this.#decoder.next()
    } catch (error) {
      this.#taker.refuse(refusalOf(error) ?? this.#taker.broke(error))
      return undefined
    }
  }

  /** Line ends between frames count, but for one after each frame, as some clients write it. */
  #isWithinRate(frame: Frame | undefined): boolean {
    const cost = Math.max(this.#decoder.takeSkipped(), frame === undefined ? 0 : 1)
    const { hub } = this.#taker
    if (cost === 0 || this.#frames.spend(cost, hub.turnMs())) return true
    this.#tooFast('frameRate', hub.limits.maxFramesPerSecond)
    return false
  }

  #tooFast(name: 'frameRate' | 'byteRate', limit: number): void {
    this.#taker.refuse(refusalFor(name, { limit }, retryAfterSeconds))
  }
}
