import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findConfig } from '../../../broker/src/config-file/find-config.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'stompbox-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const write = (name: string) => writeFileSync(join(folder, name), '')

describe('without a file asked for', () => {
  test('an empty directory has none', () => {
    write('other.config.ts')
    expect(findConfig(folder)).toBeUndefined()
  })

  test.each(['ts', 'mts', 'js', 'mjs', 'json'])('stompbox.config.%s is found', (extension) => {
    write(`stompbox.config.${extension}`)
    expect(findConfig(folder)).toBe(join(folder, `stompbox.config.${extension}`))
  })

  test('two files are refused by name, because nobody could tell which one counts', () => {
    write('stompbox.config.json')
    write('stompbox.config.ts')
    expect(() => findConfig(folder)).toThrow(
      `${folder} holds 2 configuration files: stompbox.config.ts, stompbox.config.json. ` +
        'Keep one, or name it: stompbox stompbox.config.ts.',
    )
  })
})

describe('the file asked for', () => {
  test('is taken relative to the directory, beside others that are there', () => {
    write('stompbox.config.ts')
    write('stompbox.config.js')
    write('chat.mjs')
    expect(findConfig(folder, 'chat.mjs')).toBe(join(folder, 'chat.mjs'))
  })

  test.each([
    ['nowhere.ts', (path: string) => `There is no configuration file ${path}.`],
    [
      'sub',
      (path: string) =>
        `${path} is not a file. Name the configuration file itself, such as ${path}/stompbox.config.ts.`,
    ],
    [
      'settings.yaml',
      (path: string) =>
        `${path} is no configuration file: the name must end in one of .ts, .mts, .js, .mjs, .json.`,
    ],
  ])('%s is refused', (name, message) => {
    mkdirSync(join(folder, 'sub'))
    write('settings.yaml')
    expect(() => findConfig(folder, name)).toThrow(message(join(folder, name)))
  })
})
