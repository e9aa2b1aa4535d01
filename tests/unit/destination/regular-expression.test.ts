import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { LinearMatcher, type Node } from '../../../broker/src/destination/linear-matcher.ts'
import { parseRegularExpression } from '../../../broker/src/destination/regular-expression.ts'

afterEach(() => vi.restoreAllMocks())

const capturing = (names: readonly string[], sources: readonly string[]): Node => ({
  kind: 'sequence',
  parts: sources.map((source, index) => ({
    kind: 'capture',
    name: names[index]!,
    body: parseRegularExpression(source),
  })),
})

function captures(sources: readonly string[], text: string): readonly string[] | undefined {
  const names = sources.map((_, index) => String(index))
  const variables: Record<string, string> = {}
  const isMatch = new LinearMatcher(capturing(names, sources)).match(text, variables)
  return isMatch ? names.map((name) => variables[name]!) : undefined
}

const native = (sources: readonly string[], text: string): readonly string[] | undefined =>
  new RegExp(`^${sources.map((source, index) => `(?<n${String(index)}>${source})`).join('')}$`, 'su')
    .exec(text)
    ?.slice(1)

const one = fc.constantFrom(
  ...['a', 'b', '1', '-', 'é', '👋', '.', '\\d', '\\w', '\\s', '\\D', '\\W', '\\S', '\\.', '\\n'],
  ...['[ab]', '[^a]', '[a-c1]', '[^\\d-]', '[\\W1]', '[-a]', '[a-]', '[\\]\\-]', '[a-zé-👋]'],
)
const lazy = fc.constantFrom('', '?')
const several = fc.constantFrom('+', '{1}', '{2}', '{1,}', '{1,3}', '{2,3}')
const maybeNone = fc.constantFrom('*', '?', '{0,2}', '{0,}')
const nothing = fc.constant('')

/** Expressions that take at least a character, and those that may take none: engines differ in what a loop does with an empty body. */
const { open } = fc.letrec<{ group: string; filled: string; open: string }>((tie) => ({
  group: fc.oneof(
    { maxDepth: 3 },
    one,
    fc.tuple(fc.constantFrom('(?:', '('), tie('filled')).map((g) => `${g.join('')})`),
  ),
  filled: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    one,
    fc
      .tuple(tie('group'), fc.oneof(several, nothing), lazy)
      .map(([body, count, way]) => body + (count && count + way)),
    fc.tuple(tie('filled'), tie('open')).map((parts) => parts.join('')),
    fc.tuple(tie('filled'), tie('filled')).map((branches) => `(?:${branches.join('|')})`),
  ),
  open: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    nothing,
    tie('filled'),
    fc.tuple(tie('group'), maybeNone, lazy).map((parts) => parts.join('')),
    fc.tuple(tie('open'), tie('open')).map((branches) => `(?:${branches.join('|')})`),
  ),
}))
const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', '1', '-', '.', ' ', '\n', 'é', '👋'),
  maxLength: 7,
})

/** A native group of its own would be counted. */
const withoutCaptures = (source: string) => source.replaceAll(/\((?!\?)/g, '(?:')

test('agrees with a backtracking engine, captures included', () => {
  let matched = 0
  fc.assert(
    fc.property(fc.array(open, { minLength: 1, maxLength: 3 }), text, (sources, text) => {
      const expected = native(sources.map(withoutCaptures), text)
      if (expected) matched++
      expect(captures(sources, text)).toEqual(expected)
    }),
    { numRuns: 1_000 },
  )
  expect(matched).toBeGreaterThan(20)
})

test('agrees on what matches where loops have an empty body', () => {
  const loop = fc
    .tuple(open, fc.constantFrom('*', '+', '{2}', '{0,2}', '{1,}'), lazy)
    .map(([body, count, way]) => `(?:${withoutCaptures(body)})${count}${way}`)
  fc.assert(
    fc.property(loop, text, (source, text) => {
      expect(captures([source], text) !== undefined).toBe(native([source], text) !== undefined)
    }),
    { numRuns: 500 },
  )
})

describe('what is not supported is named', () => {
  test.each([
    ['(?=a)', '"(?=", which is not supported'],
    ['(?!a)', '"(?!"'],
    ['(?<=a)b', '"(?<"'],
    ['(?<name>a)', '"(?<"'],
    ['(?i)a', '"(?i"'],
    ['(a)\\1', '"\\1", which is not supported'],
    ['\\bword', '"\\b"'],
    ['\\p{L}', '"\\p"'],
    ['\\Qa\\E', '"\\Q"'],
    ['a++', 'a possessive quantifier, which is not supported'],
    ['a{2}+', 'a possessive quantifier'],
    ['^a', '"^", which is not supported. An expression always has to match all of its text.'],
    ['a$', '"$"'],
    ['[a[b]]', 'a class within a class'],
    ['[a&&b]', '"&&" in a class'],
  ])('%s: %s', (source, message) => {
    expect(() => parseRegularExpression(source)).toThrow(TypeError)
    expect(() => parseRegularExpression(source)).toThrow(`The regular expression ${source} has ${message}`)
  })
})

describe('what is broken is named', () => {
  test.each([
    ['(a', 'has a "(" that is not closed'],
    ['a)', 'has a ")" that closes nothing'],
    ['[a', 'has a "[" that is not closed'],
    ['[a-', 'has a "[" that is not closed'],
    ['[]', 'has an empty class "[]"'],
    ['[b-a]', 'goes backwards'],
    ['[a-\\d]', 'goes backwards'],
    ['a**', 'has a "*" with nothing to repeat before it'],
    ['+', 'has a "+" with nothing to repeat before it'],
    ['|?', 'has a "?" with nothing to repeat before it'],
    ['{2}', 'has a "{" with nothing to repeat before it'],
    ['a{2,1}', 'has a quantifier that is none of {n} {n,} {n,m}'],
    ['a{x}', 'has a quantifier that is none of {n} {n,} {n,m}'],
    ['a{2', 'has a quantifier that is none of {n} {n,} {n,m}'],
    ['a\\', 'ends with a backslash'],
    ['('.repeat(5_000), 'nests more than 50 groups'],
  ])('%s: %s', (source, message) => {
    expect(() => parseRegularExpression(source)).toThrow(TypeError)
    expect(() => parseRegularExpression(source)).toThrow(message)
  })
})

/** Each place a thread comes to is taken from a stack once. */
function countPlaces(limit: number, run: () => void): number {
  const pop = Array.prototype.pop
  let places = 0
  vi.spyOn(Array.prototype, 'pop').mockImplementation(function (this: unknown[]) {
    if (++places > limit) throw new Error(`more than ${String(limit)} places`)
    return pop.call(this) as unknown
  })
  try {
    run()
  } finally {
    vi.restoreAllMocks()
  }
  return places
}

test.each([
  ['(a+)+b', 'a'],
  ['(a|a)*b', 'a'],
  ['(a*)*b', 'a'],
  ['(.*)(.*)(.*)(.*)(.*)b', 'a'],
  ['(a?){20}(a?){20}b', 'a'],
  ['((a*)+)*?b', 'a'],
])('%s looks at no more than its steps for each character [hostile T22]', (source, character) => {
  const matcher = new LinearMatcher(capturing(['x'], [source]))
  const places = (length: number) =>
    countPlaces(100_000, () => expect(matcher.match(character.repeat(length), {})).toBe(false))
  const [short, long] = [places(100), places(200)]
  expect(long).toBeLessThan(2.1 * short)
  expect(short).toBeGreaterThan(100)
})
