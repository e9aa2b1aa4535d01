import type { TappedFrame } from '../core/ports.ts'
import { cut, jsonLine } from './printable.ts'
import { maskedValue } from './secrets.ts'
import { textOf } from './text-of.ts'

/** One frame as one line of JSON. `body` is the beginning of it, null where it is no text. */
export function frameJson({ direction, sessionId, command, headers, body }: TappedFrame, at: Date): string {
  const text = textOf(body)
  return jsonLine({
    time: at.toISOString(),
    type: 'frame',
    session: cut(sessionId),
    direction,
    command,
    headers: Object.fromEntries(
      Array.from(headers, ([name, value]) => [cut(name), cut(maskedValue(name, value))]),
    ),
    bodyBytes: body.length,
    body: text === undefined ? null : cut(text),
  })
}
