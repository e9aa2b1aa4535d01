import { existsSync, statSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join, relative } from 'node:path'
import { type LoadedConfig, loadConfig } from '../config-file/load-config.ts'
import { plainPath } from '../config-file/plain-path.ts'
import { type Reload, reloadOnChange, type Running } from '../config-file/reload-on-change.ts'
import {
  type Broker,
  type BrokerConfig,
  type BrokerSurroundings,
  type FrameTap,
  type Monitor,
  type TcpOptions,
  createBroker,
  defaults,
} from '../index.ts'
import { chat } from '../presets/chat.ts'
import { type Listening, isEveryAddress } from './banner.ts'
import { failureText, userPlace } from '../log/failure-place.ts'
import type { Flags } from './flags.ts'
import { LineWriter, neverWait } from './line-writer.ts'
import { StartError, asOption, listenError, tcpError } from './listen-error.ts'
import { type Log, jsonLog, textLog } from './log.ts'
import { isDetail, isUrgent, type LoggedEvent } from '../log/event-line.ts'
import { isUrgentReload } from '../log/reload-line.ts'
import { screenFor } from '../log/screen.ts'
import { ownName, ownOptions } from './own-name.ts'
import { stopper, type StopSignal } from './stop-signals.ts'
import { hasKeyboard, useKeys } from './keys/use-keys.ts'

export interface Start {
  readonly version: string
  readonly startedMs: number
}

/**
 * Listens, says so, and logs until a signal ends the process.
 * @throws {@link ConfigError}, {@link StartError}
 */
export async function serve(flags: Flags, { version, startedMs }: Start): Promise<void> {
  const loaded = await loadConfig(process.cwd(), flags.config)
  const { tcp, ...config } = configured(flags, loaded)
  const hasKeys = flags.json === undefined && hasKeyboard()
  const screen = screenFor(process.stdout, process.env)
  const log = flags.json ? jsonLog : textLog(screen, { hasKeys, ownName: ownName(process) })
  const output = new LineWriter(process.stdout, (lines) => log.dropped(lines, new Date()))
  neverWait(process.stdout)
  const monitor: Monitor = (event) => {
    if (event.type !== 'connecting' && isTold(event, flags)) output.write(log.event(event, new Date()))
  }
  const tap: FrameTap = (frame) => output.write(log.frame(frame, new Date()))
  const broker = create(config, loaded?.file, { monitor, ...(flags.verbose && { tap }) })
  const stop = stopOnSignals(broker, log, output)
  const port = await listen(broker, config)
  const tcpUrl = tcp && (await listenTcp(broker, { host: config.host, ...tcp }))
  const follows = flags.watch ?? process.stdout.isTTY
  if (follows)
    await reloadInto(broker, loaded ?? { folder: process.cwd(), config: builtIn }, (reload) => {
      if (flags.quiet === undefined || isUrgentReload(reload)) output.write(log.reload(reload, new Date()))
    })
  const readyMs = performance.now() - startedMs
  const where = { ...described(config, loaded?.file), follows, version, port, tcpUrl, readyMs }
  // Who reads of the keys may press them.
  if (hasKeys) useKeys(where, { say: (text) => output.write(text), quit: () => stop('SIGINT') })
  output.write(log.listening(where, new Date()))
}

function isTold(event: LoggedEvent, { quiet, verbose, json }: Flags): boolean {
  if (quiet) return isUrgent(event)
  return verbose === true || json === true || !isDetail(event)
}

async function reloadInto(broker: Broker, running: Running, tell: (reload: Reload) => void): Promise<void> {
  await reloadOnChange(broker, running, (reload) =>
    tell({ ...reload, file: relative(process.cwd(), reload.file) }),
  )
}

type Configured = BrokerConfig & { readonly port: number; readonly host: string }

/** Where there is no configuration. */
const builtIn: BrokerConfig = { application: chat }

/** Options win over the configuration, the configuration over the defaults. */
function configured(flags: Flags, loaded: LoadedConfig | undefined): Configured {
  const config = loaded?.config ?? builtIn
  return {
    ...config,
    port: flags.port ?? config.port ?? defaults.port,
    host: flags.host ?? config.host ?? defaults.host,
  }
}

/** The one part of a configuration that nothing could check before is its code. */
function create(config: Configured, file: string | undefined, surroundings: BrokerSurroundings): Broker {
  try {
    return createBroker(servable(config), surroundings)
  } catch (error) {
    const place = userPlace(error) ?? file
    const at = place === undefined ? '' : ` (${place})`
    throw new StartError(`The configuration cannot be used: ${failureText(error)}${at}`, { cause: error })
  }
}

/** A page that was not built yet keeps nobody from using the rest; the banner says that it is missing. */
function servable({ static: folder, ...rest }: Configured): Configured {
  const isFolder = folder !== undefined && statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
  return isFolder ? { ...rest, static: folder } : rest
}

async function listen(broker: Broker, { host, port }: Configured): Promise<number> {
  try {
    return (await broker.listen({ host, port })).port
  } catch (error) {
    throw listenError(error, host, port, asOption(ownOptions(process)))
  }
}

async function listenTcp(broker: Broker, tcp: TcpOptions & { readonly host: string }): Promise<string> {
  try {
    return (await broker.listenTcp(tcp)).url
  } catch (error) {
    throw tcpError(error, tcp.host, tcp.port)
  }
}

function described(
  config: Configured,
  file: string | undefined,
): Omit<Listening, 'version' | 'port' | 'tcpUrl' | 'readyMs' | 'follows'> {
  const endpoints = Object.entries(config.endpoints ?? defaults.endpoints)
  return {
    host: config.host,
    endpoints: endpoints.map(([path, endpoint]) => ({
      path,
      plainPath: plainPath(path, endpoint, config),
      sockjs: (endpoint.sockjs ?? false) !== false,
    })),
    profile: config.profile ?? defaults.profile,
    prefixes: { ...defaults.prefixes, ...config.prefixes },
    allowedOrigins: [...(config.allowedOrigins ?? []), ...(config.allowedOriginPatterns ?? [])],
    page: config.static === undefined ? undefined : pageIn(config.static),
    config: file === undefined ? undefined : relative(process.cwd(), file),
    networkAddresses: isEveryAddress(config.host) ? networkAddresses() : [],
  }
}

const pageIn = (folder: string): Listening['page'] => ({
  folder: relative(process.cwd(), folder) || '.',
  present: existsSync(join(folder, 'index.html')),
})

const networkAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address)

/** A log that nobody reads must not keep the process from ending. */
const lastLinesMs = 1000

/** @returns what a signal does. */
function stopOnSignals(broker: Broker, log: Log, output: LineWriter): (signal: StopSignal) => void {
  const drain = async (): Promise<void> => {
    output.write(log.draining(new Date()))
    await broker.close()
    await output.flush(lastLinesMs)
    process.exit(0)
  }
  const stop = stopper({
    nowMs: () => performance.now(),
    drain: () => void drain(),
    leave: (exitCode) => process.exit(exitCode),
  })
  process.on('SIGINT', stop).on('SIGTERM', stop)
  return stop
}
