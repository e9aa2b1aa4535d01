import { expect, test } from 'vitest'
import { AntPattern } from '../../../broker/src/destination/ant-pattern.ts'
import { compareSpecificity } from '../../../broker/src/destination/specificity.ts'

const order = (one: string, other: string, path = '/a/b', separator = '/') => {
  const [left, right] = [new AntPattern(one, separator), new AntPattern(other, separator)]
  const forward = compareSpecificity(left, right, path)
  expect(Math.sign(compareSpecificity(right, left, path)) + Math.sign(forward)).toBe(0)
  return Math.sign(forward)
}

test.each([
  ['/a/{x}', '/**', 'anything is more than /**'],
  ['/a/**', '/**', 'a prefix is more than /**'],
  ['/a/{x}', '/a/**', 'a prefix is less than a variable'],
  [
    '/{a}/{b}/{c}/{d}',
    '/aaaaaaaaa/**',
    'a prefix is less than what has no **, however much that leaves open',
  ],
  ['/a/b/**', '/a/**', 'of prefixes the longer'],
  ['/a/b', '/a/{x}', 'fewer variables'],
  ['/a/{x}', '/{x}/{y}', 'fewer variables'],
  ['/a/{x}', '/a/*{x}', 'fewer stars'],
  ['/a/**/c', '/a/{x}/*', 'a double star counts as two, and then the longer'],
  ['/a/bc*', '/a/b*', 'longer'],
  ['/{long}/bc', '/{x}/b', 'longer, a variable counting as one'],
  ['/a/{x}', '/a/*', 'a variable is more than a star'],
  ['/a/{x:[0-9]+}', '/a/{x:[0-9]{1}}', 'the braces of a quantifier count as a variable'],
])('%s before %s: %s [spring 2.1]', (one, other) => {
  expect(order(one, other)).toBe(-1)
})

test.each([
  ['/a/{x}', '/a/{y}'],
  ['/a/{x}', '/a/{longer}'],
  ['/a/{x}', '/{x}/b'],
  ['/a/**', '/b/**'],
  ['/**', '/**'],
])('%s and %s are equally specific [spring 2.1]', (one, other) => {
  expect(order(one, other)).toBe(0)
})

test('a pattern that is the path itself comes before all but /** [spring 2.1]', () => {
  expect(order('/{x}/**', '/a', '/{x}/**')).toBe(-1)
  expect(order('/**', '/a', '/**')).toBe(1)
})

test('a star behind a dot at the end, or at the beginning, counts for nothing [spring 2.1]', () => {
  expect(order('/a/b.*', '/a/bcd*')).toBe(-1)
  expect(order('red.*', 'red.{c}', 'red.blue', '.')).toBe(-1)
  expect(order('*.a', 'a.{b}', 'a.a', '.')).toBe(-1)
})
