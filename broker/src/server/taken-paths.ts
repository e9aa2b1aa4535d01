import type { Server } from 'node:http'

const taken = new WeakMap<Server, Set<string>>()

/**
 * Of two that answer at one path of a server only the last would be heard.
 * @returns what gives the paths back.
 * @throws TypeError when somebody has one of them.
 */
export function takePaths(server: Server, paths: readonly string[]): () => void {
  const all = taken.get(server) ?? new Set()
  const twice = paths.find((path) => all.has(path))
  if (twice !== undefined)
    throw new TypeError(
      `attach: a broker answers at ${twice} of this server already. Close that one first, or give this one other endpoints.`,
    )
  for (const path of paths) all.add(path)
  taken.set(server, all)
  return () => {
    for (const path of paths) all.delete(path)
  }
}
