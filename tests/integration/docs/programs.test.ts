/** Every program on every page has the types it should. All are compiled at once, and from memory. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { code, codeBlocks, page, pages, root, table, withoutComments } from '../../support/markdown.ts'

const extensions: Readonly<Record<string, string>> = { ts: '.mts', tsx: '.tsx', js: '.mjs', jsx: '.jsx' }

/** Blocks that are compiled nowhere, on the page and on its twin. */
const notCompiled = [
  { language: 'jsx', holds: "from 'react-stomp-hooks'", why: 'a package that is not installed here' },
  {
    language: 'java',
    holds: '@EnableWebSocketMessageBroker',
    why: 'tests/interop/guide.test.ts compiles it',
  },
  { language: 'text', holds: 'ignored', why: 'a log, which from-spring.test.ts compares' },
  { language: 'sh', holds: '', why: 'tests/unit/docs/commands.test.ts looks at commands' },
  { language: '', holds: '', why: 'drawings' },
]

/** A guest of one guide, and too large to install for its types. */
const nextTypes = `declare module 'next' {
  interface NextServer {
    prepare(): Promise<void>
    getRequestHandler(): import('node:http').RequestListener
  }
  export default function next(options: { dev: boolean }): NextServer
}`

/** References that a program writes, and the wire text of the suites. */
const isNoProgram = /^(docs\/reference\/\w+|tests)\//

const blocks = pages()
  .filter((path) => !isNoProgram.test(path))
  .flatMap((path) => codeBlocks(page(path)).map((block) => ({ path, ...block })))

type Block = (typeof blocks)[number]

const isExcused = ({ language, text }: Block): boolean =>
  notCompiled.some((each) => each.language === language && text.includes(each.holds))

test('every block is a program, or one that is excused', () => {
  const others = blocks.filter((block) => !isExcused(block) && !(block.language in extensions))
  expect(others.map(({ path, line }) => `${path}:${line}`)).toEqual([])
  const unused = notCompiled.filter(
    ({ language, holds }) =>
      !blocks.some((block) => block.language === language && block.text.includes(holds)),
  )
  expect(unused).toEqual([])
})

test('every program has the types it should', () => {
  const programs = blocks.filter((block) => !isExcused(block))
  expect(programs.length).toBeGreaterThan(100)
  // Twins differ in comments alone.
  const once = new Map(programs.map((block) => [withoutComments(block.text), block]))
  const files = new Map([
    ['next.d.ts', nextTypes],
    ['settings.mts', settingsInTables('docs/guides/from-spring.md')],
    ...Array.from(once.values(), (block) => [nameOf(block), onItsLine(block)] as const),
  ])
  expect(complaints(files)).toEqual([])
}, 60_000)

const nameOf = ({ path, line, language }: Block): string => `${path}.${line}${extensions[language]!}`

/** So that the compiler names the line of the page. */
const onItsLine = ({ line, text }: Block): string => `${'\n'.repeat(line - 1)}${text}\nexport {}\n`

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

/** What the compiler says of files in the root that are not there, by their names. */
function complaints(files: ReadonlyMap<string, string>): string[] {
  const options = compilerOptions()
  const texts = new Map(Array.from(files, ([name, text]) => [join(root, name), text]))
  const host = ts.createCompilerHost(options)
  const disk = { ...host }
  host.readFile = (name) => texts.get(name) ?? disk.readFile(name)
  host.fileExists = (name) => texts.has(name) || disk.fileExists(name)
  const program = ts.createProgram([...texts.keys()], options, host)
  return ts
    .getPreEmitDiagnostics(program)
    .filter((each) => !isUntypedImport(each))
    .map(said)
}

/** Those of the tests. What is built has to be there, for a block imports packages as their users do. */
function compilerOptions(): ts.CompilerOptions {
  expect(existsSync(join(root, 'sdk/dist/index.d.ts')), 'run npm run build').toBe(true)
  const { config } = ts.readConfigFile(join(root, 'tests/tsconfig.json'), (path) => ts.sys.readFile(path))
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(root, 'tests'))
  return { ...options, jsx: ts.JsxEmit.ReactJSX, allowJs: true, checkJs: true }
}

/** In JavaScript a package may come without types. */
const isUntypedImport = ({ code, file }: ts.Diagnostic): boolean =>
  code === 7016 && file !== undefined && /\.m?jsx?$/.test(file.fileName)

function said({ file, start = 0, messageText }: ts.Diagnostic): string {
  const text = ts.flattenDiagnosticMessageText(messageText, ' ')
  if (file === undefined) return text
  const [, path = file.fileName] = /^(.*?\.md)\./.exec(file.fileName.slice(root.length)) ?? []
  return `${path}:${file.getLineAndCharacterOfPosition(start).line + 1}: ${text}`
}
