import { expect, test } from 'vitest'
import { ListedOrigins } from '../../../broker/src/server/listed-origins.ts'
import { OriginPattern } from '../../../broker/src/server/origin-pattern.ts'

const judge = (
  allowed: readonly string[],
  patterns: readonly string[],
  origin: string | undefined,
  host = 'chat.example',
  isEncrypted = false,
) => new ListedOrigins(allowed, patterns).judge({ origin, host, isEncrypted })

test.each([
  [undefined, 'none'],
  ['http://chat.example', 'none'],
  ['http://chat.example:80', 'none'],
  ['HTTP://CHAT.EXAMPLE', 'foreign'],
  ['https://chat.example', 'foreign'],
  ['http://chat.example:8080', 'foreign'],
  ['http://www.chat.example', 'foreign'],
  ['http://localhost', 'foreign'],
  ['null', 'foreign'],
  ['', 'foreign'],
  ['nonsense', 'foreign'],
] as const)('%j is %s where nothing is listed [spring C43, C44]', (origin, verdict) => {
  expect(judge([], [], origin)).toBe(verdict)
})

test('the own origin has the port of the request', () => {
  expect(judge([], [], 'http://chat.example:8081', 'chat.example:8081')).toBe('none')
  expect(judge([], [], 'http://chat.example:8082', 'chat.example:8081')).toBe('foreign')
  expect(judge([], [], 'https://chat.example', 'chat.example:443', true)).toBe('none')
})

test.each([
  ['http://good.example', 'allowed'],
  ['http://good.example/', 'allowed'],
  ['HTTP://GOOD.EXAMPLE', 'allowed'],
  ['http://good.example:80', 'foreign'],
  ['https://good.example', 'foreign'],
  ['http://good.example.evil.example', 'foreign'],
] as const)('%s is %s where http://good.example is listed [spring C45]', (origin, verdict) => {
  expect(judge(['http://good.example'], [], origin)).toBe(verdict)
})

test.each(['http://any.example', 'null', 'nonsense'])('the pattern * lets %s in [spring C42]', (origin) => {
  expect(judge([], ['*'], origin)).toBe('allowed')
  expect(judge(['*'], [], origin)).toBe('allowed')
})

test('a pattern restricts, whatever it matches; a star among origins does not', () => {
  expect(new ListedOrigins([], ['*'])).toMatchObject({ isRestricted: true, hasStar: false })
  expect(new ListedOrigins(['*'], [])).toMatchObject({ isRestricted: false, hasStar: true })
  expect(new ListedOrigins([], [])).toMatchObject({ isRestricted: false, hasStar: false })
})

test.each([
  ['https://*.example.com', 'https://a.example.com', true],
  ['https://*.example.com', 'https://a.b.example.com', true],
  ['https://*.example.com', 'https://example.com', false],
  ['https://*.example.com', 'https://a.example.com.evil.example', false],
  ['https://*.example.com', 'http://a.example.com', false],
  ['*.example.com', 'https://a.example.com', true],
  ['https://a*a.example', 'https://a.example', false],
  ['https://a*ab*b.example', 'https://aab.example', false],
  ['http://*:*', 'http://localhost:5173', true],
  ['http://localhost:[*]', 'http://localhost:5173', true],
  ['http://localhost:[*]', 'http://localhost', true],
  ['http://localhost:[*]', 'http://localhost.evil.example', false],
  ['http://localhost:[8080,8081]', 'http://localhost:8081', true],
  ['http://localhost:[8080,8081]', 'http://localhost:8082', false],
  ['http://localhost:[8080,8081]', 'http://localhost', false],
  ['http://[::1]:[*]', 'http://[::1]:5173', true],
  ['https://app.example/', 'https://app.example', true],
  ['https://app.example', 'https://appXexample', false],
])('%s and %s: %s', (pattern, origin, matches) => {
  expect(new OriginPattern(pattern).matches(origin)).toBe(matches)
})

test('a pattern of many stars comes to an end', () => {
  const pattern = new OriginPattern('*a'.repeat(2_000))
  for (let n = 0; n < 100; n++) expect(pattern.matches(`${'a'.repeat(8_000)}b`)).toBe(false)
})

test.each(['', 'app.example', 'http://a b', 'http://a,http://b', 'http://a:[x]', 'http://a:[80'])(
  '%j in allowedOriginPatterns is a mistake that is told',
  (entry) => {
    expect(() => new OriginPattern(entry)).toThrow(
      `allowedOriginPatterns holds ${JSON.stringify(entry)}, which matches no origin.`,
    )
  },
)
