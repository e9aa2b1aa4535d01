import { expect, test } from 'vitest'
import { rawFraming, rawTextFraming } from '../../../broker/src/transports/raw-framing.ts'

test.each([rawFraming, rawTextFraming])('a frame stays as it is, in an array of its own', (framing) => {
  const message = { bytes: Uint8Array.of(1, 2, 3), slots: [1] }
  const wrapped = framing.wrap(message, 'text')!
  expect(wrapped).toEqual({ bytes: Uint8Array.of(1, 2, 3), slots: [1] })
  message.bytes.fill(0)
  expect([...wrapped.bytes]).toEqual([1, 2, 3])
})

test('where only text is carried, binary is not', () => {
  expect(rawTextFraming.wrap({ bytes: new Uint8Array(1), slots: [] }, 'binary')).toBeUndefined()
  expect(rawFraming.wrap({ bytes: new Uint8Array(1), slots: [] }, 'binary')).toBeDefined()
})
