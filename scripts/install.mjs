import { statSync } from 'node:fs'
import { inRoot, runCommand } from './run-command.mjs'

/**
 * Installs what the lock file names, unless that was done since the lock file last changed.
 * @returns {Promise<boolean>} false when the installation failed
 */
export async function ensureInstalled() {
  // npm writes this file at the end of every installation.
  if (changedMs('node_modules/.package-lock.json') >= changedMs('package-lock.json')) return true
  console.log('Installing what package-lock.json names (npm ci)…')
  const { ok } = await runCommand(npm('ci', '--include=dev', '--no-fund', '--no-audit', '--no-progress'))
  if (!ok) console.error('The installation failed; npm has said why.')
  return ok
}

const changedMs = (path) => statSync(inRoot(path), { throwIfNoEntry: false })?.mtimeMs ?? 0

/** On Windows npm is no program but a shell script; the npm that runs us says where its program is. */
const npm = (...args) =>
  process.env.npm_execpath?.endsWith('.js')
    ? [process.execPath, process.env.npm_execpath, ...args]
    : ['npm', ...args]
