const nothing = new Uint8Array(0)

/**
 * Bytes that arrived and were not taken yet, in one piece: `bytes` from `start` to `end`.
 *
 * One pushed array is used as it is; only what is cut across pushes is copied. Views that were made of `bytes`
 * stay good: an array is left behind when it is full, never moved in place.
 */
export class ByteQueue {
  bytes: Uint8Array = nothing
  start = 0
  end = 0

  get length(): number {
    return this.end - this.start
  }

  push(chunk: Uint8Array): void {
    if (this.length === 0) this.#use(chunk, chunk.length)
    else this.#append(chunk)
  }

  /** Who takes all lets go of the array. */
  take(count: number): void {
    this.start += count
    if (this.start === this.end) this.clear()
  }

  clear(): void {
    this.#use(nothing, 0)
  }

  /** A small rest must not keep a large array alive. */
  shrink(): void {
    const { length } = this
    if (length > 0 && length < this.bytes.buffer.byteLength / 4) this.#copyTo(new Uint8Array(2 * length))
  }

  #append(chunk: Uint8Array): void {
    // Only an array of our own has room behind `end`; a pushed one is full.
    const hasRoom = this.end + chunk.length <= this.bytes.length
    if (!hasRoom) this.#copyTo(new Uint8Array(2 * (this.length + chunk.length)))
    this.bytes.set(chunk, this.end)
    this.end += chunk.length
  }

  #copyTo(target: Uint8Array): void {
    target.set(this.bytes.subarray(this.start, this.end))
    this.#use(target, this.length)
  }

  #use(bytes: Uint8Array, end: number): void {
    this.bytes = bytes
    this.start = 0
    this.end = end
  }
}
