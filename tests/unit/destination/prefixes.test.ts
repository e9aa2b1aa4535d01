import { expect, test } from 'vitest'
import { behindPrefix, startsWithPrefix } from '../../../broker/src/destination/prefixes.ts'

test.each([
  ['/pub/chat/message', ['/pub'], '/', '/chat/message'],
  ['/pub/chat/message', ['/pub/'], '/', '/chat/message'],
  ['/pub/', ['/pub'], '/', '/'],
  ['/pub', ['/pub'], '/', undefined],
  ['/pubx', ['/pub'], '/', undefined],
  ['/app/pub/x', ['/pub', '/app', '/app/pub'], '/', '/pub/x'],
  ['/x', ['/'], '/', '/x'],
  ['/x', [], '/', undefined],
  ['/pub/red.blue', ['/pub'], '.', 'red.blue'],
  ['/pub/red/blue', ['/pub'], '.', 'red/blue'],
  ['/pub/', ['/pub'], '.', ''],
])('%s behind %j with the separator "%s": %s [spring 2.1]', (destination, prefixes, separator, rest) => {
  expect(behindPrefix(destination, prefixes, separator)).toBe(rest)
})

test.each([
  ['/sub/x', true],
  ['/sub', true],
  ['/subway/x', true],
  ['/su', false],
  ['/topic/x', true],
  ['x/sub', false],
])('a broker prefix is wherever it ends: %s: %s [spring 1.4]', (destination, expected) => {
  expect(startsWithPrefix(destination, ['/sub', '/topic'])).toBe(expected)
})
