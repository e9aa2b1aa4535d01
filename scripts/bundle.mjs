import { copyFileSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { sep } from 'node:path'
import { rolldown } from 'rolldown'
import { inRoot } from './run-command.mjs'

// Node takes its time for every module it loads, so the sources of the broker become a few files. They stay readable:
// who debugs an application looks into them.
const manifest = JSON.parse(readFileSync(inRoot('broker/package.json'), 'utf8'))
// bin/stompbox.mjs, which nothing compiles, leads to the first.
const files = ['./dist/cli/main.js', ...Object.values(manifest.exports).map((entry) => entry.default)]
const entries = files.flatMap((file) => /^\.\/dist\/(.+)\.js$/.exec(file)?.[1] ?? [])
const packages = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })

/** Nothing is to be looked for beside the bundle, as the source does. */
const inlineVersion = {
  name: 'inline-version',
  load: {
    filter: { id: /[\\/]src[\\/]version\.ts$/ },
    handler: () => `export const version = '${manifest.version}'`,
  },
}

const bundle = await rolldown({
  cwd: inRoot('broker'),
  input: Object.fromEntries(entries.map((entry) => [entry, `src/${entry}.ts`])),
  external: packages.map((name) => new RegExp(`^${name}(/|$)`)),
  platform: 'node',
  plugins: [inlineVersion],
})
const { output } = await bundle.write({
  dir: 'dist',
  // As deep as the sources of the command, which look for their own folder.
  chunkFileNames: ({ name }) => `chunks/${name === 'src' ? 'broker' : name}.js`,
  // A source with other characters takes V8 two bytes for each, comments as well.
  charset: 'ascii',
  comments: { jsdoc: false },
  minifyInternalExports: false,
  sourcemap: true,
  sourcemapExcludeSources: true,
  codeSplitting: { groups: [{ name: 'zod', test: /[\\/]node_modules[\\/]zod[\\/]/ }] },
})
// Taken in, for a small part of it is needed, and the whole takes longer to load than all of ours.
copyFileSync(inRoot('node_modules/zod/LICENSE'), inRoot('broker/dist/chunks/zod.LICENSE'))
removeOthers(new Set(output.map(({ fileName }) => fileName)))

/** What earlier builds left would be packed. */
function removeOthers(written) {
  for (const name of readdirSync(inRoot('broker/dist'), { recursive: true }))
    if (/\.js(\.map)?$/.test(name) && !written.has(name.replaceAll(sep, '/')))
      rmSync(inRoot('broker/dist', name))
}
