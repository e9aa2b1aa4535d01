import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Origins } from '../http/cors.ts'
import { reply } from '../http/http-answer.ts'

/** The page that old browsers load in a frame to get round the rules of their origin. Not there once origins are listed. */
export class IframePage {
  readonly #page: string
  readonly #etag: string
  readonly #origins: Origins

  constructor(page: string, origins: Origins) {
    this.#page = page
    this.#etag = `"0${createHash('md5').update(page).digest('hex')}"`
    this.#origins = origins
  }

  answer({ method, headers }: IncomingMessage, response: ServerResponse): void {
    if (this.#origins.isRestricted) return reply(response, 404)
    if (!this.#origins.hasStar) response.setHeader('X-Frame-Options', 'SAMEORIGIN')
    if (method !== 'GET') return reply(response, 405, '', { Allow: 'GET' })
    if (headers['if-none-match'] === this.#etag) return reply(response, 304)
    reply(response, 200, this.#page, {
      'Content-Type': 'text/html;charset=UTF-8',
      'Cache-Control': 'no-store, no-cache, must-revalidate, max-age=0',
      ETag: this.#etag,
    })
  }
}
