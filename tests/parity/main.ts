import { parseArgs } from 'node:util'
import { record } from './record.ts'
import { writePages } from './page.ts'
import { type SpringVersion, springVersions } from './scenario.ts'

const usage = `npm run parity:record -- [versions…] [--only C01,S*] [--stale]
npm run parity -- --live <version> [--only C01,S*]
npm run parity -- --page

  versions     5.3, 6.2, 7.0; all by default
  --only       some scenarios by their ids
  --stale      only scenarios that were changed since they were recorded
  --live       plays on Spring and on stompbox, side by side, and prints what differs
  --page       writes docs/parity.md and docs/parity.ko.md`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    record: { type: 'boolean', default: false },
    live: { type: 'string' },
    only: { type: 'string', default: '' },
    page: { type: 'boolean', default: false },
    stale: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const only = values.only.split(',').filter((id) => id !== '')
const isVersion = (text: string): text is SpringVersion =>
  (springVersions as readonly string[]).includes(text)

async function run(): Promise<boolean> {
  const versions = values.live === undefined ? positionals : [values.live]
  const isAsked = values.record || values.page || values.live !== undefined
  if (values.help || !isAsked || !versions.every(isVersion)) {
    console.log(usage)
    return values.help
  }
  if (values.page) {
    writePages()
    return true
  }
  if (values.live !== undefined) {
    const { compareLive } = await import('./compare-live.ts')
    return compareLive(versions[0]!, only)
  }
  let isDone = true
  for (const version of versions.length === 0 ? springVersions : versions) {
    if (!(await record(version, { only, isStale: values.stale }))) isDone = false
  }
  return isDone
}

process.exitCode = (await run()) ? 0 : 1
