import { readFileSync } from 'node:fs'
import { runCommand } from './run-command.mjs'

/** Installs what is missing of Debian's packages. Elsewhere, and not as root, nothing happens. */
export async function installOnDebian(packages, purpose) {
  if (!isDebianRoot()) return
  const present = await Promise.all(packages.map(isInstalled))
  const missing = packages.filter((_, i) => !present[i])
  if (missing.length === 0) return
  console.log(`Installing ${missing.join(', ')} for ${purpose} (apt-get)…`)
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await runCommand(['apt-get', 'update', '-qq'], { env })
  const { ok } = await runCommand(
    ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...missing],
    { env },
  )
  if (!ok) console.error(`apt-get could not install ${missing.join(', ')}.`)
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

async function isInstalled(name) {
  const { output } = await runCommand(['dpkg-query', '-W', '-f', '${db:Status-Status}', name], {
    quiet: true,
  })
  return output === 'installed'
}
