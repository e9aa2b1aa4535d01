/** Runs code of the user's; what it throws, now or as a promise, is reported and goes no further. */
export function isolated(run: () => unknown): void {
  try {
    const result = run()
    if (result instanceof Promise) result.catch(report)
  } catch (error) {
    report(error)
  }
}

/** As an uncaught error would be, where there is a way that does not end the process. */
export function report(error: unknown): void {
  const { reportError } = globalThis as { reportError?: (error: unknown) => void }
  if (reportError) reportError(error)
  else console.error(error)
}
