import { setImmediate as turnEnd } from 'node:timers/promises'

/** Tells the parent the port, and on request the memory that is left after a garbage collection. */
export function reportTo(port, collect = () => globalThis.gc()) {
  process.on('message', async () => {
    // What the first one finds finalizable is freed by the second.
    collect()
    await turnEnd()
    collect()
    process.send({ residentKb: Math.round(process.memoryUsage.rss() / 1024) })
  })
  process.on('disconnect', () => process.exit(0))
  // Who asked for it may be gone by now, and nobody would end it.
  process.send({ port }, (error) => error && process.exit(0))
}
