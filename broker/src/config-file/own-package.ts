import { isAbsolute, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What to install the broker from, seen from a folder: its own, wherever that is. */
export function ownPackage(folder: string): string {
  const path = relative(folder, fileURLToPath(new URL('../..', import.meta.url)))
  // npm takes a plain name for one of its registry.
  return path.startsWith('.') || isAbsolute(path) ? path : `./${path}`
}
