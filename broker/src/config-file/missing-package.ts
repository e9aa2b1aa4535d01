import { dirname, isAbsolute, relative } from 'node:path'
import { ownPackage } from './own-package.ts'

/**
 * What to install where a configuration, or a file it is made of, imports a package that is not there; undefined when that
 * is not what was thrown.
 */
export function missingPackage(file: string, thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !isNotFound(thrown)) return undefined
  const name = packageIn(thrown.message)
  if (name === undefined) return undefined
  const importer = importerIn(thrown.message) ?? file
  const there = folderFor(importer, file)
  const isOwn = name === '@stompbox/broker'
  const install = `npm install ${isOwn ? ownPackage(there ?? process.cwd()) : name}`
  const where = there === undefined ? 'here' : `in ${seen(there)}`
  return (
    `${seen(importer)} imports ${name}, which is not installed ${where}; ${install}${there === undefined ? '' : ' there'} brings it.` +
    (isOwn ? ' Who imports defineBroker alone can leave it out: export default { … }.' : '')
  )
}

const seen = (path: string): string => relative(process.cwd(), path)

/** Where to install what a file imports, which may be far from here; undefined when here is right. */
function folderFor(importer: string, config: string): string | undefined {
  const folder = dirname(isBelow(importer, dirname(config)) ? config : importer)
  return isBelow(folder, process.cwd()) ? undefined : folder
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return !/^\.\.(?![^/\\])/.test(way) && !isAbsolute(way)
}

const isNotFound = (error: Error): boolean =>
  'code' in error && (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND')

/** Of `@scope/name/path` only the package; of a path nothing. */
const packageIn = (message: string): string | undefined =>
  /^Cannot find (?:package|module) '((?:@[^/\\'\s]+\/)?[^@./\\:'\s][^/\\:'\s]*)(?:\/[^']*)?'/.exec(
    message,
  )?.[1]

/** Node names who imported it, and the first of its require stack required it. */
const importerIn = (message: string): string | undefined =>
  /(?: imported from |\n- )(\S.*)/.exec(message)?.[1]
