/** A broker in the server that Vite runs, for `dev` and for `preview`. */
import { relative } from 'node:path'
import type { Plugin, PreviewServer, ViteDevServer } from 'vite'
import { withoutConfig } from '../config-file/find-config.ts'
import { loadConfig } from '../config-file/load-config.ts'
import { reloadOnChange, type Running } from '../config-file/reload-on-change.ts'
import { type Broker, type BrokerConfig, createBroker } from '../index.ts'
import { eventLine, isDetail } from '../log/event-line.ts'
import { reloadLine } from '../log/reload-line.ts'
import { screenFor } from '../log/screen.ts'
import { chat } from '../presets/chat.ts'
import { withEndpoints } from './printed-urls.ts'

type AnyServer = ViteDevServer | PreviewServer

/**
 * Serves STOMP on the port of Vite, beside its pages and its own socket.
 * @param config a configuration, or the path of its file from Vite's root. Default: `stompbox.config.*` of the root, else the
 *   chat of the tutorials. The code of a file is taken up when it changes, and sessions stay. `port`, `host` and `static` are
 *   Vite's own business.
 */
export function stompbox(config?: BrokerConfig | string): Plugin {
  return {
    name: 'stompbox',
    configureServer: (server) => serve(server, config),
    configurePreviewServer: (server) => serve(server, config),
  }
}

/** @throws {@link ConfigError}; Error where Vite is a part of somebody else's server. */
async function serve(server: AnyServer, given: BrokerConfig | string | undefined): Promise<void> {
  const { httpServer, config: vite } = server
  if (httpServer === null)
    throw new Error(
      'Vite runs in middlewareMode and has no server of its own: call createBroker(config).attach(server) with yours.',
    )
  const running = typeof given === 'object' ? undefined : await runningFrom(vite.root, given)
  const { config } = running ?? { config: given as BrokerConfig }
  const screen = screenFor(process.stdout, process.env)
  const broker = createBroker(config, {
    monitor(event) {
      if (event.type !== 'connecting' && !isDetail(event))
        vite.logger.info(eventLine(event, new Date(), screen))
    },
  })
  broker.attach(httpServer)
  const tcp = config.tcp && (await broker.listenTcp(config.tcp))
  server.printUrls = withEndpoints(server, config, [
    ...(tcp ? [['STOMP', tcp.url] as const] : []),
    ...(running ? [['Config', sourceOf(running, vite.root)] as const] : []),
  ])
  const stopReloading = running && (await reloads(broker, running, server))
  httpServer.once('close', () => {
    void stopReloading?.()
    void broker.close()
  })
}

const runningFrom = async (root: string, asked: string | undefined): Promise<Running> =>
  (await loadConfig(root, asked)) ?? { folder: root, config: { application: chat } }

const sourceOf = (running: Running, root: string): string =>
  'file' in running ? relative(root, running.file) : withoutConfig

function reloads(broker: Broker, running: Running, { config }: AnyServer): Promise<() => Promise<void>> {
  const screen = screenFor(process.stdout, process.env)
  return reloadOnChange(broker, running, (reload) => {
    const file = relative(config.root, reload.file)
    config.logger.info(reloadLine({ ...reload, file }, new Date(), screen))
  })
}
