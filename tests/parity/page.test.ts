import { expect, test } from 'vitest'
import { stalePages } from './page.ts'

test('docs/parity.md and its Korean twin say what was found', () => {
  expect(stalePages(), 'Write them again: npm run parity -- --page').toEqual([])
})
