import { describe, expect, test } from 'vitest'
import { parseSelector, SelectorError } from '../../../broker/src/core/selector/selector.ts'
import { HeaderBlock } from '../../../broker/src/frame/header-block.ts'

type Entries = readonly (readonly [name: string, value: string])[]

/** As a client sends it, with its destination among the sender's headers. */
const messageOf = (headers: Entries, destination = '/sub/x') => ({
  destination,
  messageId: '1',
  headers: HeaderBlock.of([['destination', destination], ...headers]),
  body: new Uint8Array(0),
})
const news = messageOf([
  ['foo', 'bar'],
  ['n', '7'],
  ['yes', 'true'],
  ['content-type', 'text/plain'],
])
const passes = (selector: string, message = news) => parseSelector(selector).matches(message)
const refusal = (selector: string): string => {
  try {
    parseSelector(selector)
  } catch (error) {
    if (error instanceof SelectorError) return error.message
    throw error
  }
  return 'none'
}

test('headers of the sender, the first of a name [spring S32, spring 1.9]', () => {
  const { matches: selector } = parseSelector("headers.foo == 'bar'")
  expect(selector(messageOf([['foo', 'bar']]))).toBe(true)
  expect(selector(messageOf([['foo', 'baz']]))).toBe(false)
  expect(selector(messageOf([]))).toBe(false)
  expect(selector(messageOf([['Foo', 'bar']]))).toBe(false)
  expect(
    selector(
      messageOf([
        ['foo', 'bar'],
        ['foo', 'baz'],
      ]),
    ),
  ).toBe(true)
  expect(
    selector(
      messageOf([
        ['foo', 'baz'],
        ['foo', 'bar'],
      ]),
    ),
  ).toBe(false)
})

// Each was put to spring-expression 5.3.39, 6.2.19 and 7.0.9, with a message such as `news`.
const through = {
  'headers and the destination [spring 1.9]': [
    "headers.destination == '/sub/x'",
    "headers.DESTINATION == '/sub/x'",
    "headers.simpDestination == '/sub/x'",
    "headers['simpDestination'] == '/sub/x'",
    'headers[simpDestination] == headers.destination',
    "headers['foo'] == null",
    "headers['destination'] == null",
    "headers['nativeHeaders']['foo'][0] == 'bar'",
    "headers.nativeHeaders['none'] == null",
    'headers.none == null and headers.and == null',
    "headers . foo == 'bar'",
    "#root.headers.foo == 'bar'",
    "(headers).foo == 'bar'",
    "headers.contentType + '' == 'text/plain'",
    "headers.contentType != 'text/plain'",
    "headers.simpMessageType matches 'M.*'",
    "headers.foo[0] == 'b'",
  ],
  'no payload, and no other name [spring 1.9]': [
    'payload == null',
    'foo == null',
    "Headers != 'x'",
    '#x == null',
  ],
  'a text is no number [spring S32]': ["headers.n == '7'", 'headers.n != 7', "headers.n > '5'", "'5' > '10'"],
  'null is less than anything': ['null == null', 'null < 1', 'null <= null', "'a' > null", 'null != false'],
  'operators by sign and by name': [
    '1 lt 2 AND 2 GE 2',
    '1 le 1 and 2 gt 1 && 1 ne 2',
    'false or false || true',
    'not false && !false && !!true',
    '! false == true',
    'true or false and false',
    "headers.foo=='bar'and headers.n=='7'",
    '3 between {1,5}',
    '7 div 2 == 3 and 7 mod 2 == 1',
    'TRUE and Null == null',
  ],
  numbers: [
    '2+3*4-1==13 and 10-3-2 == 5 and (10-3)-2 == 5 and 10-(3-2) == 9',
    '-7 / 2 == -3 and -7 % 3 == -1',
    '7 / 2.0 == 3.5',
    '1 == 1.0 and 0x1F == 31L and 1e3 == 1000 and 0.1f != 0.1',
    '1 - -1 == 2 and - -5 == +5',
    '0.0 / 0 != 0.0 / 0',
    '1.0 / 0 > 5',
    '9007199254740993L != 9007199254740992L',
  ],
  texts: [
    `'it''s' == "it's" and '''' == "'"`,
    `"say ""x""" == 'say "x"'`,
    "headers.n + '0' == '70' and headers.n + 0 == '70' and null + 'a' == 'nulla'",
    "'a' + 1.0 == 'a1.0' and 'a' + 1e10 == 'a1.0E10' and 'a' + 0.0001 == 'a1.0E-4'",
    "'한글' == '한글' and 'b' > 'aaa' and 'a' > 'B'",
    "'a\\nb' != 'anb'",
  ],
  'matches takes all of a text': [
    "headers.foo matches 'b.*'",
    "headers.foo MATCHES '^ba[rz]$'",
    "not (headers.foo matches 'ba')",
    "7 matches '\\d'",
    "'5$' matches '5\\$'",
  ],
  'a choice': [
    "headers.foo == 'bar' ? true : false",
    'false ? 1 : true ? true : false',
    "(headers.none ?: 'x') == 'x'",
    "('' ?: 'x') == 'x'",
    'null ?: true ? true : 1',
    'headers.none?.length == null and headers.none?.trim() == null',
  ],
  'texts that mean true': ['headers.yes', "' Yes '", "'on'", "'1' and not '0'", 'headers.yes ? true : false'],
  'what is not asked for does not fail': [
    'true or T(java.lang.Math).abs(-1) == 1',
    'not (false and 1 / 0 == 1)',
    'true ? true : headers.foo()',
  ],
} as const

