import { readFileSync } from 'node:fs'
import { rolldown } from 'rolldown'
import { inRoot } from './run-command.mjs'

// The main entry as one file, for pages that import it as it is. What Apache-2.0 wants to be said has to survive the minifier.
const versionOf = (manifest) => JSON.parse(readFileSync(inRoot(manifest), 'utf8')).version
const banner =
  `/*! @stompbox/sdk ${versionOf('sdk/package.json')}, MIT. ` +
  `With @stomp/stompjs ${versionOf('node_modules/@stomp/stompjs/package.json')}, Apache-2.0, https://github.com/stomp-js/stompjs */`

const bundle = await rolldown({ cwd: inRoot('sdk'), input: 'src/index.ts', platform: 'browser' })
await bundle.write({ file: 'dist/stompbox.min.js', minify: true, postBanner: banner })
