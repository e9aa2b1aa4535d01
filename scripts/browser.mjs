import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { installOnDebian } from './debian.mjs'

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
  if (!process.env.CHROME_PATH) await installOnDebian(['chromium', 'fonts-noto-cjk'], 'the browser tests')
  return findBrowser()
}

/** @returns {string | undefined} the path of what is installed already */
export function findBrowser() {
  if (process.env.CHROME_PATH) return isProgram(process.env.CHROME_PATH) ? process.env.CHROME_PATH : undefined
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
