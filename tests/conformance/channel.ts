import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { WebSocket } from 'ws'

export type Kind = 'text' | 'binary'

export interface Closing {
  /** NaN where the transport has none, as TCP. */
  readonly code: number
  readonly reason: string
}

/** A way to a broker. */
export interface Channel {
  write(bytes: Uint8Array, kind: Kind): void
  /** Gone without a word. */
  cut(): void
}

/** Is told what comes out of a channel. */
export interface Listener {
  heard(bytes: Buffer, kind: Kind): void
  ended(closing: Closing): void
}

/** A channel that is open, and the sub-protocol that the server chose. */
export type Opened = readonly [channel: Channel, protocol: string]

/** @param url `ws://`, `wss://`, `tcp://host:port` or `tls://host:port` */
export function openChannel(url: string, protocols: string[], listener: Listener): Promise<Opened> {
  return /^(tcp|tls):/.test(url) ? openTcp(new URL(url), listener) : openWebSocket(url, protocols, listener)
}

async function openWebSocket(url: string, protocols: string[], listener: Listener): Promise<Opened> {
  const socket = new WebSocket(url, protocols)
  socket.on('message', (data: Buffer, isBinary) => listener.heard(data, isBinary ? 'binary' : 'text'))
  socket.on('close', (code, reason) => listener.ended({ code, reason: String(reason) }))
  await once(socket, 'open')
  // Such as text that is no UTF-8; the close that follows is told.
  socket.on('error', () => {})
  const channel: Channel = {
    write: (bytes, kind) => socket.send(bytes, { binary: kind === 'binary' }),
    cut: () => socket.terminate(),
  }
  return [channel, socket.protocol]
}

async function openTcp({ protocol, hostname, port }: URL, listener: Listener): Promise<Opened> {
  const isTls = protocol === 'tls:'
  // A broker under test has a certificate that nobody signed.
  const place = { host: hostname, port: Number(port), rejectUnauthorized: false }
  const socket = isTls ? connectTls(place) : connectTcp(place)
  socket.setNoDelay()
  socket.on('data', (data: Buffer) => listener.heard(data, 'binary'))
  socket.on('close', () => listener.ended({ code: Number.NaN, reason: '' }))
  await once(socket, isTls ? 'secureConnect' : 'connect')
  // Written to after the server closed; the close itself is told.
  socket.on('error', () => {})
  return [{ write: (bytes) => socket.write(bytes), cut: () => socket.destroy() }, '']
}
