import { dirname, relative } from 'node:path'
import { ownPackage } from './own-package.ts'

/**
 * What to install where a configuration, or a file it is made of, imports a package that is not there; undefined when that
 * is not what was thrown.
 */
export function missingPackage(file: string, thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !isNotFound(thrown)) return undefined
  const name = packageIn(thrown.message)
  if (name === undefined) return undefined
  const from = name === '@stompbox/broker' ? ownPackage(process.cwd()) : name
  const importer = relative(dirname(file), importerIn(thrown.message) ?? file)
  return `${importer} imports ${name}, which is not installed here; npm install ${from} brings it.`
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
