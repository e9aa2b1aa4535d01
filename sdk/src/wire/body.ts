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
  // A copy, because it may wait, and whoever sends may fill its buffer anew.
  if (binaryBody) return { contentType: 'application/octet-stream', binaryBody: binaryBody.slice() }
  const json = JSON.stringify(body) as string | undefined
  if (json === undefined) throw new TypeError(`A ${typeof body} cannot be a body: it has no JSON.`)
  return { contentType: 'application/json', body: json }
}

function bytesOf(body: unknown): Uint8Array | undefined {
  if (body instanceof ArrayBuffer) return new Uint8Array(body)
  return ArrayBuffer.isView(body) ? new Uint8Array(body.buffer, body.byteOffset, body.byteLength) : undefined
}
