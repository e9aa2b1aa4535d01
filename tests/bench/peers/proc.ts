import { readFileSync } from 'node:fs'

/** What a process holds of the memory, as Linux counts it. */
export function residentKb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)![1])
}
