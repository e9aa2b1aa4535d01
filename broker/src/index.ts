/** The public list, and the one place where the parts are put together. */
import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import { type App, RoutedApplication } from './application/app.ts'
import { Broker as Core } from './core/broker.ts'
import { type Limits, defaultLimits } from './core/limits.ts'
import type { Accept, Connection, Handshake, Monitor, Receiver, Scheduler } from './core/ports.ts'
import { type Prefixes, defaultPrefixes } from './core/router.ts'
import type { HeartBeat } from './frame/heart-beat.ts'
import { nodeScheduler } from './node-scheduler.ts'
import { healthRoute } from './server/health.ts'
import { HttpServer } from './server/http-server.ts'
import type { Route } from './server/route.ts'
import { staticFilesRoute } from './server/static-files.ts'
import { endpointRoute } from './endpoint-route.ts'
import { version } from './version.ts'

export type { App, Handler, MessageRoute } from './application/app.ts'
export type { MessageContext, Send } from './application/context.ts'
export type { PathParams } from './application/path-params.ts'
export { Refusal, type RefusalCode, refusalCodes } from './core/errors.ts'
export { type Limits, defaultLimits } from './core/limits.ts'
export type { Prefixes } from './core/router.ts'
export type {
  Accept,
  Batch,
  BrokerEvent,
  ChunkKind,
  Connection,
  Encoded,
  Framing,
  Handshake,
  InboundHeaders,
  Monitor,
  Receiver,
  Scheduler,
  SessionInfo,
} from './core/ports.ts'
export type { HeartBeat } from './frame/heart-beat.ts'
export { type MemoryPeer, connectMemory } from './transports/memory.ts'

export interface Endpoint {
  /** Also SockJS on this path, with its HTTP fallbacks. */
  readonly sockjs?: boolean
}

export interface BrokerConfig {
  readonly port?: number
  readonly host?: string
  /** Paths at which clients connect. */
  readonly endpoints?: Readonly<Record<string, Endpoint>>
  readonly prefixes?: Partial<Prefixes>
  /** What the broker offers: beats it can send, and beats it wants. 0 declines. */
  readonly heartBeat?: Partial<HeartBeat>
  /** Origins of pages that may connect besides those of this host, such as `https://app.example`. */
  readonly allowedOrigins?: readonly string[]
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

export interface Broker {
  /** Serves the endpoints beside whatever the server already does. Attach after its other listeners. */
  attach(server: Server): void
  /** One HTTP server on one port. Rejects with Node's listen error, such as EADDRINUSE. */
  listen(
    options?: ListenOptions,
  ): Promise<{ readonly port: number; readonly host: string; readonly url: string }>
  /** Takes any byte channel as a client's: {@link connectMemory}, or a transport of your own. */
  accept(connection: Connection, handshake: Handshake): Receiver
  /** Stops accepting, flushes what was accepted, closes every session with 1001, and resolves when all are gone. */
  close(): Promise<void>
}

/** What runs beside a broker; tests give their own. */
export interface BrokerSurroundings {
  readonly monitor?: Monitor
  readonly scheduler?: Scheduler
}

/** A peer that polls may be between two polls; one that does not answer is not waited for. */
const closeTimeoutMs = 6_000

/** Returns its argument, typed. For configuration files. */
export const defineBroker = (config: BrokerConfig): BrokerConfig => config

/** @throws TypeError for two routes with one pattern, or an allowed origin that is none. */
export function createBroker(config: BrokerConfig = {}, surroundings: BrokerSurroundings = {}): Broker {
  const limits: Limits = { ...defaultLimits, ...config.limits }
  const core = createCore(config, limits, surroundings)
  let isReady = true
  const accept: Accept = (connection, handshake) => core.accept(connection, handshake)
  const routes = endpointRoutes(config, limits, accept)
  const allowedOrigins = config.allowedOrigins ?? []
  const health = healthRoute(() => isReady)
  const servers: HttpServer[] = []
  const server = (extra: readonly Route[]) => {
    const added = new HttpServer({
      routes: [...routes, health, ...extra],
      allowedOrigins,
    })
    servers.push(added)
    return added
  }
  return {
    attach: (httpServer) => server([]).attach(httpServer),
    async listen({ port = config.port ?? defaults.port, host = config.host ?? defaults.host } = {}) {
      const files = config.static === undefined ? [] : [await staticFilesRoute(config.static)]
      const address = await server(files).listen(port, host)
      return {
        port: address.port,
        host,
        url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
      }
    },
    accept,
    async close() {
      isReady = false
      await core.close(closeTimeoutMs)
      await Promise.all(servers.map((each) => each.close()))
    },
  }
}

function createCore(
  config: BrokerConfig,
  limits: Limits,
  { monitor = () => {}, scheduler = nodeScheduler }: BrokerSurroundings,
): Core {
  const application = new RoutedApplication((...message) => core.send(...message))
  config.application?.(application)
  const core = new Core({
    scheduler,
    monitor,
    application,
    randomId: () => randomBytes(16).toString('hex'),
    limits,
    prefixes: { ...defaults.prefixes, ...config.prefixes },
    heartBeat: { ...defaults.heartBeat, ...config.heartBeat },
    server: `stompbox/${version}`,
  })
  return core
}

const endpointRoutes = ({ endpoints = defaults.endpoints }: BrokerConfig, limits: Limits, accept: Accept) =>
  Object.entries(endpoints).map(([path, { sockjs = false }]) =>
    endpointRoute({ path, sockjs, limits, accept }),
  )
