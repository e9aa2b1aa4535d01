import type { Scenario } from '../scenario.ts'
import { sockJsOrigins } from './sockjs-origins.ts'
import { sockJsPaths } from './sockjs-paths.ts'
import { sockJsPolling } from './sockjs-polling.ts'
import { sockJsStreaming } from './sockjs-streaming.ts'
import { sockJsWebSocket } from './sockjs-websocket.ts'

/** What SockJS adds: paths, origins, transports, sessions. */
export const sockjs: readonly Scenario[] = [
  ...sockJsPaths,
  ...sockJsOrigins,
  ...sockJsWebSocket,
  ...sockJsPolling,
  ...sockJsStreaming,
]
