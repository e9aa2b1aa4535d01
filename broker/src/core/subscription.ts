import { escape, escapingOf } from '../frame/escapes.ts'
import { decodeUtf8, encodeUtf8 } from '../frame/utf8.ts'
import type { StompVersion } from '../frame/version.ts'
import type { Member, Shape, ShapeSpec, Subscriber } from './fan-out/shape.ts'
import type { Refusal } from './errors.ts'
import { FewMap } from './few-map.ts'
import type { AckMode, Deliveries } from './deliveries.ts'
import type { Ledger } from './ledger.ts'
import type { Batch, ChunkKind, Connection } from './ports.ts'
import { SharedShape } from './fan-out/shared-shape.ts'

/** A session, as its subscriptions see it. */
export interface Reader {
  readonly connection: Connection
  readonly version: StompVersion | undefined
  readonly kind: ChunkKind
  readonly ledger: Ledger
  deliver(batch: Batch): boolean
  refuse(refusal: Refusal): void
  mayRead(topic: string): boolean
}

/** What a client asked for. */
export interface Wish {
  readonly id: string
  /** As the client wrote it. */
  readonly destination: string
  /** What is read for it. */
  readonly topic: string
  readonly ack: AckMode
}

/** A client's SUBSCRIBE, while it stands. */
export class Subscription implements Subscriber {
  readonly #reader: Reader
  readonly id: string
  readonly destination: string
  readonly topic: string
  /** As it stands in a MESSAGE of the session's version. Equal ids share one array. */
  readonly idBytes: Uint8Array
  readonly #shape: NamedShape
  /** Where it takes part: one topic, or for a pattern all that match. */
  readonly members = new FewMap<Shape, Member>()
  /** What waits for ACK or NACK; undefined in mode `auto`. */
  readonly deliveries: Deliveries | undefined
  /** What matching costs, in states of expressions. */
  readonly matchingSize: number

  /** @param own the shape of this one alone; without it all that read alike share theirs. */
  constructor(reader: Reader, { id, destination, topic, ack }: Wish, own?: ShapeSpec, matchingSize = 0) {
    const version = reader.version ?? '1.2'
    this.#reader = reader
    this.id = id
    this.destination = destination
    this.topic = topic
    this.matchingSize = matchingSize
    this.idBytes = sharedBytes(escape(id, escapingOf(version), 'value') ?? id)
    this.deliveries = ack === 'auto' ? undefined : reader.ledger.open(id, ack)
    this.#shape = own
      ? { key: `${++ownShapes}`, spec: own }
      : sharedShape(reader, version, this.idBytes, ack !== 'auto')
  }

  get shape(): ShapeSpec {
    return this.#shape.spec
  }

  get shapeKey(): string {
    return this.#shape.key
  }

  deliver(batch: Batch, messageIds: readonly string[] | undefined): boolean {
    if (messageIds && !this.#note(messageIds)) return true
    return this.#reader.deliver(batch)
  }

  /** @returns false when too much waits for ACK or NACK already: the session ends. */
  #note(messageIds: readonly string[]): boolean {
    const refusal = this.deliveries && this.#reader.ledger.note(this.deliveries, messageIds)
    if (refusal) this.#reader.refuse(refusal)
    return refusal === undefined
  }

  mayRead(topic: string): boolean {
    return this.#reader.mayRead(topic)
  }

  /** The subscription is over; what it was sent can still be settled. */
  end(): void {
    if (this.deliveries) this.#reader.ledger.end(this.deliveries)
  }
}

let ownShapes = 0

interface NamedShape {
  readonly key: string
  readonly spec: ShapeSpec
}

const shapes = new Map<string, NamedShape>()

/** There are few, for most ids are told apart by their length alone. */
function sharedShape(
  { connection: { framing }, kind }: Reader,
  version: StompVersion,
  id: Uint8Array,
  isAcknowledged: boolean,
): NamedShape {
  const fixed = isPlain(id) ? id.length : id
  const name = typeof fixed === 'number' ? fixed : `=${decodeUtf8(id)}`
  const key = `${framingKey(framing)} ${version} ${kind} ${isAcknowledged} ${name}`
  const known = shapes.get(key)
  if (known !== undefined) return known
  const shape = { key, spec: new SharedShape(framing, version, kind, fixed, isAcknowledged) }
  if (typeof fixed === 'number' || shapes.size < maxShared) shapes.set(key, shape)
  return shape
}

/** No framing changes the length of printable ASCII without quote and backslash. */
const isPlain = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => byte > 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c)

const framingKeys = new WeakMap<object, number>()
let framings = 0

function framingKey(framing: object): number {
  const known = framingKeys.get(framing)
  if (known !== undefined) return known
  framingKeys.set(framing, ++framings)
  return framings
}

// Most clients say `sub-0`. Sharing its bytes lets a round see by identity that the slot already holds it.
const shared = new Map<string, Uint8Array>()
const maxShared = 1_000

function sharedBytes(id: string): Uint8Array {
  const known = shared.get(id)
  if (known !== undefined) return known
  const bytes = encodeUtf8(id)
  if (shared.size < maxShared) shared.set(id, bytes)
  return bytes
}
