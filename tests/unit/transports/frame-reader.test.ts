import { once } from 'node:events'
import type { Writable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as ws from 'ws'
import {
  FrameFault,
  FrameReader,
  type FrameTaker,
} from '../../../broker/src/transports/websocket/frame-reader.ts'

/** Public, and not in its types. */
const { Receiver, Sender } = ws as unknown as {
  readonly Receiver: new (options: object) => Writable
  readonly Sender: { frame(data: Buffer, options: object): Buffer[] }
}

/** Everything that is heard, in order, in words. */
class Notes implements FrameTaker {
  readonly maxMessageBytes: number
  readonly heard: string[] = []
  isReading = true

  constructor(maxMessageBytes: number) {
    this.maxMessageBytes = maxMessageBytes
  }

  message(bytes: Buffer, isBinary: boolean): void {
    this.heard.push(`${isBinary ? 'binary' : 'text'} ${bytes.toString('base64')}`)
  }

  ping(payload: Buffer): void {
    this.heard.push(`ping ${payload.toString('base64')}`)
  }

  concluded(code: number, reason: string): void {
    this.heard.push(`close ${code} ${reason}`)
    this.isReading = false
  }
}

function readHere(chunks: readonly Buffer[], maxMessageBytes: number): string[] {
  const notes = new Notes(maxMessageBytes)
  const reader = new FrameReader(notes)
  try {
    for (const chunk of chunks) if (notes.isReading) reader.read(Buffer.from(chunk))
  } catch (error) {
    if (!(error instanceof FrameFault)) throw error
    notes.heard.push(`fault ${error.code}`)
  }
  return notes.heard
}

const faultCodes = new Map([
  ['WS_ERR_INVALID_UTF8', 1007],
  ['WS_ERR_TOO_MANY_BUFFERED_PARTS', 1008],
  ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 1009],
  ['WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH', 1009],
])

/** The same by the reader of ws. */
async function readByWs(chunks: readonly Buffer[], maxMessageBytes: number): Promise<string[]> {
  const notes = new Notes(maxMessageBytes)
  const receiver = new Receiver({ isServer: true, maxPayload: maxMessageBytes, maxFragments: 1_024 })
  receiver.on('message', (data: Buffer, isBinary: boolean) => notes.message(data, isBinary))
  receiver.on('ping', (data: Buffer) => notes.ping(data))
  receiver.on('conclude', (code: number, reason: Buffer) => notes.concluded(code, reason.toString()))
  const failed = new Promise<void>((resolve) => {
    receiver.on('error', (error: NodeJS.ErrnoException) => {
      notes.heard.push(`fault ${faultCodes.get(error.code!) ?? 1002}`)
      resolve()
    })
  })
  for (const chunk of chunks) if (notes.isReading && !receiver.errored) receiver.write(Buffer.from(chunk))
  if (!receiver.writableEnded) receiver.end()
  await Promise.race([once(receiver, 'close'), failed])
  return notes.heard
}

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom('글', 'x'.repeat(126)))
const payload = fc.oneof(
  { weight: 8, arbitrary: text.map((value) => Buffer.from(value)) },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 130 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(65_535, 65_536, 90_000).map((length) => Buffer.alloc(length, 'y')),
  },
)
const frame = fc.record({
  opcode: fc.oneof(
    { weight: 10, arbitrary: fc.constantFrom(1, 2) },
    { weight: 4, arbitrary: fc.constantFrom(0, 9, 10) },
    { weight: 1, arbitrary: fc.nat(15) },
  ),
  fin: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.boolean() }),
  payload,
  mask: fc.uint8Array({ minLength: 4, maxLength: 4 }),
})
type Parts = typeof frame extends fc.Arbitrary<infer T> ? T : never

const borders = [999, 1000, 1003, 1004, 1005, 1006, 1007, 1014, 1015, 2999, 3000, 4999, 5000]

/** A close frame with a code at the border of what is allowed, and a reason. */
const closing = fc.tuple(fc.constantFrom(...borders), text).map(([code, reason]): Parts[] => [
  {
    opcode: 8,
    fin: true,
    payload: Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]),
    mask: Uint8Array.of(4, 3, 2, 1),
  },
])

const encoded = ({ opcode, fin, payload: data, mask }: Parts): Buffer =>
  Buffer.concat(
    Sender.frame(Buffer.from(data), {
      opcode,
      fin,
      mask: true,
      readOnly: false,
      rsv1: false,
      generateMask: (target: Buffer) => target.set(mask),
    }),
  )

/** A message in fragments with pings between, as they may come. */
const gathered = fc
  .tuple(fc.constantFrom(1, 2), fc.array(fc.tuple(text, fc.boolean()), { minLength: 2, maxLength: 5 }))
  .map(([opcode, pieces]) =>
    pieces.flatMap(([piece, isPinged], index): Parts[] => {
      const mask = Uint8Array.of(1, 2, 3, 4)
      const part = {
        opcode: index ? 0 : opcode,
        fin: index === pieces.length - 1,
        payload: Buffer.from(piece),
        mask,
      }
      return isPinged ? [{ opcode: 9, fin: true, payload: Buffer.from('p'), mask }, part] : [part]
    }),
  )

const stream = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: frame.map((parts) => [parts]) },
      { weight: 4, arbitrary: gathered },
      { weight: 2, arbitrary: closing },
    ),
    { maxLength: 8 },
  )
  .map((frames) => Buffer.concat(frames.flat().map(encoded)))

/** Mostly in the first header, where a bit means most. */
const spots = fc.array(fc.tuple(fc.oneof(fc.constant(0), fc.nat(40)), fc.nat(7)), { maxLength: 2 })

const spoilt = fc.tuple(stream, spots).map(([bytes, flips]) => {
  for (const [at, bit] of flips) if (at < bytes.length) bytes[at]! ^= 1 << bit
  return bytes
})

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = []
  let at = 0
  for (const size of sizes) {
    if (at >= bytes.length) break
    chunks.push(bytes.subarray(at, at + size))
    at += size
  }
  if (at < bytes.length) chunks.push(bytes.subarray(at))
  return chunks
}

const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 70_000 })), {
  maxLength: 60,
})

const limits = fc.constantFrom(100, 100_000)

describe('the reader of frames hears what ws hears', () => {
  test.each([
    ['of frames in any order', stream],
    ['of frames with bytes changed', spoilt],
  ])('%s, cut anywhere', { timeout: 60_000 }, async (_, bytes) => {
    await fc.assert(
      fc.asyncProperty(bytes, sizes, limits, async (all, cuts, maxMessageBytes) => {
        const chunks = cut(all, cuts)
        expect(readHere(chunks, maxMessageBytes)).toEqual(await readByWs(chunks, maxMessageBytes))
      }),
      { numRuns: 3_000 },
    )
  })
})
