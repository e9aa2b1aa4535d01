import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import type { HttpAnswers } from '../../core/profile/sockjs-behaviour.ts'
import { reply, responseOn } from './http-answer.ts'

/** What a Spring Boot application answers where it has nothing better to say. */
export function answerError(response: ServerResponse, status: number): void {
  const error = {
    timestamp: new Date().toISOString(),
    status,
    error: STATUS_CODES[status],
    path: (response.req.url ?? '').replace(/\?.*$/s, ''),
  }
  reply(response, status, JSON.stringify(error), { 'Content-Type': 'application/json' })
}

export const varying = ['Origin', 'Access-Control-Request-Method', 'Access-Control-Request-Headers']

/** Answers at paths where there is nothing. */
export class NothingThere {
  readonly #vary: HttpAnswers['vary']

  constructor({ vary }: HttpAnswers) {
    this.#vary = vary
  }

  request(_request: IncomingMessage, response: ServerResponse): void {
    response.on('error', () => {})
    if (this.#vary === 'always') response.setHeader('Vary', varying)
    answerError(response, 404)
  }

  upgrade(request: IncomingMessage): void {
    this.request(request, responseOn(request))
  }
}
