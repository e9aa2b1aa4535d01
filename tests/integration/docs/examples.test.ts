import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { codeBlocks, page, root } from '../../support/markdown.ts'
import { Snippet, stopSnippets } from './snippet.ts'

interface BuildScript {
  readonly examples: readonly string[]
}
const { examples } = (await import(
  new URL('../../../scripts/build.mjs', import.meta.url).href
)) as BuildScript

const startOf = (path: string): string | undefined =>
  (JSON.parse(page(path)) as { scripts: Record<string, string> }).scripts.start

afterEach(stopSnippets)

test('the build knows every example, and each has its page', () => {
  const folders = readdirSync(join(root, 'examples'), { withFileTypes: true })
  expect([...examples].sort()).toEqual(
    folders
      .filter((each) => each.isDirectory())
      .map(({ name }) => name)
      .sort(),
  )
})

test.each(examples)('the one command that starts %s stands in its README', (name) => {
  const own = name !== 'react-chat'
  expect(startOf(own ? `examples/${name}/package.json` : 'package.json')).toBe(
    `node ${own ? '../../' : ''}scripts/start.mjs ${name}`,
  )
  const [first] = codeBlocks(page(`examples/${name}/README.md`)).filter(({ language }) => language === 'sh')
  expect(first!.text).toMatch(own ? new RegExp(`^npm start -w examples/${name} `) : /^npm start /)
})

test('npm start -w serves the page of an example, the files it names, and the broker', async () => {
  const started = Snippet.command(['npm', 'start', '-w', 'examples/html-chat', '--', '--port', '0'])
  const [, url] = await started.prints(/Page +(http:\S+)/)
  const html = await (await fetch(url!)).text()
  const named = Array.from(html.matchAll(/(?:href="|from '\.\/)([\w.]+)["']/g), ([, file]) => file!)
  expect(named).toEqual(['page.css', 'stompbox.min.js'])
  for (const file of named) expect((await fetch(url! + file)).status).toBe(200)
  expect((await fetch(`${url!}ws-stomp/info`)).status).toBe(200)
  started.stop()
  await started.prints(/draining/)
}, 60_000)
