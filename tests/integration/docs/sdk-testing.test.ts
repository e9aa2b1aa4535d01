/** The tests of docs/guides/sdk-testing.md, run by vitest as they stand there. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeBlocks, page, root } from '../../support/markdown.ts'
import { folderForSnippets, remove } from './snippet.ts'

const blocks = codeBlocks(page('docs/guides/sdk-testing.md')).filter(({ language }) =>
  /^tsx?$/.test(language),
)
const files = blocks.map(({ language }, index) => `block-${index}.test.${language}`)

let folder: string
beforeAll(() => {
  folder = folderForSnippets()
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const [index, file] of files.entries()) writeFileSync(join(folder, file), blocks[index]!.text)
})
afterAll(() => remove(folder))

/** On the sources, and with one React for the page and for react-dom. */
function vitestConfig(): string {
  const REACT = dirname(createRequire(join(root, 'sdk/package.json')).resolve('react'))
  const conditions = ['source']
  return `export default ${JSON.stringify({
    resolve: { conditions, alias: { react: REACT } },
    ssr: { resolve: { conditions } },
    test: { env: { REACT }, setupFiles: [join(root, 'tests/unit/sdk/react/one-react.ts')] },
  })}`
}

test('the tests of the guide pass', () => {
  writeFileSync(join(folder, 'vitest.config.js'), vitestConfig())
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [vitest, 'run', '--root', folder, '--no-color'],
    { encoding: 'utf8' },
  )
  expect(stdout + stderr).toMatch(/Tests +6 passed \(6\)/)
  expect(status).toBe(0)
}, 60_000)
