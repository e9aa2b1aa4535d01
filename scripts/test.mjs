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
  for (const suite of ['conformance', 'integration', 'interop']) count = add(count, await test(suite))
  count = add(count, await testInBrowser(browser))
  const env = browser === undefined ? {} : { STOMPBOX_CHROMIUM: browser }
  for (const suite of ['parity', 'package']) count = add(count, await test(suite, env))
  console.log('\n── bench ──')
  return add(count, await benchShort())
}

async function test(suite, env = {}) {
  console.log(`\n── ${suite} ──`)
  return (await runSuite(suite, { env })).count
}

async function testInBrowser(path) {
  const env = { STOMPBOX_CHROMIUM: path }
  if (path !== undefined) return add(await test('browser', env), await test('component', env))
  console.error(`\n✗ Nothing runs in a browser: no Chrome or Chromium was found. ${howToGetBrowser}`)
  return process.env.CI === 'true' ? oneFailure('no browser') : nothing
}

const { passed, failures, skipped } = await everything()
process.exitCode = failures.length === 0 ? 0 : 1
for (const failure of failures) console.log(`\n✗ ${failure}`)
console.log(`\n${passed} passed, ${failures.length} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`)
