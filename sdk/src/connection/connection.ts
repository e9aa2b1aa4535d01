import { ConnectError } from '../errors.ts'
import { isolated } from '../isolated.ts'
import type { Settings } from '../options.ts'
import { after } from '../timer.ts'
import type { Frame } from '../wire/frame.ts'
import type { ReceiptHabit } from '../wire/receipts.ts'
import { Session } from '../wire/session.ts'
import { retryDelayMs } from './backoff.ts'
import { followPage, isOffline } from './page.ts'
import * as reasons from '../reason.ts'
import type { Reason } from '../reason.ts'
import { StateHolder, type ConnectionState, type StateOf } from './state.ts'

export interface ConnectionEvents {
  /** Before the state says so. */
  connected(session: Session): void
  received(frame: Frame): void
  /** A session ended, or an attempt at one. `final`: there will be no other until `connect()`. */
  lost(reason: Reason, final: boolean): void
}

/** One session after the other, for as long as that makes sense. */
export class Connection {
  readonly state = new StateHolder()
  readonly habit: ReceiptHabit = { gives: undefined }
  readonly #settings: Settings
  readonly #events: ConnectionEvents
  readonly #local: boolean
  #session: Session | undefined
  /** In a row, since the last session that held. */
  #failures = 0
  #connectedAt = Infinity
  /** There has been a session since `connect()`. */
  #established = false
  #keepTrying = false
  /** The server refused who connects, and was asked once more since. */
  #askedAnew = false
  #reason: Reason | undefined
  #pause: ReturnType<typeof setTimeout> | undefined
  #unfollow: (() => void) | undefined
  #leaving: Promise<void> = Promise.resolve()

  constructor(settings: Settings, events: ConnectionEvents) {
    this.#settings = settings
    this.#events = events
    this.#local = reasons.isLoopback(settings.url)
  }

  /** The session, while what is sent now can still arrive. */
  get session(): Session | undefined {
    return this.#session?.usable ? this.#session : undefined
  }

  /** Why there is none, where that is known. */
  get reason(): Reason | undefined {
    return this.#reason
  }

  async connect(keepTrying: boolean, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    const { status } = this.state.current
    if (status === 'idle' || status === 'closed') this.#begin()
    this.#keepTrying ||= keepTrying
    if (status !== 'connected' && status !== 'connecting') this.#try()
    const state = await this.state.until(isSettled, signal)
    if (state.status === 'closed') throw new ConnectError(state.reason)
  }

  disconnect(): Promise<void> {
    const session = this.#session
    this.#session = undefined
    if (session) {
      const left = session.leave()
      this.#leaving = this.#leaving.then(() => left)
    }
    const { status } = this.state.current
    if (status === 'idle' || status === 'closed') this.#events.lost(reasons.asked, true)
    else this.#close(reasons.asked)
    return this.#leaving
  }

  #begin(): void {
    this.#failures = 0
    this.#established = this.#keepTrying = this.#askedAnew = false
    this.#reason = undefined
    this.#unfollow ??= followPage({
      offline: () => {
        if (!this.#local) this.#session?.end(reasons.offline)
      },
      back: () => this.#back(),
      left: () => this.#session?.abandon(reasons.suspended),
    })
  }

  #try(): void {
    clearTimeout(this.#pause)
    const attempt = this.#failures + 1
    const session: Session = new Session(this.#settings, this.habit, {
      connected: () => this.#connected(session),
      received: (frame) => this.#events.received(frame),
      ended: (reason) => {
        if (this.#session === session) this.#ended(reason)
      },
    })
    this.#session = session
    session.start({ attempt, reason: this.#reason })
    this.state.change({ status: 'connecting', attempt, ...(this.#reason && { reason: this.#reason }) })
  }

  #connected(session: Session): void {
    const resumed = this.#established
    this.#established = true
    this.#connectedAt = Date.now()
    this.#events.connected(session)
    // Whoever was told may have disconnected.
    if (this.#session !== session) return
    const { greeting, version, transport } = session
    this.state.change({
      status: 'connected',
      attempt: this.#failures + 1,
      session: greeting['session'],
      version,
      transport,
      resumed,
    })
  }

  #ended(ending: Reason): void {
    const offline = ending.kind === 'network' && !this.#local && isOffline()
    const reason = offline ? reasons.offline : ending
    this.#session = undefined
    this.#reason = reason
    this.#count(reason)
    const delayMs = this.#delayMs(reason)
    if (delayMs === undefined) {
      this.#close(reason)
      return
    }
    this.#pause = after(delayMs, () => this.#try())
    const retryAt = Date.now() + delayMs
    // The state first: whoever is told of the loss may connect, or disconnect.
    this.state.change({ status: 'waiting', attempt: this.#failures + 1, retryAt, reason })
    this.#events.lost(reason, false)
  }

  /** A session that is cut again and again soon after it began is no success: the pauses go on growing. */
  #count({ kind }: Reason): void {
    const { reconnect } = this.#settings
    const heldMs = Date.now() - this.#connectedAt
    this.#connectedAt = Infinity
    if (reconnect && heldMs >= reconnect.maxDelayMs) {
      this.#failures = 0
      this.#askedAnew = false
    } else if (!isAway(kind)) this.#failures++
  }

  /** How long to wait for the next attempt; undefined when there is none. */
  #delayMs(reason: Reason): number | undefined {
    const { reconnect } = this.#settings
    if (reason.kind === 'auth') return this.#mayAskAnew() ? 0 : undefined
    if (!reconnect || !reason.retry || !(this.#established || this.#keepTrying)) return undefined
    if (isAway(reason.kind)) return reconnect.maxDelayMs
    if (this.#failures >= reconnect.maxAttempts || !this.#mayRetry(reason)) return undefined
    // What the server asks for comes on top, so that those it sent away together do not come back together.
    const askedMs = Math.min(reason.retryAfterMs ?? 0, reconnect.maxDelayMs)
    return askedMs + retryDelayMs(Math.max(0, this.#failures - 1), reconnect)
  }

  /** A function may have a fresh token; what stays the same would be refused again. */
  #mayAskAnew(): boolean {
    const { token, headers, reconnect } = this.#settings
    const again = !this.#askedAnew && reconnect !== false
    this.#askedAnew = true
    return again && (typeof token === 'function' || typeof headers === 'function')
  }

  #mayRetry(reason: Reason): boolean {
    const { reconnect } = this.#settings
    let may = true
    isolated(() => (may = reconnect && reconnect.shouldRetry(reason, this.#failures + 1)))
    return may
  }

  #back(): void {
    const state: ConnectionState = this.state.current
    if (state.status === 'connected') this.#session?.checkAlive()
    else if (state.status === 'waiting' && state.reason.retryAfterMs === undefined) this.#try()
  }

  #close(ending: Reason): void {
    const { reconnect } = this.#settings
    const exhausted =
      reconnect && ending.retry && reconnect.maxAttempts > 1 && this.#failures >= reconnect.maxAttempts
    const reason = exhausted ? reasons.gaveUp(ending, this.#failures) : ending
    clearTimeout(this.#pause)
    this.#connectedAt = Infinity
    this.#reason = reason
    this.#unfollow?.()
    this.#unfollow = undefined
    this.#events.lost(reason, true)
    this.state.change({ status: 'closed', reason })
  }
}

/** Nothing failed: the device, or the page, is away. */
const isAway = (kind: Reason['kind']): boolean => kind === 'offline' || kind === 'suspended'

const isSettled = (state: ConnectionState): state is StateOf<'connected' | 'closed'> =>
  state.status === 'connected' || state.status === 'closed'
