import { parseArgs } from 'node:util'
import { nearestKey } from '../config/nearest-key.ts'

export interface Flags {
  readonly config?: string
  readonly port?: number
  readonly host?: string
  readonly json?: true
  /** Whether changes of the configuration are taken up. Undefined: where somebody looks. */
  readonly watch?: boolean
  readonly help?: true
  readonly version?: true
}

/** The command was written wrongly; exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(`${message} See stompbox --help.`)
    this.name = 'UsageError'
  }
}

const options = {
  port: { type: 'string' },
  host: { type: 'string' },
  json: { type: 'boolean' },
  watch: { type: 'boolean' },
  'no-watch': { type: 'boolean' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const

type OptionName = keyof typeof options

/** @throws {@link UsageError} */
export function parseFlags(args: readonly string[]): Flags {
  // Not strict: Node's own texts do not say what was meant.
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  let flags: Flags = {}
  for (const token of tokens) {
    if (token.kind === 'option') flags = { ...flags, ...flag(token.name, token.rawName, token.value) }
    if (token.kind === 'positional') flags = { ...flags, ...positional(flags, token.value) }
  }
  return flags
}

function positional(flags: Flags, value: string): Flags {
  if (flags.config === undefined) return { config: value }
  throw new UsageError(`One configuration file at a time: ${flags.config} or ${value}?`)
}

function flag(name: string, written: string, value: string | undefined): Flags {
  if (!isOption(name)) throw new UsageError(unknownOption(name, written))
  if (name === 'port') return { port: portOf(value) }
  if (name === 'host') return { host: hostOf(value) }
  if (value !== undefined) throw new UsageError(`--${name} takes no value, got ${value}.`)
  if (name === 'no-watch') return { watch: false }
  return { [name]: true }
}

const isOption = (name: string): name is OptionName => Object.hasOwn(options, name)

function unknownOption(name: string, written: string): string {
  const nearest = nearestKey(name, Object.keys(options))
  return `There is no option ${written}.${nearest === undefined ? '' : ` Did you mean --${nearest}?`}`
}

function portOf(value: string | undefined): number {
  if (value === undefined)
    throw new UsageError('--port needs a number, such as --port 9000, or 0 for any free port.')
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65535) return Number(value)
  throw new UsageError(`--port ${value} is not a whole number from 0 to 65535.`)
}

function hostOf(value: string | undefined): string {
  if (value !== undefined && /^[^\s-]\S*$/.test(value)) return value
  throw new UsageError('--host needs a name or an address, such as --host 0.0.0.0 for every network.')
}
