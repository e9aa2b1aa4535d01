import type { WebSocketFactory, WebSocketLike } from '../wire/web-socket.ts'
import { httpAddress, nameOf, webSocketAddress } from './address.ts'
import { fallbacks } from './fallbacks.ts'
import { loadSockJs } from './load-sockjs.ts'
import { openWebSocket } from './open-web-socket.ts'
import { SockJsSocket } from './sockjs-socket.ts'

/** The transports of SockJS that this takes. */
export type SockJsTransport = 'websocket' | 'xhr-streaming' | 'eventsource' | 'xhr-polling'

/** What SockJS may do. */
export interface SockJsOptions {
  /**
   * `auto`: a plain WebSocket at `<address>/websocket`, as Spring and stompbox serve it beside SockJS. SockJS takes over, and is
   * loaded, where no WebSocket opens within 3 s; that is remembered for 30 minutes. Default `sockjs`.
   */
  transport?: 'sockjs' | 'auto'
  /** What SockJS may use, in its own order. Default: all that the page can do; after a WebSocket did not open, the others. */
  transports?: SockJsTransport[]
}

/**
 * A `webSocket` option that speaks SockJS, for `http(s)://` addresses (`ws(s)://` is taken for the same). Needs the package
 * `sockjs-client`, which is loaded when it is needed. Text only: over SockJS bytes cannot be sent.
 */
export function sockjs({ transport = 'sockjs', transports }: SockJsOptions = {}): WebSocketFactory {
  if (transport === 'auto') return new Automatic(transports).connect
  const opened = new Set<string>()
  return async (url) => {
    const address = httpAddress(url)
    return overSockJs(address, transports, {
      isKnown: opened.has(address.href),
      opened: () => opened.add(address.href),
    })
  }
}

interface Listening {
  /** It has opened there before: what fails then is an outage, not the set-up. */
  readonly isKnown?: boolean
  opened(): void
  failed?(): void
}

async function overSockJs(address: URL, transports: SockJsTransport[] | undefined, on: Listening) {
  const SockJs = await loadSockJs()
  return new SockJsSocket(SockJs, address, transports, on)
}

const withoutWebSocket: SockJsTransport[] = ['xhr-streaming', 'eventsource', 'xhr-polling']

class Automatic {
  /** How the last WebSocket at an address went, as far as it is still of interest. */
  readonly #last = new Map<string, 'opened' | 'failed'>()
  readonly #transports: SockJsTransport[] | undefined

  constructor(transports: SockJsTransport[] | undefined) {
    this.#transports = transports
  }

  readonly connect = async (url: string, protocols: string[]): Promise<WebSocketLike> => {
    const address = httpAddress(url)
    const name = nameOf(address)
    const last = this.#last.get(name)
    // An attempt that had less time than WebSocket takes to be given up has left its verdict to the next.
    if (last === 'failed' || fallbacks.has(name)) return this.#fallBack(address, name)
    const socket = await openWebSocket(webSocketAddress(address), protocols)
    this.#last.set(name, socket ? 'opened' : 'failed')
    if (socket) return socket
    // Where one has opened, a single failure is more likely an outage than a network that forbids WebSocket.
    if (last === 'opened') throw new Error('the WebSocket did not open.')
    return this.#fallBack(address, name)
  }

  #fallBack(address: URL, name: string): Promise<WebSocketLike> {
    const transports = this.#transports ?? ('WebSocket' in globalThis ? withoutWebSocket : undefined)
    const forget = (): unknown => this.#last.delete(name)
    return overSockJs(address, transports, {
      isKnown: fallbacks.has(name),
      opened: () => {
        forget()
        fallbacks.add(name)
      },
      failed: () => {
        forget()
        fallbacks.delete(name)
      },
    })
  }
}
