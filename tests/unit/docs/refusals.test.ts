import { expect, test } from 'vitest'
import { refusalCodes, refusals } from '../../../broker/src/core/errors.ts'
import { comeBackLater } from '../../../sdk/src/reason.ts'
import { code, page, table } from '../../support/markdown.ts'

const markdown = page('docs/reference/refusals.md')

test('docs/reference/refusals.md lists every situation with its code and its text', () => {
  const listed = table(markdown, '## Situations').map(([word, text]) => [
    code(word)[0],
    text!.replaceAll('`', ''),
  ])
  const catalogue = Object.values(refusals).map(([word, text]) => [word, text.replaceAll('{=', '{')])
  expect(listed.sort()).toEqual(catalogue.sort())
})

test('the SDK comes back for just the words the broker means so', () => {
  const meant = Object.entries(refusalCodes).flatMap(([word, { comeBack }]) =>
    comeBack === 'later' ? [word] : [],
  )
  expect([...comeBackLater].sort()).toEqual(meant.sort())
})
