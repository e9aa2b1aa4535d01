/** Returns what ends the listening. */
export function onAbort(signal: AbortSignal | undefined, task: () => void): () => void {
  signal?.addEventListener('abort', task)
  return () => signal?.removeEventListener('abort', task)
}
