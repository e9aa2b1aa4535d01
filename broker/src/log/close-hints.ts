import type { BrokerEvent } from '../core/events.ts'

export type Closer = Extract<BrokerEvent, { type: 'disconnected' }>['by']

const refused = 'refused; the line above says why'

/** What a close code usually means, for the person in front of the log. */
export const closeHints = {
  1000: 'said goodbye',
  1001: 'the page was left or reloaded',
  1002: 'refused, or broke the protocol; the line above says how',
  1003: 'sent what this endpoint does not take',
  1005: 'closed without giving a reason',
  1006: 'the network was lost, or the page went without a goodbye',
  1007: 'sent text that is not UTF-8',
  1008: refused,
  1009: 'sent more than a limit allows: a frame, as the line above says, or one WebSocket message',
  1011: 'the application failed; the line above says where',
  1013: 'came while the broker was full, or short of memory',
  4001: 'reads slower than messages come: a slow network, or a page that is busy or in the background',
  4002: 'missed its heart-beats: asleep, frozen in the background, or the network is gone',
  4004: 'was too late: with CONNECT, or with the end of a frame',
} as const satisfies Record<number, string>

/** One that has a meaning here. */
export type CloseCode = keyof typeof closeHints

/** What Spring's container says of a message that is too long, and where its bound is set here and there. */
const containerHints: readonly (readonly [said: RegExp, hint: string])[] = [
  [
    /^The decoded text message was too big /,
    'send less in one message, or raise spring.maxTextMessageChars, in Spring setMaxTextMessageBufferSize',
  ],
  [
    /^No async message support and buffer too small/,
    'send less in one message, or raise spring.maxBinaryMessageBytes, in Spring setMaxBinaryMessageBufferSize',
  ],
]

/** Where a close code has several meanings: by the word that comes with it. */
const reasonHints: Readonly<Record<string, string>> = {
  'connect-timeout': 'did not get to CONNECTED in time: is it a STOMP client, and does it activate?',
  'frame-timeout': 'did not end a frame; the line above says which',
}

export function closeHint(code: number, by: Closer, reason = ''): string | undefined {
  const known = containerHints.find(([said]) => by === 'broker' && said.test(reason))
  if (known) return known[1]
  if (by === 'broker' && Object.hasOwn(reasonHints, reason)) return reasonHints[reason]
  if (code === 1001 && by === 'broker') return 'the broker is stopping'
  return (closeHints as Readonly<Record<number, string>>)[code]
}
