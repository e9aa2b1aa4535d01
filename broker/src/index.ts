/** The public list, and the one place where the parts are put together. */
import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import { type App, RoutedApplication } from './application/app.ts'
import { Broker as Core } from './core/broker.ts'
import { type Limits, defaultLimits } from './core/limits.ts'
import type {
  Accept,
  Authenticate,
  Authorize,
  Connection,
  Handshake,
  LookAtMemory,
  Monitor,
  Receiver,
  Scheduler,
} from './core/ports.ts'
import { type Prefixes, defaultPrefixes } from './core/router.ts'
import type { HeartBeat } from './frame/heart-beat.ts'
import { nodeMemory, sessionsByOpenFiles } from './node-load.ts'
import { nodeScheduler } from './node-scheduler.ts'
import { healthRoute } from './server/health.ts'
import { HttpServer } from './server/http-server.ts'
import type { Route } from './server/route.ts'
import { staticFilesRoute } from './server/static-files.ts'
import { endpointRoute } from './endpoint-route.ts'
import { TcpDoors, type TcpOptions } from './tcp-doors.ts'
import { version } from './version.ts'

export type { App, Handler, MessageRoute } from './application/app.ts'
export type { MessageContext, Send } from './application/context.ts'
export type { PathParams } from './application/path-params.ts'
export { Refusal, type RefusalCode, refusalCodes } from './core/errors.ts'
export { type Limits, defaultLimits } from './core/limits.ts'
export type { Prefixes } from './core/router.ts'
export type {
  Accept,
  AccessRequest,
  Authenticate,
  Authorize,
  Batch,
  BrokerEvent,
  ChunkKind,
  Connection,
  ConnectRequest,
  Encoded,
  Framing,
  Handshake,
  InboundHeaders,
  LookAtMemory,
  Memory,
  Monitor,
  Receiver,
  Scheduler,
  SessionInfo,
  User,
} from './core/ports.ts'
export type { HeartBeat } from './frame/heart-beat.ts'
export { type MemoryPeer, connectMemory } from './transports/memory.ts'
export type { TcpOptions } from './tcp-doors.ts'
export type { TcpTls } from './transports/tcp-tls.ts'

export interface Endpoint {
  /** Also SockJS on this path, with its HTTP fallbacks. */
  readonly sockjs?: boolean
}

export interface BrokerConfig {
  readonly port?: number
  readonly host?: string
  readonly tcp?: TcpOptions
  /** Paths at which clients connect. */
  readonly endpoints?: Readonly<Record<string, Endpoint>>
  readonly prefixes?: Partial<Prefixes>
  /** What the broker offers: beats it can send, and beats it wants. 0 declines. */
  readonly heartBeat?: Partial<HeartBeat>
  /** Origins of pages that may connect besides those of this host, such as `https://app.example`. */
  readonly allowedOrigins?: readonly string[]
  /** Names of the broker besides `localhost`, such as `chat.example`: what `Host` may say. */
  readonly allowedHosts?: readonly string[]
  /** Checks who connects. Without it everybody may, and `login` is only a claim. */
  readonly authenticate?: Authenticate
  /** Grants SEND and SUBSCRIBE. Without it everything is granted. */
  readonly authorize?: Authorize
  readonly limits?: Partial<Limits>
  /** A folder served at `/`. Not with `attach`. */
  readonly static?: string
  /** Maps the application's routes. */
  readonly application?: (app: App) => void
}

export const defaults = {
  port: 8080,
  host: 'localhost',
  endpoints: { '/ws-stomp': { sockjs: true }, '/ws': {} } as Readonly<Record<string, Endpoint>>,
  prefixes: defaultPrefixes,
  heartBeat: { sendMs: 10_000, receiveMs: 10_000 },
} as const

export interface ListenOptions {
  /** 0 picks a free one. */
  readonly port?: number
  readonly host?: string
}

export interface Address {
  readonly port: number
  readonly host: string
  /** Such as `http://localhost:8080`, `tcp://localhost:61613` or `tls://localhost:61614`. */
  readonly url: string
}

export interface Broker {
  /** Serves the endpoints beside whatever the server already does. Attach after its other listeners. */
  attach(server: Server): void
  /** One HTTP server on one port, and the TCP port if one is configured. Rejects with Node's listen error, such as EADDRINUSE. */
  listen(options?: ListenOptions): Promise<Address & { readonly tcp?: Address }>
  /** A TCP port, besides the configured one. Rejects with Node's error, of the port or of a key that cannot be used. */
  listenTcp(options: TcpOptions): Promise<Address>
  /** Takes any byte channel as a client's: {@link connectMemory}, or a transport of your own. */
  accept(connection: Connection, handshake: Handshake): Receiver
  /**
   * To be called when what `authorize` says has changed: asks again about every standing subscription, of one user or of
   * all. Who may no longer read is ended with `forbidden`.
   */
  rightsChanged(userName?: string): Promise<void>
  /**
   * Takes nobody more, and ends the sessions, some at a time (`maxNewSessionsPerSecond`, `drainTimeoutMs`): what was
   * accepted is flushed, ERROR `draining` says when to come back, then 1001. Resolves when all are gone; again, the same.
   */
  close(): Promise<void>
}

