import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { createRequire } from 'node:module'
import type { Duplex, Writable } from 'node:stream'
import type { VerifyClientCallbackAsync, WebSocket, WebSocketServer } from 'ws'
import type { Refusal } from '../../core/errors.ts'
import { plainText, retryAfter } from '../http/http-answer.ts'
import { unread } from '../unread.ts'
import {
  closeCodes,
  maxFragments,
  type Opening,
  type Peer,
  type PeerOwner,
  type Peers,
  type PeersOptions,
} from './peer.ts'

const limits = { maxFragments, maxBufferedChunks: 1_024 }

/** ws would destroy the socket without a reason. */
const beforeWsMs = 50

export interface WsPeersOptions extends PeersOptions {
  readonly maxMessageBytes: number
}

/** Its 50 ms and 1.4 MB are for those who take compression. */
const loadWs = (): typeof import('ws') => createRequire(import.meta.url)('ws') as typeof import('ws')

/** Peers that may compress: `ws` answers their handshakes and reads what they send. */
export class WsPeers implements Peers {
  readonly #server: WebSocketServer
  readonly #closeTimeoutMs: number
  readonly #headers = new WeakMap<IncomingMessage, OutgoingHttpHeaders>()

  constructor({ maxMessageBytes, closeTimeoutMs, subProtocol, admit }: WsPeersOptions) {
    this.#closeTimeoutMs = closeTimeoutMs
    // `closeTimeout` is newer than the types.
    const timeout = { closeTimeout: closeTimeoutMs }
    this.#server = new (loadWs().WebSocketServer)({
      ...limits,
      ...timeout,
      noServer: true,
      clientTracking: false,
      perMessageDeflate: true,
      maxPayload: maxMessageBytes,
      handleProtocols: subProtocol,
      // ws asks it when all else about the handshake is right.
      verifyClient: ({ req }, answer) => answerAdmission(admit(req.socket.remoteAddress ?? ''), answer),
    })
    this.#server.on('headers', (lines, request) => {
      writeExtensionAsTomcat(lines, request)
      for (const [name, value] of Object.entries(this.#headers.get(request) ?? {})) {
        for (const each of [value].flat()) lines.push(`${name}: ${each}`)
      }
    })
  }

  open({ request, socket, head, headers }: Opening, opened: (peer: Peer) => void): void {
    this.#headers.set(request, headers)
    this.#server.handleUpgrade(request, socket, head, (webSocket) =>
      opened(new WsPeer(webSocket, socket, this.#closeTimeoutMs)),
    )
  }
}

function answerAdmission(
  refusal: Refusal | undefined,
  answer: Parameters<VerifyClientCallbackAsync>[1],
): void {
  if (refusal) answer(false, 503, `${refusal.message}\n`, { ...retryAfter(refusal), ...plainText })
  else answer(true)
}

/** A client that `ws` reads. */
class WsPeer implements Peer {
  owner: PeerOwner | undefined
  readonly #webSocket: WebSocket
  readonly #socket: Duplex
  readonly #closeTimeoutMs: number
  readonly #closeByWs: WebSocket['close']
  #unreadTimer: NodeJS.Timeout | undefined

  constructor(webSocket: WebSocket, socket: Duplex, closeTimeoutMs: number) {
    this.#webSocket = webSocket
    this.#socket = socket
    this.#closeTimeoutMs = closeTimeoutMs
    this.#closeByWs = webSocket.close.bind(webSocket)
    // ws closes by itself what it does not take.
    webSocket.close = (code, data) => this.close(code, data)
    stopAtFault(webSocket)
    webSocket
      .on('error', (error) => this.#failed(error))
      .on('message', (data, isBinary) => this.owner?.received(data as Buffer, isBinary))
      .on('close', (code, reason) => this.#closed(code, reason.toString()))
  }

  get isOpen(): boolean {
    return this.#webSocket.readyState === this.#webSocket.OPEN
  }

  pause(): void {
    this.#webSocket.pause()
  }

  resume(): void {
    this.#webSocket.resume()
  }

  /** What the session says to a fault comes before the close frame. */
  close(code: number = closeCodes.normal, reason?: string | Buffer): void {
    this.#closeByWs(code, reason ?? this.owner?.refusing(code))
    this.#boundUnread()
  }

  /** What the peer does not read in time is given up. */
  #boundUnread(): void {
    if (this.#socket.writableLength === 0) return
    const withinMs = this.#closeTimeoutMs - beforeWsMs
    this.#unreadTimer ??= setTimeout(() => this.#socket.destroy(unread), withinMs)
  }

  #failed({ code = '', message }: NodeJS.ErrnoException): void {
    if (!code.startsWith('WS_ERR_')) return
    this.owner?.failed({ code: violations.get(code) ?? closeCodes.protocolError, reason: message })
  }

  #closed(code: number, reason: string): void {
    clearTimeout(this.#unreadTimer)
    this.owner?.closed(code, reason)
  }
}

/** What reads the frames of a `WebSocket`; ws has no public name for it. */
interface Received {
  readonly _receiver?: Writable
}

/**
 * While ws inflates, what comes is buffered. Behind a fault it would read on from there, in the middle of the frame at fault, and
 * throw where nobody can catch it (ws 8.23.0, `getData`).
 */
function stopAtFault(webSocket: WebSocket): void {
  const { _receiver: receiver } = webSocket as unknown as Received
  if (receiver === undefined) return
  const write = receiver._write.bind(receiver)
  receiver._write = (chunk, encoding, done) => {
    if (receiver.errored) done()
    else write(chunk, encoding, done)
  }
}

/** Where ws closes with another code than 1002 [ws doc/ws.md, Error codes]. */
const violations = new Map<string, number>([
  ['WS_ERR_INVALID_UTF8', closeCodes.invalidText],
  ['WS_ERR_TOO_MANY_BUFFERED_PARTS', closeCodes.policy],
  ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', closeCodes.tooLong],
])

/** `ws` leaves out a window size that it leaves to the client; Tomcat says it. */
function writeExtensionAsTomcat(lines: string[], { headers }: IncomingMessage): void {
  const at = lines.findIndex((line) => line.startsWith('Sec-WebSocket-Extensions: '))
  if (at === -1) return
  const [name, ...parameters] = lines[at]!.split('; ')
  const isAsked = /^[^,]*;\s*client_max_window_bits\s*([;,]|$)/.test(
    headers['sec-websocket-extensions'] ?? '',
  )
  lines[at] = [name, ...parameters, ...(isAsked ? ['client_max_window_bits=15'] : [])].join(';')
}
