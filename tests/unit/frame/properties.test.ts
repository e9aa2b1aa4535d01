import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Frame, FrameDecoder } from '../../../broker/src/frame/decoder.ts'
import { encodeFrame, encodeMessage } from '../../../broker/src/frame/encoder.ts'
import { HeaderBlock } from '../../../broker/src/frame/header-block.ts'
import { defaultLimits } from '../../../broker/src/core/limits.ts'
import { FrameError } from '../../../broker/src/frame/refusals.ts'
import type { StompVersion } from '../../../broker/src/frame/version.ts'
import { encodeUtf8 } from '../../../broker/src/frame/utf8.ts'

// Biased to what escapes are about, and to what UTF-8 cuts.
const text = fc.string({
  unit: fc.constantFrom(':', '\\', '\n', '\r', 'n', 'c', 'r', ' ', 'a', '한', '👋'),
  maxLength: 12,
})
const name = text.filter((value) => value !== '')
const headers = fc.array(fc.tuple(name, text), { maxLength: 6 })
const body = fc.uint8Array({ maxLength: 40 })
const version = fc.constantFrom<StompVersion>('1.0', '1.1', '1.2')

function decode(bytes: Uint8Array, at: StompVersion, cuts: readonly number[] = []): Frame<'MESSAGE'>[] {
  const decoder = new FrameDecoder<'MESSAGE'>(defaultLimits, 'server')
  decoder.version = at
  const frames: Frame<'MESSAGE'>[] = []
  const edges = [
    0,
    ...cuts.map((cut) => cut % (bytes.length + 1)).sort((one, other) => one - other),
    bytes.length,
  ]
  for (let index = 1; index < edges.length; index++) {
    decoder.push(bytes.slice(edges[index - 1], edges[index]))
    for (let frame = decoder.next(); frame; frame = decoder.next()) frames.push(frame)
  }
  return frames
}

/** What of a header this version can say. */
const canSay = (at: StompVersion, [key, value]: readonly [string, string]): boolean =>
  at === '1.2' ||
  (!(key + value).includes('\r') && (at === '1.1' || (!(key + value).includes('\n') && !key.includes(':'))))

const firsts = (pairs: readonly (readonly [string, string])[]) => {
  const seen = new Map<string, string>()
  for (const [key, value] of pairs) if (!seen.has(key)) seen.set(key, value)
  return [...seen]
}

describe('whatever the encoder writes, the decoder reads', () => {
  test('round trip of headers from code, cut anywhere', () => {
    fc.assert(
      fc.property(headers, body, version, fc.array(fc.nat(), { maxLength: 5 }), (pairs, bytes, at, cuts) => {
        const [frame, ...more] = decode(encodeFrame('ERROR', pairs, bytes, at), at, cuts)
        expect(more).toEqual([])
        const said = firsts(pairs.filter((pair) => canSay(at, pair)))
        expect([...frame!.headers].filter(([key]) => key !== 'content-length')).toEqual(said)
        expect(Buffer.from(frame!.body)).toEqual(Buffer.from(bytes))
      }),
      { numRuns: 1_000 },
    )
  })

  test('a message keeps its headers from any version to any version', () => {
    fc.assert(
      fc.property(headers, body, version, version, fc.boolean(), (pairs, bytes, from, to, isAcknowledged) => {
        const sent = decode(encodeFrame('ERROR', pairs, bytes, from), from)[0]!
        const message = { destination: '/sub/방:1', messageId: 'm-1', headers: sent.headers, body: sent.body }
        const got = decode(encodeMessage(message, to, encodeUtf8('sub-0'), isAcknowledged).bytes, to)[0]!
        const kept = firsts(pairs.filter((pair) => canSay(from, pair))).filter((pair) => canSay(to, pair))
        expect([...got.headers]).toEqual([
          ['destination', '/sub/방:1'],
          ['message-id', 'm-1'],
          ['subscription', 'sub-0'],
          ...(isAcknowledged && to === '1.2' ? [['ack', 'm-1/sub-0']] : []),
          ...kept,
          ['content-length', String(bytes.length)],
        ])
        expect(Buffer.from(got.body)).toEqual(Buffer.from(bytes))
      }),
      { numRuns: 1_000 },
    )
  })

  test('headers from code survive as a block', () => {
    fc.assert(
      fc.property(headers, (pairs) => {
        expect([...HeaderBlock.of(pairs)]).toEqual(firsts(pairs))
        for (const [key, value] of firsts(pairs)) expect(HeaderBlock.of(pairs).get(key)).toBe(value)
      }),
    )
  })

  test('an id as long as it likes fits beside any headers', () => {
    const message = { destination: '/a', messageId: 'm', headers: HeaderBlock.empty, body: encodeUtf8('') }
    for (const length of [1, 128, 1_000, 5_000, 100_000]) {
      const id = 'x'.repeat(length)
      const bytes = encodeMessage(message, '1.2', encodeUtf8(id), true).bytes.slice()
      expect(Buffer.from(bytes).toString()).toBe(
        `MESSAGE\ndestination:/a\nmessage-id:m\nsubscription:${id}\nack:m/${id}\ncontent-length:0\n\n\0`,
      )
    }
  })

  test('a slot is where the id goes, and holds nothing that a framing would quote, whatever was encoded before', () => {
    const message = (destination: string) => ({
      destination,
      messageId: 'm',
      headers: HeaderBlock.empty,
      body: encodeUtf8(''),
    })
    for (let length = 1; length < 60; length++) {
      encodeMessage(message('/'.repeat(length)), '1.2', encodeUtf8('other'), true)
      const { bytes, slots } = encodeMessage(message('/a'), '1.2', 5, true)
      for (const slot of slots) {
        expect(Buffer.from(bytes.subarray(slot, slot + 5)).toString()).toMatch(/^[0-9A-Za-z]{5}$/)
        bytes.set(encodeUtf8('sub-7'), slot)
      }
      const { headers: got } = decode(bytes.slice(), '1.2')[0]!
      expect([got.get('subscription'), got.get('ack')]).toEqual(['sub-7', 'm/sub-7'])
    }
  })
})

