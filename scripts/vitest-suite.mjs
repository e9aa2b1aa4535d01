import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand, tool } from './run-command.mjs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

export const nothing = { passed: 0, failed: 0, skipped: 0 }

export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
})

/**
 * Runs one project of vitest.config.ts.
 * @returns {Promise<{ ok: boolean, output: string, count: Count }>} a run that broke without a failed test counts as one
 */
export async function runSuite(project, options = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'stompbox-'))
  const report = join(folder, 'report.json')
  const forPerson = options.quiet ? 'dot' : 'default'
  const reporters = [`--reporter=${forPerson}`, '--reporter=json', `--outputFile.json=${report}`]
  const command = [
    ...tool('vitest/vitest.mjs'),
    'run',
    '--project',
    project,
    '--passWithNoTests',
    ...reporters,
  ]
  try {
    const { ok, output } = await runCommand(command, options)
    const count = countOf(report)
    return { ok, output, count: ok || count.failed > 0 ? count : { ...count, failed: 1 } }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @returns {Count} */
function countOf(report) {
  let results
  try {
    results = JSON.parse(readFileSync(report, 'utf8'))
  } catch {
    return nothing
  }
  // A file that cannot even be loaded has no tests to fail.
  const broken = results.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  )
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + broken.length,
    skipped: results.numPendingTests + results.numTodoTests,
  }
}
