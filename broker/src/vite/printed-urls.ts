import type { PreviewServer, ViteDevServer } from 'vite'
import { plainPath } from '../config-file/plain-path.ts'
import { type BrokerConfig, defaults } from '../index.ts'

type Row = readonly [label: string, text: string]

/** What prints the URLs of Vite, and those of the broker below them. @param further what follows them. */
export function withEndpoints(
  server: ViteDevServer | PreviewServer,
  config: BrokerConfig,
  further: readonly Row[],
): () => void {
  const printUrls = server.printUrls.bind(server)
  return () => {
    printUrls()
    const [base] = server.resolvedUrls?.local ?? []
    const own = base === undefined ? [] : endpointUrls(base, config).map((url): Row => ['STOMP', url])
    for (const [label, text] of [...own, ...further])
      server.config.logger.info(`  ➜  ${`${label}:`.padEnd(labelColumns)}${text}`)
  }
}

/** As Vite has it: `Local:   `. */
const labelColumns = 9

const endpointUrls = (base: string, config: BrokerConfig): string[] =>
  Object.entries(config.endpoints ?? defaults.endpoints).map(
    ([path, endpoint]) => new URL(plainPath(path, endpoint, config), base.replace(/^http/, 'ws')).href,
  )
