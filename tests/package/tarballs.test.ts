import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import attw from '@arethetypeswrong/cli/package.json' with { type: 'json' }
import type { Browser, Page } from 'playwright-core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createServer } from 'vite'
import { findChromium, launchChromium } from '../support/chromium.ts'
import { Command } from '../support/command.ts'
import { installed } from '../support/installed.ts'
import { anchor, headings, prose } from '../support/markdown.ts'
import { consumer, echoed } from './consumer.ts'
import { type Ran, node, npm, run, tool } from './run.ts'

const chromium = await findChromium()
const root = fileURLToPath(new URL('../..', import.meta.url))

interface Manifest {
  version: string
  bin: Record<string, string>
  devDependencies: Record<string, string>
}
const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
const { version } = manifestOf(join(root, 'broker'))

interface Tarball {
  path: string
  files: string[]
}
const tarballs = new Map<string, Tarball>()

let folder: string
let project: string

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'stompbox-')))
  for (const name of ['broker', 'sdk']) tarballs.set(name, await pack(name))
  project = join(folder, 'consumer')
  mkdirSync(project)
  for (const [name, text] of Object.entries(consumer)) writeFileSync(join(project, name), text)
  await install(project)
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true }))

async function pack(name: string): Promise<Tarball> {
  const printed = await npm(join(root, name), 'pack', '--json', '--pack-destination', folder)
  const [{ filename, files }] = JSON.parse(printed) as [{ filename: string; files: { path: string }[] }]
  return { path: join(folder, filename), files: files.map(({ path }) => path) }
}

/** Whose sources a bundled file was made of, by its source map. */
function packagesIn(map: string): string[] {
  const { sources } = JSON.parse(readFileSync(map, 'utf8')) as { sources: string[] }
  return sources.flatMap((source) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? [])
}

/** The tarballs, and what a user brings along, in the versions this repository is tested with. */
async function install(into: string): Promise<void> {
  const [ours, examples] = [root, join(root, 'examples/react-chat')].map(manifestOf)
  const versions = { ...examples!.devDependencies, ...ours!.devDependencies }
  const types = ['node', 'ws', 'react'].map((name) => `@types/${name}`)
  const others = ['sockjs-client', 'ws', 'react', 'react-dom', ...types]
  const packages = [
    ...[...tarballs.values()].map(({ path }) => path),
    ...others.map((name) => `${name}@${versions[name]}`),
  ]
  await npm(into, 'install', '--prefer-offline', '--no-audit', '--no-fund', '--no-progress', ...packages)
}

describe.each(['broker', 'sdk'])('the tarball of %s', (name) => {
  test('holds what runs, its sources for debuggers, its licence, its pages, and nothing else', () => {
    const { files } = tarballs.get(name)!
    expect(files).toEqual(
      expect.arrayContaining(['package.json', 'LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts']),
    )
    const wanted =
      /^(bin\/stompbox\.mjs|dist\/.+\.(js|d\.ts)(\.map)?|dist\/chunks\/\w+\.LICENSE|dist\/docs\/.+\.md|src\/.+\.ts|package\.json|LICENSE|README(\.ko)?\.md)$/
    expect(files.filter((path) => !wanted.test(path) || /(^|[/.])(tests?|spec)[/.]/.test(path))).toEqual([])
  })

  test('brings the licence of each package that became part of it', () => {
    const { files } = tarballs.get(name)!
    const maps = files.filter((path) => path.endsWith('.js.map'))
    const taken = new Set(maps.flatMap((path) => packagesIn(join(root, name, path))))
    expect([...taken]).toEqual(name === 'broker' ? ['zod'] : [])
    expect(files.filter((path) => path.endsWith('.LICENSE'))).toEqual(
      [...taken].map((each) => `dist/chunks/${each}.LICENSE`),
    )
  })

  test('pleases publint', async () => {
    const { path } = tarballs.get(name)!
    const tarball = new Uint8Array(readFileSync(path)).buffer
    const { messages, pkg } = await publint({ pack: { tarball }, strict: true })
    expect(messages.map((message) => formatMessage(message, pkg as object, { color: false }))).toEqual([])
  })

  test('gives every import its types', async () => {
    const script = tool(`@arethetypeswrong/cli/${attw.bin.attw}`)
    expect(await node(folder, script, [tarballs.get(name)!.path, '--profile', 'esm-only'])).toMatchObject({
      code: 0,
    })
  })
})

const stompbox = (cwd: string, ...args: string[]): Promise<Ran> =>
  node(cwd, join(project, 'node_modules/@stompbox/broker/dist/cli/main.js'), args)

