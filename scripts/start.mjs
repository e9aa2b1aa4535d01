import { pathToFileURL } from 'node:url'
import { build } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { inRoot } from './run-command.mjs'

// The broker runs in this process, so signals reach it once and its exit code is ours.
if ((await ensureInstalled()) && (await build())) {
  const main = inRoot('broker/dist/cli/main.js')
  process.argv = [
    process.execPath,
    main,
    inRoot('examples/react-chat/stompbox.config.ts'),
    ...process.argv.slice(2),
  ]
  await import(pathToFileURL(main).href)
} else {
  process.exitCode = 1
}
