import { readFile, stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createJiti } from 'jiti'
import { ConfigError } from '../config/config-error.ts'
import { missingPackage } from './missing-package.ts'

/** What a file exports by default, and the files that made it. */
export interface Imported {
  readonly value: unknown
  /** Absolute. What comes from packages is not among them, nor what a file of JavaScript imports. */
  readonly files: readonly string[]
}

/**
 * What the configuration file says now, however often it was imported before.
 * @throws {@link ConfigError} when the file does not parse, throws, misses a package, or has no default export.
 */
export async function importConfig(file: string): Promise<Imported> {
  const extension = extname(file)
  if (extension === '.json') return { value: parseJson(file, await readFile(file, 'utf8')), files: [file] }
  const isTyped = extension.endsWith('ts')
  const { default: value } = await importModule(file, isTyped)
  if (value !== undefined) return { value, files: isTyped ? typedModules() : [file] }
  throw new ConfigError(`${file} has no default export. Write: export default defineBroker({ … })`, file)
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown
  } catch (error) {
    throw new ConfigError(`${file} is not JSON: ${messageOf(error)}`, file, { cause: error })
  }
}

async function importModule(file: string, typed: boolean): Promise<Record<string, unknown>> {
  try {
    return (await (typed ? importTyped(file) : importPlain(file))) as Record<string, unknown>
  } catch (error) {
    const text =
      missingPackage(file, error) ?? `${file} cannot be loaded: ${messageOf(error)}${placeOf(error, file)}`
    throw new ConfigError(text, file, { cause: error })
  }
}

/** Nothing is cached on disk: without a node_modules folder the cache would lie where others may write. */
const jiti = createJiti(import.meta.url, { interopDefault: false, fsCache: false })

function importTyped(file: string): Promise<unknown> {
  for (const name of typedModules()) Reflect.deleteProperty(jiti.cache, name)
  return jiti.import(file)
}

/** What jiti has read of the project. Node reads packages, and keeps them, so that there is one of each. */
const typedModules = (): string[] =>
  Object.keys(jiti.cache).filter((name) => /\.[cm]?tsx?$/.test(name) && !/[\\/]node_modules[\\/]/.test(name))

/** Node keeps a module for good; under another name the file is another one. */
async function importPlain(file: string): Promise<unknown> {
  const { mtimeMs } = await stat(file)
  return import(`${pathToFileURL(file).href}?${mtimeMs}`)
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return `it threw ${String(error)}`
  const message = error.message.split('\n', 1)[0]!.trim()
  return message.startsWith('ParseError: ') ? message : `${error.name}: ${message}`
}

/** ` (line n)`, the first place of the stack inside the file. Node keeps the place of a syntax error to itself. */
function placeOf(error: unknown, file: string): string {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const line = /^(?:\?\S*?)?:(\d+)/.exec(stack.split(file)[1] ?? '')?.[1]
  if (line !== undefined) return ` (line ${line})`
  return error instanceof SyntaxError ? ` (node --check ${file} shows where)` : ''
}
