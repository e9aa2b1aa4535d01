import { describe, expect, test } from 'vitest'
import { FrameDecoder } from '../../../broker/src/frame/decoder.ts'
import { defaultLimits } from '../../../broker/src/core/limits.ts'
import type { FrameLimits } from '../../../broker/src/frame/limits.ts'
import { FrameError } from '../../../broker/src/frame/refusals.ts'

const limits: FrameLimits = {
  ...defaultLimits,
  maxHeaders: 3,
  maxHeaderLineBytes: 40,
  maxHeaderBytes: 60,
  maxBodyBytes: 50,
  maxFrameBytesBeforeConnect: 30,
}

/** How a frame ends when it arrives whole, and byte by byte: both must say the same. */
function verdict(text: string, connected = true): string {
  const verdicts = [[Buffer.from(text)], [...Buffer.from(text)].map((byte) => Uint8Array.of(byte))].map(
    (chunks) => {
      const decoder = new FrameDecoder(limits)
      if (connected) decoder.version = '1.2'
      try {
        let frames = 0
        for (const chunk of chunks) {
          decoder.push(chunk)
          while (decoder.next()) frames++
        }
        return `${frames} frames`
      } catch (error) {
        return (error as FrameError).refusal
      }
    },
  )
  expect(verdicts[0]).toBe(verdicts[1])
  return verdicts[0]!
}

const line = (bytes: number): string => `a:${'x'.repeat(bytes - 2)}\n`

describe('each limit holds exactly', () => {
  test('headers in a frame [L1, hostile F29]', () => {
    expect(verdict(`SEND\na:1\nb:2\nc:3\n\n\0`)).toBe('1 frames')
    expect(verdict(`SEND\na:1\nb:2\nc:3\nd:4\n\n\0`)).toBe('tooManyHeaders')
  })
  test('a repeated header counts as well', () => {
    expect(verdict(`SEND\na:1\na:1\na:1\na:1\n\n\0`)).toBe('tooManyHeaders')
  })
  test('bytes of a header line [L2, hostile F30]', () => {
    expect(verdict(`SEND\n${line(40)}\n\0`)).toBe('1 frames')
    expect(verdict(`SEND\n${line(41)}\n\0`)).toBe('headerLineTooLong')
  })
  test('a header line without end [hostile F31]', () => {
    expect(verdict(`SEND\n${'x'.repeat(40)}`)).toBe('0 frames')
    expect(verdict(`SEND\n${'x'.repeat(41)}`)).toBe('headerLineTooLong')
  })
  test('bytes of the header block [hostile F30]', () => {
    expect(verdict(`SEND\n${line(30)}${line(28)}\n\0`)).toBe('1 frames')
    expect(verdict(`SEND\n${line(30)}${line(30)}\n\0`)).toBe('headersTooLong')
  })
  test('bytes of a counted body [L3, hostile F32]', () => {
    expect(verdict(`SEND\ncontent-length:50\n\n${'x'.repeat(50)}\0`)).toBe('1 frames')
    expect(verdict(`SEND\ncontent-length:51\n\n`)).toBe('bodyTooLong')
  })
  test('bytes of a terminated body [L3, hostile F32 F33]', () => {
    expect(verdict(`SEND\n\n${'x'.repeat(50)}\0`)).toBe('1 frames')
    expect(verdict(`SEND\n\n${'x'.repeat(51)}\0`)).toBe('bodyTooLong')
    expect(verdict(`SEND\n\n${'x'.repeat(51)}`)).toBe('bodyTooLong')
  })
  test('bytes of a frame before CONNECT', () => {
    expect(verdict(`SEND\na:1\n\n${'x'.repeat(25)}\0`, false)).toBe('1 frames')
    expect(verdict(`SEND\na:1\n\n${'x'.repeat(26)}\0`, false)).toBe('frameTooLongBeforeConnect')
    expect(verdict(`SEND\n${line(32)}`, false)).toBe('frameTooLongBeforeConnect')
    expect(verdict(`SEND\ncontent-length:40\n\n`, false)).toBe('frameTooLongBeforeConnect')
  })
})

test('100,000 headers are refused at the limit, not after all of them [hostile F29]', () => {
  const decoder = new FrameDecoder({ ...limits, maxHeaderBytes: 10_000_000 })
  decoder.version = '1.2'
  decoder.push(Buffer.from(`SEND\n${'a:b\n'.repeat(100_000)}\n\0`))
  expect(() => decoder.next()).toThrow(FrameError)
})
