import { describe, expect, test } from 'vitest'
import { cut, jsonLine, printable, word } from '../../../broker/src/log/printable.ts'

describe('printable', () => {
  test.each([
    ['plain text, 한글 and 😀 stay', 'plain text, 한글 and 😀 stay'],
    ['two\\nlines\\r\\n', 'two\nlines\r\n'],
    ['\\u001b[31mred\\u001b[0m', '\u001b[31mred\u001b[0m'],
    ['C1 \\u009b31m and NUL \\u0000', 'C1 \u009b31m and NUL \0'],
    ['\\u202egnp.exe', '\u202egnp.exe'],
    ['\\u2066x\\u2069, mark \\u200f, joiner \\u200b', '\u2066x\u2069, mark \u200f, joiner \u200b'],
    ['separators \\u2028 \\u2029', 'separators \u2028 \u2029'],
    ['lone surrogate \\ud83d!', 'lone surrogate \ud83d!'],
    ['tag \\udb40\\udc41', 'tag \u{e0041}'],
    ['an escape \\\\n of its own', 'an escape \\n of its own'],
  ])('shows %s', (shown, text) => {
    expect(printable(text)).toBe(shown)
  })

  test('256 characters are shown, one more is cut', () => {
    expect(printable('x'.repeat(256))).toBe('x'.repeat(256))
    expect(printable('x'.repeat(257))).toBe(`${'x'.repeat(255)}…`)
  })

  test('never cuts inside an escape or a character', () => {
    expect(printable('\0'.repeat(100))).toBe(`${'\\u0000'.repeat(42)}…`)
    expect(printable('😀'.repeat(200))).toBe(`${'😀'.repeat(127)}…`)
  })
})

test.each([
  ['/sub/chat/room/1', '/sub/chat/room/1'],
  ['', '""'],
  ['kim by network', '"kim by network"'],
  ['say "hi"', '"say \\"hi\\""'],
])('%j is one word', (text, shown) => {
  expect(word(text)).toBe(shown)
})

test('JSON hides nothing, stays on one line and keeps what it says', () => {
  const value = { text: 'a\nb\u202ec\u009bd\\e"f\u{e0041}' }
  const line = jsonLine(value)
  expect(line).toMatch(/^[\x20-\x7e]*$/)
  expect(JSON.parse(line)).toEqual(value)
})

test('a field of JSON is cut at 256 characters', () => {
  expect(cut('x'.repeat(256))).toHaveLength(256)
  expect(cut('x'.repeat(257))).toBe(`${'x'.repeat(255)}…`)
})
