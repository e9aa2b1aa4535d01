import { OverflowError } from '../errors.ts'
import { withResolvers, type Settling } from '../with-resolvers.ts'
import type { BufferOptions } from './subscription.ts'

/** Messages that wait, and one loop that takes them. */
export class Buffer<T> implements AsyncIterator<T, undefined> {
  readonly #options: BufferOptions
  readonly #destination: string
  readonly #waiting: T[] = []
  readonly #takers: Settling<IteratorResult<T, undefined>>[] = []
  readonly #leave: () => void
  #ended = false
  #error: Error | undefined

  /** `leave`: the loop was left. */
  constructor(destination: string, options: BufferOptions, leave: () => void) {
    this.#destination = destination
    this.#options = options
    this.#leave = leave
  }

  /** @returns what did not fit. @throws OverflowError */
  add(item: T): T | undefined {
    const taker = this.#takers.shift()
    if (taker) {
      taker.resolve({ value: item })
      return undefined
    }
    const { max, overflow } = this.#options
    const full = this.#waiting.length >= max
    if (full && overflow === 'end')
      throw new OverflowError(`More than ${max} messages from ${this.#destination} wait (buffer.max).`)
    if (full && overflow === 'drop-newest') return item
    this.#waiting.push(item)
    return full ? this.#waiting.shift() : undefined
  }

  takeAll(): T[] {
    return this.#waiting.splice(0)
  }

  /** What waits is still taken; then the loop ends, or throws the error. */
  end(error: Error | undefined): void {
    this.#ended = true
    this.#error = error
    for (const taker of this.#takers.splice(0)) this.#finish(taker)
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const taker = withResolvers<IteratorResult<T, undefined>>()
    const item = this.#waiting.shift()
    if (item !== undefined) taker.resolve({ value: item })
    else if (this.#ended) this.#finish(taker)
    else this.#takers.push(taker)
    return taker.promise
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#waiting.length = 0
    this.#leave()
    return Promise.resolve({ done: true, value: undefined })
  }

  #finish({ resolve, reject }: Settling<IteratorResult<T, undefined>>): void {
    const error = this.#error
    this.#error = undefined
    if (error) reject(error)
    else resolve({ done: true, value: undefined })
  }
}
