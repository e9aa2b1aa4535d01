import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createJiti } from 'jiti'
import { ConfigError } from './config-error.ts'

/**
 * What the configuration file exports by default, unchecked.
 * @throws {@link ConfigError} when the file does not parse, throws, or has no default export.
 */
export async function importConfig(file: string): Promise<unknown> {
  const extension = extname(file)
  if (extension === '.json') return parseJson(file, await readFile(file, 'utf8'))
  const module = await importModule(file, extension.endsWith('ts'))
  if (module['default'] !== undefined) return module['default']
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
    return (await (typed ? importTyped(file) : import(pathToFileURL(file).href))) as Record<string, unknown>
  } catch (error) {
    throw new ConfigError(`${file} cannot be loaded: ${messageOf(error)}${placeOf(error, file)}`, file, {
      cause: error,
    })
  }
}

/** Nothing is cached on disk: without a node_modules folder the cache would lie where others may write. */
function importTyped(file: string): Promise<unknown> {
  return createJiti(import.meta.url, { interopDefault: false, fsCache: false }).import(file)
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
