import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { inRoot, isStarted, runCommand } from './run-command.mjs'
import { nothing } from './vitest-suite.mjs'

const bench = (...args) =>
  runCommand([process.execPath, '--import', 'jiti/register', inRoot('tests/bench/main.ts'), ...args])

/**
 * The short form, on what is built: whether a ratio is far from what it was.
 * @returns {Promise<import('./vitest-suite.mjs').Count>} each ratio is a test
 */
export async function benchShort() {
  const folder = mkdtempSync(join(tmpdir(), 'stompbox-'))
  try {
    const { ok } = await bench('--short', '--json', join(folder, 'bench.json'))
    const count = countOf(join(folder, 'bench.json'))
    return ok || count.failed > 0 ? count : { ...count, failed: 1 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Without a file nothing could be measured here, and it was said why. */
function countOf(file) {
  let report
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { ...nothing, skipped: 1 }
  }
  const verdicts = report.scenarios.flatMap(({ rows }) => rows.map(({ verdict }) => verdict))
  const count = (...which) => verdicts.filter((verdict) => which.includes(verdict)).length
  return { passed: count('aim', 'at-least'), failed: count('missed', 'not-valid'), skipped: count('skipped') }
}

if (isStarted(import.meta.url)) {
  const { ok } =
    (await ensureInstalled()) && (await build()) ? await bench(...process.argv.slice(2)) : { ok: false }
  process.exitCode = ok ? 0 : 1
}
