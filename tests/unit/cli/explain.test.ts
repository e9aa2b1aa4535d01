import { join } from 'node:path'
import { refusalCodes } from '@stompbox/broker'
import { describe, expect, test } from 'vitest'
import { english } from '../../../broker/src/cli/explain/english.ts'
import { explain } from '../../../broker/src/cli/explain/explain.ts'
import { korean } from '../../../broker/src/cli/explain/korean.ts'
import { languageOf } from '../../../broker/src/cli/explain/language.ts'
import { type Flags, UsageError } from '../../../broker/src/cli/flags.ts'
import { closeHints } from '../../../broker/src/log/close-hints.ts'
import { columnsOf } from '../../../broker/src/log/columns.ts'
import { root } from '../../support/markdown.ts'

const cwd = () => join(root, 'broker')
const onPaper = (flags: Flags, env: NodeJS.ProcessEnv = {}) =>
  explain(flags, { cwd, argv: [], stdout: {}, env })
const narrow = (flags: Flags) =>
  explain(flags, { cwd, argv: [], stdout: { isTTY: true, columns: 60 }, env: { NO_COLOR: '1' } })

test('a word: what it means, how to mend it, when to come back, and the close code', () => {
  expect(onPaper({ code: 'too-large' })).toBe(`
  too-large

  Means       A header, the headers, the body or a frame before CONNECT is longer than a limit.
  Mend        Send less at once, or raise the limit the message names.
  Come back   after a change of what it sent
  Close code  1009
  See         dist/docs/reference/configuration.md#limits

`)
})

test('the same in Korean, whose columns are counted', () => {
  expect(onPaper({ code: 'too-many-headers', lang: 'ko' })).toBe(`
  too-many-headers

  뜻          프레임의 헤더가 제한보다 많습니다.
  해결        데이터를 본문에 넣거나 \`maxHeaders\`를 늘립니다.
  다시 연결   보낸 것을 고친 뒤
  close 코드  1009

`)
})

test('a close code: what it means, and the words behind it', () => {
  expect(onPaper({ code: '4004' })).toBe(`
  4004

  Means  The client never sent CONNECT, or never finished a frame. Is it a STOMP client, and is it activated?
  Words  connect-timeout, frame-timeout

`)
  expect(onPaper({ code: '1006' })).not.toContain('Words')
})

test('without a word, all of them', () => {
  for (const lang of ['en', 'ko'] as const) {
    const lines = onPaper({ lang }).split('\n')
    for (const [word, { closeCode }] of Object.entries(refusalCodes))
      expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^  ${word} +${closeCode}  \\S`)))
    for (const code of Object.keys(closeHints))
      expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^  ${code}  \\S`)))
  }
})

test.each(['en', 'ko'] as const)('in a terminal nothing is wider than it: %s', (lang) => {
  for (const code of [undefined, ...Object.keys(refusalCodes), ...Object.keys(closeHints)]) {
    const lines = narrow({ lang, ...(code !== undefined && { code }) }).split('\n')
    const links = lines.filter((line) => line.includes('docs/'))
    for (const line of lines)
      if (!links.includes(line) && code !== undefined) expect(columnsOf(line)).toBeLessThanOrEqual(60)
  }
})

describe('an unknown word', () => {
  const failing = (flags: Flags) => () => onPaper(flags)

  test('names the nearest', () => {
    expect(failing({ code: 'slow-consumr' })).toThrow(UsageError)
    expect(failing({ code: 'slow-consumr' })).toThrow(
      'There is no refusal or close code slow-consumr. Did you mean slow-consumer?',
    )
    expect(failing({ code: 'slow-consumr', lang: 'ko' })).toThrow(
      'slow-consumr: 그런 거절 코드나 close 코드는 없습니다. 혹시 slow-consumer인가요?',
    )
  })

  test('that is like none names none', () => {
    expect(failing({ code: '4999' })).toThrow('There is no refusal or close code 4999.')
    expect(failing({ code: 'toString' })).toThrow(UsageError)
  })
})

test.each([
  [{}, 'en'],
  [{ LANG: 'ko_KR.UTF-8' }, 'ko'],
  [{ LANG: 'ko' }, 'ko'],
  [{ LANG: 'kok_IN' }, 'en'],
  [{ LANG: 'en_US.UTF-8' }, 'en'],
  [{ LC_MESSAGES: 'ko_KR', LANG: 'en_US' }, 'ko'],
  [{ LC_ALL: 'C', LC_MESSAGES: 'ko_KR', LANG: 'ko_KR' }, 'en'],
  [{ LC_ALL: '', LANG: 'ko_KR' }, 'ko'],
])('%j reads %s', (env, language) => {
  expect(languageOf(env)).toBe(language)
})

test('--lang wins over the locale', () => {
  expect(onPaper({ code: 'rate', lang: 'en' }, { LANG: 'ko_KR' })).toContain('Means')
  expect(onPaper({ code: 'rate' }, { LANG: 'ko_KR' })).toContain('해결')
})

test('no text of one language was left in the other', () => {
  const texts = ({ refusals, closeCodes }: typeof korean) => [
    ...Object.values(refusals).flatMap(({ meaning, mend }) => [meaning, mend]),
    ...Object.values(closeCodes),
  ]
  for (const text of texts(korean)) expect(text).toMatch(/[가-힣]/)
  for (const text of texts(english)) expect(text).not.toMatch(/[가-힣]/)
})
