import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import type { WebSocketFactory } from '@stompbox/sdk'
import { wireBytes, wireText } from '../../support/wire-text.ts'

/** The server's end of one connection. It says what the test tells it to, STOMP or not. */
export class Peer {
  readonly socket: WebSocket
  readonly request: IncomingMessage
  readonly closed: Promise<number>
  readonly #frames: string[] = []
  readonly #readers: ((frame: string) => void)[] = []

  constructor(socket: WebSocket, request: IncomingMessage) {
    this.socket = socket
    this.request = request
    this.closed = new Promise((resolve) => socket.once('close', resolve))
    socket.on('error', () => undefined)
    socket.on('message', (data: Buffer) => {
      const frame = wireText(data)
      if (frame === '\n') return
      const reader = this.#readers.shift()
      if (reader) reader(frame)
      else this.#frames.push(frame)
    })
  }

  async reads(): Promise<string> {
    return this.#frames.shift() ?? new Promise((resolve) => this.#readers.push(resolve))
  }

  writes(...messages: string[]): void {
    for (const message of messages) this.socket.send(wireBytes(message), { binary: false })
  }

  writesBinary(message: string): void {
    this.socket.send(wireBytes(message), { binary: true })
  }

  /** Reads CONNECT and answers it. */
  async greets(headers = 'version:1.2'): Promise<string> {
    const connect = await this.reads()
    this.writes(`CONNECTED\n${headers}\n\n␀`)
    return connect
  }

  message(subscription: string, body: string, headers = ''): void {
    this.writes(
      `MESSAGE\nsubscription:${subscription}\nmessage-id:1\ndestination:/from\n${headers}\n${body}␀`,
    )
  }

  /** Loses the connection: no closing handshake. */
  drops(): void {
    this.socket.terminate()
  }
}

/** A WebSocket server on a port of its own that answers nothing by itself. */
export class StompServer {
  readonly url: string
  readonly #server: WebSocketServer
  readonly #peers: Peer[] = []
  readonly #takers: ((peer: Peer) => void)[] = []

  private constructor(server: WebSocketServer) {
    this.#server = server
    this.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`
    server.on('connection', (socket, request) => {
      const peer = new Peer(socket, request)
      const taker = this.#takers.shift()
      if (taker) taker(peer)
      else this.#peers.push(peer)
    })
  }

  static async start(): Promise<StompServer> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'v12.stomp' })
    await once(server, 'listening')
    return new StompServer(server)
  }

  /** The next connection. */
  async peer(): Promise<Peer> {
    return this.#peers.shift() ?? new Promise((resolve) => this.#takers.push(resolve))
  }

  /** The next connection, after CONNECTED. */
  async greetedPeer(headers?: string): Promise<Peer> {
    const peer = await this.peer()
    await peer.greets(headers)
    return peer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

export const webSocket: WebSocketFactory = (url, protocols) => new WebSocket(url, protocols)
