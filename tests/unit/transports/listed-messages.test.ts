import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readList } from '../../../broker/src/transports/sockjs/listed-messages.ts'

const read = (json: string, behindArray: 'anything' | 'nothing' = 'anything'): unknown => {
  const list = readList(json, behindArray)
  if (typeof list === 'string') return list
  const texts = list.messages.map((message) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(message))
  return list.hasNull ? [...texts, null] : texts
}

test('an array of strings is read as JSON is, blanks or not', () => {
  const texts = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 20 })
  fc.assert(
    fc.property(texts, fc.constantFrom(undefined, 1, '\t'), (items, indent) => {
      expect(read(JSON.stringify(items, undefined, indent))).toEqual(items)
    }),
  )
})

test('any text is read or refused, in both ways alike but for what stands behind', () => {
  const piece = fc.constantFrom(
    '[',
    ']',
    '"',
    '\\',
    ',',
    ' ',
    'null',
    'true',
    '1',
    '-',
    '{',
    '}',
    'a',
    '\n',
    '\ud800',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const [loose, strict] = [read(pieces.join('')), read(pieces.join(''), 'nothing')]
      if (Array.isArray(strict)) expect(strict).toEqual(loose)
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  ['[]', []],
  ['["",""]', []],
  ['[1, -2.50e3 ,true]', ['1', '-2.50e3', 'true']],
  ['["a",null,"b"]', ['a', null]],
  ['["\\ud800"]', ['?']],
  ['', 'empty'],
  [' null ', 'null'],
  ['{"a":1}', 'no-array'],
  ['nul', 'no-json'],
  ['[', 'broken'],
  ['[,]', 'broken'],
  ['["a" "b"]', 'broken'],
  ['["a\nb"]', 'broken'],
  ['[01]', 'broken'],
  ['[nul]', 'broken'],
  ['[["a"]]', 'nested'],
  ['["a",{}]', 'nested'],
])('%j is %j', (json, expected) => {
  expect(read(json)).toEqual(expected)
})

test('many messages are read, too many are not', () => {
  expect(read(`[${'1,'.repeat(9_999)}1]`)).toHaveLength(10_000)
  expect(read(`[${'1,'.repeat(10_000)}1]`)).toBe('too-many')
})
