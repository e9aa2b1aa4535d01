import type { PreviewServer, ViteDevServer } from 'vite'
import { plainPath } from '../config-file/plain-path.ts'
import { type BrokerConfig, defaults } from '../index.ts'

/** What prints the URLs of Vite, and those of the broker below them. */
export function withEndpoints(
  server: ViteDevServer | PreviewServer,
  config: BrokerConfig,
  tcpUrl: string | undefined,
): () => void {
  const printUrls = server.printUrls.bind(server)
  return () => {
    printUrls()
    const [base] = server.resolvedUrls?.local ?? []
    const own = base === undefined ? [] : endpointUrls(base, config)
    for (const url of tcpUrl === undefined ? own : [...own, tcpUrl])
      server.config.logger.info(`  ➜  STOMP:   ${url}`)
  }
}

const endpointUrls = (base: string, config: BrokerConfig): string[] =>
  Object.entries(config.endpoints ?? defaults.endpoints).map(
    ([path, endpoint]) => new URL(plainPath(path, endpoint, config), base.replace(/^http/, 'ws')).href,
  )
