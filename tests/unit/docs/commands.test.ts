/** Every command on every page: its words exist, and it is run by a test or there is a reason why not. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { explain } from '../../../broker/src/cli/explain/explain.ts'
import { parseFlags } from '../../../broker/src/cli/flags.ts'
import { code, codeBlocks, page, pages, root, withoutBlocks } from '../../support/markdown.ts'

interface Line {
  /** Of the page. */
  readonly path: string
  readonly text: string
}

const isWritten = (path: string): boolean => !/^(docs\/reference\/\w+|tests)\//.test(path)

/** In blocks of commands: one each, without what is said beside it. */
const lines: readonly Line[] = pages()
  .filter(isWritten)
  .flatMap((path) =>
    codeBlocks(page(path))
      .filter(({ language }) => language === 'sh')
      .flatMap(({ text }) =>
        text
          .replaceAll('\\\n', ' ')
          .trim()
          .split(/\n| && /),
      )
      .map((text) => ({ path, text: text.replace(/\s+#.*$/, '').trim() })),
  )

/** Between words of prose, without those that have something to fill in. */
const inProse: readonly Line[] = pages()
  .filter(isWritten)
  .flatMap((path) =>
    code(withoutBlocks(page(path)))
      .filter((text) => /^(npm|npx|node|stompbox) [^<[…]+$/.test(text))
      .map((text) => ({ path, text })),
  )

/** What runs a command, and how it stands there. */
const runBy = [
  [/^npm start( -- --port 9000)?$/, 'tests/integration/docs/readme-code.test.ts', "'start', '--', '--port'"],
  [/^npm start -w examples\/[\w-]+$/, 'tests/integration/docs/examples.test.ts', "'start', '-w', 'examples/"],
  [/^npm run terminal -w examples\/raw-websocket -- /, 'tests/browser/examples.test.ts', 'terminal.mjs'],
  [/^npm run dev -w examples\/tutorial$/, 'tests/browser/dev-server.test.ts', 'npm run dev'],
  [/^npx stompbox( stompbox\.config\.ts)?$/, 'tests/integration/docs/readme-code.test.ts', '.bin/stompbox'],
  [/^npm test$/, '.ci/run', 'npm test'],
  [/^npm run build$/, 'scripts/test.mjs', 'build('],
  [/^npm run bench( -- --short)?$/, 'scripts/test.mjs', 'benchShort('],
  [/^npm run test:parity$/, 'scripts/test.mjs', "'parity'"],
  [/^npm run test:conformance -- --table \S+$/, 'scripts/test.mjs', "'conformance'"],
  [/^npm pack -w (broker|sdk)$/, 'tests/package/tarballs.test.ts', "'pack'"],
  [/^npm run parity -- --page$/, 'tests/parity/page.test.ts', 'stalePages()'],
  [/^node scripts\/conformance-page\.mjs$/, 'tests/unit/docs/requirements.test.ts', 'conformance-page.mjs'],
] as const

const notRun = [
  [/^npm run parity( -- --live 6\.2|:record)$/, 'needs Spring, and minutes'],
  [/^npm run bench -- (F1 F2|--against main|--json \S+|--docs \S+)$/, 'takes minutes, or writes the page'],
  [/^npm run test:conformance -- --against /, 'needs RabbitMQ'],
  [/^(apt-get|mkdir|cd|echo|printf|RABBITMQ_\w+=\S+) /, 'starts RabbitMQ'],
] as const

test('every command is run by a test, or there is a reason', () => {
  const patterns = [...runBy, ...notRun].map(([pattern]) => pattern)
  const isTaken = ({ text }: Line) => patterns.some((pattern) => pattern.test(text))
  expect(lines.filter((line) => !isTaken(line))).toEqual([])
  expect(patterns.filter((pattern) => !lines.some(({ text }) => pattern.test(text)))).toEqual([])
  expect(runBy.filter(([, path, text]) => !page(path).includes(text))).toEqual([])
})

test('the words of every command exist', () => {
  const wrong = [...lines, ...inProse].flatMap((line) => {
    const complaint = complaintAbout(line)
    return complaint === undefined ? [] : [`${line.path}: ${line.text}: ${complaint}`]
  })
  expect(wrong).toEqual([])
})

function complaintAbout({ path, text }: Line): string | undefined {
  const [program, ...args] = text.match(/'[^']*'|\S+/g) ?? []
  if (program === 'npm') return ofNpm(args, path)
  if (program === 'npx') return ofNpx(args)
  if (program === 'node') return ofNode(args)
  if (program === 'stompbox') return ofTheCommand(args)
  return undefined
}

function ofNpm([verb = '', ...args]: readonly string[], path: string): string | undefined {
  const [own, passedOn] = splitAt(args, '--')
  const workspace = own[own.indexOf('-w') + 1] ?? ''
  const folder = own.includes('-w') ? workspace : ''
  if (!existsSync(join(root, folder, 'package.json'))) return `no package in ${folder}`
  if (['install', 'pack'].includes(verb)) return undefined
  const name = verb === 'run' ? own[0]! : verb
  // A page of an example speaks of the scripts beside it, too.
  const script = scriptsOf(folder)[name] ?? scriptsOf(dirname(path))[name]
  return script === undefined ? `no script ${name}` : ofScript(script, passedOn)
}

function splitAt(words: readonly string[], mark: string): [string[], string[]] {
  const at = words.includes(mark) ? words.indexOf(mark) : words.length
  return [words.slice(0, at), words.slice(at + 1)]
}

function scriptsOf(folder: string): Readonly<Record<string, string>> {
  const file = join(folder, 'package.json')
  if (!existsSync(join(root, file))) return {}
  return (JSON.parse(page(file)) as { scripts?: Record<string, string> }).scripts ?? {}
}

function ofScript(script: string, args: readonly string[]): string | undefined {
  if (script.includes('scripts/start.mjs')) return ofTheCommand(args)
  const [program] = /scripts\/[\w-]+\.mjs/.exec(script) ?? []
  const known = program === undefined ? '' : withWhatItStarts(program)
  const stray = args.find((word) => word.startsWith('--') && !known.includes(word))
  if (stray !== undefined) return `no option ${stray}`
  return missingFile(args)
}

/** A script that leads to a program of the tests leaves its options to it. */
function withWhatItStarts(program: string): string {
  const text = page(program)
  return [text, ...Array.from(text.matchAll(/'(tests\/[\w/-]+\.ts)'/g), ([, path]) => page(path!))].join('\n')
}

function ofNpx([tool = '', ...args]: readonly string[]): string | undefined {
  if (!existsSync(join(root, 'node_modules/.bin', tool))) return 'no such tool'
  return tool === 'stompbox' ? ofTheCommand(args) : undefined
}

function ofNode(args: readonly string[]): string | undefined {
  const [file = '', ...rest] = args.filter((word) => !word.startsWith('--max-'))
  // From a folder beside the clone.
  const here = file.replace(/^\.\.\/stompbox\//, '')
  const missing = missingFile([here])
  return missing === undefined && here === 'broker/bin/stompbox.mjs' ? ofTheCommand(rest) : missing
}

const missingFile = (words: readonly string[]): string | undefined => {
  const file = words.find(
    (word) => /^(broker|docs|examples|scripts|sdk|tests)\//.test(word) && !existsSync(join(root, word)),
  )
  return file === undefined ? undefined : `no file ${file}`
}

/** What explains something does it here. */
function ofTheCommand(args: readonly string[]): string | undefined {
  try {
    const flags = parseFlags(args)
    if (flags.command === 'explain') explain(flags, { cwd: () => root, argv: [], stdout: {}, env: {} })
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
