import { parseArgs } from 'node:util'
import { nearest } from '../destination/nearest.ts'

export interface Flags {
  /** Left out: serve. */
  readonly command?: 'init' | 'explain'
  /** The configuration to serve. */
  readonly config?: string
  /** The configuration to write. */
  readonly file?: string
  /** What to explain. */
  readonly code?: string
  readonly port?: number
  readonly host?: string
  readonly quiet?: true
  readonly verbose?: true
  readonly json?: true
  /** Whether changes of the configuration are taken up. Undefined: where somebody looks. */
  readonly watch?: boolean
  readonly lang?: Language
  readonly help?: true
  readonly version?: true
}

export type Language = 'en' | 'ko'

/** The command was written wrongly; exit code 2. */
export class UsageError extends Error {
  /** Where to read on, once it is known how the command is called. */
  readonly further: (name: string) => string

  constructor(message: string, further = (name: string) => `See ${name} --help.`) {
    super(message)
    this.further = further
    this.name = 'UsageError'
  }
}

const options = {
  port: { type: 'string' },
  host: { type: 'string' },
  quiet: { type: 'boolean' },
  verbose: { type: 'boolean' },
  json: { type: 'boolean' },
  watch: { type: 'boolean' },
  'no-watch': { type: 'boolean' },
  lang: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const

type OptionName = keyof typeof options

interface Usage {
  /** What the one word besides options is. */
  readonly argument: 'config' | 'file' | 'code'
  /** For when there is one word more. */
  readonly only: string
  readonly options: readonly OptionName[]
}

const serve: Usage = {
  argument: 'config',
  only: 'One configuration file at a time',
  options: ['port', 'host', 'quiet', 'verbose', 'json', 'watch', 'no-watch'],
}

const commands: Readonly<Record<NonNullable<Flags['command']>, Usage>> = {
  init: { argument: 'file', only: 'init writes one file', options: [] },
  explain: { argument: 'code', only: 'explain takes one code at a time', options: ['lang'] },
}

const everywhere: readonly OptionName[] = ['help', 'version']

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
  let isOver = false
  for (const token of tokens) {
    if (token.kind === 'option-terminator') isOver = true
    else if (token.kind === 'option') flags = { ...flags, ...flag(token.name, token.rawName, token.value) }
    else flags = { ...flags, ...(isOver ? argument(flags, token.value) : positional(flags, token.value)) }
  }
  checkTogether(flags)
  return flags
}

function positional(flags: Flags, value: string): Flags {
  if (flags.command !== undefined || flags.config !== undefined) return argument(flags, value)
  if (isCommand(value)) return { command: value }
  const near = /^\w+$/.test(value) && nearest(value, [...Object.keys(commands), '--help', '--version'])
  if (near) throw new UsageError(`There is no command ${value}. Did you mean ${near}?`)
  return argument(flags, value)
}

const isCommand = (value: string): value is keyof typeof commands => Object.hasOwn(commands, value)

function argument(flags: Flags, value: string): Flags {
  const { argument: name, only } = usageOf(flags)
  const given = flags[name]
  if (given === undefined) return { [name]: value }
  throw new UsageError(`${only}: ${given} or ${value}?`)
}

const usageOf = ({ command }: Flags): Usage => (command === undefined ? serve : commands[command])

function flag(name: string, written: string, value: string | undefined): Flags {
  if (!isOption(name)) throw new UsageError(unknownOption(name, written))
  if (name === 'port') return { port: portOf(value) }
  if (name === 'host') return { host: hostOf(value) }
  if (name === 'lang') return { lang: languageOf(value) }
  if (value !== undefined) throw new UsageError(`--${name} takes no value, got ${value}.`)
  if (name === 'no-watch') return { watch: false }
  return { [name]: true }
}

const isOption = (name: string): name is OptionName => Object.hasOwn(options, name)

function checkTogether(flags: Flags): void {
  const known = [...usageOf(flags).options, ...everywhere]
  const stray = Object.keys(flags).find((name) => isOption(name) && !known.includes(name))
  if (stray !== undefined) {
    const whose = flags.command === undefined ? 'goes with explain' : `does not go with ${flags.command}`
    throw new UsageError(`--${stray} ${whose}.`)
  }
  if (flags.quiet && flags.verbose)
    throw new UsageError('--quiet says less and --verbose more; give one of them.')
}

function unknownOption(name: string, written: string): string {
  const names = Object.keys(options)
  const near = name.length === 1 ? names.filter((long) => long.startsWith(name)) : [nearest(name, names)]
  const meant = near.flatMap((long) => long ?? []).map((long) => `--${long}`)
  return `There is no option ${written}.${meant.length === 0 ? '' : ` Did you mean ${meant.join(' or ')}?`}`
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

function languageOf(value: string | undefined): Language {
  if (value === 'en' || value === 'ko') return value
  throw new UsageError(`--lang takes en or ko${value === undefined ? '' : `, got ${value}`}.`)
}
