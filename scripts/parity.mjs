import { createJiti } from 'jiti'
import { ensureInstalled } from './install.mjs'
import { inRoot } from './run-command.mjs'

await ensureInstalled()
const jiti = createJiti(import.meta.url, {
  // On the sources, as the tests are.
  alias: { '@stompbox/broker': inRoot('broker/src/index.ts') },
  // A bundle that does not survive to be translated.
  nativeModules: ['playwright-core'],
})
await jiti.import(inRoot('tests/parity/main.ts'))
