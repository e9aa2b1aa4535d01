import { readFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { getHeapStatistics } from 'node:v8'
import type { LookAtMemory } from './core/ports.ts'

/** Memory on Node: against the container, or the machine where there is none, and against the heap's own bound. */
export const nodeMemory: LookAtMemory = () => {
  const { used_heap_size, heap_size_limit } = getHeapStatistics()
  return {
    process: { usedBytes: process.memoryUsage.rss(), limitBytes: processLimitBytes },
    heap: { usedBytes: used_heap_size, limitBytes: heap_size_limit },
  }
}

/** A container without a bound says 0, or more than there is. */
const processLimitBytes = Math.min(process.constrainedMemory() || Infinity, totalmem())

/** Sessions that the open-files limit of the process has room for; the rest is for everything else. Linux only. */
export function sessionsByOpenFiles(limits = procLimits()): number {
  const openFiles = Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Infinity)
  return Math.max(1, Math.floor(openFiles * 0.9))
}

function procLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8')
  } catch {
    return ''
  }
}
