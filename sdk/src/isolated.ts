/** Runs code of the user's; what it throws, now or as a promise, is reported and goes no further. */
export function isolated(run: () => unknown): void {
  try {
    const result = run()
    if (result instanceof Promise) result.catch(report)
  } catch (error) {
    report(error)
  }
}

function report(error: unknown): void {
  const { reportError } = globalThis as { reportError?: (error: unknown) => void }
  if (reportError) reportError(error)
  else console.error(error)
}
