import { type Refusal, refusalFor, type RefusalName } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Load } from './load.ts'
import type { Handshake, Random, Scheduler } from '../ports.ts'
import { TokenBucket } from './token-bucket.ts'

/** A session, as the door sees it. */
interface Guest {
  readonly state: string
  readonly handshake: Handshake
}

interface AdmissionParts {
  readonly scheduler: Scheduler
  readonly random: Random
  readonly limits: Limits
}

const fewUnconnected = 256

/** Decides whether one more session is taken, and counts those there are. */
export class Admission {
  readonly #parts: AdmissionParts
  readonly #load: Load
  readonly #rate: TokenBucket
  readonly #perAddress = new Map<string, number>()
  /** Those without CONNECTED, and some that got it since anybody looked. */
  readonly #unconnected = new Set<Guest>()
  #lookAt = fewUnconnected
  #count = 0
  #isDraining = false

  constructor(parts: AdmissionParts, load: Load) {
    this.#parts = parts
    this.#load = load
    this.#rate = new TokenBucket(parts.limits.maxNewSessionsPerSecond, parts.scheduler.monotonicMs())
  }

  drain(): void {
    this.#isDraining = true
  }

  /** Why nobody more is taken from this address now. Charges nothing. */
  refusal(address: string): Refusal | undefined {
    const { maxSessions, maxSessionsPerAddress, maxNewSessionsPerSecond } = this.#parts.limits
    if (this.#isDraining) return this.later('draining')
    if (this.#count >= maxSessions) return this.later('sessionLimit', maxSessions)
    if ((this.#perAddress.get(place(address)) ?? 0) >= maxSessionsPerAddress)
      return this.later('addressLimit', maxSessionsPerAddress)
    if (!this.#rate.has(this.#parts.scheduler.monotonicMs()))
      return this.later('acceptRate', maxNewSessionsPerSecond)
    if (this.#isFullOfSilence()) return this.later('unconnectedLimit')
    const strain = this.#load.refusal
    return strain && this.later(strain)
  }

  /** With the time to come back, spread so that not all come back at once. */
  later(name: RefusalName, limit = 0): Refusal {
    return refusalFor(name, { limit }, 1 + Math.floor(this.#parts.random() * 10))
  }

  /** Looks at each of them only when there could be too many, or twice as many as there were. */
  #isFullOfSilence(): boolean {
    const { maxUnconnectedSessions } = this.#parts.limits
    if (this.#unconnected.size < Math.min(this.#lookAt, maxUnconnectedSessions)) return false
    for (const guest of this.#unconnected) if (guest.state !== 'new') this.#unconnected.delete(guest)
    this.#lookAt = Math.max(fewUnconnected, 2 * this.#unconnected.size)
    return this.#unconnected.size >= maxUnconnectedSessions
  }

  enter(guest: Guest): void {
    this.#rate.take()
    this.#count++
    this.#unconnected.add(guest)
    this.#countAddress(guest, 1)
  }

  leave(guest: Guest): void {
    this.#count--
    this.#unconnected.delete(guest)
    this.#countAddress(guest, -1)
  }

  #countAddress({ handshake }: Guest, change: 1 | -1): void {
    const address = place(handshake.remoteAddress)
    if (this.#parts.limits.maxSessionsPerAddress === Infinity || address === '') return
    const count = (this.#perAddress.get(address) ?? 0) + change
    if (count === 0) this.#perAddress.delete(address)
    else this.#perAddress.set(address, count)
  }
}

/** An IPv4 client is the same behind a socket that speaks both. */
const place = (address: string): string => address.replace(/^::ffff:/, '')
