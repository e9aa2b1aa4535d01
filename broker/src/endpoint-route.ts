import type { Limits } from './core/limits.ts'
import type { Accept, Admit } from './core/ports.ts'
import type { Route } from './server/route.ts'
import { SockJsTransport } from './transports/sockjs.ts'
import { WebSocketTransport } from './transports/websocket.ts'

export interface EndpointOptions {
  readonly path: string
  readonly sockjs: boolean
  readonly limits: Limits
  readonly accept: Accept
  readonly admit: Admit
}

/** One path of the configuration: plain WebSocket, and with SockJS all its transports below it. */
export function endpointRoute({ path, sockjs, limits, accept, admit }: EndpointOptions): Route {
  const options = { path, maxMessageBytes: longestMessageBytes(limits), accept, admit }
  return sockjs
    ? sockJsRoute(path, new SockJsTransport(options))
    : webSocketRoute(path, new WebSocketTransport(options))
}

/** A whole frame fits into one message; the decoder judges the frame. */
const longestMessageBytes = ({ maxHeaderBytes, maxBodyBytes }: Limits): number =>
  maxHeaderBytes + maxBodyBytes + 1_024

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
