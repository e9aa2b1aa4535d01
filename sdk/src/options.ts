import type { Backoff } from './backoff.ts'
import type { StompHeaders } from './headers.ts'
import { globalWebSocket, type WebSocketFactory } from './web-socket.ts'

/** Times are in milliseconds. */
export interface ClientOptions {
  /** Of CONNECT. A function is asked anew at every attempt: the place for a fresh token. */
  headers?: StompHeaders | (() => StompHeaders | Promise<StompHeaders>)
  /** Default: the global `WebSocket`. */
  webSocket?: WebSocketFactory
  /** For all of an attempt: the headers, the socket, CONNECTED. Default 10000. */
  connectTimeoutMs?: number
  /** How long `disconnect()` waits for the server's receipt. Default 2000. */
  disconnectTimeoutMs?: number
  /** In both directions; the server may ask for longer. 0 is off. Default 10000. */
  heartBeatMs?: number
  /** After a session was lost. Full jitter, default 200 to 20000; `false` is off. */
  reconnect?: { minDelayMs?: number; maxDelayMs?: number } | false
}

/** The options with their defaults. */
export interface Settings {
  readonly url: string
  readonly headers: NonNullable<ClientOptions['headers']>
  readonly webSocket: WebSocketFactory
  readonly connectTimeoutMs: number
  readonly disconnectTimeoutMs: number
  readonly heartBeatMs: number
  readonly reconnect: Backoff | false
}

export function withDefaults(url: string, options: ClientOptions): Settings {
  const { reconnect = {}, headers = {}, webSocket = globalWebSocket } = options
  const { connectTimeoutMs = 10_000, disconnectTimeoutMs = 2_000, heartBeatMs = 10_000 } = options
  return {
    url,
    headers,
    webSocket,
    connectTimeoutMs,
    disconnectTimeoutMs,
    heartBeatMs,
    reconnect: reconnect && { minDelayMs: 200, maxDelayMs: 20_000, ...reconnect },
  }
}
