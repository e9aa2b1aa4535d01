import type { Batch, Encoded } from '../ports.ts'

/** Frames joined once for all receivers of a shape, with the slots where each receiver's own id goes. */
export class JoinedBatch implements Batch {
  readonly bytes: Uint8Array
  readonly slots: readonly number[]
  readonly #ends: readonly number[]

  constructor(bytes: Uint8Array, ends: readonly number[], slots: readonly number[]) {
    this.bytes = bytes
    this.slots = slots
    this.#ends = ends
  }

  static of(messages: readonly Encoded[]): JoinedBatch {
    const [only] = messages
    if (messages.length === 1 && only) return new JoinedBatch(only.bytes, [only.bytes.length], only.slots)
    const bytes = new Uint8Array(messages.reduce((total, message) => total + message.bytes.length, 0))
    const ends: number[] = []
    const slots: number[] = []
    let at = 0
    for (const message of messages) {
      bytes.set(message.bytes, at)
      for (const slot of message.slots) slots.push(at + slot)
      ends.push((at += message.bytes.length))
    }
    return new JoinedBatch(bytes, ends, slots)
  }

  /** Cut only for transports that need frames one by one; the others write `bytes`. */
  get frames(): readonly Uint8Array[] {
    let start = 0
    return this.#ends.map((end) => this.bytes.subarray(start, (start = end)))
  }

  write(id: Uint8Array): void {
    for (const slot of this.slots) for (let at = 0; at < id.length; at++) this.bytes[slot + at] = id[at]!
  }

  /** Not by `slice`: of Node's Buffer, which a framing may have made, that is another view of the same bytes. */
  copy(): JoinedBatch {
    return new JoinedBatch(new Uint8Array(this.bytes), this.#ends, this.slots)
  }
}
