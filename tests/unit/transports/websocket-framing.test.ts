import { expect, test } from 'vitest'
import { webSocketFraming } from '../../../broker/src/transports/websocket/websocket-framing.ts'

test.each([
  [0, [0x81, 0]],
  [125, [0x81, 125]],
  [126, [0x81, 126, 0, 126]],
  [65_535, [0x81, 126, 0xff, 0xff]],
  [65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
])(
  'a text message of %i bytes has the shortest header, and its slots move by that much',
  (length, header) => {
    const message = { bytes: new Uint8Array(length).fill(7), slots: [0, 9] }
    const wrapped = webSocketFraming.wrap(message, 'text')!
    expect([...wrapped.bytes.subarray(0, header.length)]).toEqual(header)
    expect(wrapped.bytes.length).toBe(header.length + length)
    expect(wrapped.bytes.subarray(header.length).every((byte) => byte === 7)).toBe(true)
    expect(wrapped.slots).toEqual([header.length, header.length + 9])
  },
)

test('binary has its own opcode', () => {
  expect(webSocketFraming.wrap({ bytes: new Uint8Array(1), slots: [] }, 'binary')!.bytes[0]).toBe(0x82)
})
