import type { ServerResponse } from 'node:http'
import { reply } from '../http/http-answer.ts'
import { readBody } from '../http/http-body.ts'

const maxWaiting = 8

/** The `xhr_send` requests of one session: read one after the other, and not while the session is paused. */
export class PostedBodies {
  readonly #maxBytes: () => number
  readonly #take: (body: Uint8Array | undefined, response: ServerResponse) => void
  readonly #waiting: ServerResponse[] = []
  #isPaused = false
  #isReading = false

  /** @param take answers; `body` is undefined when it was too long. */
  constructor(
    maxBytes: () => number,
    take: (body: Uint8Array | undefined, response: ServerResponse) => void,
  ) {
    this.#maxBytes = maxBytes
    this.#take = take
  }

  add(response: ServerResponse): void {
    if (this.#waiting.length >= maxWaiting) {
      return reply(response, 503, 'Too many xhr_send requests of this session wait.', { 'Retry-After': 5 })
    }
    response.setTimeout(0)
    this.#waiting.push(response)
    void this.#read()
  }

  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    void this.#read()
  }

  async #read(): Promise<void> {
    if (this.#isReading) return
    this.#isReading = true
    while (!this.#isPaused && this.#waiting.length > 0) {
      const response = this.#waiting.shift()!
      const body = await readBody(response.req, this.#maxBytes())
      if (!response.destroyed) this.#take(body, response)
    }
    this.#isReading = false
  }
}
