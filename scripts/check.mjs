import { existsSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { ensureInstalled } from './install.mjs'
import { inRoot, isStarted, runCommand, tool } from './run-command.mjs'
import { add, nothing, oneFailure, runSuite } from './vitest-suite.mjs'

const cache = 'node_modules/.cache'
const sources = ['broker/src', 'sdk/src', 'examples', 'tests'].filter((folder) => existsSync(inRoot(folder)))

const step = (name, ...command) => ({ name, run: () => runCommand(command, { quiet: true }) })

// Lint reads the types that are built before it. Long ones before short ones.
const typed = [
  step('types', ...tool('typescript/bin/tsc'), '-b'),
  step('lint', ...tool('eslint/bin/eslint.js'), '.', '--cache', '--cache-location', `${cache}/eslint/`),
]
const steps = [
  { name: 'unit tests', run: () => runSuite('unit*', { quiet: true }) },
  step('imports', ...tool('dependency-cruiser/bin/dependency-cruise.mjs'), ...cruised()),
  step(
    'format',
    ...tool('prettier/bin/prettier.cjs'),
    '--check',
    '.',
    '--log-level',
    'warn',
    ...formatCache(),
  ),
  step('unused', ...tool('knip/bin/knip.js'), '--no-progress'),
  step('size of the SDK', ...tool('size-limit/bin.js'), '--silent'),
]

function cruised() {
  return [
    ...sources,
    '--config',
    '.dependency-cruiser.cjs',
    '--exclude',
    '(^|/)dist/|\\.min\\.js$',
    '--output-type',
    'err',
  ]
}

function formatCache() {
  return ['--cache', '--cache-location', `${cache}/prettier-check.json`]
}

/**
 * Everything that can be said without a browser or a server: types, lint, imports, format, unused code, size, unit tests.
 * @returns {Promise<import('./vitest-suite.mjs').Count>} the unit tests, and each other step that failed
 */
export async function check() {
  const counts = []
  const waiting = [...steps]
  const lane = async (first) => {
    for (const next of first) counts.push(await report(next))
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      counts.push(await report(next))
  }
  await Promise.all([lane(typed), lane([])])
  return counts.reduce(add)
}

async function report({ name, run }) {
  const startedMs = performance.now()
  const { ok, output, count } = await run()
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  const tests = count === undefined ? '' : `, ${count.passed} passed`
  console.log(`${ok ? '✓' : '✗'} ${name} (${seconds} s${tests})`)
  if (!ok) console.log(output)
  return count ?? (ok ? nothing : oneFailure(name))
}

if (isStarted(import.meta.url)) {
  process.exitCode = (await ensureInstalled()) && (await check()).failures.length === 0 ? 0 : 1
}
