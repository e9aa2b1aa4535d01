import { type Refusal, refusalFor, type RefusalName } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Connection, LookAtMemory, Memory, Scheduler } from '../ports.ts'

/** A session whose connection keeps bytes that its peer has not taken. */
interface Laggard {
  readonly state: string
  readonly connection: Connection
  refuse(refusal: Refusal): void
}

/** A session that is not read until the next look at the memory. */
interface Held {
  release(): void
}

interface Waiting {
  readonly reader: Laggard
  readonly bytes: number
}

interface LoadParts {
  readonly scheduler: Scheduler
  readonly memory: LookAtMemory
  readonly limits: Limits
}

/** How often the event loop is asked whether it is late, and how often the memory is looked at. */
const probeEveryMs = 50
const lookEveryMs = 250

/** Of a hundred probes in this time, the second latest is the 99th percentile; a single late one was a hiccup. */
const latenessWindowMs = 5_000

/** What is cut needs a moment to be given back. */
const settleMs = 1_000
/** Where less than this waits, cutting readers would hurt them and help nobody. */
const leastWaitingPercent = 1

/**
 * How near the process is to its end, and what is done about it: publishers are read more slowly, readers for whom
 * most waits are cut. Asks a few times a second while there are sessions, and not at all while there are none.
 */
export class Load {
  readonly #parts: LoadParts
  readonly #laggards = new Set<Laggard>()
  readonly #held = new Set<Held>()
  #usedPercent = 0
  #lookedMs = -Infinity
  #settledMs = -Infinity
  /** The last probe that came too late, and the one before. */
  #lateMs = -Infinity
  #lateBeforeMs = -Infinity
  #cancel: (() => void) | undefined

  constructor(parts: LoadParts) {
    this.#parts = parts
  }

  /** When the first session came. */
  start(): void {
    if (!this.#cancel) this.#probeAfter(this.#parts.scheduler.monotonicMs())
  }

  /** When the last session went. */
  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#lateBeforeMs = this.#lateMs = -Infinity
    this.#laggards.clear()
    this.#held.clear()
  }

  /** The connection of this session keeps bytes that its peer has not taken. */
  behind(reader: Laggard): void {
    this.#laggards.add(reader)
  }

  forget(session: Laggard & Held): void {
    this.#laggards.delete(session)
    this.#held.delete(session)
  }

  /** Whether who publishes has to be held. */
  get isTight(): boolean {
    return this.#usedPercent >= this.#parts.limits.slowPublishersPercent
  }

  /** Releases the session after the next look, so a level that stays only slows it down. */
  hold(publisher: Held): void {
    this.#held.add(publisher)
  }

  /** Why no new session can be taken, if none can. */
  get refusal(): RefusalName | undefined {
    const { scheduler, limits } = this.#parts
    const nowMs = scheduler.monotonicMs()
    if (nowMs - this.#lookedMs >= lookEveryMs) this.#measure(nowMs)
    if (this.#usedPercent >= limits.refuseSessionsPercent) return 'memoryFull'
    return nowMs - this.#lateBeforeMs < latenessWindowMs ? 'loopBusy' : undefined
  }

  #probeAfter(nowMs: number): void {
    const dueMs = nowMs + probeEveryMs
    this.#cancel = this.#parts.scheduler.after(probeEveryMs, () => this.#probe(dueMs))
  }

  #probe(dueMs: number): void {
    const nowMs = this.#parts.scheduler.monotonicMs()
    if (nowMs - dueMs > this.#parts.limits.maxLoopDelayMs) {
      this.#lateBeforeMs = this.#lateMs
      this.#lateMs = nowMs
    }
    this.#probeAfter(nowMs)
    if (nowMs - this.#lookedMs >= lookEveryMs) this.#look(nowMs)
  }

  #look(nowMs: number): void {
    const memory = this.#measure(nowMs)
    const held = [...this.#held]
    this.#held.clear()
    for (const publisher of held) publisher.release()
    if (this.#laggards.size > 0) this.#cut(memory, nowMs)
  }

  #measure(nowMs: number): Memory {
    const memory = this.#parts.memory()
    this.#lookedMs = nowMs
    this.#usedPercent = Math.max(percent(memory.process), percent(memory.heap))
    return memory
  }

  #cut(memory: Memory, nowMs: number): void {
    const { waiting, waitingBytes, leavingBytes } = this.#whatWaits()
    const limitBytes = memory.process.limitBytes
    const tooMuchWaits = waitingBytes - (limitBytes * this.#parts.limits.maxUnsentPercent) / 100
    const tooFull = this.#tooFull(memory, nowMs, waitingBytes) - leavingBytes
    const excessBytes = Math.max(tooMuchWaits, tooFull)
    if (excessBytes <= 0) return
    this.#settledMs = nowMs + settleMs
    cutLargest(waiting, excessBytes)
  }

  /** Bytes above the level at which readers are cut; 0 when cutting them could not help. */
  #tooFull({ process, heap }: Memory, nowMs: number, waitingBytes: number): number {
    const { cutReadersPercent } = this.#parts.limits
    if (nowMs < this.#settledMs || waitingBytes < (process.limitBytes * leastWaitingPercent) / 100) return 0
    return Math.max(
      ...[process, heap].map(
        ({ usedBytes, limitBytes }) => usedBytes - (limitBytes * cutReadersPercent) / 100,
      ),
    )
  }

  /** Forgets who has caught up. Bytes of a session that was ended already go by themselves. */
  #whatWaits(): { waiting: Waiting[]; waitingBytes: number; leavingBytes: number } {
    const waiting: Waiting[] = []
    let waitingBytes = 0
    let leavingBytes = 0
    for (const reader of this.#laggards) {
      const bytes = reader.connection.unsentBytes
      if (bytes === 0) this.#laggards.delete(reader)
      else if (reader.state === 'closed') leavingBytes += bytes
      else {
        waiting.push({ reader, bytes })
        waitingBytes += bytes
      }
    }
    return { waiting, waitingBytes, leavingBytes }
  }
}

const percent = ({ usedBytes, limitBytes }: Memory['process']): number => (usedBytes / limitBytes) * 100

function cutLargest(waiting: Waiting[], excessBytes: number): void {
  let leftBytes = excessBytes
  for (const { reader, bytes } of waiting.sort((one, other) => other.bytes - one.bytes)) {
    if (leftBytes <= 0) return
    leftBytes -= bytes
    reader.refuse(refusalFor('shortOfMemory', { bytes }))
  }
}
