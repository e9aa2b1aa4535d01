import { createRequire } from 'node:module'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sockJsFraming } from '../../../broker/src/transports/sockjs/sockjs-framing.ts'

const { quote } = createRequire(import.meta.url)('sockjs/lib/utils.js') as { quote: (text: string) => string }
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function framed(text: string): string {
  const { bytes } = sockJsFraming.wrap({ bytes: encoder.encode(text), slots: [] }, 'text')!
  const headerBytes = bytes[1]! < 126 ? 2 : bytes[1] === 126 ? 4 : 10
  return decoder.decode(bytes.subarray(headerBytes))
}

test('every code point is quoted as the sockjs package quotes it', () => {
  for (let block = 0; block < 0x110000; block += 0x800) {
    if (block === 0xd800) continue
    let text = ''
    for (let codePoint = block; codePoint < block + 0x800; codePoint++)
      text += String.fromCodePoint(codePoint)
    expect(framed(text) === `a[${quote(text)}]`, `U+${block.toString(16)} and on`).toBe(true)
  }
})

test('so is any text, and JSON gives it back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(framed(text)).toBe(`a[${quote(text)}]`)
      expect(JSON.parse(framed(text).slice(1))).toEqual([text])
    }),
  )
})

test('Hangul stays as it is, an emoji does not', () => {
  expect(framed('안녕 😀')).toBe('a["안녕 \\ud83d\\ude00"]')
})

test('slots move with what grows before them', () => {
  const text = '"\u0001\u2028가😀\nsubscription:____\nack:____'
  const bytes = encoder.encode(text)
  const slots = [bytes.indexOf(0x5f), bytes.lastIndexOf(0x5f) - 3]
  const wrapped = sockJsFraming.wrap({ bytes, slots }, 'text')!
  for (const slot of wrapped.slots) wrapped.bytes.set(encoder.encode('id-7'), slot)
  expect(decoder.decode(wrapped.bytes.subarray(2))).toBe(
    'a["\\"\\u0001\\u2028가\\ud83d\\ude00\\nsubscription:id-7\\nack:id-7"]',
  )
})

test('a slot at the very start and one at the end both move', () => {
  expect(sockJsFraming.wrap({ bytes: encoder.encode('____'), slots: [0] }, 'text')!.slots).toEqual([5])
})

test('binary cannot be carried', () => {
  expect(sockJsFraming.wrap({ bytes: new Uint8Array(1), slots: [] }, 'binary')).toBeUndefined()
})

test('bytes that are no UTF-8 stay in bounds', () => {
  const cut = [[0xf0], [0xe2], [0xe2, 0x80], [0xef], [0xef, 0xbf], [0xf0, 0x9f, 0x98], [0xff, 0xff, 0xff]]
  for (const bytes of cut) {
    const wrapped = sockJsFraming.wrap({ bytes: Uint8Array.from(bytes), slots: [] }, 'text')!
    expect([...wrapped.bytes]).toEqual([0x81, bytes.length + 5, 0x61, 0x5b, 0x22, ...bytes, 0x22, 0x5d])
  }
})
