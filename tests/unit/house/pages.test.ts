import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const examples = join(root, 'examples')
const pages = readdirSync(examples)
  .map((example) => join(examples, example, 'page/index.html'))
  .filter(existsSync)

/** As an editor checks JavaScript, for whoever reads the page there: what has no type may be anything. */
const options: ts.CompilerOptions = {
  allowJs: true,
  checkJs: true,
  noEmit: true,
  noImplicitAny: false,
  skipLibCheck: true,
  strict: false,
  allowImportingTsExtensions: true,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: [],
}

/** The compiler asks for a name that ends so. */
const scriptOf = (page: string): string => `${page}.js`

/** The script, on the lines where it stands. */
function scriptIn(html: string): string {
  const [, before, script] = /^([^]*<script type="module">)([^]*)<\/script>/.exec(html)!
  return before!.replace(/[^\n]/g, '') + script!
}

/** What the compiler says of the scripts in these pages, and of those that they import from beside them. */
function complaintsAbout(html: ReadonlyMap<string, string>): string[] {
  const scripts = new Map([...html].map(([page, text]) => [scriptOf(page), scriptIn(text)]))
  const disk = ts.createCompilerHost(options)
  const host: ts.CompilerHost = {
    ...disk,
    readFile: (file) => scripts.get(file) ?? disk.readFile(file),
    fileExists: (file) => scripts.has(file) || disk.fileExists(file),
    getSourceFile: (file, target) =>
      scripts.has(file)
        ? ts.createSourceFile(file, scripts.get(file)!, target)
        : disk.getSourceFile(file, target),
    resolveModuleNameLiterals: (literals, from) =>
      literals.map(({ text }) => ts.resolveModuleName(sourceOf(text), from, options, disk)),
  }
  const program = ts.createProgram([...scripts.keys()], options, host)
  const sources = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(examples))
  return sources
    .flatMap((source) => [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ])
    .map(lineOf)
}

/** Beside a page the SDK is one file without types. */
const sourceOf = (name: string): string =>
  name === './stompbox.min.js' ? join(root, 'sdk/src/index.ts') : name

function lineOf({ file, start, messageText }: ts.Diagnostic): string {
  const { line } = ts.getLineAndCharacterOfPosition(file!, start!)
  const [name, text] = [relative(examples, file!.fileName), ts.flattenDiagnosticMessageText(messageText, ' ')]
  return `${name.replace(/(?<=\.html)\.js$/, '')}:${line + 1} ${text}`
}

const wrong = `<html>
<script type="module">
  import { createClient } from './stompbox.min.js'
  const client = createClient(location.href, { heartBeatMs: 'often' })
  client.send('/topic/a', nobody)
  document.getElementById('log').textContent = 7
</script>`

test('the scripts in pages hold to their types, and the compiler would say if not', () => {
  const html = new Map(pages.map((page) => [page, readFileSync(page, 'utf8')]))
  expect(complaintsAbout(html.set(join(examples, 'wrong.html'), wrong))).toEqual([
    "wrong.html:4 Type 'string' is not assignable to type 'number'.",
    "wrong.html:5 Cannot find name 'nobody'.",
    "wrong.html:6 Type 'number' is not assignable to type 'string'.",
  ])
})
