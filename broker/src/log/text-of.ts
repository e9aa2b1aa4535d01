/** More than is ever shown of a body. */
const lookedAtBytes = 1_024

/** The beginning of a body; undefined where it is no text. */
export function textOf(body: Uint8Array): string | undefined {
  try {
    // A stream may end within a character.
    return new TextDecoder('utf-8', { fatal: true }).decode(body.subarray(0, lookedAtBytes), {
      stream: body.length > lookedAtBytes,
    })
  } catch {
    return undefined
  }
}
