import type { Frame } from '../frame/decoder.ts'
import { encodeUtf8 } from '../frame/utf8.ts'
import { refusalFor } from './errors.ts'
import type { Hub } from './hub.ts'
import type { Notice } from './profile/notices.ts'

interface Asked {
  readonly hub: Hub
  note(name: Notice, command: string): void
}

/** The RECEIPT that a frame asks for and gets; CONNECT gets none. @throws Refusal when its id is too long. */
export function receiptOf(session: Asked, { command, headers }: Frame): string | undefined {
  const receipt = command === 'CONNECT' || command === 'STOMP' ? undefined : headers.get('receipt')
  if (receipt === undefined) return undefined
  const { limits, profile } = session.hub
  if (encodeUtf8(receipt).length > limits.maxIdBytes)
    throw refusalFor('idTooLong', { header: 'receipt', command, limit: limits.maxIdBytes })
  if (command !== 'DISCONNECT') session.note('receipt', command)
  return profile.receipts === 'every-frame' ? receipt : undefined
}
