import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Refusal } from '../core/errors.ts'

export const plainText = { 'Content-Type': 'text/plain; charset=UTF-8' }

/** In whole seconds, never at once. */
export const retryAfter = ({ retryAfterSeconds = 1 }: Refusal): { readonly 'Retry-After': string } => ({
  'Retry-After': String(Math.max(1, retryAfterSeconds)),
})

const unreadTimeoutMs = 10_000

/** Answers with a text of ours. An unread body goes with the connection. */
export function answer(
  response: ServerResponse,
  status: number,
  text = '',
  headers: OutgoingHttpHeaders = {},
): void {
  if (hasUnreadBody(response.req)) response.setHeader('Connection', 'close')
  response.setTimeout(unreadTimeoutMs)
  const body = Buffer.from(text)
  response.writeHead(status, {
    ...plainText,
    ...(status === 204 ? {} : { 'Content-Length': body.length }),
    ...headers,
  })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

const hasUnreadBody = ({ complete, headers }: IncomingMessage): boolean =>
  !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)
