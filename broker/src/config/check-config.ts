import { inspect } from 'node:util'
import type { z } from 'zod'
import type { BrokerConfig } from '../index.ts'
import { ConfigError } from './config-error.ts'
import { configShape } from './config-shape.ts'

/**
 * The value as a configuration. Keys that are undefined are left out.
 * @throws {@link ConfigError} with one line per problem: key, value, what is allowed.
 */
export function checkConfig(value: unknown, file: string): BrokerConfig {
  if (value instanceof Promise)
    throw new ConfigError(`${file} exports a promise. Write: export default await …`, file)
  const result = configShape.safeParse(value)
  if (result.success) return withoutUndefined(value as BrokerConfig)
  const lines = result.error.issues.flatMap((issue) => linesOf(issue, value))
  const count = lines.length === 1 ? 'a problem' : `${lines.length} problems`
  throw new ConfigError([`${file} has ${count}:`, ...lines.map((line) => `  ${line}`)].join('\n'), file)
}

function linesOf(issue: z.core.$ZodIssue, config: unknown): string[] {
  const key = issue.path.map(String).join('.') || 'the configuration'
  if (issue.code === 'unrecognized_keys') {
    const within = issue.path.length === 0 ? '' : `${key}: `
    return issue.message.split('\n').map((line) => within + line)
  }
  const name = issue.code === 'invalid_key' ? issue.path.at(-1) : valueAt(config, issue.path)
  return [`${key}: ${shown(name)} is not ${issue.message}`]
}

const valueAt = (config: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce((value, key) => (value as Record<PropertyKey, unknown>)[key], config)

/** A value on one line, recognisable and no longer than it takes. */
function shown(value: unknown): string {
  const text = inspect(value, { breakLength: Infinity, depth: 1 })
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

/** So that `port: undefined` means the default, as it reads. */
function withoutUndefined<T extends object>(value: T): T {
  const kept = Object.entries(value).filter(([, part]) => part !== undefined)
  return Object.fromEntries(
    kept.map(([key, part]) => [key, isPlain(part) ? withoutUndefined(part) : part]),
  ) as T
}

/** A Buffer, say a key, is none. */
const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
