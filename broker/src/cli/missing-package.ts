import { basename } from 'node:path'
import type { ConfigError } from '../config/config-error.ts'
import { ownPackage } from './own-package.ts'

/** What to install for a configuration that imports a package that is not there; undefined when that is not the matter. */
export function missingPackage({ file, cause }: ConfigError): string | undefined {
  const name = cause instanceof Error && isNotFound(cause) ? packageIn(cause.message) : undefined
  if (name === undefined || file === undefined) return undefined
  const from = name === '@stompbox/broker' ? ownPackage(process.cwd()) : name
  return `${basename(file)} imports ${name}, which is not installed here. Run: npm install ${from}`
}

const isNotFound = (error: Error): boolean =>
  'code' in error && (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND')

/** Of `@scope/name/path` only the package; of a path nothing. */
const packageIn = (message: string): string | undefined =>
  /^Cannot find (?:package|module) '((?:@[^/\\'\s]+\/)?[^@./\\:'\s][^/\\:'\s]*)(?:\/[^']*)?'/.exec(
    message,
  )?.[1]
