import type { Frame } from '../../frame/decoder.ts'
import { type Refusal, type RefusalName, refusalFor } from '../errors.ts'
import type { Hub } from '../hub.ts'
import type { Connection } from '../ports.ts'
import type { Timed } from './timer-wheel.ts'
import type { Transaction } from '../transaction.ts'

/** A session, as time sees it. */
export interface Timely {
  readonly state: 'new' | 'connected' | 'closed'
  readonly hub: Hub
  readonly connection: Connection
  /** The oldest first. */
  readonly transactions: ReadonlyMap<string, Transaction>
  queueHeartBeat(): void
  refuse(refusal: Refusal, frame?: Frame): void
}

/** Silence up to this many intervals is forgiven (STOMP 1.2 §Heart-beating: «an error margin»). */
const heartBeatTolerance = 2

/** Everything that happens to a session because time passes: one entry in the timer wheel, due at the earliest. */
export class Deadlines implements Timed {
  wheelTick = 0
  readonly #session: Timely
  readonly #connectByMs: number
  #sendEveryMs = 0
  #receiveEveryMs = 0
  #lastSentMs: number
  #lastReceivedMs: number
  #expiresMs = Infinity
  #frameDueMs = Infinity
  #handled: Frame | undefined
  #handlerDueMs = 0
  /** All that was ever handed to the connection, and how much of it was gone at the last look. */
  #handedBytes = 0
  #goneBytes = 0
  #progressDueMs = 0

  constructor(session: Timely, nowMs: number) {
    this.#session = session
    this.#lastSentMs = nowMs
    this.#lastReceivedMs = nowMs
    const { profile, limits } = session.hub
    this.#connectByMs = profile.firstMessage === 'in-time' ? nowMs + limits.connectTimeoutMs : Infinity
  }

  start(): void {
    this.#setWheel(this.#connectByMs)
  }

  stop(): void {
    this.#session.hub.wheel.cancel(this)
  }

  /** @param sendEveryMs, receiveEveryMs 0 for none. */
  heartBeats(sendEveryMs: number, receiveEveryMs: number): void {
    this.#sendEveryMs = sendEveryMs
    this.#receiveEveryMs = receiveEveryMs
    this.#reset()
  }

  received(): void {
    this.#lastReceivedMs = this.#session.hub.nowMs()
  }

  sent(bytes: number): void {
    this.#handedBytes += bytes
    this.#lastSentMs = this.#session.hub.turnMs()
  }

  /** @param wallMs milliseconds since 1970. */
  expires(wallMs: number): void {
    const { hub } = this.#session
    this.#expiresMs = hub.nowMs() + (wallMs - hub.scheduler.wallMs())
    this.#setWheel(this.#expiresMs)
  }

  /** A frame was begun and its rest has not come; or there is none. Its time runs from its first byte. */
  frameBegun(isBegun: boolean): void {
    if (!isBegun) this.#frameDueMs = Infinity
    else if (this.#frameDueMs === Infinity) {
      this.#frameDueMs = this.#session.hub.turnMs() + this.#session.hub.limits.frameTimeoutMs
      this.#setWheel(this.#frameDueMs)
    }
  }

  transactionBegan(): void {
    this.#setWheel(this.#transactionDueMs())
  }

  /** Of the oldest. */
  #transactionDueMs(): number {
    for (const { openedMs } of this.#session.transactions.values())
      return openedMs + this.#session.hub.limits.transactionTimeoutMs
    return Infinity
  }

  handlerStarted(frame: Frame): void {
    this.#handled = frame
    this.#handlerDueMs = this.#session.hub.nowMs() + this.#session.hub.limits.handlerTimeoutMs
    this.#setWheel(this.#handlerDueMs)
  }

  handlerEnded(): void {
    this.#handled = undefined
  }