/** What runs beside a broker; tests give their own. */
export interface BrokerSurroundings {
  readonly monitor?: Monitor
  readonly scheduler?: Scheduler
  readonly memory?: LookAtMemory
}

/** A peer that polls may be between two polls; one that does not answer is not waited for. */
const closeTimeoutMs = 6_000

/** Returns its argument, typed. For configuration files. */
export const defineBroker = (config: BrokerConfig): BrokerConfig => config

/** @throws TypeError for two routes with one pattern, or an allowed origin or host that is none. */
export function createBroker(config: BrokerConfig = {}, surroundings: BrokerSurroundings = {}): Broker {
  const limits = limitsOf(config)
  const core = createCore(config, limits, surroundings)
  let isReady = true
  const accept: Accept = (connection, handshake) => core.accept(connection, handshake)
  const routes = endpointRoutes(config, limits, core)
  const health = healthRoute(() => isReady)
  const servers: HttpServer[] = []
  const maxSockets = sessionsByOpenFiles()
  const server = (extra: readonly Route[]) => {
    const added = new HttpServer({
      routes: [...routes, health, ...extra],
      allowedOrigins: config.allowedOrigins ?? [],
      allowedHosts: config.allowedHosts ?? [],
      maxSockets,
      maxSilentSockets: Math.min(limits.maxUnconnectedSessions, Math.ceil(maxSockets / 2)),
      dropped: (remoteAddress) => core.dropped(remoteAddress, maxSockets),
    })
    servers.push(added)
    return added
  }
  const doors = new TcpDoors(accept, limits)
  const listenTcp = async ({ port, host = config.host ?? defaults.host, tls }: TcpOptions) =>
    addressOf(tls ? 'tls' : 'tcp', host, await doors.open(port, host, tls))
  let closed: Promise<void> | undefined
  const close = async () => {
    isReady = false
    doors.stopAccepting()
    // HTTP goes on until the last is gone: a peer that polls comes with a new request each time.
    await core.close(closeTimeoutMs)
    await Promise.all([doors, ...servers].map((each) => each.close()))
  }
  return {
    attach: (httpServer) => server([]).attach(httpServer),
    async listen({ port = config.port ?? defaults.port, host = config.host ?? defaults.host } = {}) {
      const files = config.static === undefined ? [] : [await staticFilesRoute(config.static)]
      const own = server(files)
      const address = addressOf('http', host, (await own.listen(port, host)).port)
      if (config.tcp === undefined) return address
      try {
        return { ...address, tcp: await listenTcp({ host, ...config.tcp }) }
      } catch (error) {
        await own.close()
        throw error
      }
    },
    listenTcp,
    accept,
    rightsChanged: (userName) => core.rightsChanged(userName),
    close: () => (closed ??= close()),
  }
}

function limitsOf({ limits }: BrokerConfig): Limits {
  const all = { ...defaultLimits, ...limits }
  return { ...all, maxSessions: Math.min(all.maxSessions, sessionsByOpenFiles()) }
}

function createCore(
  config: BrokerConfig,
  limits: Limits,
  { monitor = () => {}, scheduler = nodeScheduler, memory = nodeMemory }: BrokerSurroundings,
): Core {
  const application = new RoutedApplication()
  config.application?.(application)
  return new Core({
    scheduler,
    monitor,
    application,
    randomId: () => randomBytes(16).toString('hex'),
    random: () => Math.random(),
    memory,
    limits,
    prefixes: { ...defaults.prefixes, ...config.prefixes },
    heartBeat: { ...defaults.heartBeat, ...config.heartBeat },
    server: `stompbox/${version}`,
    authenticate: config.authenticate,
    authorize: config.authorize,
  })
}

const addressOf = (scheme: string, host: string, port: number): Address => ({
  port,
  host,
  url: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`,
})

const endpointRoutes = ({ endpoints = defaults.endpoints }: BrokerConfig, limits: Limits, core: Core) =>
  Object.entries(endpoints).map(([path, { sockjs = false }]) =>
    endpointRoute({
      path,
      sockjs,
      limits,
      accept: (connection, handshake) => core.accept(connection, handshake),
      admit: core.admit,
    }),
  )
