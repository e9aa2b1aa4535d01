import { dirname, resolve } from 'node:path'
import type { BrokerConfig, TcpTls } from '../index.ts'
import { checkConfig } from '../config/check-config.ts'
import { findConfig } from './find-config.ts'
import { importConfig } from './import-config.ts'

/** A checked configuration and the absolute path it came from. */
export interface LoadedConfig {
  readonly file: string
  readonly config: BrokerConfig
  /** All that it was made of, the file itself among them; absolute. */
  readonly files: readonly string[]
}

/**
 * The configuration file asked for, or the one in the directory; paths in it become absolute.
 * @returns undefined when none was asked for and none is there.
 * @throws {@link ConfigError} for anything that keeps it from being used.
 */
export async function loadConfig(directory: string, asked?: string): Promise<LoadedConfig | undefined> {
  const file = findConfig(directory, asked)
  if (file === undefined) return undefined
  return loadFile(file)
}

/** {@link loadConfig} of a file that is known to be there. */
export async function loadFile(file: string): Promise<LoadedConfig> {
  const { value, files } = await importConfig(file)
  const config = withAbsolutePaths(checkConfig(value, file), dirname(file))
  return { file, config, files }
}

const withAbsolutePaths = (config: BrokerConfig, folder: string): BrokerConfig => ({
  ...config,
  ...(config.static !== undefined && { static: resolve(folder, config.static) }),
  ...(config.tcp?.tls && { tcp: { ...config.tcp, tls: withAbsoluteFiles(config.tcp.tls, folder) } }),
})

const withAbsoluteFiles = (tls: TcpTls, folder: string): TcpTls => ({
  ...tls,
  ...(tls.keyFile !== undefined && { keyFile: resolve(folder, tls.keyFile) }),
  ...(tls.certFile !== undefined && { certFile: resolve(folder, tls.certFile) }),
})
