import { accessSync, constants, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runCommand } from './run-command.mjs'

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

const programFolders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => process.env[name])

const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ...programFolders
    .filter(Boolean)
    .map((folder) => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
]

/**
 * An installed Chrome or Chromium; on Debian, as root, it is installed first with the fonts the pages need.
 * @returns {Promise<string | undefined>} its path
 */
export async function ensureBrowser() {
  if (process.env.CHROME_PATH) return isProgram(process.env.CHROME_PATH) ? process.env.CHROME_PATH : undefined
  if (isDebianRoot()) await installMissing(['chromium', 'fonts-noto-cjk'])
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => commands.map((name) => join(folder, name)))
  return [...onPath, ...usualPlaces].find(isProgram)
}

export const howToGetBrowser =
  'Install Chrome or Chromium, or name one: CHROME_PATH=/path/to/chrome npm test. On Debian: apt-get install chromium fonts-noto-cjk.'

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Not Ubuntu: its chromium package is a snap, which needs more than apt-get. */
function isDebianRoot() {
  if (process.getuid?.() !== 0) return false
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

async function installMissing(packages) {
  const present = await Promise.all(packages.map(isInstalled))
  const missing = packages.filter((_, i) => !present[i])
  if (missing.length === 0) return
  console.log(`Installing ${missing.join(' and ')} for the browser tests (apt-get)…`)
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await runCommand(['apt-get', 'update', '-qq'], { env })
  const { ok } = await runCommand(
    ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...missing],
    { env },
  )
  if (!ok) console.error(`apt-get could not install ${missing.join(' and ')}.`)
}

async function isInstalled(name) {
  const { output } = await runCommand(['dpkg-query', '-W', '-f', '${db:Status-Status}', name], {
    quiet: true,
  })
  return output === 'installed'
}
