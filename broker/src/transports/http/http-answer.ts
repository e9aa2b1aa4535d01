import { ServerResponse, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import type { Refusal } from '../../core/errors.ts'

export const plainText = { 'Content-Type': 'text/plain; charset=UTF-8' }

/** In whole seconds, never at once. */
export const retryAfter = ({ retryAfterSeconds = 1 }: Refusal): { readonly 'Retry-After': string } => ({
  'Retry-After': String(Math.max(1, retryAfterSeconds)),
})

/** Who takes nothing of an answer that is complete is cut. */
export const unreadTimeoutMs = 10_000

/** Answers with a text of ours. */
export function answer(
  response: ServerResponse,
  status: number,
  text = '',
  headers: OutgoingHttpHeaders = {},
): void {
  reply(response, status, text, { ...plainText, ...headers })
}

const hasUnreadBody = ({ complete, headers }: IncomingMessage): boolean =>
  !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)

/** Answers with these headers and the length. An unread body goes with the connection. */
export function reply(
  response: ServerResponse,
  status: number,
  text = '',
  headers: OutgoingHttpHeaders = {},
): void {
  if (hasUnreadBody(response.req)) response.setHeader('Connection', 'close')
  response.setTimeout(unreadTimeoutMs)
  const body = Buffer.from(text)
  const length = status === 204 || status === 304 ? {} : { 'Content-Length': body.length }
  response.writeHead(status, { ...length, ...headers })
  response.end(response.req.method === 'HEAD' || body.length === 0 ? undefined : body)
}

/** A response on a socket that asked for an upgrade and gets none. It is the last. */
export function responseOn(request: IncomingMessage): ServerResponse {
  const { socket } = request
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket)
  response.once('finish', () => socket.end(() => socket.destroy()))
  return response
}
