import { chmodSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled } from './install.mjs'
import { inRoot, isStarted, runCommand, tool } from './run-command.mjs'

const page = 'examples/react-chat'
const pageInputs = ['src', 'public', 'index.html', 'vite.config.ts', 'package.json'].map(
  (name) => `${page}/${name}`,
)
const bundleInputs = ['broker/src', 'broker/package.json', 'scripts/bundle.mjs']

/**
 * Compiles the packages and the page of the chat example, as far as they changed.
 * @returns {Promise<boolean>} false when something does not compile; the compiler has said what
 */
export async function build() {
  removeOrphans('broker', /\.d\.ts(\.map)?$/)
  removeOrphans('sdk', /(\.d\.ts|\.js)(\.map)?$/)
  const packages = await runCommand([...tool('typescript/bin/tsc'), '-b', 'broker', 'sdk'])
  if (!packages.ok || !(await bundleBroker())) return false
  // npm links the command to this file and leaves the mode as it is.
  chmodSync(inRoot('broker/dist/cli/main.js'), 0o755)
  return buildPage()
}

/** The compiler never deletes: what a renamed source left behind would be packed. */
function removeOrphans(name, ending) {
  if (!existsSync(inRoot(name, 'dist'))) return
  for (const output of readdirSync(inRoot(name, 'dist'), { recursive: true })) {
    const source = output.replace(ending, '.ts')
    if (source !== output && !existsSync(inRoot(name, 'src', source))) rmSync(inRoot(name, 'dist', output))
  }
}

/** The compiler writes the types of the broker, and this what runs. */
async function bundleBroker() {
  if (isNewer('broker/dist/index.js', [...bundleInputs, 'package-lock.json'])) return true
  const { ok } = await runCommand([process.execPath, inRoot('scripts/bundle.mjs')])
  return ok
}

async function buildPage() {
  if (isNewer(`${page}/dist/index.html`, [...pageInputs, 'sdk/dist', 'package-lock.json'])) return true
  const { ok } = await runCommand([...tool('vite/bin/vite.js'), 'build', page, '--logLevel', 'warn'])
  return ok
}

const isNewer = (output, inputs) => newestMs(output) > Math.max(...inputs.map(newestMs))

/** When the file, or anything in the folder, last changed; 0 when there is none. */
function newestMs(path) {
  const stat = statSync(inRoot(path), { throwIfNoEntry: false })
  if (!stat?.isDirectory()) return stat?.mtimeMs ?? 0
  const files = readdirSync(inRoot(path), { recursive: true }).filter(
    (name) => !name.endsWith('.tsbuildinfo'),
  )
  return Math.max(0, ...files.map((name) => statSync(join(inRoot(path), name)).mtimeMs))
}

if (isStarted(import.meta.url)) process.exitCode = (await ensureInstalled()) && (await build()) ? 0 : 1
