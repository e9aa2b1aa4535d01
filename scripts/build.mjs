import { copyFileSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { ensureInstalled } from './install.mjs'
import { inRoot, isStarted, runCommand, tool } from './run-command.mjs'
import { shipPages } from './ship-pages.mjs'

const sdkFile = 'sdk/dist/stompbox.min.js'
const style = 'examples/page.css'

/** How the page of each example is made. */
const pages = {
  'react-chat': byVite,
  tutorial: byVite,
  'html-chat': besideIt(style, sdkFile),
  'raw-websocket': besideIt(style),
  notifications: besideIt(style, sdkFile),
}

export const examples = Object.keys(pages)

/**
 * Compiles the packages and makes the pages of these examples, as far as they changed.
 * @returns {Promise<boolean>} false when something does not compile; the compiler has said what
 */
export async function build(wanted = examples) {
  removeOrphans('broker', /\.d\.ts(\.map)?$/)
  removeOrphans('sdk', /(\.d\.ts|(?<!\.min)\.js)(\.map)?$/)
  const packages = await runCommand([...tool('typescript/bin/tsc'), '-b', 'broker', 'sdk'])
  if (!packages.ok || !(await bundleBroker()) || !(await bundleSdk())) return false
  shipPages()
  for (const example of wanted) if (!(await pages[example](`examples/${example}`))) return false
  return true
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
const bundleBroker = () => bundle('bundle.mjs', 'broker/dist/index.js', ['broker/src', 'broker/package.json'])

/** For pages without a bundler of their own. */
const bundleSdk = () => bundle('bundle-sdk.mjs', sdkFile, ['sdk/src', 'sdk/package.json'])

async function bundle(script, output, inputs) {
  if (isNewer(output, [...inputs, `scripts/${script}`, 'package-lock.json'])) return true
  const { ok } = await runCommand([process.execPath, inRoot('scripts', script)])
  return ok
}

async function byVite(page) {
  const inputs = ['src', 'public', 'index.html', 'vite.config.ts', 'vite.config.js', 'package.json'].map(
    (name) => `${page}/${name}`,
  )
  if (isNewer(`${page}/dist/index.html`, [...inputs, 'sdk/dist', 'package-lock.json'])) return true
  const { ok } = await runCommand([...tool('vite/bin/vite.js'), 'build', page, '--logLevel', 'warn'])
  return ok
}

/** The page is served as it is written, with the files that it names beside it. */
function besideIt(...files) {
  return (page) => {
    for (const file of files) copyFileSync(inRoot(file), inRoot(page, 'page', basename(file)))
    return true
  }
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

if (isStarted(import.meta.url)) {
  const [, , ...wanted] = process.argv
  process.exitCode = (await ensureInstalled()) && (await build(wanted.length > 0 ? wanted : examples)) ? 0 : 1
}
