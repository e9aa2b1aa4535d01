import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import attw from '@arethetypeswrong/cli/package.json' with { type: 'json' }
import type { Browser, Page } from 'playwright-core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createServer } from 'vite'
import { findChromium, launchChromium } from '../support/chromium.ts'
import { Command } from '../support/command.ts'
import { consumer, echoed } from './consumer.ts'
import { node, npm, tool } from './run.ts'

const chromium = await findChromium()
const root = fileURLToPath(new URL('../..', import.meta.url))

interface Manifest {
  version: string
  bin: Record<string, string>
  devDependencies: Record<string, string>
}
const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest

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

/** The tarballs, and what a user brings along, in the versions this repository is tested with. */
async function install(into: string): Promise<void> {
  const { devDependencies } = manifestOf(root)
  const others = ['sockjs-client', 'ws', '@types/ws', '@types/node'].map(
    (name) => `${name}@${devDependencies[name]}`,
  )
  const packages = [...[...tarballs.values()].map(({ path }) => path), ...others]
  await npm(into, 'install', '--prefer-offline', '--no-audit', '--no-fund', '--no-progress', ...packages)
}

describe.each(['broker', 'sdk'])('the tarball of %s', (name) => {
  test('holds what runs, its sources for debuggers, its licence, and nothing else', () => {
    const { files } = tarballs.get(name)!
    expect(files).toEqual(
      expect.arrayContaining(['package.json', 'LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts']),
    )
    const wanted = /^(dist\/.+\.(js|d\.ts)(\.map)?|src\/.+\.ts|package\.json|LICENSE|README(\.ko)?\.md)$/
    expect(files.filter((path) => !wanted.test(path) || /\b(tests?|spec)\b/.test(path))).toEqual([])
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

describe('a project that installed both', () => {
  test('has nothing missing and nothing that does not fit', async () => {
    await npm(project, 'ls', '--all')
  })

  test.each(['round-trip.mjs', 'round-trip.cjs'])('talks in Node: %s', async (script) => {
    const ran = await node(project, script)
    expect(ran).toEqual({ code: 0, stdout: echoed, stderr: '' })
  })

  test('has the command', async () => {
    const printed = await npm(project, 'exec', '--no', '--', 'stompbox', '--version')
    expect(printed.trim()).toBe(manifestOf(join(root, 'broker')).version)
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

describe.skipIf(chromium === undefined)('a page bundled by Vite', () => {
  let browser: Browser
  let broker: Command
  let port: string

  beforeAll(async () => {
    const vite = tool('vite/bin/vite.js')
    const built = await node(project, vite, ['build', '--logLevel', 'warn'], { NODE_ENV: 'production' })
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

  async function open(url: string): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      if (/error|warning/.test(message.type())) complaints.push(message.text())
    })
    await page.goto(url)
    await page.waitForFunction(() => 'echo' in globalThis)
    return { page, complaints }
  }

  const echo = (page: Page, scheme: string) =>
    page.evaluate(
      ([url, text]) =>
        (globalThis as unknown as { echo(...args: unknown[]): Promise<unknown> }).echo(url, text),
      [`${scheme}://localhost:${port}/ws-stomp`, echoed],
    )

  test('built, and served by the installed command, talks over WebSocket and SockJS', async () => {
    const { page, complaints } = await open(`http://localhost:${port}/`)
    expect(await echo(page, 'ws')).toBe(echoed)
    expect(await echo(page, 'http')).toBe(echoed)
    expect(complaints).toEqual([])
    const connected = broker.jsonLines.filter(({ type }) => type === 'connected')
    expect(connected.map(({ transport }) => transport)).toEqual(['websocket', 'sockjs-websocket'])
  })

  test('served by the dev server on a port of its own, talks over WebSocket and SockJS', async () => {
    const vite = await createServer({
      root: project,
      configFile: false,
      logLevel: 'error',
      server: { port: 0 },
    })
    try {
      await vite.listen()
      const { page, complaints } = await open(vite.resolvedUrls!.local[0]!)
      expect(await echo(page, 'ws')).toBe(echoed)
      expect(await echo(page, 'http')).toBe(echoed)
      expect(complaints).toEqual([])
    } finally {
      await vite.close()
    }
  })
})