describe('whatever arrives', () => {
  const soup = fc.array(
    fc.oneof(
      fc.constantFrom(
        'SEND',
        'CONNECT',
        'SUBSCRIBE',
        '\n',
        '\r\n',
        '\n\n',
        '\0',
        'a:b',
        ':',
        '\\',
        '\\n',
        'content-length:',
        '3',
        '-1',
        '한',
      ),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 30 },
  )

  test('the decoder throws nothing but FrameError, and holds no more than it was given', () => {
    fc.assert(
      fc.property(soup, version, (pieces, at) => {
        const decoder = new FrameDecoder(defaultLimits)
        decoder.version = at
        let pushed = 0
        try {
          for (const piece of pieces) {
            const chunk = Buffer.from(piece)
            pushed += chunk.length
            decoder.push(chunk)
            while (decoder.next());
            expect(decoder.bufferedBytes).toBeLessThanOrEqual(pushed)
          }
        } catch (error) {
          expect(error).toBeInstanceOf(FrameError)
          expect(decoder.next()).toBeUndefined()
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('a byte at a time is as good as all at once', () => {
    const run = (chunks: readonly Uint8Array[]): string => {
      const decoder = new FrameDecoder(defaultLimits)
      decoder.version = '1.2'
      const seen: unknown[] = []
      try {
        for (const chunk of chunks) {
          decoder.push(chunk)
          for (let frame = decoder.next(); frame; frame = decoder.next()) {
            seen.push([frame.command, [...frame.headers], [...frame.body]])
          }
        }
      } catch (error) {
        seen.push((error as FrameError).refusal)
      }
      return JSON.stringify(seen)
    }
    fc.assert(
      fc.property(soup, (pieces) => {
        const bytes = Buffer.from(pieces.join(''))
        expect(run([...bytes].map((byte) => Uint8Array.of(byte)))).toBe(run([bytes.subarray()]))
      }),
      { numRuns: 2_000 },
    )
  })
})

test('frames already handed out are not touched by bytes that come later', () => {
  const decoder = new FrameDecoder(defaultLimits)
  decoder.version = '1.2'
  const held: Frame[] = []
  const stream = Buffer.from(
    Array.from({ length: 200 }, (_, index) => `SEND\nn:${index}\n\nbody ${index}\0`).join(''),
  )
  for (let at = 0; at < stream.length; at += 7) {
    decoder.push(stream.subarray(at, at + 7))
    for (let frame = decoder.next(); frame; frame = decoder.next()) held.push(frame)
  }
  expect(
    held.map(({ headers: block, body: bytes }) => `${block.get('n')} ${Buffer.from(bytes).toString()}`),
  ).toEqual(Array.from({ length: 200 }, (_, index) => `${index} body ${index}`))
})
