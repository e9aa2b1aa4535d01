// Taken while this is loaded, and so before a test can put a fake clock in their place.
const { setTimeout: start, clearTimeout: stop } = globalThis

/** Calls once so much real time has gone by. @returns what cancels it. */
export function afterRealTime(ms: number, task: () => void): () => void {
  if (ms === Infinity) return () => undefined
  const timer = start(task, ms)
  return () => stop(timer)
}
