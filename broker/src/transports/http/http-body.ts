import type { IncomingMessage } from 'node:http'

/**
 * Reads a body into one array, so that many tiny chunks cost no more than one large one.
 * @returns undefined when it is longer than the limit, or when the peer left in the middle of it.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array | undefined> {
  // One that is gone by now says nothing more, not even that it is gone.
  if (request.destroyed || Number(request.headers['content-length'] ?? 0) > maxBytes) return undefined
  const body = new GrowingBytes(maxBytes)
  return new Promise((resolve) => {
    const tooLong = (): void => {
      request.off('data', take).pause()
      resolve(undefined)
    }
    const take = (chunk: Uint8Array): void => {
      if (!body.add(chunk)) tooLong()
    }
    request
      .on('error', () => resolve(undefined))
      .on('close', () => resolve(undefined))
      .on('end', () => resolve(body.bytes))
      .on('data', take)
  })
}

class GrowingBytes {
  readonly #maxBytes: number
  #array = new Uint8Array(1024)
  #length = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get bytes(): Uint8Array {
    return this.#array.subarray(0, this.#length)
  }

  add(chunk: Uint8Array): boolean {
    const length = this.#length + chunk.length
    if (length > this.#maxBytes) return false
    if (length > this.#array.length) this.#grow(Math.max(length, this.#array.length * 2))
    this.#array.set(chunk, this.#length)
    this.#length = length
    return true
  }

  #grow(capacity: number): void {
    const larger = new Uint8Array(capacity)
    larger.set(this.bytes)
    this.#array = larger
  }
}
