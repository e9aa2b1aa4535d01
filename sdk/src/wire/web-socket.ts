import { SetupError } from './setup-error.ts'

/** What is needed of a WebSocket: the browser's, that of `ws`, SockJS and their like have it. */
export interface WebSocketLike {
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readonly readyState: number
  /** Set to `arraybuffer`. */
  binaryType?: string
  /** What carries it, for `state.transport`. Default `websocket`. */
  readonly transport?: string
  /** Set by the client. */
  onopen: ((event: never) => unknown) | null
  /** Set by the client; `event.data` is text or an ArrayBuffer. */
  onmessage: ((event: never) => unknown) | null
  /** Set by the client; a `message` of the event is told. */
  onerror: ((event: never) => unknown) | null
  /** Set by the client; `event.code` and `event.reason` are told. */
  onclose: ((event: never) => unknown) | null
  /** Text, or bytes. */
  send(data: string | ArrayBuffer): void
  /** Begins a closing handshake. */
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
