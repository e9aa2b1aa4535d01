import { Refusal } from '../core/errors.ts'
import type { ChunkKind, Publish } from '../core/ports.ts'
import { HeaderBlock } from '../frame/header-block.ts'
import { isUtf8 } from '../frame/utf8.ts'

/** Headers of an answer, in this order and before those of the broker. */
export type SendHeaders = Readonly<Record<string, string>>

export interface Outgoing {
  readonly bytes: Uint8Array
  readonly kind: ChunkKind
  readonly headers: HeaderBlock
}

const typed = (type: string): HeaderBlock => HeaderBlock.of([['content-type', type]])
const text = typed('text/plain;charset=UTF-8')
const binary = typed('application/octet-stream')
const json = typed('application/json')

/** Strings travel as text, bytes as they are, everything else as JSON. A content-type that is given wins. */
export function encodeBody(body: unknown, headers?: SendHeaders): Outgoing {
  const outgoing = encodeValue(body)
  if (headers === undefined) return outgoing
  const own = 'content-type' in headers ? [] : outgoing.headers
  return { ...outgoing, headers: HeaderBlock.of([...Object.entries(headers), ...own]) }
}

function encodeValue(body: unknown): Outgoing {
  // Of a Buffer, for its memory is there already.
  if (typeof body === 'string') return { bytes: Buffer.from(body), kind: 'text', headers: text }
  if (body instanceof Uint8Array)
    return { bytes: body, kind: isUtf8(body) ? 'text' : 'binary', headers: binary }
  // Of a function or a symbol there is no JSON.
  const written: unknown = JSON.stringify(body)
  return { bytes: Buffer.from(typeof written === 'string' ? written : 'null'), kind: 'text', headers: json }
}

/**
 * Publishes for the application. A destination that leads nowhere is then the application's mistake, and no client's.
 * @throws Error that says what is wrong with the destination.
 */
export function post(publish: Publish, destination: string, outgoing: Outgoing, sessionId?: string): void {
  try {
    publish(destination, outgoing.headers, outgoing.bytes, outgoing.kind, sessionId)
  } catch (error) {
    throw error instanceof Refusal ? new Error(error.message) : error
  }
}
