import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const copy = fileURLToPath(new URL('../../../node_modules/.cache/stompbox-bench/unsliced', import.meta.url))
const file = 'core/fan-out/fan-out.js'
const slice = /\bconst writesPerSlice = [\d_]+;/

/**
 * The same broker, but that it writes to a large topic in one go: what slices are worth.
 * @returns its folder
 * @throws when the size of a slice is not where it was
 */
export function unslicedCopy(dist: string): string {
  const source = readFileSync(join(dist, file), 'utf8')
  if (!slice.test(source)) throw new Error(`${join(dist, file)} has no «const writesPerSlice = <number>;».`)
  rmSync(copy, { recursive: true, force: true })
  cpSync(dist, join(copy, 'dist'), { recursive: true })
  cpSync(join(dist, '../package.json'), join(copy, 'package.json'))
  writeFileSync(join(copy, 'dist', file), source.replace(slice, 'const writesPerSlice = Infinity;'))
  return join(copy, 'dist')
}
