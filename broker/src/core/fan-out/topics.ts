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
  readonly #separator: string
  readonly #topics = new Map<string, Topic>()
  readonly #watched = new Set<Topic>()
  readonly #patterns = new Map<Subscriber, AntPattern>()

  constructor(fanOut: FanOut, separator: string) {
    this.#fanOut = fanOut
    this.#separator = separator
  }

  /** Topics that are held now. */
  get size(): number {
    return this.#topics.size
  }

  add(subscriber: Subscriber): void {
    const { topic } = subscriber
    if (isPattern(topic)) this.#addPattern(subscriber, new AntPattern(topic, this.#separator))
    else this.#addExact(subscriber, this.#topics.get(topic) ?? this.#open(topic))
  }

  remove(subscriber: Subscriber): void {
    for (const member of subscriber.members) member.shape.leave(member)
    subscriber.members.clear()
    if (this.#patterns.delete(subscriber)) return this.#patternLeft()
    const topic = this.#topics.get(subscriber.topic)
    if (topic && --topic.exactSubscribers === 0) this.#lastLeft(topic)
  }

  /** @param name of the topic, where it is not the destination that subscribers read. */
  publish(message: Message, kind: ChunkKind, name: string = message.destination): Loss {
    const topic = this.#topics.get(name) ?? this.#watch(name)
    return topic ? topic.add(message, kind, this.#fanOut.dirty) : nothingLost
  }

  #open(name: string): Topic {
    const topic = new Topic(name)
    this.#topics.set(name, topic)
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
    for (const { name } of this.#watched) this.#topics.delete(name)
    this.#watched.clear()
  }

  #lastLeft(topic: Topic): void {
    const isWatched = [...topic.shapes.values()].some((shape) => shape.size > 0)
    if (isWatched) this.#keepWatched(topic)
    else this.#topics.delete(topic.name)
  }

  /** A topic for a destination nobody named, if a pattern matches it. */
  #watch(name: string): Topic | undefined {
    if (this.#patterns.size === 0) return undefined
    const topic = this.#open(name)
    if (topic.shapes.size > 0) this.#keepWatched(topic)
    else this.#topics.delete(name)
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
    this.#topics.delete(topic.name)
    for (const shape of topic.shapes.values()) {
      for (const member of shape.members()) member.subscriber.members.delete(member)
    }
  }
}

function joinMatching(topic: Topic, subscriber: Subscriber, pattern: AntPattern): void {
  if (pattern.match(topic.name) && subscriber.mayRead(topic.name)) topic.join(subscriber)
}
