import { benchShort } from './bench.mjs'
import { ensureBrowser, howToGetBrowser } from './browser.mjs'
import { build } from './build.mjs'
import { check } from './check.mjs'
import { ensureInstalled } from './install.mjs'
import { add, nothing, oneFailure, runSuite } from './vitest-suite.mjs'

async function everything() {
  if (!(await ensureInstalled())) return oneFailure('npm ci')
  const browser = await ensureBrowser()
  if (!(await build())) return oneFailure('the build')
  let count = await check()
  count = add(count, await test('integration'))
  const env = browser === undefined ? {} : { STOMPBOX_CHROMIUM: browser }
  count = (await Promise.all([inBrowser(browser), inTurn(patient, env)])).reduce(add, count)
  console.log('\n── bench ──')
  return add(count, await benchShort())
}

/** These wait, for beats and for clients, as pages do: one after the other beside the browser, their output in one piece. */
const patient = ['conformance', 'parity', 'interop', 'package']

async function inTurn(suites, env) {
  let count = nothing
  for (const suite of suites) {
    const { output, count: counted } = await runSuite(suite, { env, quiet: true })
    console.log(`\n── ${suite} ──\n${output}`)
    count = add(count, counted)
  }
  return count
}

async function test(suite, env = {}) {
  console.log(`\n── ${suite} ──`)
  return (await runSuite(suite, { env })).count
}

async function inBrowser(path) {
  const env = { STOMPBOX_CHROMIUM: path }
  if (path !== undefined) return add(await test('browser', env), await test('component', env))
  console.error(`\n✗ Nothing runs in a browser: no Chrome or Chromium was found. ${howToGetBrowser}`)
  return process.env.CI === 'true' ? oneFailure('no browser') : nothing
}

const { passed, failures, skipped } = await everything()
process.exitCode = failures.length === 0 ? 0 : 1
for (const failure of failures) console.log(`\n✗ ${failure}`)
console.log(`\n${passed} passed, ${failures.length} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`)