describe('a project that installed both', () => {
  test('has nothing missing and nothing that does not fit', async () => {
    await npm(project, 'ls', '--all')
  })

  test.each(['round-trip.mjs', 'round-trip.cjs'])('talks in Node: %s', async (script) => {
    const ran = await node(project, script)
    expect(ran).toEqual({ code: 0, stdout: echoed, stderr: '' })
  })

  test('has the SDK as one file that imports nothing, no larger than was promised', () => {
    const file = readFileSync(join(project, 'node_modules/@stompbox/sdk/dist/stompbox.min.js'))
    const text = file.toString()
    expect(text).toMatch(/^\/\*! @stompbox\/sdk .* Apache-2\.0/)
    expect(text).not.toMatch(/\bimport\b/)
    expect(gzipSync(file, { level: 9 }).length).toBeLessThan(12_000)
  })

  test('has one Refusal, whatever entry it comes from', async () => {
    expect(await node(project, 'refusal.mjs')).toEqual({ code: 0, stdout: 'true', stderr: '' })
  })

  test.each([
    ['the broker', ['round-trip.mjs'], echoed],
    ['the version', ['node_modules/@stompbox/broker/dist/cli/main.js', '--version'], `${version}\n`],
  ])('loads for %s nothing that reads or follows configuration files', async (_, args, stdout) => {
    const ran = await run(project, [process.execPath, '--import', './no-config.mjs', ...args])
    expect(ran).toEqual({ code: 0, stdout, stderr: '' })
  })

  test('has the command', async () => {
    const printed = await npm(project, 'exec', '--no', '--', 'stompbox', '--version')
    expect(printed.trim()).toBe(version)
  })

  test.each([
    ['en', 'too-large', 'configuration.md'],
    ['en', 'forbidden', 'authentication.md'],
    ['ko', 'forbidden', 'authentication.ko.md'],
  ])('has the page that explain names: %s, %s', async (lang, code, name) => {
    const { stdout } = await stompbox(project, 'explain', code, '--lang', lang)
    const [, page, fragment] = /(node_modules\S+\.md)#?(\S*)$/m.exec(stdout)!
    expect(basename(page!)).toBe(name)
    const ids = headings(readFileSync(join(project, page!), 'utf8')).map(anchor)
    if (fragment !== '') expect(ids).toContain(fragment)
  })

  test('has the pages that init names, there and in what it writes', async () => {
    const { stdout } = await stompbox(project, 'init', 'named.ts')
    const [, told] = /Read on: +(\S+)/.exec(stdout)!
    const written = readFileSync(join(project, 'named.ts'), 'utf8')
    const [, shipped] = /(node_modules\S+)/.exec(written)!
    const named = Array.from(written.matchAll(/\w+\/\w+\.md/g), ([page]) => join(shipped!, page))
    expect(named).toHaveLength(3)
    for (const page of [told!, ...named]) expect(existsSync(join(project, page)), page).toBe(true)
  })

  test('has pages whose links lead to pages it has', () => {
    const shipped = join(project, 'node_modules/@stompbox/broker/dist/docs')
    const pages = readdirSync(shipped, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.md'),
    )
    const dead = pages.flatMap((page) => {
      const links = prose(readFileSync(join(shipped, page), 'utf8')).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)
      return Array.from(links, ([, target]) => join(page, '..', target!)).filter(
        (target) => !pages.includes(target),
      )
    })
    expect(dead).toEqual([])
  })

  test.each([
    ['node.ts', ['--module', 'nodenext', '--lib', 'es2023', '--types', 'node']],
    ['browser.ts', ['--module', 'esnext', '--moduleResolution', 'bundler', '--lib', 'es2023,dom']],
  ])('compiles in strict TypeScript, its libraries checked as well: %s', async (file, options) => {
    const strict = ['--ignoreConfig', '--noEmit', '--strict', '--target', 'es2023', ...options]
    expect(await node(project, tool('typescript/bin/tsc'), [...strict, file])).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    })
  })
})

// They come from npm, for one platform.
const nodes = new URL('nodes/', import.meta.url)
const whyNoNodes = await installed(nodes)
if (whyNoNodes !== undefined) console.warn(`Only this version of Node was tried. ${whyNoNodes}`)

