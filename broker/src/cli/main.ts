import { nodeTooOld } from './node-version.ts'

const complaint = nodeTooOld(process.versions.node)
if (complaint === undefined) {
  const startedMs = performance.now()
  // Loaded only now: on an old Node the rest may not even parse.
  void import('./run.ts').then(({ run }) => run(process.argv.slice(2), startedMs))
} else {
  process.stderr.write(`${complaint}\n`)
  process.exitCode = 1
}
