import { inspect } from 'node:util'
import type { z } from 'zod'
import type { BrokerConfig } from './broker-config.ts'
import { ConfigError } from './config-error.ts'
import { configShape } from './config-shape.ts'

/**
 * The value as a configuration. Keys that are undefined are left out.
 * @throws {@link ConfigError} with one line per problem: key, value, what is allowed.
 */
export function checkConfig(value: unknown, file: string): BrokerConfig {
  if (value instanceof Promise)
    throw new ConfigError(`${file} exports a promise. Write: export default await …`, file)
  const problems = problemsOf(value)
  if (problems.length === 0) return withoutUndefined(value as BrokerConfig)
  throw new ConfigError(listed(`${file} has`, problems), file)
}

/** As {@link checkConfig}, for what was given in code. */
export function checkGiven<T extends Partial<BrokerConfig>>(value: T, to: string): T {
  if (value instanceof Promise) throw new ConfigError(`What ${to} was given is a promise. Await it first.`)
  const problems = problemsOf(value)
  if (problems.length === 0) return withoutUndefined(value)
  throw new ConfigError(listed(`What ${to} was given has`, problems))
}

function problemsOf(value: unknown): string[] {
  const result = configShape.safeParse(value)
  return result.success ? [] : result.error.issues.flatMap((issue) => linesOf(issue, value))
}

function listed(heading: string, problems: readonly string[]): string {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`
  return [`${heading} ${count}:`, ...problems.map((problem) => `  ${problem}`)].join('\n')
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
