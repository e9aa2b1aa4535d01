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
  readonly oldestTransaction: Transaction | undefined
  /** The command of a frame that has not ended. */
  readonly begun: string | undefined
  queueHeartBeat(): void
  refuse(refusal: Refusal, frame?: Frame): void
}

/** Silence up to this many intervals is forgiven (STOMP 1.2 §Heart-beating: «an error margin»). */
const heartBeatTolerance = 2

/** A frame whose handler takes its time. */
interface Handling {
  readonly frame: Frame
  readonly dueMs: number
}

/** Of a reader that is behind: how much was gone at the last look, and until when more has to be. */
interface Progress {
  readonly goneBytes: number
  readonly dueMs: number
}

/**
 * Everything that happens to a session because time passes: one entry in the timer wheel, due at the earliest. Whole
 * numbers, 0 for never: another number would cost memory of its own, in every session.
 */
export class Deadlines implements Timed {
  wheelTick = 0
  readonly #session: Timely
  readonly #connectByMs: number
  #sendEveryMs = 0
  #receiveEveryMs = 0
  #lastSentMs: number
  #lastReceivedMs: number
  #expiresMs = 0
  #frameDueMs = 0
  #handling: Handling | undefined
  /** All that was ever handed to the connection. */
  #handedBytes = 0
  #progress: Progress | undefined

  constructor(session: Timely, nowMs: number) {
    this.#session = session
    this.#lastSentMs = nowMs
    this.#lastReceivedMs = nowMs
    const { profile, limits } = session.hub
    this.#connectByMs = profile.firstMessage === 'in-time' ? nowMs + limits.connectTimeoutMs : 0
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
    this.#expiresMs = Math.ceil(hub.nowMs() + (wallMs - hub.scheduler.wallMs()))
    this.#setWheel(this.#expiresMs)
  }

  /** A frame was begun and its rest has not come; or there is none. Its time runs from its first byte. */
  frameBegun(isBegun: boolean): void {
    if (!isBegun) this.#frameDueMs = 0
    else if (this.#frameDueMs === 0) {
      this.#frameDueMs = this.#session.hub.turnMs() + this.#session.hub.limits.frameTimeoutMs
      this.#setWheel(this.#frameDueMs)
    }
  }

  transactionBegan(): void {
    this.#setWheel(this.#transactionDueMs())
  }

  #transactionDueMs(): number {
    const { oldestTransaction, hub } = this.#session
    return oldestTransaction ? oldestTransaction.openedMs + hub.limits.transactionTimeoutMs : 0
  }

  handlerStarted(frame: Frame): void {
    const { hub } = this.#session
    this.#handling = { frame, dueMs: hub.nowMs() + hub.limits.handlerTimeoutMs }
    this.#setWheel(this.#handling.dueMs)
  }

  handlerEnded(): void {
    this.#handling = undefined
  }

  /** The connection keeps bytes that the peer has not taken. */
  behind(unsentBytes: number): void {
    this.#session.hub.load.behind(this.#session)
    const { maxUnsentBytes, unsentTimeoutMs } = this.#session.hub.limits
    if (unsentBytes > maxUnsentBytes) return this.#tooSlow(`${unsentBytes} bytes wait, ${maxUnsentBytes} may`)
    if (this.#progress) return
    const dueMs = this.#session.hub.nowMs() + unsentTimeoutMs
    this.#progress = { goneBytes: this.#handedBytes - unsentBytes, dueMs }
    this.#setWheel(dueMs)
  }

  wake(nowMs: number): void {
    if (this.#session.state === 'new' && isDue(this.#connectByMs, nowMs)) return this.#noConnect()
    if (isDue(this.#expiresMs, nowMs)) return this.#refuse('authExpired')
    if (isDue(this.#frameDueMs, nowMs)) return this.#frameLate()
    this.#checkTransaction(nowMs)
    this.#checkHandler(nowMs)
    this.#checkProgress(nowMs)
    this.#checkHeartBeats(nowMs)
    this.#reset()
  }

  #noConnect(): void {
    const seconds = this.#session.hub.limits.connectTimeoutMs / 1_000
    this.#refuse(this.#handling ? 'authenticateTimeout' : 'connectTimeout', { seconds })
  }

  #frameLate(): void {
    const { begun: frame = 'A frame', hub } = this.#session
    this.#refuse('frameTimeout', { frame, seconds: hub.limits.frameTimeoutMs / 1_000 })
  }

  #checkTransaction(nowMs: number): void {
    if (!isDue(this.#transactionDueMs(), nowMs)) return
    const id = this.#session.oldestTransaction?.id ?? ''
    const seconds = this.#session.hub.limits.transactionTimeoutMs / 1_000
    this.#refuse('transactionTimeout', { id, seconds })
  }

  #checkHandler(nowMs: number): void {
    if (this.#handling === undefined || nowMs < this.#handling.dueMs) return
    const { frame } = this.#handling
    const { command, headers } = frame
    const seconds = this.#session.hub.limits.handlerTimeoutMs / 1_000
    const values = { command, destination: headers.get('destination') ?? '', seconds }
    this.#session.refuse(refusalFor('handlerTimeout', values), frame)
  }

  /** Whatever left since the last look is progress, however much came in its place. */
  #checkProgress(nowMs: number): void {
    if (this.#progress === undefined || nowMs < this.#progress.dueMs) return
    const { unsentBytes } = this.#session.connection
    const { unsentTimeoutMs } = this.#session.hub.limits
    const goneBytes = this.#handedBytes - unsentBytes
    if (unsentBytes > 0 && goneBytes <= this.#progress.goneBytes) {
      return this.#tooSlow(`nothing was read for ${unsentTimeoutMs / 1_000} s`)
    }
    this.#progress = unsentBytes === 0 ? undefined : { goneBytes, dueMs: nowMs + unsentTimeoutMs }
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
    const dueMs = this.#nextMs()
    if (dueMs < Infinity) this.#session.hub.wheel.set(this, dueMs)
    else this.stop()
  }

  #nextMs(): number {
    const { state, hub } = this.#session
    return earliest(
      this.#expiresMs,
      this.#frameDueMs,
      this.#transactionDueMs(),
      state === 'new' ? this.#connectByMs : 0,
      this.#handling?.dueMs ?? 0,
      this.#progress?.dueMs ?? 0,
      this.#receiveEveryMs && this.#lastReceivedMs + heartBeatTolerance * this.#receiveEveryMs,
      this.#sendEveryMs && Math.max(this.#sendDueMs(), hub.nowMs() + 1),
    )
  }

  /** Keeps an earlier wake. */
  #setWheel(dueMs: number): void {
    if (dueMs !== 0 && dueMs < Infinity) this.#session.hub.wheel.setEarlier(this, dueMs)
  }
}

const isDue = (dueMs: number, nowMs: number): boolean => dueMs !== 0 && nowMs >= dueMs

function earliest(...dueMs: number[]): number {
  let first = Infinity
  for (const each of dueMs) if (each !== 0 && each < first) first = each
  return first
}
