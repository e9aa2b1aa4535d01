import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapeUserName, parseUserDestination } from '../../../broker/src/destination/user-destination.ts'

test.each([
  ['/user/bob/queue/x', { name: 'bob', destination: '/queue/x' }],
  ['/user/bob/', { name: 'bob', destination: '/' }],
  ['/user/a%2Fb/queue/x', { name: 'a/b', destination: '/queue/x' }],
  ['/user/a%2Fb%2F/queue/%2F', { name: 'a/b/', destination: '/queue/%2F' }],
  ['/user/a%2fb/queue/x', { name: 'a%2fb', destination: '/queue/x' }],
  ['/user//queue/x', { name: '', destination: '/queue/x' }],
  ['/user/bob', undefined],
  ['/user/', undefined],
  ['/user', undefined],
  ['/users/bob/queue/x', undefined],
  ['/x/user/bob/queue', undefined],
])('%s: %j [spring 2.6]', (destination, expected) => {
  expect(parseUserDestination(destination, '/user')).toEqual(expected)
  expect(parseUserDestination(destination, '/user/')).toEqual(expected)
})

test('a name with "%2F" in it is refused, because it would come back as another [spring 2.6]', () => {
  expect(() => escapeUserName('a%2Fb')).toThrow(
    new TypeError(
      'The user name a%2Fb holds "%2F", which stands for a slash in destinations. Use another name.',
    ),
  )
})

test('any other name comes back as it went [spring 2.6]', () => {
  const name = fc.string({ unit: fc.constantFrom('a', '/', '%', '2', 'F', '👋', ' ') })
  fc.assert(
    fc.property(name, (name) => {
      fc.pre(!name.includes('%2F'))
      const destination = `/user/${escapeUserName(name)}/queue/x`
      expect(parseUserDestination(destination, '/user')).toEqual({ name, destination: '/queue/x' })
    }),
  )
})
