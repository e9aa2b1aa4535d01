import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ConfigError } from '../../../broker/src/config/config-error.ts'
import { loadConfig } from '../../../broker/src/config-file/load-config.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'stompbox-'))))
afterEach(() => rmSync(folder, { recursive: true }))

async function load(name: string, text: string) {
  writeFileSync(join(folder, name), text)
  return loadConfig(folder, name)
}

/** What the person reads, without the folder of this run. */
async function complaint(name: string, text: string): Promise<string> {
  const error: unknown = await load(name, text).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ConfigError)
  return (error as ConfigError).message.replaceAll(`${folder}/`, '')
}

test('no configuration file is no failure', async () => {
  expect(await loadConfig(folder)).toBeUndefined()
})

describe('each kind of file', () => {
  test.each([
    ['a.ts', 'interface P { port: number }\nexport default { port: 9000 } satisfies P'],
    ['a.mts', 'const port: number = 9000\nexport default { port }'],
    ['a.js', 'export default { port: 9000 }'],
    ['a.mjs', 'export default { port: 9000 }'],
    ['a.json', '\uFEFF{ "port": 9000 }'],
  ])('%s', async (name, text) => {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    const file = join(folder, name)
    expect(await load(name, text)).toEqual({ file, config: { port: 9000 }, files: [file] })
  })

  test('TypeScript may import its neighbours', async () => {
    writeFileSync(join(folder, 'rooms.ts'), 'export const port: number = 9001')
    expect(
      (await load('a.ts', "import { port } from './rooms.ts'\nexport default { port }"))?.config.port,
    ).toBe(9001)
  })
})

test('static is taken relative to the file, not to the working directory', async () => {
  expect((await load('a.json', '{ "static": "../page" }'))?.config.static).toBe(join(folder, '../page'))
})

test('so are the files of tcp.tls', async () => {
  const text = '{ "tcp": { "port": 0, "tls": { "keyFile": "tls/key.pem", "certFile": "/etc/cert.pem" } } }'
  expect((await load('a.json', text))?.config.tcp).toEqual({
    port: 0,
    tls: { keyFile: join(folder, 'tls/key.pem'), certFile: '/etc/cert.pem' },
  })
})

describe('a file that cannot be used says why', () => {
  test.each([
    ['a.ts', 'export default { port: ', 'a.ts cannot be loaded: ParseError: Unexpected token (line 1)'],
    [
      'a.ts',
      '\nthrow new Error("no database\\nat all")',
      'a.ts cannot be loaded: Error: no database (line 2)',
    ],
    ['a.ts', 'throw "plainly"', 'a.ts cannot be loaded: it threw plainly'],
    [
      'a.mjs',
      '\nnull.x',
      "a.mjs cannot be loaded: TypeError: Cannot read properties of null (reading 'x') (line 2)",
    ],
    ['a.json', '{ port: 1 }', /^a\.json is not JSON: SyntaxError: Expected property name/],
    [
      'a.ts',
      'export const port = 1',
      'a.ts has no default export. Write: export default defineBroker({ … })',
    ],
    [
      'a.mjs',
      'export const port = 1',
      'a.mjs has no default export. Write: export default defineBroker({ … })',
    ],
    [
      'a.json',
      '[]',
      'a.json has a problem:\n  the configuration: [] is not an object with profile, spring, port, host, ',
    ],
  ])('%s %j', async (name, text, message) => {
    expect(await complaint(name, text)).toEqual(
      typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
    )
  })
})
