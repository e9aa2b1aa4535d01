import { AntPattern, isPattern } from '../../destination/ant-pattern.ts'
import type { Message } from '../../frame/encoder.ts'
import type { ChunkKind } from '../ports.ts'
import type { FanOut } from './fan-out.ts'
import { type Loss, nothingLost, type Subscriber } from './shape.ts'
import { Topic } from './topic.ts'

/** Topics that only patterns watch are kept up to this number, so that sending to ever new names costs no memory. */
const maxWatchedTopics = 1_024

/** Who subscribes to what. A pattern takes part in every topic it matches, so sending never looks at patterns. */
export class Topics {
  readonly #fanOut: FanOut
  readonly #topics = new Map<string, Topic>()
  readonly #watched = new Set<Topic>()
  readonly #patterns = new Map<Subscriber, AntPattern>()

  constructor(fanOut: FanOut) {
    this.#fanOut = fanOut
  }

  /** Topics that are held now. */
  get size(): number {
    return this.#topics.size
  }

  add(subscriber: Subscriber): void {
    const { destination } = subscriber
    if (isPattern(destination)) this.#addPattern(subscriber, new AntPattern(destination))
    else this.#addExact(subscriber, this.#topics.get(destination) ?? this.#open(destination))
  }

  remove(subscriber: Subscriber): void {
    for (const member of subscriber.members) member.shape.leave(member)
    subscriber.members.clear()
    if (this.#patterns.delete(subscriber)) return this.#patternLeft()
    const topic = this.#topics.get(subscriber.destination)
    if (topic && --topic.exactSubscribers === 0) this.#lastLeft(topic)
  }

  publish(message: Message, kind: ChunkKind): Loss {
    const topic = this.#topics.get(message.destination) ?? this.#watch(message.destination)
    return topic ? topic.add(message, kind, this.#fanOut.dirty) : nothingLost
  }

  #open(destination: string): Topic {
    const topic = new Topic(destination)
    this.#topics.set(destination, topic)
    for (const [subscriber, pattern] of this.#patterns) joinMatching(topic, subscriber, pattern)
    return topic
  }

  #addExact(subscriber: Subscriber, topic: Topic): void {
    topic.exactSubscribers++
    this.#watched.delete(topic)
    topic.join(subscriber)
  }

  #addPattern(subscriber: Subscriber, pattern: AntPattern): void {
    this.#patterns.set(subscriber, pattern)
    for (const topic of this.#topics.values()) joinMatching(topic, subscriber, pattern)
  }

  #patternLeft(): void {
    if (this.#patterns.size > 0) return
    for (const { destination } of this.#watched) this.#topics.delete(destination)
    this.#watched.clear()
  }

  #lastLeft(topic: Topic): void {
    const isWatched = [...topic.shapes.values()].some((shape) => shape.size > 0)
    if (isWatched) this.#keepWatched(topic)
    else this.#topics.delete(topic.destination)
  }

  /** A topic for a destination nobody named, if a pattern matches it. */
  #watch(destination: string): Topic | undefined {
    if (this.#patterns.size === 0) return undefined
    const topic = this.#open(destination)
    if (topic.shapes.size > 0) this.#keepWatched(topic)
    else this.#topics.delete(destination)
    return topic
  }

  #keepWatched(topic: Topic): void {
    this.#watched.add(topic)
    if (this.#watched.size <= maxWatchedTopics) return
    for (const oldest of this.#watched) {
      if (oldest !== topic && oldest.isIdle) return this.#forget(oldest)
    }
  }

  #forget(topic: Topic): void {
    this.#watched.delete(topic)
    this.#topics.delete(topic.destination)
    for (const shape of topic.shapes.values()) {
      for (const member of shape.members()) member.subscriber.members.delete(member)
    }
  }
}

function joinMatching(topic: Topic, subscriber: Subscriber, pattern: AntPattern): void {
  const { destination } = topic
  if (pattern.match(destination) && subscriber.mayRead(destination)) topic.join(subscriber)
}
