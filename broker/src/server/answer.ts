import { STATUS_CODES, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** Answers with one line of plain text. */
export function answer(
  response: ServerResponse,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders = {},
): void {
  const body = Buffer.from(`${text}\n`)
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=UTF-8',
    'Content-Length': body.length,
    ...headers,
  })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

/** Answers an upgrade that does not happen, and closes: nothing that follows on the socket may be served. */
export function refuseUpgrade(socket: Duplex, status: number, text: string): void {
  const body = Buffer.from(`${text}\n`)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: text/plain; charset=UTF-8',
    `Content-Length: ${body.length}`,
  ].join('\r\n')
  socket.on('error', () => socket.destroy())
  socket.once('finish', () => socket.destroy())
  socket.end(Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]))
}
