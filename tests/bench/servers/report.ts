/** Tells the parent the port, and on request the CPU time spent so far, in microseconds. */
export function reportTo(port: number): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.({ cpuUs: user + system })
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.({ port })
}
