import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { afterAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const planted = mkdtempSync(join(tmpdir(), 'stompbox-imports-'))
afterAll(() => rmSync(planted, { recursive: true }))

interface Rule {
  readonly name: string
}
const { forbidden } = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as {
  forbidden: Rule[]
}

/** A file and what it must not import, for each rule of the house. */
const violations: Readonly<Record<string, readonly [file: string, imported: string]>> = {
  'no-circular': ['broker/src/core/one.ts', './two.ts'],
  'frame-imports-nothing': ['broker/src/frame/bad.ts', '../destination/check.ts'],
  'destination-imports-nothing': ['broker/src/destination/bad.ts', '../frame/decoder.ts'],
  'core-imports-the-names': ['broker/src/core/bad.ts', '../transports/websocket/websocket.ts'],
  'transports-import-the-seams': ['broker/src/transports/bad.ts', '../core/session.ts'],
  'application-imports-the-seams': ['broker/src/application/bad.ts', '../transports/websocket/websocket.ts'],
  'server-imports-the-seams': ['broker/src/server/bad.ts', '../application/app.ts'],
  'auth-imports-ports-and-errors': ['broker/src/auth/bad.ts', '../core/session.ts'],
  'log-imports-ports': ['broker/src/log/bad.ts', '../core/session.ts'],
  'config-imports-what-it-names': ['broker/src/config/bad.ts', '../index.ts'],
  'config-file-imports-what-it-loads': ['broker/src/config-file/bad.ts', '../core/session.ts'],
  'cli-imports-what-it-serves': ['broker/src/cli/bad.ts', '../server/http-server.ts'],
  'vite-imports-what-it-serves': ['broker/src/vite/bad.ts', '../server/http-server.ts'],
  'presets-import-application': ['broker/src/presets/bad.ts', '../core/session.ts'],
  'sdk-and-broker-share-the-wire-not-code': ['sdk/src/bad.ts', '../../broker/src/index.ts'],
  'sdk-main-entry-stays-lean': ['sdk/src/bad-client.ts', './react/index.ts'],
  'broker-knows-no-sdk': ['broker/src/bad.ts', '../../sdk/src/index.ts'],
  'examples-use-package-entries': ['examples/bad/bad.ts', '../../broker/src/core/session.ts'],
  'conformance-knows-no-broker': ['tests/conformance/bad.ts', '../../broker/src/index.ts'],
  'only-unit-tests-reach-inside': ['tests/integration/bad.ts', '../../broker/src/core/session.ts'],
}

function plant(file: string, source: string): void {
  mkdirSync(dirname(join(planted, file)), { recursive: true })
  writeFileSync(join(planted, file), source)
}

test('every import rule has a planted violation, and each is found', () => {
  expect(Object.keys(violations).sort()).toEqual(forbidden.map(({ name }) => name).sort())
  for (const [file, imported] of Object.values(violations)) {
    plant(file, `import * as it from '${imported}'\nexport const bad = it\n`)
    plant(join(dirname(file), imported), 'export const it = 1\n')
  }
  plant('broker/src/core/two.ts', "import { bad } from './one.ts'\nexport const two = bad\n")
  copyFileSync(join(root, 'tsconfig.base.json'), join(planted, 'tsconfig.base.json'))
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const config = join(root, '.dependency-cruiser.cjs')
  const folders = ['broker', 'sdk', 'examples', 'tests']
  const { stdout } = spawnSync(
    process.execPath,
    [cruiser, ...folders, '--config', config, '--output-type', 'json'],
    {
      cwd: planted,
      encoding: 'utf8',
    },
  )
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: Rule }[] } }
  expect([...new Set(summary.violations.map(({ rule }) => rule.name))].sort()).toEqual(
    Object.keys(violations).sort(),
  )
}, 30_000)

test.each([
  "import 'node:fs'",
  'setTimeout(() => {}, 1)',
  'process.exit()',
  "Buffer.from('')",
  'new WebSocket(url)',
])('the compiler keeps %s out of frame, destination and core', (source) => {
  const configPath = join(root, 'broker/tsconfig.pure.json')
  const { config } = ts.readConfigFile(configPath, (file) => ts.sys.readFile(file)) as { config: unknown }
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(configPath))
  const file = join(planted, 'impure.ts')
  writeFileSync(file, `declare const url: string\n${source}\nexport {}\n`)
  const pure = {
    ...options,
    composite: false,
    incremental: false,
    noEmit: true,
    rootDir: planted,
    tsBuildInfoFile: undefined,
  }
  const program = ts.createProgram([file], pure as unknown as ts.CompilerOptions)
  const messages = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
  expect(messages.join()).toMatch(/Cannot find (name|module)|side-effect import/)
})
