import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const copy = fileURLToPath(new URL('../../../node_modules/.cache/stompbox-bench/unsliced', import.meta.url))
const slice = /\bconst writesPerSlice = [\d_]+;/

/**
 * The same broker, but that it writes to a large topic in one go: what slices are worth.
 * @returns its folder
 * @throws when the size of a slice is not where it was
 */
export function unslicedCopy(dist: string): string {
  const file = slicingFile(dist)
  rmSync(copy, { recursive: true, force: true })
  cpSync(dist, join(copy, 'dist'), { recursive: true })
  cpSync(join(dist, '../package.json'), join(copy, 'package.json'))
  const source = readFileSync(join(dist, file), 'utf8')
  writeFileSync(join(copy, 'dist', file), source.replace(slice, 'const writesPerSlice = Infinity;'))
  return join(copy, 'dist')
}

function slicingFile(dist: string): string {
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  )
  const found = files.find((file) => slice.test(readFileSync(join(dist, file), 'utf8')))
  if (found === undefined) throw new Error(`No file in ${dist} has «const writesPerSlice = <number>;».`)
  return found
}
