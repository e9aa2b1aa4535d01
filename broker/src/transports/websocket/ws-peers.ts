import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { Duplex, Writable } from 'node:stream'
import { WebSocket, WebSocketServer, type Server, type VerifyClientCallbackAsync } from 'ws'
import type { Refusal } from '../../core/errors.ts'
import { plainText, retryAfter } from '../http/http-answer.ts'
import { unread } from '../unread.ts'
import { closeCodes, type Closing, type Peer, type PeerOwner } from './peer.ts'

/** Stock clients cut a message into fragments of 4 KiB. */
const limits = { maxFragments: 1_024, maxBufferedChunks: 1_024 }

/** ws would destroy the socket without a reason. */
const beforeWsMs = 50

export interface WsPeersOptions {
  readonly maxMessageBytes: number
  readonly closeTimeoutMs: number
  readonly subProtocol: (offered: ReadonlySet<string>) => string | false
  readonly admit: (remoteAddress: string) => Refusal | undefined
}

/** Peers that may compress: `ws` answers their handshakes and reads what they send. */
export class WsPeers {
  readonly #server: Server<typeof WsPeer>
  readonly #closeTimeoutMs: number
  readonly #headers = new WeakMap<IncomingMessage, OutgoingHttpHeaders>()

  constructor({ maxMessageBytes, closeTimeoutMs, subProtocol, admit }: WsPeersOptions) {
    this.#closeTimeoutMs = closeTimeoutMs
    // `closeTimeout` is newer than the types.
    const timeout = { closeTimeout: closeTimeoutMs }
    this.#server = new WebSocketServer({
      ...limits,
      ...timeout,
      noServer: true,
      clientTracking: false,
      perMessageDeflate: true,
      maxPayload: maxMessageBytes,
      handleProtocols: subProtocol,
      // ws asks it when all else about the handshake is right.
      verifyClient: ({ req }, answer) => answerAdmission(admit(req.socket.remoteAddress ?? ''), answer),
      WebSocket: WsPeer,
    })
    this.#server.on('headers', (lines, request) => {
      writeExtensionAsTomcat(lines, request)
      for (const [name, value] of Object.entries(this.#headers.get(request) ?? {})) {
        for (const each of [value].flat()) lines.push(`${name}: ${each}`)
      }
    })
  }

  /** Answers the handshake, or refuses it and closes the socket. */
  open(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    headers: OutgoingHttpHeaders,
    opened: (peer: Peer) => void,
  ): void {
    this.#headers.set(request, headers)
    this.#server.handleUpgrade(request, socket, head, (peer) => {
      peer.serve(socket, this.#closeTimeoutMs)
      opened(peer)
    })
  }
}

function answerAdmission(
  refusal: Refusal | undefined,
  answer: Parameters<VerifyClientCallbackAsync>[1],
): void {
  if (refusal) answer(false, 503, `${refusal.message}\n`, { ...retryAfter(refusal), ...plainText })
  else answer(true)
}

/** What reads the frames of a `WebSocket`; ws has no public name for it. */
interface Received {
  readonly _receiver?: Writable
}

/** Knows its owner, so that all share the same listeners. */
class WsPeer extends WebSocket implements Peer {
  owner: PeerOwner | undefined
  #socket: Duplex | undefined
  #closeTimeoutMs = 0
  #unreadTimer: NodeJS.Timeout | undefined

  serve(socket: Duplex, closeTimeoutMs: number): void {
    this.#socket = socket
    this.#closeTimeoutMs = closeTimeoutMs
    this.#stopAtFault()
    this.on('error', onError).on('message', onMessage).on('close', onClose)
  }

  get isOpen(): boolean {
    return this.readyState === WebSocket.OPEN
  }

  /** ws closes by itself what it does not take; what the session says to that comes before the close frame. */
  override close(code?: number, data?: string | Buffer): void {
    const said = code ?? closeCodes.normal
    super.close(said, data ?? this.owner?.refusing(said))
    this.#boundUnread()
  }

  /** What the peer does not read in time is given up. */
  #boundUnread(): void {
    const socket = this.#socket
    if (!socket || socket.writableLength === 0) return
    this.#unreadTimer ??= setTimeout(() => socket.destroy(unread), this.#closeTimeoutMs - beforeWsMs)
  }

  /**
   * While ws inflates, what comes is buffered. Behind a fault it would read on from there, in the middle of the frame at fault,
   * and throw where nobody can catch it (ws 8.23.0, `getData`).
   */
  #stopAtFault(): void {
    const { _receiver: receiver } = this as unknown as Received
    if (receiver === undefined) return
    const write = receiver._write.bind(receiver)
    receiver._write = (chunk, encoding, done) => {
      if (receiver.errored) done()
      else write(chunk, encoding, done)
    }
  }

  gone(code: number, reason: string): void {
    clearTimeout(this.#unreadTimer)
    this.owner?.closed(code, reason)
  }
}

/** Where ws closes with another code than 1002 [ws doc/ws.md, Error codes]. */
const violations = new Map<string, number>([
  ['WS_ERR_INVALID_UTF8', closeCodes.invalidText],
  ['WS_ERR_TOO_MANY_BUFFERED_PARTS', closeCodes.policy],
  ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', closeCodes.tooLong],
])

function faultOf({ code = '', message }: NodeJS.ErrnoException): Closing | undefined {
  if (!code.startsWith('WS_ERR_')) return undefined
  return { code: violations.get(code) ?? closeCodes.protocolError, reason: message }
}

const ownerOf = (webSocket: WebSocket): PeerOwner | undefined =>
  webSocket instanceof WsPeer ? webSocket.owner : undefined

function onMessage(this: WebSocket, data: unknown, isBinary: boolean): void {
  ownerOf(this)?.received(data as Buffer, isBinary)
}

function onError(this: WebSocket, error: Error): void {
  const fault = faultOf(error)
  if (fault) ownerOf(this)?.failed(fault)
}

function onClose(this: WebSocket, code: number, reason: Buffer): void {
  if (this instanceof WsPeer) this.gone(code, reason.toString())
}

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
