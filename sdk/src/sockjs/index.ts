import type { WebSocketFactory, WebSocketLike } from './web-socket.ts'

export interface SockJsOptions {
  /** Tried in this order. Default: all that the page can do, WebSocket first. */
  transports?: ('websocket' | 'xhr-streaming' | 'eventsource' | 'xhr-polling')[]
}

export type SockJsConstructor = new (
  url: string,
  reserved: undefined,
  options: SockJsOptions,
) => WebSocketLike

/**
 * A `webSocket` option that speaks SockJS, for `http(s)://` addresses (`ws(s)://` is taken for the same). Needs the package
 * `sockjs-client`, which is loaded at the first attempt. Text only: bytes cannot be sent.
 */
export function sockjs(options: SockJsOptions = {}): WebSocketFactory {
  return async (url) => {
    const SockJS = await load()
    return textOnly(new SockJS(url.replace(/^ws/i, 'http'), undefined, options))
  }
}

async function load(): Promise<SockJsConstructor> {
  try {
    const { default: SockJS } = await ('XMLHttpRequest' in globalThis ? forPages() : forNode())
    return SockJS
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`sockjs-client did not load (${detail}). If it is missing: npm install sockjs-client`, {
      cause,
    })
  }
}

// The package's main file dies of `global is not defined` in a page; this one does not.
const forPages = (): Promise<{ default: SockJsConstructor }> => import('sockjs-client/dist/sockjs.min.js')

function forNode(): Promise<{ default: SockJsConstructor }> {
  // Not a literal, so that bundlers do not carry the package twice.
  const packageName = 'sockjs-client'
  return import(/* @vite-ignore */ packageName) as Promise<{ default: SockJsConstructor }>
}

/** SockJS would send bytes as the words "[object ArrayBuffer]". */
function textOnly(socket: WebSocketLike): WebSocketLike {
  const send = socket.send.bind(socket)
  socket.send = (data) => {
    if (typeof data !== 'string')
      throw new TypeError('SockJS carries text only; send bytes as text, such as base64.')
    send(data)
  }
  return socket
}
