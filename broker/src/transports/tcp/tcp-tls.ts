import { readFile } from 'node:fs/promises'
import type { TlsOptions } from 'node:tls'

/** The options of node:tls, and its two PEM files by their paths; in a configuration file relative to it. */
export interface TcpTls extends TlsOptions {
  /** The path of the private key, in PEM. */
  readonly keyFile?: string
  /** The path of the certificate and its chain, in PEM. */
  readonly certFile?: string
}

/** Rejects for a file that cannot be read. */
export async function readTls({ keyFile, certFile, ...options }: TcpTls): Promise<TlsOptions> {
  if (keyFile !== undefined) options.key = await readFile(keyFile)
  if (certFile !== undefined) options.cert = await readFile(certFile)
  return options
}