describe.skipIf(whyNoNodes !== undefined).each(['20', '22', '24'])('Node %s', (version) => {
  const program = fileURLToPath(new URL(`node_modules/node-${version}/bin/node`, nodes))
  let broker: Command
  let address: string

  beforeAll(async () => {
    broker = new Command(['--json', '--port', '0'], folder)
    const [, port] = await broker.prints(/"type":"listening".*"port":(\d+)/)
    address = `ws://localhost:${port}/ws-stomp`
  })
  afterAll(async () => {
    broker.child.kill()
    await broker.ends()
  })

  const converse = (...from: string[]): Promise<Ran> =>
    run(project, [program, 'conversation.mjs', address, ...from])
  const well = { code: 0, stdout: `confirmed ${echoed}`, stderr: '' }

  test('is the one that is meant', async () => {
    expect((await run(project, [program, '--version'])).stdout).toMatch(new RegExp(`^v${version}\\.`))
  })

  test('runs the broker and the client', async () => {
    expect(await run(project, [program, 'round-trip.mjs'])).toEqual({ code: 0, stdout: echoed, stderr: '' })
  })

  test('talks by the WebSocket of ws', async () => {
    expect(await converse('ws')).toEqual(well)
  })

  if (version === '20') {
    test('says what to do about the WebSocket it has not', async () => {
      const ran = await converse()
      expect(ran).toMatchObject({ code: 1, stdout: '' })
      const help = 'webSocket: (url, protocols) => new WebSocket(url, protocols)'
      expect(ran.stderr).toMatch(/ConnectError: .*Node 20 has no global WebSocket/)
      expect(ran.stderr).toContain(help)
    })
  } else {
    test('talks by its own WebSocket', async () => {
      expect(await converse()).toEqual(well)
    })
  }
})

// With the plugin that goes with React.
const viteConfig = join(root, 'examples/react-chat/vite.config.ts')

describe.skipIf(chromium === undefined)('a page bundled by Vite', () => {
  let browser: Browser
  let broker: Command
  let port: string

  beforeAll(async () => {
    const build = ['build', '--config', viteConfig, '--logLevel', 'warn']
    const built = await node(project, tool('vite/bin/vite.js'), build, { NODE_ENV: 'production' })
    expect(built).toEqual({ code: 0, stdout: '', stderr: '' })
    const installed = join(project, 'node_modules/@stompbox/broker')
    broker = new Command(
      ['--json', '--port', '0'],
      project,
      join(installed, manifestOf(installed).bin.stompbox!),
    )
    port = (await broker.prints(/"type":"listening".*"port":(\d+)/))[1]!
    browser = await launchChromium(chromium!)
  })
  afterAll(async () => {
    await browser.close()
    broker.child.kill()
    await broker.ends()
  })

  async function open(url: string): Promise<Opened> {
    const page = await browser.newPage()
    const opened: Opened = { page, complaints: [], sockJs: [] }
    page.on('pageerror', (error) => opened.complaints.push(String(error)))
    page.on('console', (message) => {
      if (/error|warning/.test(message.type())) opened.complaints.push(message.text())
    })
    page.on('request', (request) => {
      if (/sockjs[.-](client|min)/.test(request.url())) opened.sockJs.push(request.url())
    })
    await page.goto(url)
    await page.waitForFunction(() => 'echo' in globalThis)
    return opened
  }

  const echo = (page: Page, scheme: string, transport?: string) =>
    page.evaluate((given) => (globalThis as unknown as PageGlobals).echo(...given), [
      `${scheme}://localhost:${port}/ws-stomp`,
      echoed,
      transport,
    ] as const)

  /** By hooks, by WebSocket, and by SockJS, which is not loaded before. */
  async function converses({ page, complaints, sockJs }: Opened): Promise<void> {
    await page.evaluate(
      (url) => (globalThis as unknown as PageGlobals).show(url),
      `ws://localhost:${port}/ws-stomp`,
    )
    await page.getByRole('button', { name: 'connected' }).click()
    await page.getByRole('button', { name: echoed }).waitFor()
    expect(await echo(page, 'ws')).toBe(echoed)
    expect(await echo(page, 'http', 'auto')).toBe(echoed)
    expect(sockJs).toEqual([])
    expect(await echo(page, 'http', 'sockjs')).toBe(echoed)
    expect(sockJs).toHaveLength(1)
    expect(complaints).toEqual([])
  }

  test('built, and served by the installed command, talks by every means', async () => {
    await converses(await open(`http://localhost:${port}/`))
    const connected = broker.jsonLines.filter(({ type }) => type === 'connected')
    const transports = ['websocket', 'websocket', 'websocket', 'sockjs-websocket']
    expect(connected.map(({ transport }) => transport)).toEqual(transports)
  })

  test('served by the dev server on a port of its own, talks by every means', async () => {
    const vite = await createServer({
      root: project,
      configFile: viteConfig,
      logLevel: 'error',
      server: { port: 0 },
    })
    try {
      await vite.listen()
      await converses(await open(vite.resolvedUrls!.local[0]!))
    } finally {
      await vite.close()
    }
  })
})

interface Opened {
  readonly page: Page
  readonly complaints: string[]
  /** What was loaded of the package sockjs-client. */
  readonly sockJs: string[]
}

/** What the page puts on `window`. */
interface PageGlobals {
  show(url: string): void
  echo(url: string, text: string, transport: string | undefined): Promise<unknown>
}
