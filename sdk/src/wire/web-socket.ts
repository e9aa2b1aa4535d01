import { SetupError } from './setup-error.ts'

/** What is needed of a WebSocket: the browser's, that of `ws`, SockJS and their like have it. */
export interface WebSocketLike {
  readonly readyState: number
  binaryType?: string
  /** What carries it, for `state.transport`. Default `websocket`. */
  readonly transport?: string
  onopen: ((event: never) => unknown) | null
  onmessage: ((event: never) => unknown) | null
  onerror: ((event: never) => unknown) | null
  onclose: ((event: never) => unknown) | null
  send(data: string | ArrayBuffer): void
  close(): void
  /** Gives up at once, without a closing handshake. */
  terminate?(): void
}

/** Asked once per attempt. A socket that is open already is taken as it is. */
export type WebSocketFactory = (url: string, protocols: string[]) => WebSocketLike | Promise<WebSocketLike>

export const globalWebSocket: WebSocketFactory = (url, protocols) => {
  const { WebSocket } = globalThis as { WebSocket?: new (url: string, protocols: string[]) => WebSocketLike }
  if (!WebSocket) {
    throw new SetupError(
      'Node 20 has no global WebSocket; pass that of `ws`: `webSocket: (url, protocols) => new WebSocket(url, protocols)`.',
    )
  }
  if (!/^wss?:/i.test(url)) {
    throw new SetupError(
      'a WebSocket address starts with ws:// or wss://; for SockJS pass `webSocket: sockjs()` from `@stompbox/sdk/sockjs`.',
    )
  }
  return new WebSocket(url, protocols)
}
