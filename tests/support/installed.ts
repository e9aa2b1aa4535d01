import { execFile } from 'node:child_process'
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const changedMs = (path: URL): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

/**
 * Installs what the lock file of a folder names, unless that was done since it last changed. For what only some need, outside the workspaces.
 * @param folder its URL, with a slash at the end
 * @returns why it could not be installed; undefined when it is there
 */
export async function installed(folder: URL): Promise<string | undefined> {
  // npm writes this file at the end of every installation.
  const done = changedMs(new URL('node_modules/.package-lock.json', folder))
  if (done >= changedMs(new URL('package-lock.json', folder))) return undefined
  try {
    await npm(fileURLToPath(folder), 'ci', '--no-audit', '--no-fund', '--no-progress')
    return undefined
  } catch (error) {
    return (error as { stderr?: string }).stderr ?? String(error)
  }
}

// On Windows npm is no program but a shell script; the npm that runs us says where its program is.
const npmScript = process.env.npm_execpath?.endsWith('.js') ? process.env.npm_execpath : undefined

const npm = (cwd: string, ...args: string[]): Promise<unknown> =>
  npmScript === undefined
    ? promisify(execFile)('npm', args, { cwd })
    : promisify(execFile)(process.execPath, [npmScript, ...args], { cwd })
