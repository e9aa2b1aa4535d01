import type { IMessage } from '@stomp/stompjs'

export interface Message<T = unknown> {
  /**
   * The parsed value where the content-type is JSON, bytes where it is `application/octet-stream`, else text. Without a
   * content-type, a JSON object or array is parsed. JSON that does not parse stays text.
   */
  readonly body: T
  readonly headers: Readonly<Record<string, string>>
  readonly destination: string
  readonly text: string
  readonly bytes: Uint8Array
}

/** What of a SEND depends on its body. */
export interface EncodedBody {
  readonly contentType?: string
  readonly body?: string
  readonly binaryBody?: Uint8Array
}

/**
 * Strings go without a content-type: a Spring handler then takes them for a `String` and for an object alike, while
 * `text/plain` shuts out the object of whoever calls `JSON.stringify` first.
 */
export function encodeBody(body: unknown): EncodedBody {
  if (body === undefined) return {}
  if (typeof body === 'string') return { body }
  const binaryBody = bytesOf(body)
  if (binaryBody) return { contentType: 'application/octet-stream', binaryBody }
  const json = JSON.stringify(body) as string | undefined
  if (json === undefined)
    throw new TypeError(`A ${typeof body} cannot be the body of a message: it has no JSON.`)
  return { contentType: 'application/json', body: json }
}

function bytesOf(body: unknown): Uint8Array | undefined {
  if (body instanceof ArrayBuffer) return new Uint8Array(body)
  return ArrayBuffer.isView(body) ? new Uint8Array(body.buffer, body.byteOffset, body.byteLength) : undefined
}

export function readMessage(frame: IMessage, subscribedTo: string): Message {
  const { headers } = frame
  return {
    body: decodeBody(frame, mediaType(headers['content-type'])),
    headers,
    destination: headers['destination'] ?? subscribedTo,
    get text() {
      return frame.body
    },
    bytes: frame.binaryBody,
  }
}

function decodeBody(frame: IMessage, type: string | undefined): unknown {
  if (type === 'application/octet-stream') return frame.binaryBody
  const text = frame.body
  const json = type === undefined ? /^\s*[[{]/.test(text) : /[/+]json$/.test(type)
  if (!json) return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

const mediaType = (contentType: string | undefined): string | undefined =>
  contentType?.split(';', 1)[0]?.trim().toLowerCase()
