/** Names are case-sensitive, values are sent as they are: no line breaks, no NUL. */
export type StompHeaders = Readonly<Record<string, string>>

/** @throws TypeError for what would end the header line early and so forge another header or frame. */
export function checkHeaders(headers: StompHeaders): void {
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== 'string') {
      throw new TypeError(
        `The header ${JSON.stringify(name)} is a ${typeof value}; header values are strings.`,
      )
    }
    // Colons in values are escaped by 1.2; names never are, and 1.0 and 1.1 sessions escape nothing at all.
    if (/^$|[:\r\n\0]/.test(name) || /[\r\n\0]/.test(value)) {
      throw new TypeError(
        `The header ${JSON.stringify(name)} cannot be sent: a name is not empty and holds no colon, and neither name nor value holds a line break or NUL.`,
      )
    }
  }
}

/** @throws TypeError when it is not a destination. */
export function checkDestination(destination: string): void {
  if (typeof destination === 'string' && destination.startsWith('/')) return
  throw new TypeError(
    `A destination starts with "/", such as "/sub/chat/room/1"; got ${JSON.stringify(destination)}.`,
  )
}
