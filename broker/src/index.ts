/** The public list, and the one place where the parts are put together. */
import { randomBytes } from 'node:crypto'
import { RoutedApplication } from './application/routed-application.ts'
import { PublishingTemplate, type Template } from './application/template.ts'
import { type BrokerConfig, defaults, profileOf } from './config/broker-config.ts'
import { checkGiven } from './config/check-config.ts'
import { Broker as Core } from './core/broker.ts'
import type { Limits } from './core/limits.ts'
import type { Monitor } from './core/events.ts'
import type {
  Accept,
  Admit,
  Connection,
  FrameTap,
  Handshake,
  LookAtMemory,
  Receiver,
  Scheduler,
  UserRegistry,
} from './core/ports.ts'
import type { Profile } from './core/profile/profile.ts'
import { HttpDoors } from './http-doors.ts'
import { nodeMemory, sessionsByOpenFiles } from './node-load.ts'
import { nodeScheduler } from './node-scheduler.ts'
import { type AnyServer, checkServer } from './server/check-server.ts'
import { healthRoute } from './server/health.ts'
import { staticFilesRoute } from './server/static-files.ts'
import { NothingThere } from './transports/http/error-page.ts'
import { endpointRoute } from './endpoint-route.ts'
import { tapped } from './tapped.ts'
import { TcpDoors, type TcpOptions } from './tcp-doors.ts'
import { onceEach, tellNotServed } from './told-once.ts'
import { version } from './version.ts'

export type { App } from './application/app.ts'
export { BodyError, ValidationError } from './application/body-errors.ts'
export type { BodyOption } from './application/body.ts'
export type { DefineApplication } from './application/routed-application.ts'
export type { MessageContext } from './application/context.ts'
export type { Interceptor } from './application/interceptors.ts'
export type { SessionEventName, SessionEvents } from './application/listeners.ts'
export type {
  BodyOf,
  Handler,
  Mappings,
  ReplyOf,
  ReplyRoute,
  RouteOptions,
  Router,
  UserReplyOptions,
} from './application/mappings.ts'
export type { SendHeaders } from './application/outgoing.ts'
export type { PathParams } from './application/path-params.ts'
export type { SchemaIssue, StandardSchemaV1 } from './application/standard-schema.ts'
export type { Send, SendToUser } from './application/send.ts'
export type { Template } from './application/template.ts'
export type { UserMessageOptions } from './application/user-path.ts'
export { logEvents } from './log/log-events.ts'
export { Refusal, type RefusalCode, refusalCodes } from './core/errors.ts'
export { type Limits, defaultLimits } from './core/limits.ts'
export { type BrokerConfig, type Endpoint, defaults, profileNames } from './config/broker-config.ts'
export type { ProfileName } from './core/profile/profile.ts'
export type { SpringOptions } from './core/profile/spring.ts'
export type { Prefixes } from './core/router.ts'
export type { BrokerEvent, Monitor } from './core/events.ts'
export type {
  Accept,
  AccessRequest,
  Authenticate,
  Authorize,
  Batch,
  ChunkKind,
  Connection,
  ConnectedUser,
  ConnectRequest,
  Encoded,
  FrameTap,
  Framing,
  Handshake,
  InboundHeaders,
  InterceptedFrame,
  LookAtMemory,
  Memory,
  Receiver,
  Scheduler,
  SessionInfo,
  TappedFrame,
  User,
  UserRegistry,
  Verdict,
} from './core/ports.ts'
export type { HeartBeat } from './frame/heart-beat.ts'
export { type MemoryPeer, connectMemory } from './transports/memory.ts'
export type { SockJsSettings } from './transports/sockjs/sockjs-settings.ts'
export type { TcpOptions } from './tcp-doors.ts'
export type { TcpTls } from './transports/tcp/tcp-tls.ts'

/** Where to listen. */
export interface ListenOptions {
  /** 0 to 65535; 0 picks a free one. Default: that of the configuration. */
  readonly port?: number
  /** A name or an address. Default: that of the configuration. */
  readonly host?: string
}