describe('lets through', () => {
  for (const [what, selectors] of Object.entries(through))
    test.each(selectors)(`${what}: %s`, (selector) => {
      expect(passes(selector)).toBe(true)
    })
})

describe('lets nothing through, for it fails or is not true [spring 1.9]', () => {
  test.each([
    'headers.foo',
    '1',
    'null',
    "''",
    "'false'",
    'false',
    "foo == 'bar'",
    'headers.n > 5',
    "1 < 'a'",
    'headers.n == 7',
    "headers.foo.bar == 'x'",
    'headers.none.length == null',
    'payload.x == null',
    '1 / 0 == 1 or true',
    '1 % 0 == 1 or true',
    'headers.foo and true',
    'not null',
    '1 ? true : true',
    'null + null == null or true',
    'headers.foo - 1 == null or true',
    "headers.none matches '.*'",
    '1 between {2} or true',
    'headers.foo[3] == null or true',
    'headers[null] == null',
    "headers.nativeHeaders['none'][0] == null",
    "headers.content-type == 'text/plain'",
    '1.0 == 2 and headers.foo',
    '0.0 / 0 < 1 or 0.0 / 0 >= 1',
  ])('%s', (selector) => {
    expect(passes(selector)).toBe(false)
  })

  test.each([
    'headers.foo.length() == 3',
    "headers.foo.startsWith('b')",
    'T(java.lang.Math).abs(-1) == 1',
    "new String('a') != null",
    '@bean == null',
    "headers.foo = 'bar'",
    'headers.foo++ == null',
    '--5 == 4',
    'foo() == null',
    'headers.foo instanceof T(String)',
  ])('what is out of reach in Spring too: %s', (selector) => {
    expect(passes(selector)).toBe(false)
  })
})

describe('cannot be read', () => {
  test.each([
    ['', 'at character 1 stands the end, not a value'],
    ['  ', 'at character 3 stands the end, not a value'],
    ['((', 'at character 3 stands the end, not a value'],
    ['(true', 'at character 6 stands the end, not ")"'],
    ["foo == 'bar", 'a text begins at character 8 and does not end'],
    ["'a'''b'", 'a text begins at character 7 and does not end'],
    ['1 < 2 < 3', 'at character 7 stands "<", not the end'],
    ["headers.foo == 'bar';", '; at character 21 has no meaning'],
    ['true ? 1', 'at character 9 stands the end, not ":"'],
    ["headers.'foo'", "at character 9 stands the text 'foo', not a name"],
    ['headers[]', 'at character 9 stands "]", not a value'],
    ['1--1', 'at character 4 stands "1", not the end'],
    ['2147483648', 'the number 2147483648 at character 1 is too large'],
    ['1.5L', 'at character 4 stands "L", not the end'],
    ['true | false', '| at character 6 has no meaning'],
    ["'a' matches foo", `at character 13 stands "foo", not a regular expression in '…'`],
  ])('%s', (selector, message) => {
    expect(refusal(selector)).toBe(message)
  })

  test('a regular expression that is broken or not supported is named', () => {
    expect(refusal("'a' matches '('")).toContain('at character 13: The regular expression ( has a "("')
    expect(refusal("'a' matches '(?=a)'")).toContain('is not supported')
  })
})

describe('bounds', () => {
  test('a selector holds 1024 characters', () => {
    expect(passes(`true${' '.repeat(1_020)}`)).toBe(true)
    expect(refusal(`true${' '.repeat(1_021)}`)).toBe('it is longer than 1024 characters')
  })

  test.each([
    ['(', ')'],
    ['!!', ''],
    ['true?', ':1'],
    ['headers[', ']'],
    ['f(', ')'],
    ['{', '}'],
    ['null?:', ''],
  ])('it nests 32 deep: %s', (open, close) => {
    const nested = (times: number) => open.repeat(times) + 'true' + close.repeat(times)
    expect(refusal(nested(15))).toBe('none')
    expect(refusal(nested(34))).toContain('it nests more than 32 deep at character')
  })

  test('a long chain is no depth', () => {
    expect(passes(`${'1+'.repeat(500)}1==501`)).toBe(true)
    expect(passes(Array.from({ length: 100 }, () => 'true').join(' and '))).toBe(true)
  })

  test('regular expressions are bounded alone and together', () => {
    const matching = (times: number) => `headers.foo matches '.{${String(times)}}'`
    expect(passes("headers.foo matches '(a|b|r){0,9}'")).toBe(true)
    expect(refusal(matching(999))).toBe('the regular expression at character 21 is too large')
    expect(refusal(`${matching(20)} or ${matching(20)}`)).toBe('none')
    expect(refusal(`${matching(60)} or ${matching(60)}`)).toContain('too large together')
  })

  test('a text that is too long is matched by nothing', () => {
    const { matches: selector } = parseSelector("headers.foo matches 'a*'")
    expect(selector(messageOf([['foo', 'a'.repeat(512)]]))).toBe(true)
    expect(selector(messageOf([['foo', 'a'.repeat(513)]]))).toBe(false)
  })

  test('what takes others exponential time is linear', () => {
    const { matches: selector } = parseSelector("headers.foo matches '((a|a)*)*b'")
    expect(selector(messageOf([['foo', 'a'.repeat(500)]]))).toBe(false)
    expect(selector(messageOf([['foo', `${'a'.repeat(500)}b`]]))).toBe(true)
  })

  test('texts do not grow without end', () => {
    const long = messageOf([['a', 'x'.repeat(60_000)]])
    expect(passes("headers.a + '' != ''", long)).toBe(true)
    expect(passes("headers.a + headers.a != ''", long)).toBe(false)
  })
})
