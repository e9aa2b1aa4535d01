import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maxItems, readMessages } from '../../../broker/src/transports/sockjs/sockjs-messages.ts'

const read = (json: string) => {
  const messages = readMessages(json)
  return typeof messages === 'string' ? messages : messages.map((bytes) => new TextDecoder().decode(bytes))
}

test.each([
  ['', 'empty'],
  [' ', 'broken'],
  ['["x', 'broken'],
  ['["x"', 'broken'],
  ['["x\\"]', 'broken'],
  ['["a",]', 'broken'],
  ['["a" "b"]', 'broken'],
  ['[,]', 'broken'],
  ['["a"]]', 'broken'],
  ['nonsense', 'not-strings'],
  ['CONNECT\n\n\0', 'broken'],
  ['["\\ud83d"]', 'broken'],
  ['["\\q"]', 'broken'],
  ['["line\nbreak"]', 'broken'],
  ['"str"', 'not-strings'],
  ['{}', 'not-strings'],
  ['{"length":3}', 'not-strings'],
  ['null', 'not-strings'],
  ['7', 'not-strings'],
  ['[null]', 'not-strings'],
  ['[1]', 'not-strings'],
  ['[{}]', 'not-strings'],
  ['[["a"]]', 'not-strings'],
  ['[true]', 'not-strings'],
  ['["a",null]', 'not-strings'],
  ['['.repeat(20_000), 'not-strings'],
  [`["",${'['.repeat(20_000)}`, 'not-strings'],
])('%j is refused: %s', (json, fault) => {
  expect(read(json)).toBe(fault)
})

test('the hundredth item is taken and the one past it is not', () => {
  expect(read(JSON.stringify(Array.from({ length: maxItems }, () => 'x')))).toHaveLength(maxItems)
  expect(read(JSON.stringify(Array.from({ length: maxItems + 1 }, () => 'x')))).toBe('too-many')
})

test('empty strings carry nothing, and an empty array is no fault', () => {
  expect(read('["","a",""]')).toEqual(['a'])
  expect(read(' [ ] ')).toEqual([])
})

test('any array of strings comes through, however its JSON is laid out', () => {
  const strings = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: maxItems })
  fc.assert(
    fc.property(strings, fc.nat(3), (items, indent) => {
      expect(read(JSON.stringify(items, null, indent))).toEqual(items)
    }),
  )
  expect(read('["\\ud83d\\ude00\\\\","\\"\\\\\\""]')).toEqual(['😀\\', '"\\"'])
})
