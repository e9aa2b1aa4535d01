import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../../../broker/src/core/limits.ts'
import { type Frame, FrameDecoder } from '../../../broker/src/frame/decoder.ts'
import { FrameError } from '../../../broker/src/frame/refusals.ts'
import type { StompVersion } from '../../../broker/src/frame/version.ts'
import { readWireCases, type WireCase } from '../../support/wire-cases.ts'
import { wireBytes } from '../../support/wire-text.ts'

const cases = readWireCases(new URL('./cases/decoder.md', import.meta.url))

describe('decodes', () => {
  test.each(cases.map((wireCase) => [wireCase.title, wireCase] as const))('%s', (_, wireCase) => {
    const { version, bytes, expected } = parts(wireCase)
    expect(decode(version, [bytes])).toEqual(expected)
    for (let cut = 1; cut < bytes.length; cut++) {
      expect(decode(version, [bytes.subarray(0, cut), bytes.subarray(cut)]), `cut at ${cut}`).toEqual(
        expected,
      )
    }
    expect(
      decode(
        version,
        Array.from(bytes, (byte) => Uint8Array.of(byte)),
      ),
      'byte by byte',
    ).toEqual(expected)
  })
})

function parts({ title, blocks }: WireCase) {
  const [input, output] = blocks
  if (!input || !output || blocks.length !== 2) throw new Error(`${title}: one stomp and one result block`)
  const version = input.language.split(':')[1]
  const lines = output.text === '' ? [] : output.text.split('\n')
  return {
    version: version === 'new' ? undefined : (version as StompVersion),
    bytes: wireBytes(input.text),
    expected: output.language === 'refused' ? [`refused ${lines[0]}`] : lines,
  }
}

/** A line a frame, and at the end what was refused. */
function decode(version: StompVersion | undefined, chunks: readonly Uint8Array[]): string[] {
  const decoder = new FrameDecoder(defaultLimits)
  decoder.version = version
  const out: string[] = []
  try {
    for (const chunk of chunks) {
      decoder.push(chunk)
      for (let frame = decoder.next(); frame; frame = decoder.next()) out.push(show(frame))
    }
  } catch (error) {
    if (!(error instanceof FrameError)) throw error
    out.push(`refused ${error.refusal}`)
    decoder.push(wireBytes('DISCONNECT\n\n␀'))
    expect(decoder.next(), 'a dead decoder').toBeUndefined()
  }
  return out
}

// JSON of entries keeps `__proto__` as a name.
const show = ({ command, headers, body }: Frame) =>
  `${command} {${[...headers].map((pair) => pair.map((part) => JSON.stringify(part)).join(':')).join(',')}} ${JSON.stringify(Buffer.from(body).toString())}`

test('a broken line of CONNECT is not repeated: it may be a passcode', () => {
  for (const line of ['passcode s3cret', ':s3cret']) {
    const decoder = new FrameDecoder(defaultLimits)
    decoder.push(Buffer.from(`CONNECT\n${line}\n\n\0`))
    try {
      decoder.next()
      expect.unreachable()
    } catch (error) {
      expect((error as FrameError).values).toEqual({ line: '…' })
    }
  }
})
