import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { failurePlace } from '../../../broker/src/log/failure-place.ts'

const ours = fileURLToPath(new URL('../../../broker/src/application/app.ts', import.meta.url))

function placeOf(...frames: string[]): string | undefined {
  const error = new Error('x')
  error.stack = ['Error: x', ...frames.map((frame) => `    at ${frame}`)].join('\n')
  return failurePlace(error)
}

test.each([
  ['a named function', ['talk (/app/chat.ts:3:7)'], '/app/chat.ts:3:7'],
  ['no name, as a URL', ['file:///app/chat.js:3:7'], '/app/chat.js:3:7'],
  ['an async file', ['async file:///app/chat.js:3:7'], '/app/chat.js:3:7'],
  ['an async method', ['async Room.talk (file:///app/my chat.js:3:7)'], '/app/my chat.js:3:7'],
  ['below a package', ['f (/app/node_modules/x/i.js:1:1)', 'talk (/app/chat.ts:3:7)'], '/app/chat.ts:3:7'],
  [
    'below Node',
    ['JSON.parse (<anonymous>)', 'f (node:fs:1:1)', 'talk (/app/chat.ts:3:7)'],
    '/app/chat.ts:3:7',
  ],
  ['below the broker', [`App.message (${ours}:1:1)`, 'talk (/app/chat.ts:3:7)'], '/app/chat.ts:3:7'],
  ['only in the broker', [`App.message (${ours}:1:1)`], `${ours}:1:1`],
  ['nowhere', ['f (node:fs:1:1)'], undefined],
])('%s', (_, frames, place) => {
  expect(placeOf(...frames)).toBe(place)
})

test('what is no error has no place', () => {
  expect(failurePlace('text')).toBeUndefined()
})
