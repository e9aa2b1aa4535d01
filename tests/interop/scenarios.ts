import { createHash } from 'node:crypto'
import { expect } from 'vitest'

/** What one program was asked to speak. */
export interface Dialect {
  readonly version: '1.0' | '1.1' | '1.2'
  /** The id under which this client subscribes. */
  readonly subscription: string
}

/** What a program says of a scenario; `cannot` and nothing else where its client has no means. */
export type Facts = Readonly<Record<string, unknown>> & { readonly cannot?: string }

/** What the broker is configured with, so that it shows whether it counts. */
export const brokerConfig = {
  tcp: { port: 0 },
  // Far apart, for stomp.py: of two beats read at once it makes the begin of a frame, and hears no more of them.
  heartBeat: { sendMs: 1_000, receiveMs: 500 },
  // More than that without ACK or NACK ends a session; the scenarios settle more than that.
  limits: { maxUnackedMessages: 4 },
}

const numbers = (count: number, text = (index: number): string => String(index)): string[] =>
  Array.from({ length: count }, (_, index) => text(index))

const settled: Facts = { bodies: numbers(10), ids: 10 }

const unknownAck: unknown = expect.stringMatching(/^ACK ".+": no message of that id waits/)

function carried(length: number, byteAt: (index: number) => number): Facts {
  const body = Uint8Array.from({ length }, (_, index) => byteAt(index))
  return { length, sha256: createHash('sha256').update(body).digest('hex') }
}

/** Each scenario with what came over the wire when the broker did right. */
export const scenarios: Readonly<Record<string, (dialect: Dialect) => Facts>> = {
  connect: ({ version }) => ({ version, server: expect.stringMatching(/^stompbox\/\d/) }),
  // Hangul, emoji, and a header that has to be escaped where the version can.
  echo: ({ version, subscription }) => ({
    bodies: numbers(20, (index) => `안녕 👋 ${index}`),
    notes: [version === '1.0' ? 'a:b' : 'a:b\\c\nd'],
    contentTypes: ['text/plain'],
    destinations: ['/topic/echo'],
    subscriptions: [subscription],
    messageIds: 20,
  }),
  receipt: () => ({ receipts: 3 }),
  ack: () => settled,
  nack: ({ version }) => (version === '1.0' ? { cannot: 'STOMP 1.0 has no NACK' } : settled),
  'cumulative-ack': () => ({ bodies: ['0.0', '0.1', '0.2', '1.0', '1.1', '1.2', '2.0', '2.1', '2.2'] }),
  'ack-twice': () => ({ refused: unknownAck }),
  commit: () => ({ bodies: ['outside', 'one', 'two'] }),
  abort: () => ({ bodies: ['after'] }),
  // An ABORT takes the ACK back, a COMMIT does not: only then a second ACK is one too many.
  'ack-in-transaction': () => ({ bodies: ['undone', 'done', 'alive'], refused: unknownAck }),
  'heart-beat': ({ version }) =>
    version === '1.0' ? { cannot: 'STOMP 1.0 has no heart-beats' } : { beats: 2, then: 'still here' },
  binary: () => carried(1_024, (index) => index % 256),
  large: () => carried(1_048_576, (index) => 97 + (index % 26)),
  disconnect: () => ({ ended: true }),
}
