import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Whether the terminal is ours to read. A job in the background that reads it, or changes its modes, is stopped. */
export function isInForeground(): boolean {
  if (process.platform === 'win32') return true
  try {
    const [group, terminalsGroup] = process.platform === 'linux' ? groupsOnLinux() : groupsElsewhere()
    return group !== undefined && group === terminalsGroup
  } catch {
    return false
  }
}

type Groups = readonly (string | undefined)[]

/** Behind the name, which may hold anything: state, parent, group, session, terminal, the terminal's group (proc(5)). */
function groupsOnLinux(): Groups {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return [fields[2], fields[5]]
}

const groupsElsewhere = (): Groups =>
  execFileSync('ps', ['-o', 'pgid=,tpgid=', '-p', String(process.pid)], { encoding: 'utf8' })
    .trim()
    .split(/\s+/)
