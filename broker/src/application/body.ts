import { refusalFor } from '../core/errors.ts'
import type { ChunkKind, Inbound } from '../core/ports.ts'
import { HeaderBlock } from '../frame/header-block.ts'
import { decodeUtf8, encodeUtf8, isUtf8 } from '../frame/utf8.ts'

/**
 * The body as its content-type says: JSON as a value, `text/*` as a string, anything else as bytes. Without a
 * content-type, as most browser code sends it: JSON if it is JSON, else text, else bytes. Empty: undefined.
 * @throws Refusal `bad-frame` for JSON that is not, `bad-utf8` for text that is not.
 */
export function decodeBody({ body, headers, destination }: Inbound): unknown {
  const type = headers.get('content-type')
  if (type?.startsWith('text/')) return decodeText(body, destination)
  if (body.length === 0) return undefined
  if (type === undefined) return isUtf8(body) ? guess(decodeUtf8(body)) : body
  return isJson(type) ? decodeJson(body, destination) : body
}

const isJson = (type: string): boolean => /^application\/([\w.+-]+\+)?json\b/i.test(type)

function decodeJson(body: Uint8Array, destination: string): unknown {
  try {
    return JSON.parse(decodeUtf8(body)) as unknown
  } catch (error) {
    throw refusalFor('badJson', { destination, detail: (error as Error).message.slice(0, 120) })
  }
}

function decodeText(body: Uint8Array, destination: string): string {
  if (!isUtf8(body)) throw refusalFor('badText', { destination })
  return decodeUtf8(body)
}

function guess(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

export interface Outgoing {
  readonly bytes: Uint8Array
  readonly kind: ChunkKind
  readonly headers: HeaderBlock
}

const typed = (type: string): HeaderBlock => HeaderBlock.of([['content-type', type]])
const text = typed('text/plain;charset=UTF-8')
const binary = typed('application/octet-stream')
const json = typed('application/json')

/** Strings travel as text, bytes as they are, everything else as JSON. Headers given win over the content-type. */
export function encodeBody(body: unknown, headers?: Readonly<Record<string, string>>): Outgoing {
  const outgoing = encodeValue(body)
  if (headers === undefined) return outgoing
  return { ...outgoing, headers: HeaderBlock.of([...Object.entries(headers), ...outgoing.headers]) }
}

function encodeValue(body: unknown): Outgoing {
  if (typeof body === 'string') return { bytes: encodeUtf8(body), kind: 'text', headers: text }
  if (body instanceof Uint8Array)
    return { bytes: body, kind: isUtf8(body) ? 'text' : 'binary', headers: binary }
  // Of a function or a symbol there is no JSON.
  const written: unknown = JSON.stringify(body)
  return { bytes: encodeUtf8(typeof written === 'string' ? written : 'null'), kind: 'text', headers: json }
}
