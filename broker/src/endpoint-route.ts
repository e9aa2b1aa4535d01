import type { Limits } from './core/limits.ts'
import type { Accept } from './core/ports.ts'
import type { Route } from './server/route.ts'
import { SockJsDialect } from './transports/sockjs-websocket.ts'
import { WebSocketTransport } from './transports/websocket.ts'

export interface EndpointOptions {
  readonly path: string
  readonly sockjs: boolean
  readonly limits: Limits
  readonly accept: Accept
}

/** SockJS' own heart-beat, below STOMP's: keeps proxies from closing a quiet connection. */
const sockJsHeartBeatMs = 25_000

/** One path of the configuration: plain WebSocket, and below it SockJS with all its transports. */
export function endpointRoute({ path, sockjs, limits, accept }: EndpointOptions): {
  route: Route
  close(): void
} {
  const maxMessageBytes = limits.maxHeaderBytes + limits.maxBodyBytes + 1_024
  const plain = new WebSocketTransport({ path, maxMessageBytes, accept })
  const framed = new WebSocketTransport(
    { path, maxMessageBytes, accept },
    new SockJsDialect(sockJsHeartBeatMs),
  )
  const route: Route = {
    path,
    withBelow: sockjs,
    checksOrigin: true,
    upgrade(request, socket, head, below) {
      if (below === '' || below === '/' || below === '/websocket') plain.upgrade(request, socket, head)
      else if (/^\/[^/.]+\/[^/.]+\/websocket$/.test(below)) framed.upgrade(request, socket, head)
      else return false
      return true
    },
  }
  return { route, close: () => {} }
}
