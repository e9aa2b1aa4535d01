import { describe, expect, test } from 'vitest'
import { AntPattern, isPattern } from '../../../broker/src/destination/ant-pattern.ts'

// spring.md §1.8
test.each([
  ['/sub/x', '/sub/x', true],
  ['/sub/x', '/sub/X', false],
  ['/sub/*', '/sub/', false],
  ['/sub/*', '/sub/a', true],
  ['/sub/*', '/sub/a/b', false],
  ['/sub/**', '/sub', true],
  ['/sub/**', '/sub/a/b', true],
  ['/sub/**/z', '/sub/z', true],
  ['/sub/**/z', '/sub/a/b/z', true],
  ['/sub/**/z', '/sub/a/b/y', false],
  ['/**/a/**/b', '/a/x/a/y/b', true],
  ['/sub/a*', '/sub/ab/', false],
  ['/sub/a*', '/sub/a', true],
  ['/sub/a*c', '/sub/abbc', true],
  ['/sub/?', '/sub/é', true],
  ['/sub/?', '/sub/👋', true],
  ['sub/*', '/sub/a', false],
  ['/sub/a*b*c*d', '/sub/aXbXcXd', true],
  ['/sub/a*b*c*d', '/sub/aXbXdXc', false],
])('%s and %s: %s', (pattern, path, matches) => {
  expect(new AntPattern(pattern).match(path) !== undefined).toBe(matches)
})

test.each([
  ['/room/{id}', '/room/42', { id: '42' }],
  ['/room/{id}/seat/{n}', '/room/a b%20c/seat/7', { id: 'a b%20c', n: '7' }],
  ['/{a}-{b}', '/x-y-z', { a: 'x-y', b: 'z' }],
  ['/room-{id}.json', '/room-7.json', { id: '7' }],
  ['/**/{last}', '/a/b/c', { last: 'c' }],
  ['/{__proto__}', '/x', Object.fromEntries([['__proto__', 'x']])],
])('%s takes from %s %j', (pattern, path, variables) => {
  expect(Object.entries(new AntPattern(pattern).match(path)!).toSorted()).toEqual(Object.entries(variables))
})

describe('what is a pattern', () => {
  test.each(['/a/*', '/a?', '/{x}', '/**'])('%s is', (text) => expect(isPattern(text)).toBe(true))
  test.each(['/a', '/a}b{', '/{', '/a/b'])('%s is not', (text) => expect(isPattern(text)).toBe(false))
})

test('a pattern made to hurt takes no longer than its length times the path [hostile T22]', () => {
  const pattern = new AntPattern(`/${'a*'.repeat(120)}b`)
  const path = `/${'a'.repeat(250)}`
  for (let round = 0; round < 1_000; round++) expect(pattern.match(path)).toBeUndefined()
})
