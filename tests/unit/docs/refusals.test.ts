import { expect, test } from 'vitest'
import { refusalCodes } from '../../../broker/src/core/errors.ts'
import { comeBackLater } from '../../../sdk/src/reason.ts'

test('the SDK comes back for just the words the broker means so', () => {
  const meant = Object.entries(refusalCodes).flatMap(([word, { comeBack }]) =>
    comeBack === 'later' ? [word] : [],
  )
  expect([...comeBackLater].sort()).toEqual(meant.sort())
})
