import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { page, root } from '../../support/markdown.ts'

const suite = 'tests/conformance'
const rules = Array.from(
  page(`${suite}/requirements.md`).matchAll(/^\| ([A-Z]\d+) \| .+ \| ((?:1\.[012] ?)+) \|$/gm),
  ([, id]) => id!,
)

/** What stands in brackets in titles: of documents their headings, of tests their strings. */
function citedIn(path: string): string[] {
  const text = page(path)
  const titles = path.endsWith('.md')
    ? text.match(/^## .*$/gm)!.join('\n')
    : text.replace(/^\s*(\/\/|\/?\*).*$/gm, '')
  return Array.from(titles.matchAll(/\[([A-Z]+\d+(?:[ ,–-]+[A-Z]*\d+)*)\]/g), ([, ids]) =>
    ids!.split(' '),
  ).flat()
}

const inFolder = (folder: string, pattern: RegExp): string[] =>
  readdirSync(join(root, folder)).flatMap((name) => (pattern.test(name) ? [`${folder}/${name}`] : []))

const cited = [
  ...inFolder(suite, /\.test\.ts$/),
  ...inFolder(`${suite}/cases`, /^(?!README).*\.md$/),
].flatMap((path) => citedIn(path).map((id) => ({ id, path })))

test('the specification makes 134 rules, each with an id of its own', () => {
  expect(rules).toHaveLength(134)
  expect(new Set(rules).size).toBe(134)
})

test('each rule is cited in the title of a test that asks for it', () => {
  const known = new Set(cited.map(({ id }) => id))
  expect(rules.filter((id) => !known.has(id))).toEqual([])
})

test('no title cites a rule that does not exist', () => {
  expect(cited.filter(({ id }) => !rules.includes(id))).toEqual([])
})

test('docs/conformance.md and its Korean twin say what the results say', () => {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/conformance-page.mjs'), '--check'])
  expect(status, 'run node scripts/conformance-page.mjs').toBe(0)
})
