import { readFileSync } from 'node:fs'

/** Of the files a process may open, a broker keeps a tenth for itself. */
const share = 0.85
const elsewhere = 10_000

/** How many connections one process can hold here. */
export function connectionsAtMost(): number {
  return Math.floor(openFiles() * share)
}

/** The hard limit; Node raises its own to it. */
export function openFiles(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8')
    const hard = /^Max open files\s+\S+\s+(\S+)/m.exec(limits)?.[1]
    return hard === 'unlimited' ? 1_000_000 : Number(hard ?? elsewhere)
  } catch {
    return elsewhere
  }
}
