import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const json = (path: string): Manifest => JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest

interface Manifest {
  readonly version: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly packages: Readonly<Record<string, { readonly version: string }>>
}

/** Older ones have holes that our guards do not cover. */
const floors = [
  ['ws', '8.23.0', 'bounds fragments, buffered chunks and pending pongs'],
  ['sockjs', '0.3.24', 'an Upgrade header on any route does not end the process (CVE-2020-7693)'],
  ['websocket-driver', '0.7.5', 'comes with sockjs'],
  ['faye-websocket', '0.11.4', 'checks TLS certificates (CVE-2020-15133)'],
] as const

const numbers = (version: string): number[] => version.split('.').map(Number)

function isAtLeast(version: string, floor: string): boolean {
  const [have, need] = [numbers(version), numbers(floor)]
  const at = need.findIndex((part, index) => have[index] !== part)
  return at === -1 || have[at]! > need[at]!
}

test('versions are compared part by part', () => {
  expect(['8.23.0', '8.23.1', '8.100.0', '9.0.0'].every((version) => isAtLeast(version, '8.23.0'))).toBe(true)
  expect(['8.22.9', '8.9.0', '7.99.99'].some((version) => isAtLeast(version, '8.23.0'))).toBe(false)
})

test.each(floors)('%s is %s or newer, which %s', (name, floor) => {
  const locked = json('package-lock.json').packages
  const copies = Object.entries(locked).filter(([path]) => path.endsWith(`node_modules/${name}`))
  expect(copies.length).toBeGreaterThan(0)
  for (const [path, { version }] of copies) {
    expect(isAtLeast(version, floor), `${path} in package-lock.json is ${version}`).toBe(true)
    const file = join(path, 'package.json')
    if (!existsSync(join(root, file))) continue
    const installed = json(file).version
    expect(isAtLeast(installed, floor), `${file} is ${installed}`).toBe(true)
  }
})

test('a stranger who installs the broker gets no older ws or sockjs', () => {
  const { dependencies } = json('broker/package.json')
  expect(dependencies.sockjs).toMatch(/^\d+\.\d+\.\d+$/)
  expect(isAtLeast(dependencies.ws!.replace(/^[\^~]/, ''), '8.23.0')).toBe(true)
})
