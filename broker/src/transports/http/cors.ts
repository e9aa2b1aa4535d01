import type { IncomingMessage, ServerResponse } from 'node:http'
import { quote } from '../../core/errors.ts'
import type { HttpAnswers } from '../../core/profile/sockjs-behaviour.ts'
import { answerError, varying } from './error-page.ts'
import { reply } from './http-answer.ts'

/** Told of what is left undone or refused as Spring does it, and how to mend it. */
export type Ignored = (cause: string, mend: string) => void

/** Which pages may come. */
export interface Origins {
  /** `none`: no page asks, or a page of this very host. */
  judge(request: IncomingMessage): 'none' | 'allowed' | 'foreign'
  /** Whether `*` is among the origins (not the patterns). */
  readonly hasStar: boolean
  /** Whether anything else is listed. */
  readonly isRestricted: boolean
}

export const oneYearSeconds = 31_536_000

/** Answers to pages of other origins, as Spring gives them before it looks at anything else. */
export class Cors {
  readonly #origins: Origins
  readonly #answers: HttpAnswers
  readonly #ignored: Ignored

  constructor(origins: Origins, answers: HttpAnswers, ignored: Ignored) {
    this.#origins = origins
    this.#answers = answers
    this.#ignored = ignored
  }

  /** @returns whether the request is answered by now; else the headers for the page are set. */
  answered(request: IncomingMessage, response: ServerResponse): boolean {
    const { origin } = request.headers
    if (origin !== undefined && this.#origins.hasStar) return this.#refuseStar(request, response)
    if (origin !== undefined || this.#answers.vary === 'always') response.setHeader('Vary', varying)
    const verdict = this.#origins.judge(request)
    if (verdict === 'foreign') return refusePage(origin, response, refusal, this.#ignored)
    if (verdict === 'allowed') {
      response.setHeader('Access-Control-Allow-Origin', origin!)
      response.setHeader('Access-Control-Allow-Credentials', 'true')
    }
    if (request.method === 'OPTIONS') response.setHeader('Allow', servletMethods)
    if (!isPreflight(request)) return false
    if (verdict === 'allowed') allowAsked(request, response)
    reply(response, 200)
    return true
  }

  #refuseStar(request: IncomingMessage, response: ServerResponse): true {
    this.#ignored(
      "allowedOrigins: ['*'] does not go with SockJS, whose pages send cookies: the request was answered 500.",
      "Write allowedOriginPatterns: ['*'], or list the origins.",
    )
    if (this.#answers.preflightToStar === 'refused' && isPreflight(request)) {
      reply(response, 403, refusal, { Vary: varying })
    } else answerError(response, 500)
    return true
  }
}

/** Turns a page away with this text. */
export function refusePage(
  origin: string | undefined,
  response: ServerResponse,
  text: string,
  ignored: Ignored,
): true {
  ignored(
    `A page of ${quote(origin ?? '')} may not connect: it was answered 403.`,
    `Add it to allowedOrigins: [${quote(origin ?? '')}].`,
  )
  reply(response, 403, text)
  return true
}

/** What a servlet says it can do, whatever stands behind it. */
export const servletMethods = 'GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH'

const refusal = 'Invalid CORS request'

export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined

function allowAsked({ headers }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Methods', headers['access-control-request-method']!)
  const asked = headers['access-control-request-headers']
  if (asked !== undefined && asked.trim() !== '') {
    const names = asked.split(',').map((name) => name.trim())
    response.setHeader('Access-Control-Allow-Headers', names.join(', '))
  }
  response.setHeader('Access-Control-Max-Age', oneYearSeconds)
}
