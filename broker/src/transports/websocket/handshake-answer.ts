import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerError } from '../http/error-page.ts'
import { reply } from '../http/http-answer.ts'

/**
 * What a request for a WebSocket is told that is none, in the order in which Spring asks.
 * @returns whether it is answered by now.
 */
export function answeredHandshake(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  allowed: string,
): boolean {
  const {
    upgrade = '',
    connection = '',
    'sec-websocket-key': key,
    'sec-websocket-version': version,
  } = headers
  if (method !== 'GET') reply(response, 405, '', { Allow: allowed })
  else if (upgrade.toLowerCase() !== 'websocket') reply(response, 400, 'Can "Upgrade" only to "WebSocket".')
  else if (!connection.split(',').some(isUpgrade)) reply(response, 400, '"Connection" must be "upgrade".')
  else if (key === undefined) reply(response, 400)
  else if (version?.trim() !== '13') reply(response, 426, '', { 'Sec-WebSocket-Version': '13' })
  else if (!sixteenBytes.test(key.trim())) answerError(response, 400)
  else return false
  return true
}

/** In base64, as a key has to be [RFC 6455 §4.2.1]. */
export const sixteenBytes = /^[+/0-9A-Za-z]{22}==$/

const isUpgrade = (option: string): boolean => ['Upgrade', 'upgrade'].includes(option.trim())
