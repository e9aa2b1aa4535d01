import { describe, expect, test } from 'vitest'
import { parseJavaNumber } from '../../../broker/src/frame/java-number.ts'
import { springHeartBeat } from '../../../broker/src/frame/spring-heart-beat.ts'
import { parseMimeType } from '../../../broker/src/frame/spring-mime-type.ts'
import { SpringError } from '../../../broker/src/frame/spring-refusals.ts'
import type { SpringVersion } from '../../../broker/src/frame/spring-version.ts'

const said = (read: () => unknown): unknown => {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof SpringError)) throw error
    return error.message
  }
}

describe('heart-beat', () => {
  const beat = (header: string | undefined, version: SpringVersion) =>
    said(() => springHeartBeat(header, version))

  test.each([
    [undefined, 0, 0],
    ['', 0, 0],
    ['abc', 0, 0],
    ['10', 0, 0],
    ['0,0', 0, 0],
    ['5000,6000', 5_000, 6_000],
    ['+1,007', 1, 7],
    ['-1,-1', 0, 0],
    ['٣,１', 3, 1],
  ])('%s is taken [spring C08 C09 C10 C14]', (header, sendMs, receiveMs) => {
    for (const version of ['5.3', '6.2', '7.0'] as const)
      expect(beat(header, version)).toEqual({ sendMs, receiveMs })
  })

  test.each([
    ['a,b', 'For input string: "a"', 'Error at index 0 in: "a"'],
    ['1000, 1000', 'For input string: " 1000"', 'Error at index 0 in: " 1000"'],
    ['12x4,0', 'For input string: "12x4"', 'Error at index 2 in: "12x4"'],
    ['1,2,3', 'For input string: "2,3"', 'Error at index 1 in: "2,3"'],
    ['+,0', 'For input string: "+"', 'Error at index 1 in: "+"'],
    [
      '0,9223372036854775808',
      'For input string: "9223372036854775808"',
      'Error at index 18 in: "9223372036854775808"',
    ],
    [',', 'For input string: ""', ''],
    ['0,', 'For input string: ""', ''],
  ])('%s is refused [spring C11 C12 C13]', (header, before61, since61) => {
    expect(beat(header, '5.3')).toBe(before61)
    expect(beat(header, '6.2')).toBe(since61)
    expect(beat(header, '7.0')).toBe(since61)
  })
})

test('numbers as Java reads them', () => {
  const int = (text: string) => parseJavaNumber(text, 'int')
  expect(int('2147483647').value).toBe(2_147_483_647)
  expect(int('-2147483648').value).toBe(-2_147_483_648)
  expect(int('2147483648')).toEqual({ value: NaN, failedAt: 9 })
  expect(int('-2147483649').failedAt).toBe(10)
  expect(int('0'.repeat(100) + '7').value).toBe(7)
  expect(int('-0').value).toBe(0)
  for (const bad of ['', '-', '+', ' 1', '1 ', '1.0', '0x1', '--1', '①', '߯'])
    expect(int(bad).value, bad).toBeNaN()
  // Scripts whose digits begin at 0 and at 6.
  for (const nine of ['९', '๙', '٩', '９', '෯']) expect(int(nine).value, nine).toBe(9)
})

describe('content-type', () => {
  const text = (value: string, version: SpringVersion = '6.2') =>
    said(() => parseMimeType(value, version).text)
  const refused = (value: string, detail: string) => `Invalid mime type "${value}": ${detail}`

  test.each([
    ['Application/JSON; charset=utf-8', 'application/json;charset=utf-8'],
    ['text/plain', 'text/plain'],
    [' text/plain ; A=b ;; c ; d="x;y" ', 'text/plain;A=b;d="x;y"'],
    ['*', '*/*'],
    ['*;q=.2', '*/*;q=.2'],
    ['a/b;x=1;x=2', 'a/b;x=2'],
    ['a/b;x=1;y=2;X=3', 'a/b;y=2;X=3'],
    ["a/b;x='y z'", "a/b;x='y z'"],
    ['a/b;charset="UTF-8"', 'a/b;charset="UTF-8"'],
    ['a/b;charset=EUC-KR', 'a/b;charset=EUC-KR'],
    ['a/b;charset=x-windows-949', 'a/b;charset=x-windows-949'],
  ])('%s becomes %s [spring S26]', (value, again) => {
    expect(text(value)).toBe(again)
  })

  test.each([
    ['json', "does not contain '/'"],
    ['', "'mimeType' must not be empty"],
    [' ;a=b', "'mimeType' must not be empty"],
    ['a/', "does not contain subtype after '/'"],
    ['/b', "'type' must not be empty"],
    ['*/b', "wildcard type is legal only in '*/*' (all mime types)"],
    ['a b/c', `Invalid token character ' ' in token "a b"`],
    ['a/b=c', `Invalid token character '=' in token "b=c"`],
    ['a/b/c', `Invalid token character '/' in token "b/c"`],
    ['글/b', `Invalid token character '글' in token "글"`],
    ['👋/b', `Invalid token character '?' in token "👋"`],
    ['a/b;=c', "'parameter' must not be empty"],
    ['a/b;c=', "'value' must not be empty"],
    ['a/b;c d=e', `Invalid token character ' ' in token "c d"`],
    ['a/b;c=d e', `Invalid token character ' ' in token "d e"`],
    ['a/b;c="', `Invalid token character '"' in token """`],
    ['a/b;charset=nope', "unsupported charset 'nope'"],
    ['a/b;charset="ut f"', 'ut f'],
    ['a/b;charset=""', ''],
  ])('%s is refused [spring F16]', (value, detail) => {
    expect(text(value)).toBe(refused(value, detail))
    expect(text(value, '7.0')).toBe(refused(value, detail))
  })

  test('5.3 knows no backslash in quotes, and looks at charset as it comes', () => {
    expect(text('a/b;c="\\";d=e"', '5.3')).toBe(
      refused('a/b;c="\\";d=e"', `Invalid token character '"' in token "e""`),
    )
    expect(text('a/b;c="\\";d=e"', '6.2')).toBe('a/b;c="\\";d=e"')
    expect(text('a/b;charset=nope;c=', '5.3')).toBe(
      refused('a/b;charset=nope;c=', "unsupported charset 'nope'"),
    )
    expect(text('a/b;charset=nope;c=', '6.2')).toBe(
      refused('a/b;charset=nope;c=', "'value' must not be empty"),
    )
    expect(text('a/b;Charset=nope', '5.3')).toBe('a/b;Charset=nope')
    expect(text('a/b;Charset=nope', '6.2')).toBe(refused('a/b;Charset=nope', "unsupported charset 'nope'"))
  })
})
