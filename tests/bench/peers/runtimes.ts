type Runtime = 'java' | 'rabbitmq'

interface RuntimesScript {
  ensureRuntimes: (keys: readonly Runtime[]) => Promise<Partial<Record<Runtime, string>>>
}

/** @returns why it is not there, and what to do; undefined when it is */
export async function runtimeMissing(key: Runtime): Promise<string | undefined> {
  const script = new URL('../../../scripts/runtimes.mjs', import.meta.url)
  const { ensureRuntimes } = (await import(script.href)) as RuntimesScript
  return (await ensureRuntimes([key]))[key]
}
