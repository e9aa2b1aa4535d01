import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { inRoot, isStarted, runCommand } from './run-command.mjs'
import { nothing, unlessBroken } from './vitest-suite.mjs'

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
    return unlessBroken(countOf(join(folder, 'bench.json')), ok, 'bench')
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
  const rows = report.scenarios.flatMap(({ id, rows }) => rows.map((row) => ({ id, ...row })))
  const having = (...verdicts) => rows.filter(({ verdict }) => verdicts.includes(verdict))
  return {
    passed: having('aim', 'at-least').length,
    failures: having('missed', 'not-valid').map(told),
    skipped: having('skipped').length,
  }
}

const told = ({ id, load, figure, theirs, verdict, ratio }) =>
  `bench ${id}: ${load}, ${figure} beside ${theirs}\n    ${verdict === 'missed' ? `ratio ${ratio.median}` : verdict}`

if (isStarted(import.meta.url)) {
  const { ok } =
    (await ensureInstalled()) && (await build()) ? await bench(...process.argv.slice(2)) : { ok: false }
  process.exitCode = ok ? 0 : 1
}
