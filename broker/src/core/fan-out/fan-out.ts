import type { Scheduler } from '../ports.ts'
import type { Shape } from './shape.ts'

/** Shapes up to this size are written whole, before the large ones, which take turns in slices. */
const smallShape = 64
const writesPerSlice = 256
/** While small shapes speak too: what they publish waits for one slice at most, and each turn has its price. */
const writesBesideSmall = writesPerSlice / 4
/** So many writes to large shapes after a small one spoke, it is not expected to again. */
const writesUntilAlone = 4_096
/**
 * Messages encoded, a long one counting for several, and states of expressions matched, in one turn before who
 * publishes more waits for the next.
 */
const workPerTurn = 4_096

/** A session that has frames of its own to write. */
interface Speaker {
  flush(): void
}

/**
 * Once a turn, when every readable socket has been read:
 *
 *   small shapes, whole ─► sessions' own frames (RECEIPT, replies, heart-beats) ─► one slice of a large shape
 *
 * So a small topic never waits for a large one, and a RECEIPT never overtakes a message that was accepted before it.
 */
export class FanOut {
  readonly #scheduler: Scheduler
  #dirty: Shape[] = []
  #large: Shape[] = []
  #speakers: Speaker[] = []
  #isScheduled = false
  #work = 0
  /** To large shapes, since a small one had something. */
  #writesAlone = writesUntilAlone

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler
  }

  /** So much was done in this turn that no more should. */
  get isFull(): boolean {
    return this.#work >= workPerTurn
  }

  worked(work: number): void {
    this.#work += work
    this.#schedule()
  }

  dirty(shape: Shape): void {
    if (shape.isDirty) return
    shape.isDirty = true
    this.#dirty.push(shape)
    this.#schedule()
  }

  wantsTurn(speaker: Speaker): void {
    this.#speakers.push(speaker)
    this.#schedule()
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#scheduler.atTurnEnd(this.#flush)
  }

  readonly #flush = (): void => {
    this.#isScheduled = false
    this.#work = 0
    this.#flushSmall()
    this.#flushSpeakers()
    this.#flushSlice()
    if (this.#large.length > 0) this.#schedule()
  }

  #flushSmall(): void {
    const dirty = this.#dirty
    this.#dirty = []
    for (const shape of dirty) {
      if (shape.size > smallShape) this.#large.push(shape)
      else this.#finish(shape)
    }
  }

  #finish(shape: Shape): void {
    this.#writesAlone = 0
    shape.isDirty = false
    shape.seal()
    shape.deliver(Infinity)
  }

  #flushSpeakers(): void {
    const speakers = this.#speakers
    this.#speakers = []
    for (const speaker of speakers) speaker.flush()
  }

  /** A large shape that is through its round goes to the back when more was published meanwhile. */
  #flushSlice(): void {
    if (this.#large.length === 0) return
    let left = this.#writesAlone < writesUntilAlone ? writesBesideSmall : writesPerSlice
    this.#writesAlone += left
    while (left > 0) {
      const shape = this.#large.shift()
      if (shape === undefined) return
      if (!shape.isDelivering) shape.seal()
      left = shape.deliver(left)
      if (shape.isIdle) shape.isDirty = false
      else this.#large.push(shape)
    }
  }
}
