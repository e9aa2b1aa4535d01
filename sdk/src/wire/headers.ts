import { SetupError } from './setup-error.ts'

/** Names are case-sensitive, values are sent as they are: no line breaks, no NUL. */
export type StompHeaders = Readonly<Record<string, string>>

/** @throws TypeError for what would end the header line early and so forge another header or frame. */
export function checkHeaders(headers: StompHeaders): void {
  for (const [name, value] of Object.entries<unknown>(headers)) {
    // Colons in values are escaped from 1.1 on; in names some servers do not expect it.
    if (typeof value !== 'string' || /^$|[:\r\n\0]/.test(name) || /[\r\n\0]/.test(value)) {
      throw new SetupError(
        `The header ${JSON.stringify(name)} cannot be sent: no string, no name, or a line break, a NUL or, in the name, a colon.`,
      )
    }
  }
}
