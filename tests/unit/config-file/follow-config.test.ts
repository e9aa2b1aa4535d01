import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { followConfig } from '../../../broker/src/config-file/follow-config.ts'
import { type LoadedConfig, loadConfig } from '../../../broker/src/config-file/load-config.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'stompbox-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)

/** Hands out what came of the changes, one after the other. */
class Following implements AsyncDisposable {
  readonly #come: (LoadedConfig | Error)[] = []
  #wake: () => void = () => {}
  #stop: () => Promise<void> = () => Promise.resolve()

  static async of(name?: string): Promise<Following> {
    const following = new Following()
    const first = (await loadConfig(folder, name)) ?? { folder }
    following.#stop = await followConfig(first, (next) => {
      following.#come.push(next)
      following.#wake()
    })
    return following
  }

  async next(): Promise<LoadedConfig | Error> {
    while (this.#come.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve))
    return this.#come.shift()!
  }

  /** The port that the next one says. */
  async port(): Promise<number | undefined> {
    const next = await this.next()
    if (next instanceof Error) throw next
    return next.config.port
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stop()
  }
}

test.each([
  ['stompbox.config.ts', (port: number) => `const port: number = ${port}\nexport default { port }`],
  ['stompbox.config.mjs', (port: number) => `export default { port: ${port} }`],
  ['stompbox.config.json', (port: number) => `{ "port": ${port} }`],
])('%s is read again, however often it changes', async (name, text) => {
  write(name, text(1))
  await using following = await Following.of(name)
  for (const port of [2, 3, 4]) {
    write(name, text(port))
    expect(await following.port()).toBe(port)
  }
})

test('where there is none, one that appears is read, and followed from then on', async () => {
  await using following = await Following.of()
  write('words.ts', 'export const port: number = 1')
  write('other.config.ts', 'export default { port: 9 }')
  write('stompbox.config.ts', "import { port } from './words.ts'\nexport default { port }")
  expect(await following.port()).toBe(1)
  write('words.ts', 'export const port: number = 2')
  expect(await following.port()).toBe(2)
})

test('one that appears and cannot be used is told, and read again', async () => {
  await using following = await Following.of()
  write('stompbox.config.json', '{ "port": ')
  expect((await following.next()) as Error).toHaveProperty(
    'message',
    expect.stringContaining('stompbox.config.json is not JSON'),
  )
  write('stompbox.config.json', '{ "port": 3 }')
  expect(await following.port()).toBe(3)
})

test('so is what TypeScript imports, near and far, and there is one of each', async () => {
  mkdirSync(join(folder, 'ports/deep'), { recursive: true })
  write('ports/deep/seen.ts', 'export const seen: number[] = []')
  write('ports/one.ts', "import { seen } from './deep/seen.ts'\nseen.push(1)\nexport const one: number = 1")
  write(
    'a.ts',
    "import { one } from './ports/one.ts'\nimport { seen } from './ports/deep/seen.ts'\nexport default { port: one * 10 + seen.length }",
  )
  await using following = await Following.of('a.ts')
  write('ports/one.ts', "import { seen } from './deep/seen.ts'\nseen.push(1)\nexport const one: number = 2")
  expect(await following.port()).toBe(21)
  write('ports/deep/seen.ts', 'export const seen: number[] = [0]')
  expect(await following.port()).toBe(22)
})

test('a file that an editor puts in place of the old one counts', async () => {
  write('a.ts', 'export default { port: 1 }')
  await using following = await Following.of('a.ts')
  write('a.ts.tmp', 'export default { port: 2 }')
  renameSync(join(folder, 'a.ts.tmp'), join(folder, 'a.ts'))
  expect(await following.port()).toBe(2)
})

test('what is broken is told, and mended wherever it was', async () => {
  write('a.ts', 'export default { port: 1 }')
  await using following = await Following.of('a.ts')
  write('new.ts', 'export const port = = 2')
  write('a.ts', "import { port } from './new.ts'\nexport default { port }")
  expect(await following.next()).toMatchObject({ name: 'ConfigError' })
  write('new.ts', 'export const port = 2')
  expect(await following.port()).toBe(2)
})

test('a neighbour that has nothing to do with it changes nothing', async () => {
  write('a.ts', 'export default { port: 1 }')
  await using following = await Following.of('a.ts')
  write('other.ts', 'export const port = 9')
  write('a.ts', 'export default { port: 2 }')
  expect(await following.port()).toBe(2)
  write('a.ts', 'export default { port: 3 }')
  expect(await following.port()).toBe(3)
})
