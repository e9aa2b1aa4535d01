import { pathToFileURL } from 'node:url'
import { build } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { inRoot } from './run-command.mjs'

// The broker runs in this process, so signals reach it once and its exit code is ours.
const [, , example, ...options] = process.argv
if ((await ensureInstalled()) && (await build([example]))) {
  const main = inRoot('broker/dist/cli/main.js')
  const command = inRoot('node_modules/.bin/stompbox')
  process.argv = [process.execPath, command, inRoot('examples', example, 'stompbox.config.ts'), ...options]
  await import(pathToFileURL(main).href)
} else {
  process.exitCode = 1
}
