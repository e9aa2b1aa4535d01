import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { inRoot, runCommand, tool } from './run-command.mjs'

/** @typedef {{ passed: number, failures: string[], skipped: number }} Count `failures` say what failed, and why */

/** @type {Count} */
export const nothing = { passed: 0, failures: [], skipped: 0 }

/** @returns {Count} */
export const oneFailure = (what) => ({ ...nothing, failures: [what] })

export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failures: [...a.failures, ...b.failures],
  skipped: a.skipped + b.skipped,
})

/** What was counted, or, where a run broke without a failure to show for it, that. */
export const unlessBroken = (count, ok, what) =>
  ok || count.failures.length > 0 ? count : add(count, oneFailure(`${what} broke`))

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
    return { ok, output, count: unlessBroken(countOf(report), ok, project) }
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
  return {
    passed: results.numPassedTests,
    failures: results.testResults.flatMap(failuresOf),
    skipped: results.numPendingTests + results.numTodoTests,
  }
}

/** @returns {string[]} a file that cannot even be loaded has no tests to fail */
function failuresOf({ name, status, message, assertionResults }) {
  const file = relative(inRoot(), name)
  if (status === 'failed' && assertionResults.length === 0) return [told(file, message)]
  const failed = assertionResults.filter((test) => test.status === 'failed')
  return failed.map(({ fullName, failureMessages }) => told(`${file} › ${fullName}`, failureMessages[0]))
}

/** Where, and the first line of why. */
const told = (where, why = '') => `${where}\n    ${why.split('\n', 1)[0]}`
