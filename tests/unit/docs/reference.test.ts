import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../support/markdown.ts'

test('docs/reference says what the types, their comments and the catalogue say', () => {
  const check = [join(root, 'scripts/reference.mjs'), '--check']
  const { status, stderr } = spawnSync(process.execPath, check, { encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(status).toBe(0)
}, 60_000)
