import { createHash } from 'node:crypto'
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { answer, responseOn, retryAfter } from '../http/http-answer.ts'
import { sixteenBytes } from './handshake-answer.ts'
import type { Opening, Peer, Peers, PeersOptions } from './peer.ts'
import { SocketPeer } from './socket-peer.ts'

/** Peers without extensions, which is what makes it worth while to read their frames ourselves. */
export class OwnPeers implements Peers {
  readonly #options: PeersOptions

  constructor(options: PeersOptions) {
    this.#options = options
  }

  open({ request, socket, head, headers }: Opening, opened: (peer: Peer) => void): void {
    if (!socket.readable || !socket.writable) return void socket.destroy()
    const { closeTimeoutMs, subProtocol } = this.#options
    if (this.#isRefused(request)) return
    const { 'sec-websocket-key': key = '', 'sec-websocket-protocol': offered } = request.headers
    const chosen = offered !== undefined && subProtocol(new Set(listed(offered)))
    socket.write(switching(key.trim(), chosen, headers))
    opened(new SocketPeer(socket, head, closeTimeoutMs))
  }

  #isRefused(request: IncomingMessage): boolean {
    const found = faultOf(request)
    const refusal = found ? undefined : this.#options.admit(request.socket.remoteAddress ?? '')
    if (found) answer(responseOn(request), found.status, `${found.text}\n`, found.headers)
    else if (refusal) answer(responseOn(request), 503, `${refusal.message}\n`, retryAfter(refusal))
    return found !== undefined || refusal !== undefined
  }
}

interface HandshakeFault {
  readonly status: number
  readonly text: string
  readonly headers: OutgoingHttpHeaders
}

const fault = (status: number, text: string, headers: OutgoingHttpHeaders = {}): HandshakeFault => ({
  status,
  text,
  headers,
})

/** What is wrong with a handshake [RFC 6455 §4.2.1]. */
function faultOf({ method, headers }: IncomingMessage): HandshakeFault | undefined {
  const { upgrade = '', 'sec-websocket-key': key = '', 'sec-websocket-version': version = '' } = headers
  if (method !== 'GET') return fault(405, `A WebSocket begins with GET, not ${method}.`, { Allow: 'GET' })
  if (upgrade.toLowerCase() !== 'websocket')
    return fault(400, 'This path can be upgraded to "websocket" only.')
  if (!sixteenBytes.test(key.trim())) return fault(400, 'Sec-WebSocket-Key must be 16 bytes in base64.')
  if (version.trim() !== '13')
    return fault(426, 'Sec-WebSocket-Version must be 13.', { 'Sec-WebSocket-Version': '13' })
  return isList(headers['sec-websocket-protocol'])
    ? undefined
    : fault(400, 'Sec-WebSocket-Protocol must list names, each once, with commas between.')
}

const listed = (header: string): string[] => header.split(',').map((name) => name.trim())

/** Of tokens [RFC 9110 §5.6.2], each of them once. */
function isList(header: string | undefined): boolean {
  if (header === undefined) return true
  const names = listed(header)
  return names.every((name) => /^[\w!#$%&'*+.^`|~-]+$/.test(name)) && new Set(names).size === names.length
}

/** [RFC 6455 §1.3] */
const handshakeId = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

function switching(key: string, subProtocol: string | false, headers: OutgoingHttpHeaders): string {
  const accepted = createHash('sha1')
    .update(key + handshakeId)
    .digest('base64')
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accepted}`,
  ]
  if (subProtocol !== false) lines.push(`Sec-WebSocket-Protocol: ${subProtocol}`)
  for (const [name, value] of Object.entries(headers))
    for (const each of [value].flat()) lines.push(`${name}: ${each}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}
