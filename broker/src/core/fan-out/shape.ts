/**
 * The members of a topic that get the same bytes.
 *
 *   add(message) ─► open ── seal() ─► round 1, round 2 … ── deliver(budget) ─► Connection.send, one write a member
 *
 * What is published in one turn waits in `open` and leaves as one round. A round is frozen when it is sealed:
 * members that join later have seen it, members that leave become holes, so nobody gets a message from before
 * its SUBSCRIBE or after its UNSUBSCRIBE, however many turns a large round takes.
 */
import type { LentFrame, Message } from '../../frame/encoder.ts'
import type { FewMap } from '../few-map.ts'
import type { Batch, ChunkKind, Encoded, Framing } from '../ports.ts'
import { JoinedBatch } from './batch.ts'

/** How bytes for a subscription are made; equal keys share them. */
export interface ShapeSpec {
  readonly framing: Framing
  /** Whether what is sent waits for ACK or NACK. */
  readonly isAcknowledged: boolean
  /** What the choice of messages costs, in states of expressions. */
  readonly matchingSize?: number
  /** @returns undefined when these subscribers do not get it. */
  encode(message: Message): LentFrame | undefined
  /** How a message that came like this goes out. */
  kindOf(message: Message, kind: ChunkKind): ChunkKind
  /** Their transport cannot carry a message. */
  undeliverable?(): void
}

/** What became of a message in a shape or a topic, besides being sent. */
export interface Loss {
  /** Subscribers whose transport cannot carry it. */
  readonly subscribers: number
  /** Headers that a version cannot say. */
  readonly headers: number
}

/** Who subscribes, as the fan-out sees it. */
export interface Subscriber {
  /** What is read: as the client wrote it, or in a key space of its own. */
  readonly topic: string
  readonly shape: ShapeSpec
  readonly shapeKey: string
  readonly idBytes: Uint8Array
  /** Where it takes part: one topic, or for a pattern all that match. */
  readonly members: FewMap<Shape, Member>
  /**
   * As {@link Connection.send}.
   * @param messageIds of the messages in the batch, where they wait for ACK or NACK.
   */
  deliver(batch: Batch, messageIds: readonly string[] | undefined): boolean
  /** Whether this subscriber, who named a pattern, may read a destination below it. */
  mayRead(destination: string): boolean
}

/** A subscription's place in one shape. A pattern has one in every topic it matches. */
export class Member {
  readonly subscriber: Subscriber
  readonly shape: Shape
  position = -1
  /** The last round this member got, or must not get. */
  seen = 0

  constructor(subscriber: Subscriber, shape: Shape) {
    this.subscriber = subscriber
    this.shape = shape
  }
}

export const nothingLost: Loss = { subscribers: 0, headers: 0 }

/** What was published since the last round was sealed. */
interface Open {
  readonly messages: Encoded[]
  /** Where they wait for ACK or NACK. */
  readonly ids: string[] | undefined
}

interface Round {
  readonly number: number
  readonly messageIds: readonly string[] | undefined
  batch: JoinedBatch
  /** A connection kept the array: it must be copied before the next id is written into it. */
  isGiven: boolean
  written: Uint8Array | undefined
  cursor: number
}

export class Shape {
  readonly spec: ShapeSpec
  /** In the list of shapes that have something to send. */
  isDirty = false
  #members: (Member | undefined)[] = []
  #holes = 0
  #open: Open | undefined
  #sealed = 0
  /** None most of the time; then they take no memory, and there may be a topic for every session. */
  #rounds: Round[] | undefined

  constructor(spec: ShapeSpec) {
    this.spec = spec
  }

  get size(): number {
    return this.#members.length - this.#holes
  }

  get isDelivering(): boolean {
    return this.#rounds !== undefined
  }

  get isIdle(): boolean {
    return this.#open === undefined && this.#rounds === undefined
  }

  *members(): Generator<Member> {
    for (const member of this.#members) if (member) yield member
  }

  add(message: Message, kind: ChunkKind): Loss {
    const { spec } = this
    const frame = spec.encode(message)
    if (frame === undefined) return nothingLost
    const encoded = spec.framing.wrap(frame, spec.kindOf(message, kind))
    if (encoded === undefined) return this.#lose()
    this.#open ??= { messages: [], ids: spec.isAcknowledged ? [] : undefined }
    this.#open.messages.push(encoded)
    this.#open.ids?.push(message.messageId)
    return frame.leftOut === 0 ? nothingLost : { subscribers: 0, headers: frame.leftOut }
  }

  #lose(): Loss {
    const loss = { subscribers: this.size, headers: 0 }
    this.spec.undeliverable?.()
    return loss
  }

  join(subscriber: Subscriber): Member {
    this.seal()
    const member = new Member(subscriber, this)
    member.seen = this.#sealed
    member.position = this.#members.length
    // The first `push` would make room for many, and many topics have one member.
    if (member.position === 0) this.#members = [member]
    else this.#members.push(member)
    return member
  }

  leave(member: Member): void {
    this.#members[member.position] = undefined
    this.#holes++
    if (!this.isDelivering) this.#closeHole(member.position)
  }

  /** Freezes what was published so far. */
  seal(): void {
    if (this.#open === undefined) return
    const { messages, ids: messageIds } = this.#open
    const batch = JoinedBatch.of(messages)
    const number = ++this.#sealed
    this.#rounds ??= []
    this.#rounds.push({ number, messageIds, batch, isGiven: false, written: undefined, cursor: 0 })
    this.#open = undefined
  }

  /** Writes to at most `budget` members. @returns the writes that are left of it. */
  deliver(budget: number): number {
    let left = budget
    for (let round = this.#rounds?.[0]; round !== undefined; round = this.#rounds?.[0]) {
      while (round.cursor < this.#members.length) {
        if (left === 0) return 0
        const member = this.#members[round.cursor++]
        if (member === undefined || member.seen >= round.number) continue
        send(round, member)
        left--
      }
      this.#rounds?.shift()
    }
    this.#rounds = undefined
    this.#closeHoles()
    return left
  }

  /** Everything accepted so far, to this one member, now. */
  catchUp(member: Member): void {
    if (this.isIdle) return
    this.seal()
    for (const round of this.#rounds ?? []) {
      if (member.seen < round.number && member.position >= round.cursor) send(round, member)
    }
    member.seen = this.#sealed
  }

  #closeHoles(): void {
    for (let position = this.#members.length - 1; this.#holes > 0; position--) {
      if (this.#members[position] === undefined) this.#closeHole(position)
    }
  }

  #closeHole(position: number): void {
    const last = this.#members.pop()
    this.#holes--
    if (last === undefined || position === this.#members.length) return
    this.#members[position] = last
    last.position = position
  }
}

function send(round: Round, member: Member): void {
  const { subscriber } = member
  const { idBytes } = subscriber
  if (round.batch.slots.length > 0 && round.written !== idBytes) {
    if (round.isGiven) {
      round.batch = round.batch.copy()
      round.isGiven = false
    }
    round.batch.write(idBytes)
    round.written = idBytes
  }
  if (!subscriber.deliver(round.batch, round.messageIds)) round.isGiven = true
}
