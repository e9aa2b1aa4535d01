import { describe, expect, test } from 'vitest'
import { AntPattern, isPattern } from '../../../broker/src/destination/ant-pattern.ts'

const matches = (pattern: string, path: string, separator?: string) =>
  new AntPattern(pattern, separator).match(path) !== undefined
const variables = (pattern: string, path: string, separator?: string) =>
  Object.entries(new AntPattern(pattern, separator).match(path) ?? { no: 'match' }).toSorted()

test.each([
  ['/sub/x', '/sub/x', true],
  ['/sub/x', '/sub/X', false],
  ['/sub/x', '/sub/x/', false],
  ['/sub/*', '/sub/', true],
  ['/sub/*', '/sub', false],
  ['/sub/*', '/sub/a', true],
  ['/sub/*', '/sub/a/', false],
  ['/sub/*', '/sub/a/b', false],
  ['/sub/a/*', '/sub/', false],
  ['/sub/**/*', '/sub/', false],
  ['/sub/{x}', '/sub/', false],
  ['/sub/*/', '/sub/', true],
  ['/sub/**', '/sub', true],
  ['/sub/**', '/sub/', true],
  ['/sub/**/', '/sub/a', true],
  ['/sub/**', '/sub/a/b', true],
  ['/sub/**', '/subway', false],
  ['/sub/a**', '/sub/a/b', false],
  ['/sub/a**', '/sub/abc', true],
  ['/sub/**/z', '/sub/z', true],
  ['/sub/**/z', '/sub/a/b/z', true],
  ['/sub/**/z', '/sub/a/b/z/', false],
  ['/sub/**/z', '/sub/a/b/y', false],
  ['/**/a/**/b', '/a/x/a/y/b', true],
  ['/**/**', '/', true],
  ['/sub/a*', '/sub/ab/', false],
  ['/sub/a*', '/sub/a', true],
  ['/sub/a*c', '/sub/abbc', true],
  ['/sub/?', '/sub/é', true],
  ['/sub/?', '/sub/👋', true],
  ['/sub/a?', '/sub/a', false],
  ['sub/*', '/sub/a', false],
  ['/sub/*', 'sub/a', false],
  ['/sub//a*', '/sub/ab', true],
  ['/sub/a*', '/sub//ab', true],
  ['/sub/a*', '//sub/ab', true],
  ['/sub/ a*', '/sub/a', false],
  ['/sub/{}*', '/sub/{}x', true],
  ['/sub/{a*', '/sub/{ab', true],
  ['/sub/a*b*c*d', '/sub/aXbXcXd', true],
  ['/sub/a*b*c*d', '/sub/aXbXdXc', false],
  ['/sub/{n:[0-9]+}', '/sub/42', true],
  ['/sub/{n:[0-9]+}', '/sub/42a', false],
  ['/sub/{n:[0-9]{2}}', '/sub/42', true],
  ['/sub/{n:[0-9]{2}}', '/sub/4', false],
])('%s and %s: %s [spring S33] [spring 1.8]', (pattern, path, expected) => {
  expect(matches(pattern, path)).toBe(expected)
})

test.each([
  ['/sub/x.*', '/sub/x.y', true],
  ['/sub/x.*', '/sub/x.y.z', false],
  ['/sub/x.y.**', '/sub/x.y', true],
  ['/sub/x.y.**', '/sub/x.y.z', true],
  ['/sub/x/*', '/sub/x/y', true],
  ['/sub/x/*', '/sub/x/y/z', true],
  ['red.{c}', 'red.blue', true],
  ['red.{c}', '.red.blue', false],
  ['red.*', 'red.', true],
])('with the separator "." %s and %s: %s [spring 1.8]', (pattern, path, expected) => {
  expect(matches(pattern, path, '.')).toBe(expected)
})

test.each([
  ['/room/{id}', '/room/42', { id: '42' }],
  ['/room/{id}/seat/{n}', '/room/a b%20c/seat/7', { id: 'a b%20c', n: '7' }],
  ['/{a}-{b}', '/x-y-z', { a: 'x-y', b: 'z' }],
  ['/{a}-{b:[0-9]+}.txt', '/x-1-23.txt', { a: 'x-1', b: '23' }],
  ['/{a:.+?}-{b:.*}', '/x-y-z', { a: 'x', b: 'y-z' }],
  ['/{a:[0-9]*}{b:[0-9]*}', '/123', { a: '123', b: '' }],
  ['/{a:[0-9]{1,2}}{b}', '/123', { a: '12', b: '3' }],
  ['/{a:(?:ab|a)}{b:(c|bcd)?}', '/abcd', { a: 'a', b: 'bcd' }],
  ['/{a:a|ab}{b:.*}', '/abc', { a: 'a', b: 'bc' }],
  ['/{a:(|x)*}{b:.*}', '/xx', { a: '', b: 'xx' }],
  ['/{a:.}{b}', '/👋!', { a: '👋', b: '!' }],
  ['/room-{id}.json', '/room-7.json', { id: '7' }],
  ['/**/{last}', '/a/b/c', { last: 'c' }],
  ['/a{x}', '/a', { x: '' }],
  ['/{__proto__}', '/x', Object.fromEntries([['__proto__', 'x']])],
  ['/{__proto__:x}', '/x', Object.fromEntries([['__proto__', 'x']])],
])('%s takes from %s %j [spring 1.8]', (pattern, path, taken) => {
  expect(variables(pattern, path)).toEqual(Object.entries(taken))
})

test('a variable may stand between dots [spring 2.1]', () => {
  expect(variables('red.{c}.{n:[0-9]+}', 'red.blue/green.7', '.')).toEqual([
    ['c', 'blue/green'],
    ['n', '7'],
  ])
})

describe('what is a pattern [spring 1.8]', () => {
  test.each(['/a/*', '/a?', '/{x}', '/**', '/{}', '/a{/}'])('%s is', (text) =>
    expect(isPattern(text)).toBe(true),
  )
  test.each(['/a', '/a}b{', '/{', '/}', '/a/b'])('%s is not', (text) => expect(isPattern(text)).toBe(false))
})

test('a regular expression that cannot be used is a TypeError naming what is wrong', () => {
  expect(() => new AntPattern('/a/{x:(?=b)b}')).toThrow(
    new TypeError(
      'The regular expression (?=b)b has "(?=", which is not supported. Supported are characters, ".", [classes], \\d \\w \\s and their opposites, ( ), |, and * + ? {n,m}.',
    ),
  )
})

test('repetitions may not add up, within a segment nor over all of them', () => {
  const large = '{x:.{400}}'
  expect(() => new AntPattern(`/${large}`)).not.toThrow()
  expect(() => new AntPattern(`/${large}${large}`)).toThrow('is too large: its repetitions add up.')
  expect(() => new AntPattern(`/${large}/${large}`)).toThrow(TypeError)
  for (const hidden of [
    '(?:[^\\d\\D][^\\d\\D][^\\d\\D]){400}',
    '(((.{99}){99}){99}){99}',
    '(((){9999}){9999}){9999}',
    `.{${'9'.repeat(400)}}`,
  ])
    expect(() => new AntPattern(`/{x:${hidden}}`), hidden).toThrow(TypeError)
})

test('a long pattern without a regular expression is never too large', () => {
  for (const piece of ['*', '?', 'a*', '{a}', '{', '*{a}', '{a}?'])
    expect(() => new AntPattern(`/${piece.repeat(20_000)}*`), piece).not.toThrow()
  expect(matches(`/${'*'.repeat(20_000)}`, '/a')).toBe(true)
})