/** Where a broker listens. */
export interface Address {
  /** The port there is, also where 0 was asked for. */
  readonly port: number
  /** As it was given. */
  readonly host: string
  /** Such as `http://localhost:8080`, `tcp://localhost:61613` or `tls://localhost:61614`. */
  readonly url: string
}

/** A broker. It serves nobody before `listen`, `attach` or `accept`. */
export interface Broker {
  /**
   * Serves the endpoints beside whatever the server does besides: `node:http`, `https` or `http2`, listening or not yet.
   * @throws TypeError for what is no server, such as an application of express; and where another broker has one of its endpoints.
   */
  attach(server: AnyServer): void
  /** One HTTP server on one port, and the TCP port if one is configured. Rejects with Node's listen error, such as EADDRINUSE. */
  listen(options?: ListenOptions): Promise<Address & { readonly tcp?: Address }>
  /** A TCP port, besides the configured one. Rejects with Node's error, of the port or of a key that cannot be used. */
  listenTcp(options: TcpOptions): Promise<Address>
  /** Takes any byte channel as a client's: {@link connectMemory}, or a transport of your own. */
  accept(connection: Connection, handshake: Handshake): Receiver
  /** Sends from any code in the process. */
  readonly template: Template
  /** Who is connected now. */
  readonly users: UserRegistry
  /**
   * To be called when what `authorize` says has changed: asks again about every standing subscription, of one user or of
   * all. Who may no longer read is ended with `forbidden`.
   */
  rightsChanged(userName?: string): Promise<void>
  /**
   * Puts other code in place, of which what is left out is none. Sessions stay, and every standing subscription is asked
   * about again. A handler at work still answers.
   * @throws whatever the new code throws; then all is as it was.
   */
  reload(code: Pick<BrokerConfig, 'application' | 'authenticate' | 'authorize'>): Promise<void>
  /**
   * Takes nobody more, and ends the sessions, some at a time (`maxNewSessionsPerSecond`, `drainTimeoutMs`): what was
   * accepted is flushed, ERROR `draining` says when to come back, then 1001. Resolves when all are gone; again, the same.
   */
  close(): Promise<void>
}

/** What runs beside a broker; tests give their own. */
export interface BrokerSurroundings {
  /** Told of all that happens; see {@link logEvents}. Default: nobody is. */
  readonly monitor?: Monitor
  /** Looks on, frame by frame. Costs as much as a session does; without it nothing. */
  readonly tap?: FrameTap
  /** Time. Default: that of Node. */
  readonly scheduler?: Scheduler
  /** How much memory there is, and is in use. Default: what Node says, and the container on Linux. */
  readonly memory?: LookAtMemory
}

/** A peer that polls may be between two polls; one that does not answer is not waited for. */
const closeTimeoutMs = 6_000

/** Returns its argument, typed. For configuration files. */
export const defineBroker = (config: BrokerConfig): BrokerConfig => config

/**
 * Makes a broker. Nothing listens yet.
 * @throws TypeError for a key or value that is none, each on a line with what may stand there, and for two routes with one pattern.
 */
