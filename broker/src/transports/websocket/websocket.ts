import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Accept, Admit } from '../../core/ports.ts'
import type { SockJsBehaviour } from '../../core/profile/sockjs-behaviour.ts'
import { standardSockJs } from '../../core/profile/standard-sock-js.ts'
import { keptHeaders } from '../http/kept-headers.ts'
import { OwnPeers } from './own-peers.ts'
import type { Peers } from './peer.ts'
import { WebSocketConnection, type Dialect, type MessageBounds } from './websocket-connection.ts'
import { webSocketFraming } from './websocket-framing.ts'
import { WsPeers } from './ws-peers.ts'

export interface WebSocketOptions {
  /** The endpoint, as the handshake names it. */
  readonly path: string
  readonly maxMessageBytes: number
  readonly accept: Accept
  readonly admit: Admit
  /** As in profile `standard` unless given. */
  readonly behaviour?: SockJsBehaviour
}

/** What is known by now of a socket that becomes a WebSocket. */
export interface Upgrading {
  /** What its session is to be called. */
  readonly sessionId?: string
  /** What the answer says besides. */
  readonly headers?: OutgoingHttpHeaders
}

/** Enough for the longest text of a container's limits, and for a binary message that gets its own reason. */
const containerBytes = 128 * 1024

const stompProtocols = ['v12.stomp', 'v11.stomp', 'v10.stomp']

const plainDialect: Dialect = { transport: 'websocket', framing: webSocketFraming }

/** STOMP over WebSocket. One WebSocket message may hold any cut of the STOMP stream. */
export class WebSocketTransport {
  readonly #options: WebSocketOptions
  readonly #dialect: Dialect
  readonly #peers: Peers
  readonly #bounds: MessageBounds

  constructor(options: WebSocketOptions, dialect: Dialect = plainDialect) {
    const { messages, compression, subProtocol, closeTimeoutMs } = options.behaviour ?? standardSockJs
    const { admit } = options
    this.#options = options
    this.#dialect = dialect
    this.#bounds =
      messages === 'a-whole-frame'
        ? { messages: undefined, maxMessageBytes: options.maxMessageBytes }
        : { messages, maxMessageBytes: containerBytes }
    const peers = { closeTimeoutMs, admit, subProtocol: subProtocol === 'newest' ? newest : firstOffered }
    this.#peers =
      compression === 'inflated'
        ? new WsPeers({ ...peers, maxMessageBytes: this.#bounds.maxMessageBytes })
        : new OwnPeers(peers)
  }

  /** Answers the handshake, or refuses it and closes the socket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, given: Upgrading = {}): void {
    const { sessionId, headers = {} } = given
    this.#peers.open({ request, socket, head, headers }, (peer) => {
      const { path, accept } = this.#options
      const connection = new WebSocketConnection(peer, socket, this.#dialect, this.#bounds)
      connection.open(accept, {
        transport: this.#dialect.transport,
        path,
        // Mostly the same text, which is then held once.
        url: request.url === path ? path : (request.url ?? ''),
        remoteAddress: request.socket.remoteAddress ?? '',
        headers: keptHeaders(request.headers),
        ...(sessionId !== undefined && { sessionId }),
      })
    })
  }
}

const newest = (offered: ReadonlySet<string>): string | false =>
  stompProtocols.find((name) => offered.has(name)) ?? false

const firstOffered = (offered: ReadonlySet<string>): string | false =>
  [...offered].find((name) => stompProtocols.includes(name.toLowerCase())) ?? false
