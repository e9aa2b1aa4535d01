import { describe, expect, test } from 'vitest'
import { english } from '../../../broker/src/cli/explain/english.ts'
import { korean } from '../../../broker/src/cli/explain/korean.ts'
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

describe.each([
  ['docs/reference/refusals.md', '## Codes', english],
  ['docs/reference/refusals.ko.md', '## 코드', korean],
])('%s', (path, heading, texts) => {
  test('says of every code what stompbox explain says', () => {
    const rows = Object.entries(refusalCodes).map(([word, { closeCode, comeBack }]) => {
      const { meaning, mend } = texts.refusals[word as keyof typeof refusalCodes]
      return [`\`${word}\``, String(closeCode), `\`${comeBack}\``, meaning, mend]
    })
    expect(table(page(path), heading)).toEqual(rows)
  })
})

test('the SDK comes back for just the words the broker means so', () => {
  const meant = Object.entries(refusalCodes).flatMap(([word, { comeBack }]) =>
    comeBack === 'later' ? [word] : [],
  )
  expect([...comeBackLater].sort()).toEqual(meant.sort())
})
