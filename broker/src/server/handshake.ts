import type { IncomingMessage } from 'node:http'
import { quote } from '../core/errors.ts'
import type { HttpRefusal } from './answer.ts'

/** Why an upgrade is taken by nobody: another request could hide behind it. */
export function unsafeUpgrade({
  httpVersion,
  headers,
}: Pick<IncomingMessage, 'httpVersion' | 'headers'>): HttpRefusal | undefined {
  if (httpVersion === '1.1' && !hasBody(headers)) return undefined
  return { status: 400, text: 'A WebSocket opens with an HTTP/1.1 request without a body.' }
}

/** Why an upgrade is none to a WebSocket of RFC 6455, whatever the library behind would make of it. */
export function handshakeFault(
  request: Pick<IncomingMessage, 'method' | 'httpVersion' | 'headers'>,
): HttpRefusal | undefined {
  const { method, headers } = request
  const { upgrade = '', 'sec-websocket-version': version } = headers
  if (method !== 'GET') {
    return { status: 405, text: 'A WebSocket opens with GET.', headers: { Allow: 'GET' } }
  }
  const unsafe = unsafeUpgrade(request)
  if (unsafe) return unsafe
  if (upgrade.toLowerCase() !== 'websocket') {
    return { status: 400, text: `There is no upgrade to ${quote(upgrade)} here, only to websocket.` }
  }
  if (version === undefined || version === '') {
    return {
      status: 400,
      text: 'A WebSocket says Sec-WebSocket-Version: 13; drafts before it are not served.',
    }
  }
  if (version === '13') return undefined
  const text = `WebSocket version ${quote(version)} is not served, only 13.`
  return { status: 426, text, headers: { 'Sec-WebSocket-Version': '13', Upgrade: 'websocket' } }
}

/** A body would be taken for WebSocket frames. */
const hasBody = (headers: IncomingMessage['headers']): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0
