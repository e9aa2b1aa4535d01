import type { Frame } from '../frame/decoder.ts'
import { encodeUtf8 } from '../frame/utf8.ts'
import type { Refusal } from './errors.ts'

/** The headers of an ERROR (STOMP 1.2 §ERROR): what is wrong, the word for it, and which frame it is about. */
export function errorHeaders(refusal: Refusal, frame?: Frame, maxIdBytes = 0): [string, string][] {
  const headers: [string, string][] = [
    ['message', refusal.message],
    ['code', refusal.code],
  ]
  if (refusal.code === 'version') headers.push(['version', '1.0,1.1,1.2'])
  if (refusal.retryAfterSeconds !== undefined)
    headers.push(['retry-after', String(refusal.retryAfterSeconds)])
  if (frame) headers.push(...identifying(frame, maxIdBytes))
  headers.push(['content-type', 'text/plain;charset=utf-8'])
  return headers
}

/** An id that is too long is not sent back. */
function identifying({ command, headers }: Frame, maxIdBytes: number): [string, string][] {
  const receipt = headers.get('receipt')
  const isShort = receipt !== undefined && encodeUtf8(receipt).length <= maxIdBytes
  const isConnect = command === 'CONNECT' || command === 'STOMP'
  return [
    ['command', command],
    ...(isShort && !isConnect ? [['receipt-id', receipt] as [string, string]] : []),
  ]
}
