import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, relative, resolve } from 'node:path'
import { findConfig } from '../../config-file/find-config.ts'
import { ownPackage } from '../../config-file/own-package.ts'
import { UsageError } from '../flags.ts'
import { type Caller, ownName } from '../own-name.ts'
import { ownPage } from '../own-page.ts'
import { InitError } from './init-error.ts'
import { contents, template } from './template.ts'

const usualName = 'stompbox.config.ts'

/**
 * Writes a configuration to start from. Overwrites nothing.
 * @returns what was written, and what to do next.
 * @throws {@link InitError}, {@link UsageError}, {@link ConfigError}
 */
export function init(asked: string | undefined, caller: Caller): string {
  const name = asked ?? usualName
  if (!/\.m?ts$/.test(name))
    throw new UsageError(`init writes TypeScript: ${name} does not end in .ts or .mts.`)
  const file = resolve(caller.cwd(), name)
  checkAlone(file)
  write(file, caller)
  const argument = relative(caller.cwd(), file) === usualName ? '' : ` ${name}`
  return [
    `Wrote ${name}: ${contents}.`,
    `Serve it:   ${ownName(caller)}${argument}`,
    ...(hasTypes(file) ? [] : [`Its types:  npm install --save-dev ${ownPackage(dirname(file))}`]),
    `Read on:    ${ownPage('reference/configuration.md', caller.cwd())}`,
    '',
  ].join('\n')
}

/** Two that are found by their names would leave open which one is meant. */
function checkAlone(file: string): void {
  if (!basename(file).startsWith('stompbox.config.')) return
  const present = findConfig(dirname(file))
  if (present !== undefined && present !== file)
    throw new InitError(
      `There is ${present} already, and one folder has one configuration. Nothing was written.`,
    )
}

function write(file: string, caller: Caller): void {
  try {
    writeFileSync(file, template, { flag: 'wx' })
  } catch (error) {
    throw new InitError(
      texts[codeOf(error)]?.(file, caller) ?? `${file} cannot be written: ${String(error)}`,
      {
        cause: error,
      },
    )
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

const texts: Readonly<Record<string, (file: string, caller: Caller) => string>> = {
  EEXIST: (file, caller) =>
    `${file} is there already, and stays as it is. Name another: ${ownName(caller)} init other.config.ts`,
  ENOENT: (file) => `There is no folder ${dirname(file)}.`,
  ENOTDIR: (file) => `${dirname(file)} is no folder.`,
  EACCES: (file) => `This user may not write ${file}.`,
}

function hasTypes(file: string): boolean {
  try {
    createRequire(file).resolve('@stompbox/broker/package.json')
    return true
  } catch {
    return false
  }
}