  /** The connection keeps bytes that the peer has not taken. */
  behind(unsentBytes: number): void {
    this.#session.hub.load.behind(this.#session)
    const { maxUnsentBytes, unsentTimeoutMs } = this.#session.hub.limits
    if (unsentBytes > maxUnsentBytes) return this.#tooSlow(`${unsentBytes} bytes wait, ${maxUnsentBytes} may`)
    if (this.#progressDueMs !== 0) return
    this.#goneBytes = this.#handedBytes - unsentBytes
    this.#progressDueMs = this.#session.hub.nowMs() + unsentTimeoutMs
    this.#setWheel(this.#progressDueMs)
  }

  wake(nowMs: number): void {
    if (this.#session.state === 'new' && nowMs >= this.#connectByMs) return this.#noConnect()
    if (nowMs >= this.#expiresMs) return this.#refuse('authExpired')
    if (nowMs >= this.#frameDueMs) return this.#frameLate()
    this.#checkTransaction(nowMs)
    this.#checkHandler(nowMs)
    this.#checkProgress(nowMs)
    this.#checkHeartBeats(nowMs)
    this.#reset()
  }

  #noConnect(): void {
    const seconds = this.#session.hub.limits.connectTimeoutMs / 1_000
    this.#refuse(this.#handled ? 'authenticateTimeout' : 'connectTimeout', { seconds })
  }

  #frameLate(): void {
    this.#refuse('frameTimeout', { seconds: this.#session.hub.limits.frameTimeoutMs / 1_000 })
  }

  #checkTransaction(nowMs: number): void {
    if (nowMs < this.#transactionDueMs()) return
    const [id = ''] = this.#session.transactions.keys()
    const seconds = this.#session.hub.limits.transactionTimeoutMs / 1_000
    this.#refuse('transactionTimeout', { id, seconds })
  }

  #checkHandler(nowMs: number): void {
    if (this.#handled === undefined || nowMs < this.#handlerDueMs) return
    const { command, headers } = this.#handled
    const seconds = this.#session.hub.limits.handlerTimeoutMs / 1_000
    const values = { command, destination: headers.get('destination') ?? '', seconds }
    this.#session.refuse(refusalFor('handlerTimeout', values), this.#handled)
  }

  /** Whatever left since the last look is progress, however much came in its place. */
  #checkProgress(nowMs: number): void {
    if (this.#progressDueMs === 0 || nowMs < this.#progressDueMs) return
    const { unsentBytes } = this.#session.connection
    const { unsentTimeoutMs } = this.#session.hub.limits
    const goneBytes = this.#handedBytes - unsentBytes
    if (unsentBytes > 0 && goneBytes <= this.#goneBytes) {
      return this.#tooSlow(`nothing was read for ${unsentTimeoutMs / 1_000} s`)
    }
    this.#goneBytes = goneBytes
    this.#progressDueMs = unsentBytes === 0 ? 0 : nowMs + unsentTimeoutMs
  }

  #tooSlow(detail: string): void {
    this.#refuse('slowConsumer', { detail })
  }

  #checkHeartBeats(nowMs: number): void {
    const silent = nowMs - this.#lastReceivedMs
    if (this.#receiveEveryMs > 0 && silent >= heartBeatTolerance * this.#receiveEveryMs) {
      return this.#refuse('heartBeatMissed', { silent: Math.round(silent), promised: this.#receiveEveryMs })
    }
    if (this.#sendEveryMs > 0 && nowMs >= this.#sendDueMs()) this.#session.queueHeartBeat()
  }

  /** Early by two ticks of the wheel and a turn, so that the promise holds. */
  #sendDueMs(): number {
    return this.#lastSentMs + this.#sendEveryMs - Math.min(300, this.#sendEveryMs / 2)
  }

  #refuse(name: RefusalName, values: Record<string, string | number> = {}): void {
    this.#session.refuse(refusalFor(name, values))
  }

  #reset(): void {
    if (this.#session.state === 'closed') return
    let dueMs = Math.min(this.#expiresMs, this.#frameDueMs, this.#transactionDueMs())
    if (this.#session.state === 'new') dueMs = Math.min(dueMs, this.#connectByMs)
    if (this.#handled) dueMs = Math.min(dueMs, this.#handlerDueMs)
    if (this.#progressDueMs > 0) dueMs = Math.min(dueMs, this.#progressDueMs)
    if (this.#receiveEveryMs > 0) {
      dueMs = Math.min(dueMs, this.#lastReceivedMs + heartBeatTolerance * this.#receiveEveryMs)
    }
    if (this.#sendEveryMs > 0)
      dueMs = Math.min(dueMs, Math.max(this.#sendDueMs(), this.#session.hub.nowMs() + 1))
    if (dueMs < Infinity) this.#session.hub.wheel.set(this, dueMs)
    else this.stop()
  }

  /** Keeps an earlier wake. */
  #setWheel(dueMs: number): void {
    if (dueMs < Infinity) this.#session.hub.wheel.setEarlier(this, dueMs)
  }
}
