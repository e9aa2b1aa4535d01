import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Program = 'wsload' | 'floor'

const cache = fileURLToPath(new URL('../../../node_modules/.cache/bench', import.meta.url))
const sourcesOf = (program: Program): string => fileURLToPath(new URL(program, import.meta.url))

const fileOf = (program: Program): string => join(cache, program)

/**
 * Builds it with the C compiler of the machine, when a source is newer than what there is.
 * @returns why it cannot be; undefined when it is there
 */
export function compile(program: Program): string | undefined {
  const names = readdirSync(sourcesOf(program)).map((name) => join(sourcesOf(program), name))
  const changedMs = Math.max(...names.map((name) => statSync(name).mtimeMs))
  if (existsSync(fileOf(program)) && statSync(fileOf(program)).mtimeMs > changedMs) return undefined
  if (process.platform !== 'linux')
    return `${program} speaks to the kernel of Linux; this is ${process.platform}.`
  mkdirSync(cache, { recursive: true })
  return build(
    program,
    names.filter((name) => name.endsWith('.c')),
  )
}

/** Beside, and then moved: another run may be starting the one that is there. */
function build(program: Program, sources: readonly string[]): string | undefined {
  const beside = `${fileOf(program)}.${process.pid}`
  const { error, status, stderr } = spawnSync(
    'cc',
    ['-O2', '-std=gnu11', '-Wall', '-Wextra', '-o', beside, ...sources],
    { encoding: 'utf8' },
  )
  if (error) return 'There is no C compiler (cc). Install one: apt-get install gcc libc6-dev, or the like.'
  if (status !== 0) return `${program} does not compile: ${stderr.trim()}`
  renameSync(beside, fileOf(program))
  return undefined
}

/** @throws Error with the reason why there is none */
export function compiled(program: Program): string {
  const reason = compile(program)
  if (reason !== undefined) throw new Error(reason)
  return fileOf(program)
}
