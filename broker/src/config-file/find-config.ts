import { existsSync, statSync } from 'node:fs'
import { basename, extname, resolve } from 'node:path'
import { ConfigError } from '../config/config-error.ts'

const extensions = ['.ts', '.mts', '.js', '.mjs', '.json'] as const

// In this order, in the working directory.
const configNames = extensions.map((extension) => `stompbox.config${extension}`)

/** What a person reads where there is none. */
export const withoutConfig =
  'none, so the built-in chat answers /pub/chat/message. A stompbox.config.ts replaces it'

/** Whether a file of this name is found without being asked for. */
export const isConfigName = (path: string): boolean => configNames.includes(basename(path))

/**
 * Absolute path of the configuration: the file asked for, or the one in the directory.
 * @returns undefined when none was asked for and none is there.
 * @throws {@link ConfigError} when the file asked for cannot be one, or the directory holds several.
 */
export function findConfig(directory: string, asked?: string): string | undefined {
  return asked === undefined ? configIn(directory) : configAt(resolve(directory, asked))
}

function configAt(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined) throw new ConfigError(`There is no configuration file ${file}.`, file)
  if (!stat.isFile()) {
    throw new ConfigError(
      `${file} is not a file. Name the configuration file itself, such as ${file}/${configNames[0]!}.`,
      file,
    )
  }
  if (extensions.some((extension) => extension === extname(file))) return file
  const known = extensions.join(', ')
  throw new ConfigError(`${file} is no configuration file: the name must end in one of ${known}.`, file)
}

function configIn(directory: string): string | undefined {
  const present = configNames.filter((name) => existsSync(resolve(directory, name)))
  if (present.length > 1) {
    const example = `stompbox ${present[0]!}`
    throw new ConfigError(
      `${directory} holds ${present.length} configuration files: ${present.join(', ')}. Keep one, or name it: ${example}.`,
    )
  }
  return present[0] === undefined ? undefined : resolve(directory, present[0])
}
