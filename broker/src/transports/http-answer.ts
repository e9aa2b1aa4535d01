import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** Answers with a text of ours. An unread body goes with the connection. */
export function answer(
  response: ServerResponse,
  status: number,
  text = '',
  headers: OutgoingHttpHeaders = {},
): void {
  if (!response.req.complete) response.setHeader('Connection', 'close')
  const body = Buffer.from(text)
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=UTF-8',
    ...(status === 204 ? {} : { 'Content-Length': body.length }),
    ...headers,
  })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}
