import type { Message } from '../../frame/encoder.ts'
import { FewMap } from '../few-map.ts'
import type { ChunkKind } from '../ports.ts'
import { type Loss, nothingLost, Shape, type Subscriber } from './shape.ts'

const fewShapes = 8

/** What is done before the turn ends. */
interface Turn {
  /** It has something to send. */
  dirty(shape: Shape): void
  /** In messages encoded, of up to 4 KB, and states of expressions. */
  worked(work: number): void
}

const bytesPerWork = 4_096

/** One destination and everybody who gets what is sent there, by shape. */
export class Topic {
  readonly name: string
  readonly shapes = new FewMap<string, Shape>()
  /** Subscribers that named this destination. Without one, patterns alone keep the topic. */
  exactSubscribers = 0
  /** The number of the last dear pattern that was matched with its name. */
  dearSeen = 0

  /** Ever new ids must not leave their empty shapes behind in a topic where nothing is sent. */
  #sweepAt = fewShapes

  constructor(name: string) {
    this.name = name
  }

  join(subscriber: Subscriber): void {
    let shape = this.shapes.get(subscriber.shapeKey)
    if (shape === undefined) {
      if (this.shapes.size >= this.#sweepAt) this.#dropEmpty()
      this.shapes.set(subscriber.shapeKey, (shape = new Shape(subscriber.shape)))
    }
    subscriber.members.set(shape, shape.join(subscriber))
  }

  #dropEmpty(): void {
    for (const [key, shape] of this.shapes.entries())
      if (shape.size === 0 && shape.isIdle) this.shapes.delete(key)
    this.#sweepAt = Math.max(fewShapes, 2 * this.shapes.size)
  }

  add(message: Message, kind: ChunkKind, turn: Turn): Loss {
    const encoding = 1 + Math.floor(message.body.length / bytesPerWork)
    let total = nothingLost
    for (const shape of this.shapes.values()) {
      if (shape.size === 0) continue
      turn.worked(encoding + (shape.spec.matchingSize ?? 0))
      const loss = shape.add(message, kind)
      if (!shape.isIdle) turn.dirty(shape)
      if (loss !== nothingLost)
        total = { subscribers: total.subscribers + loss.subscribers, headers: total.headers + loss.headers }
    }
    return total
  }

  /** Somebody gets what is sent here now. */
  get isRead(): boolean {
    for (const shape of this.shapes.values()) if (shape.size > 0) return true
    return false
  }

  get isIdle(): boolean {
    for (const shape of this.shapes.values()) if (!shape.isIdle) return false
    return true
  }
}
