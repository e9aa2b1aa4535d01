import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { code, codeBlocks, page, root, table } from '../../support/markdown.ts'
import { folderForSnippets, remove } from './snippet.ts'

const english = page('README.md')
const korean = page('README.ko.md')

let folder: string
beforeAll(() => void (folder = folderForSnippets()))
afterAll(() => remove(folder))

const withoutComments = (text: string): string =>
  text
    .replace(/(^|\s)(\/\/|#) .*$/gm, '')
    .replace(/[ \t]+$/gm, '')
    .trim()

test.each([
  [english, korean],
  [page('examples/tutorial/README.md'), page('examples/tutorial/README.ko.md')],
  [page('docs/guides/authentication.md'), page('docs/guides/authentication.ko.md')],
  [page('docs/guides/from-spring.md'), page('docs/guides/from-spring.ko.md')],
  [page('docs/guides/in-your-server.md'), page('docs/guides/in-your-server.ko.md')],
  [page('docs/guides/troubleshooting.md'), page('docs/guides/troubleshooting.ko.md')],
  [page('docs/guides/sdk.md'), page('docs/guides/sdk.ko.md')],
  [page('docs/guides/sdk-react.md'), page('docs/guides/sdk-react.ko.md')],
  [page('docs/guides/sdk-recipes.md'), page('docs/guides/sdk-recipes.ko.md')],
  [page('docs/guides/sdk-testing.md'), page('docs/guides/sdk-testing.ko.md')],
  [page('docs/reference/guarantees.md'), page('docs/reference/guarantees.ko.md')],
])('both languages have the same sections, the same code and the same tables', (english, korean) => {
  const count = (markdown: string, what: RegExp) => markdown.match(what)?.length
  const code = (markdown: string) =>
    codeBlocks(markdown).map(({ language, text }) => [language, withoutComments(text)])
  expect(code(korean)).toEqual(code(english))
  for (const what of [/^#+ /gm, /^\|/gm, /^- /gm, /^\*\*`/gm, /!\[/g])
    expect([what, count(korean, what)]).toEqual([what, count(english, what)])
})

test('each README leads to the other in its first line', () => {
  expect(english.split('\n')[0]).toBe('[한국어](README.ko.md)')
  expect(korean.split('\n')[0]).toBe('[English](README.md)')
})

/** What runs each command; `npm run …` has to be a script. */
const ranBy: Readonly<Record<string, string>> = {
  'npm start': 'tests/integration/docs/readme-code.test.ts',
  'npm start -- --port 9000': 'tests/integration/docs/readme-code.test.ts',
  'node broker/dist/cli/main.js stompbox.config.ts': 'tests/integration/docs/readme-code.test.ts',
  'npm test': '.ci/run',
  'npm pack -w broker': 'tests/package/tarballs.test.ts',
  'npm pack -w sdk': 'tests/package/tarballs.test.ts',
}

test('every command of the README is one that is run, or a script of package.json', () => {
  const { scripts } = JSON.parse(page('package.json')) as { scripts: Record<string, string> }
  const commands = codeBlocks(english)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.trim().split('\n'))
  const isRun = (command: string) => {
    const script = /^npm run ([\w:-]+)/.exec(command)?.[1]
    return script === undefined ? command in ranBy : script in scripts
  }
  expect(commands.filter((command) => !isRun(command))).toEqual([])
  expect(page('.ci/run')).toContain('npm test')
  expect(page('tests/package/tarballs.test.ts')).toContain("'pack'")
})

const typed = [
  'README.md',
  'broker/README.md',
  'sdk/README.md',
  'docs/reference/configuration.md',
  'docs/reference/application.md',
  'docs/guides/authentication.md',
  'docs/guides/from-spring.md',
  'docs/guides/in-your-server.md',
  'docs/guides/troubleshooting.md',
  'docs/guides/sdk.md',
  'docs/guides/sdk-react.md',
  'docs/guides/sdk-recipes.md',
  'docs/guides/sdk-testing.md',
]

const nextTypes = `declare module 'next' {
  interface NextServer {
    prepare(): Promise<void>
    getRequestHandler(): import('node:http').RequestListener
  }
  export default function next(options: { dev: boolean }): NextServer
}`

const extensions: Readonly<Record<string, string>> = { ts: '.mts', tsx: '.tsx' }

/** Settings that stand beside a method of Spring, such as `separator: '.'`, each in a configuration of its own. */
function settingsInTables(path: string): string {
  const settings = (heading: string) =>
    table(page(path), heading)
      .flatMap(([, cell]) => code(cell))
      .filter((text) => /^\w+: [^…]*$/.test(text))
  const sockjs = settings('### `SockJsServiceRegistration`')
  const others = ['StompEndpointRegistry', 'MessageBrokerRegistry', 'WebSocketTransportRegistration']
  const configs = [
    ...sockjs.map((text) => `{ endpoints: { '/a': { sockjs: { ${text} } } } }`),
    ...others.flatMap((name) => settings(`### \`${name}\``)).map((text) => `{ ${text} }`),
  ]
  expect(configs.length).toBeGreaterThan(15)
  return [
    "import { defineBroker } from '@stompbox/broker'",
    ...configs.map((text) => `defineBroker(${text})`),
  ].join('\n')
}

test('every TypeScript block has the types it should', () => {
  const blocks = typed.flatMap((path) =>
    codeBlocks(page(path))
      .filter(({ language }) => language in extensions)
      .map(({ language, text }, index) => ({
        file: `${path.replaceAll('/', '-')}-${index}${extensions[language]!}`,
        text,
      })),
  )
  expect(blocks.length).toBeGreaterThan(8)
  blocks.push({ file: 'settings.mts', text: settingsInTables('docs/guides/from-spring.md') })
  // A guest of one guide, and too large to install for its types.
  writeFileSync(join(folder, 'next.d.ts'), nextTypes)
  for (const { file, text } of blocks) writeFileSync(join(folder, file), `${text}\nexport {}\n`)
  const config = {
    extends: join(root, 'tests/tsconfig.json'),
    compilerOptions: { incremental: false, tsBuildInfoFile: null, jsx: 'react-jsx' },
    files: ['next.d.ts', ...blocks.map(({ file }) => file)],
    include: [],
    references: [],
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], {
    encoding: 'utf8',
  })
  expect(stdout).toBe('')
}, 60_000)
