import { AntPattern, isPattern } from '../../destination/ant-pattern.ts'
import type { FanOut } from './fan-out.ts'
import type { Subscriber } from './shape.ts'
import { Topic } from './topic.ts'

/** Topics that only patterns watch are kept up to this number, so that sending to ever new names costs no memory. */
const maxWatchedTopics = 1_024

/** Longer names match no pattern that has expressions. */
const longestMatched = 512

/** Who subscribes to what. A pattern takes part in every topic it matches, so sending never looks at patterns. */
export class Topics {
  readonly #fanOut: FanOut
  readonly #separator: string
  readonly #topics = new Map<string, Topic>()
  readonly #watched = new Set<Topic>()
  readonly #patterns = new Map<Subscriber, AntPattern>()
  /** Those that are dear, each with its number among all there ever were. */
  readonly #dear = new Map<Subscriber, number>()
  #dearEver = 0

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
    for (const member of subscriber.members.values()) member.shape.leave(member)
    subscriber.members.clear()
    this.#dear.delete(subscriber)
    if (this.#patterns.delete(subscriber)) return this.#patternLeft()
    const topic = this.#topics.get(subscriber.topic)
    if (topic && --topic.exactSubscribers === 0) this.#lastLeft(topic)
  }

  /** Whether somebody subscribes to it by its name. */
  isNamed(name: string): boolean {
    return (this.#topics.get(name)?.exactSubscribers ?? 0) > 0
  }

  /** The topic a message goes to; none where nobody reads. */
  find(name: string): Topic | undefined {
    const topic = this.#topics.get(name) ?? this.#watch(name)
    if (topic) this.#joinDear(topic)
    return topic?.isRead ? topic : undefined
  }

  #open(name: string): Topic {
    const topic = new Topic(name)
    this.#topics.set(name, topic)
    for (const [subscriber, pattern] of this.#patterns)
      if (!isDear(pattern)) joinMatching(topic, subscriber, pattern)
    return topic
  }

  #addExact(subscriber: Subscriber, topic: Topic): void {
    topic.exactSubscribers++
    this.#watched.delete(topic)
    topic.join(subscriber)
  }

  #addPattern(subscriber: Subscriber, pattern: AntPattern): void {
    this.#patterns.set(subscriber, pattern)
    if (isDear(pattern)) return void this.#dear.set(subscriber, ++this.#dearEver)
    for (const topic of this.#topics.values()) joinMatching(topic, subscriber, pattern)
  }

  /** Dear patterns wait for the next message of a topic: to look at all topics at once would hold everybody up. */
  #joinDear(topic: Topic): void {
    if (topic.dearSeen === this.#dearEver) return
    for (const [subscriber, number] of this.#dear) {
      const pattern = this.#patterns.get(subscriber)
      if (number <= topic.dearSeen || pattern === undefined) continue
      this.#fanOut.worked(pattern.size)
      joinMatching(topic, subscriber, pattern)
    }
    topic.dearSeen = this.#dearEver
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
    this.#joinDear(topic)
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
      for (const member of shape.members()) member.subscriber.members.delete(shape)
    }
  }
}

const isDear = (pattern: AntPattern): boolean => pattern.size > 0

function joinMatching(topic: Topic, subscriber: Subscriber, pattern: AntPattern): void {
  if (topic.name.length > longestMatched && isDear(pattern)) return
  if (pattern.match(topic.name) && subscriber.mayRead(topic.name)) topic.join(subscriber)
}
