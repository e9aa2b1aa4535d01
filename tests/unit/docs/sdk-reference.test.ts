import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../support/markdown.ts'

test('docs/reference/sdk says what the types and their comments say', () => {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/sdk-reference.mjs'), '--check'])
  expect(status, 'run npm run docs:sdk').toBe(0)
}, 60_000)
