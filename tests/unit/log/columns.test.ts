import { describe, expect, test } from 'vitest'
import { columnsOf, padded, shortened, startOf, wrapped } from '../../../broker/src/log/columns.ts'

const family = '👨‍👩‍👧'
const bold = '\u001b[1m방\u001b[22m'

test.each([
  ['abc', 3],
  ['한글', 4],
  ['가나다 ABC', 10],
  ['😀', 2],
  [family, 2],
  ['🇰🇷', 2],
  ['e\u0301', 1],
  ['한글'.normalize('NFD'), 4],
  ['→ …', 3],
  [bold, 2],
])('%s takes %d columns', (text, columns) => {
  expect(columnsOf(text)).toBe(columns)
})

test('what is padded ends at the same column', () => {
  for (const text of ['', 'abc', '한글', '😀', bold]) expect(columnsOf(padded(text, 6))).toBe(6)
  expect(padded('한글한글', 6)).toBe('한글한글')
})

describe('what is cut', () => {
  test.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdefg', 6, 'abcde…'],
    ['한글한글', 8, '한글한글'],
    ['한글한글한', 8, '한글한…'],
    ['한글한글한', 7, '한글한…'],
    ['한글한글한'.normalize('NFD'), 7, '한글한…'],
    [`a${family}${family}`, 4, `a${family}…`],
  ])('%s in %d columns is %s', (text, columns, shown) => {
    expect(shortened(text, columns)).toBe(shown)
    expect(columnsOf(shown)).toBeLessThanOrEqual(columns)
  })

  test('may have no sign of it', () => {
    expect(startOf('한글한글', 5)).toBe('한글')
  })
})

test('what goes on in the next line is cut between words, and loses none', () => {
  const text = '방이 없습니다. Nearest: /pub/chat/message is one.'
  const lines = wrapped(text, 16)
  expect(lines).toEqual(['방이 없습니다.', 'Nearest:', '/pub/chat/message', 'is one.'])
  expect(lines.join(' ')).toBe(text)
  expect(wrapped(text, Infinity)).toEqual([text])
})
