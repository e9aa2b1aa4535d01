import type { IncomingMessage } from 'node:http'
import type { Limits } from './core/limits.ts'
import type { Accept, Admit } from './core/ports.ts'
import type { SockJsBehaviour } from './core/profile/sockjs-behaviour.ts'
import { ListedOrigins } from './server/listed-origins.ts'
import type { Route } from './server/route.ts'
import type { Ignored, Origins } from './transports/http/cors.ts'
import { PlainEndpoint } from './transports/websocket/plain-endpoint.ts'
import { SockJsEndpoint } from './transports/sockjs/sockjs-endpoint.ts'
import type { SockJsSettings } from './transports/sockjs/sockjs-settings.ts'
import { SockJsTransport } from './transports/sockjs/sockjs.ts'
import { WebSocketTransport } from './transports/websocket/websocket.ts'

export interface EndpointOptions {
  readonly path: string
  readonly sockjs: boolean | Partial<SockJsSettings>
  readonly limits: Limits
  readonly accept: Accept
  readonly admit: Admit
  readonly behaviour: SockJsBehaviour
  readonly allowedOrigins: readonly string[]
  readonly allowedOriginPatterns: readonly string[]
  /** Told of requests that are answered as Spring answers them, without a word of why. */
  readonly ignored: Ignored
}

/** One path of the configuration: plain WebSocket, and with SockJS all its transports below it. */
export function endpointRoute(given: EndpointOptions): Route {
  const { path, sockjs, behaviour } = given
  const options = { ...given, maxMessageBytes: longestMessageBytes(given.limits) }
  const settings = sockjs === true ? {} : sockjs
  if (behaviour.http === 'package') {
    return settings === false
      ? webSocketRoute(path, new WebSocketTransport(options))
      : sockJsRoute(path, new SockJsTransport({ ...options, ...settings }))
  }
  const answering = { ...options, answers: behaviour.http, origins: originsOf(given) }
  return settings === false
    ? answeringRoute(path, false, new PlainEndpoint(answering))
    : answeringRoute(path, true, new SockJsEndpoint({ ...answering, ...settings }))
}

/** A whole frame fits into one message; the decoder judges the frame. */
const longestMessageBytes = ({ maxHeaderBytes, maxBodyBytes }: Limits): number =>
  maxHeaderBytes + maxBodyBytes + 1_024

function originsOf({ allowedOrigins, allowedOriginPatterns }: EndpointOptions): Origins {
  const listed = new ListedOrigins(allowedOrigins, allowedOriginPatterns)
  const { hasStar, isRestricted } = listed
  const judge = ({ headers: { origin, host }, socket }: IncomingMessage) =>
    listed.judge({ origin, host, isEncrypted: 'encrypted' in socket })
  return { hasStar, isRestricted, judge }
}

const sockJsRoute = (path: string, transport: SockJsTransport): Route => ({
  path,
  withBelow: true,
  checksOrigin: true,
  request: (request, response, below) => transport.request(request, response, below),
  upgrade: (request, socket, head, below) => transport.upgrade(request, socket, head, below),
})

const webSocketRoute = (path: string, transport: WebSocketTransport): Route => ({
  path,
  withBelow: false,
  checksOrigin: true,
  upgrade(request, socket, head) {
    transport.upgrade(request, socket, head)
    return true
  },
})

const answeringRoute = (
  path: string,
  withBelow: boolean,
  endpoint: PlainEndpoint | SockJsEndpoint,
): Route => ({
  path,
  withBelow,
  checksOrigin: false,
  answersHandshakes: true,
  request(request, response, below) {
    endpoint.request(request, response, below)
    return true
  },
  upgrade(request, socket, head, below) {
    endpoint.upgrade(request, socket, head, below)
    return true
  },
})
