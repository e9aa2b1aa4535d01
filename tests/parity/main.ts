import { parseArgs } from 'node:util'
import { record } from './record.ts'
import type { SpringVersion } from './scenario.ts'

const all = ['5.3', '6.2', '7.0'] as const

const usage = `npm run parity:record -- [versions…] [--only C01,S*] [--stale]
npm run parity -- --live <version> [--only C01,S*]

  versions     5.3, 6.2, 7.0; all by default
  --only       some scenarios by their ids
  --stale      only scenarios that were changed since they were recorded
  --live       plays on Spring and on stompbox, side by side, and prints what differs`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    live: { type: 'string' },
    only: { type: 'string', default: '' },
    stale: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const only = values.only.split(',').filter((id) => id !== '')
const isVersion = (text: string): text is SpringVersion => (all as readonly string[]).includes(text)

async function run(): Promise<boolean> {
  const versions = values.live === undefined ? positionals : [values.live]
  if (values.help || !versions.every(isVersion)) {
    console.log(usage)
    return values.help
  }
  if (values.live !== undefined) {
    const { compareLive } = await import('./compare-live.ts')
    return compareLive(versions[0]!, only)
  }
  let isDone = true
  for (const version of versions.length === 0 ? all : versions) {
    if (!(await record(version, { only, isStale: values.stale }))) isDone = false
  }
  return isDone
}

process.exitCode = (await run()) ? 0 : 1
