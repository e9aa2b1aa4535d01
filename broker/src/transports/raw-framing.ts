import type { Encoded, Framing } from '../core/ports.ts'

const copy = ({ bytes, slots }: Encoded): Encoded => ({ bytes: new Uint8Array(bytes), slots })

/** STOMP frames as they are: channels that need no wrapping of ours. */
export const rawFraming: Framing = { wrap: copy }

/** The same where only text is carried. */
export const rawTextFraming: Framing = {
  wrap: (message, kind) => (kind === 'text' ? copy(message) : undefined),
}
