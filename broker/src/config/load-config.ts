import { dirname, resolve } from 'node:path'
import type { BrokerConfig } from '../index.ts'
import { checkConfig } from './check-config.ts'
import { findConfig } from './find-config.ts'
import { importConfig } from './import-config.ts'

/** A checked configuration and the absolute path it came from. */
export interface LoadedConfig {
  readonly file: string
  readonly config: BrokerConfig
}

/**
 * The configuration file asked for, or the one in the directory; `static` becomes an absolute path.
 * @returns undefined when none was asked for and none is there.
 * @throws {@link ConfigError} for anything that keeps it from being used.
 */
export async function loadConfig(directory: string, asked?: string): Promise<LoadedConfig | undefined> {
  const file = findConfig(directory, asked)
  if (file === undefined) return undefined
  const config = checkConfig(await importConfig(file), file)
  if (config.static === undefined) return { file, config }
  return { file, config: { ...config, static: resolve(dirname(file), config.static) } }
}
