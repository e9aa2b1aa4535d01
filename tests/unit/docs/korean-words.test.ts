/** Korean texts use one word for one thing: the table in CONTRIBUTING.md says which. */
import { expect, test } from 'vitest'
import { page, pages, prose, table } from '../../support/markdown.ts'

const avoided = table(page('CONTRIBUTING.md'), '## Korean').flatMap(([, , words = '']) =>
  words.split(', ').filter((word) => word !== ''),
)

/** Its list of failures is in the words of tests. */
const ofTests = 'docs/conformance.ko.md'
const texts = ['broker/src/cli/explain/korean.ts', 'examples/react-chat/src/language.ts']

const korean: readonly (readonly [path: string, text: string])[] = [
  ...pages()
    .filter((path) => path.endsWith('.ko.md') && path !== ofTests)
    .map((path) => [path, withoutTargets(prose(page(path)))] as const),
  ...texts.map((path) => [path, literals(page(path))] as const),
]

test('the table names words to avoid, and there are texts to look at', () => {
  expect(avoided.length).toBeGreaterThan(15)
  expect(korean.length).toBeGreaterThan(20)
  for (const [path, text] of korean) expect(text, path).toMatch(/[가-힣]{2}/)
})

test.each(korean)('%s', (_path, text) => {
  expect(avoided.filter((word) => pattern(word).test(text))).toEqual([])
})

function withoutTargets(markdown: string): string {
  return markdown.replace(/\]\([^)]*\)/g, ']')
}

/** What stands between quotation marks and is Korean. */
function literals(source: string): string {
  const quoted = source.match(/'(?:[^'\\\n]|\\.)*'|`[^`]*`/g) ?? []
  return quoted.filter((literal) => /[가-힣]/.test(literal)).join('\n')
}

/** Latin words as a whole, for they are parts of names as well. */
function pattern(word: string): RegExp {
  return /^[a-z-]+$/.test(word) ? new RegExp(`(?<![\\w-])${word}(?![\\w-])`, 'i') : new RegExp(word)
}