export function createBroker(given: BrokerConfig = {}, surroundings: BrokerSurroundings = {}): Broker {
  const config = checkGiven(given, 'createBroker')
  const profile = profileOf(config)
  const limits = limitsOf(config, profile)
  const { application, ...parts } = definedBy(config, profile, surroundings)
  const core = new Core({ ...parts, application, limits })
  application.opened(core.send, core.users)
  const template = new PublishingTemplate(parts.prefixes.user)
  template.open(core.send)
  let isReady = true
  const { tap } = surroundings
  const plain: Accept = (connection, handshake) => core.accept(connection, handshake)
  const accept = tap ? tapped(plain, { tap, limits, ...parts }) : plain
  const routes = endpointRoutes(config, limits, { ...parts, accept, admit: core.admit })
  const health = healthRoute(() => isReady)
  const maxSockets = sessionsByOpenFiles()
  const http = new HttpDoors({
    routes: [...routes, health],
    allowedOrigins: config.allowedOrigins ?? [],
    allowedOriginPatterns: config.allowedOriginPatterns ?? [],
    allowedHosts: config.allowedHosts ?? [],
    maxSockets,
    maxSilentSockets: Math.min(limits.maxUnconnectedSessions, Math.ceil(maxSockets / 2)),
    dropped: (remoteAddress) => core.dropped(remoteAddress, maxSockets),
    refused: tellNotServed(parts.monitor),
    nothing: nothingThere(parts.profile),
  })
  const tcp = new TcpDoors(accept, limits)
  const listenTcp = async ({ port, host = config.host ?? defaults.host, tls }: TcpOptions) =>
    addressOf(tls ? 'tls' : 'tcp', host, await tcp.open(port, host, tls))
  let closed: Promise<void> | undefined
  const close = async () => {
    isReady = false
    tcp.stopAccepting()
    // HTTP goes on until the last is gone: a peer that polls comes with a new request each time.
    await core.close(closeTimeoutMs)
    template.close()
    await Promise.all([tcp.close(), http.close()])
    await application.closed()
  }
  return {
    attach: (httpServer) => http.open().attach(checkServer(httpServer)),
    async listen({ port = config.port ?? defaults.port, host = config.host ?? defaults.host } = {}) {
      const files = config.static === undefined ? [] : [await staticFilesRoute(config.static)]
      const own = http.open(files)
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
    template,
    users: core.users,
    rightsChanged: (userName) => core.rightsChanged(userName),
    async reload(given) {
      const { application: code, authenticate, authorize } = checkGiven(given, 'reload')
      const ended = application.define(code)
      await core.exchange({ authenticate, authorize })
      await ended
    },
    close: () => (closed ??= close()),
  }
}

function limitsOf({ limits }: BrokerConfig, profile: Profile): Limits {
  const all = { ...profile.limits, ...limits }
  return { ...all, maxSessions: Math.min(all.maxSessions, sessionsByOpenFiles()) }
}

/** What the core is made of, but for its limits. */
function definedBy(
  config: BrokerConfig,
  profile: Profile,
  { monitor: outer = () => {}, scheduler = nodeScheduler, memory = nodeMemory }: BrokerSurroundings,
) {
  const prefixes = { ...defaults.prefixes, ...config.prefixes }
  const { separator = defaults.separator } = config
  const monitor: Monitor = (event) => {
    outer(event)
    application.told(event)
  }
  const application = new RoutedApplication({
    separator,
    prefixes,
    bodies: profile.bodies,
    answers: profile.answers,
    ...(profile.notices === 'ignored' && { strayReply: (problem) => outer(strayReply(problem)) }),
    monitor: outer,
  })
  void application.define(config.application)
  return {
    scheduler,
    monitor,
    memory,
    application,
    profile,
    prefixes,
    separator,
    randomId: () => randomBytes(16).toString('hex'),
    random: () => Math.random(),
    heartBeat: { ...profile.heartBeat, ...config.heartBeat },
    server: `stompbox/${version}`,
    authenticate: config.authenticate,
    authorize: config.authorize,
  }
}

const strayReply = (cause: string) =>
  ({ type: 'ignored', cause, mend: 'Nobody can subscribe to it.' }) as const

const addressOf = (scheme: string, host: string, port: number): Address => ({
  port,
  host,
  url: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`,
})

const nothingThere = ({ sockJs: { http } }: Profile): NothingThere | undefined =>
  http === 'package' ? undefined : new NothingThere(http)

interface EndpointParts {
  readonly profile: Profile
  readonly monitor: Monitor
  readonly accept: Accept
  readonly admit: Admit
}

const endpointRoutes = (
  { endpoints = defaults.endpoints, allowedOrigins = [], allowedOriginPatterns = [] }: BrokerConfig,
  limits: Limits,
  { profile, monitor, accept, admit }: EndpointParts,
) =>
  Object.entries(endpoints).map(([path, { sockjs = false }]) =>
    endpointRoute({
      path,
      sockjs,
      limits,
      behaviour: profile.sockJs,
      allowedOrigins,
      allowedOriginPatterns,
      ignored: onceEach((cause, mend) => monitor({ type: 'ignored', cause, mend })),
      accept,
      admit,
    }),
  )
