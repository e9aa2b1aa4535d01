import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'

/** The HTTP transports by which a SockJS client receives. */
export type ReceiverKind = 'xhr' | 'xhr_streaming' | 'eventsource'

export interface PackageSettings {
  readonly heartBeatMs: number
  readonly disconnectDelayMs: number
  readonly maxStreamBytes: number
}

/** A session as the package shows it. Its types take the code of `close` for a string. */
export interface PackageSession {
  readonly pathname: string
  write(text: string): boolean
  close(code: number, reason: string): boolean
  on(event: 'close', listener: () => void): this
}

type Handler = (request: object, response: object) => boolean

/** Its 50 ms and 1.7 MB are spent when the first client falls back to HTTP; most processes never see one. */
const loadPackage = (): typeof import('sockjs') =>
  createRequire(import.meta.url)('sockjs') as typeof import('sockjs')

/**
 * The `sockjs` package, kept away from the network: it sees stand-ins for request and response, whose every part comes
 * from us. It contributes what it does well: receivers, their frames, heart-beats, response limit, disconnect delay.
 */
export class SockJsPackage {
  readonly #settings: PackageSettings
  readonly #opening = new Map<string, (session: PackageSession) => void>()
  #handler: Handler | undefined

  constructor(settings: PackageSettings) {
    this.#settings = settings
  }

  /**
   * Makes the response a receiver of the session.
   * @param id ours, for the package keeps all sessions of the process in one object.
   * @param opened called in the same turn, when this opens the session.
   */
  attach(
    port: ResponsePort,
    kind: ReceiverKind,
    id: string,
    opened: ((session: PackageSession) => void) | undefined,
  ): void {
    if (opened) this.#opening.set(id, opened)
    const { req, socket } = port.response
    const request = {
      method: req.method,
      url: `/-/${id}/${kind}`,
      httpVersion: '1.1',
      headers: {},
      connection: socket,
    }
    this.#handler ??= this.#install()
    this.#handler(request, port)
  }

  #install(): Handler {
    const { heartBeatMs, disconnectDelayMs, maxStreamBytes } = this.#settings
    const server = loadPackage().createServer({
      websocket: false,
      response_limit: maxStreamBytes,
      heartbeat_delay: heartBeatMs,
      disconnect_delay: disconnectDelayMs,
      sockjs_url: '',
      log: () => {},
    })
    server.on('connection', (session: PackageSession | null) => this.#opened(session))
    const installed = new HandlerSlot()
    server.installHandlers(installed as never, { prefix: '' })
    return installed.handler
  }

  /** Whether the package lost the session before it could open it. */
  forget(id: string): boolean {
    return this.#opening.delete(id)
  }

  #opened(session: PackageSession | null): void {
    const id = session?.pathname.split('/')[2] ?? ''
    const opened = this.#opening.get(id)
    this.#opening.delete(id)
    if (session) opened?.(session)
  }
}

/** What `installHandlers` needs of an HTTP server. */
class HandlerSlot {
  handler: Handler = () => false

  listeners(): [] {
    return []
  }

  removeAllListeners(): void {}

  addListener(event: string, handler: Handler): void {
    if (event === 'request') this.handler = handler
  }
}

/** The response as the package sees it: what it writes goes through, the headers are ours. */
export class ResponsePort {
  readonly response: ServerResponse
  readonly #headers: OutgoingHttpHeaders
  readonly #ended: () => void
  #saidClose = false

  constructor(response: ServerResponse, headers: OutgoingHttpHeaders, ended: () => void) {
    this.response = response
    this.#headers = headers
    this.#ended = ended
  }

  /** Whether the response carried the `c` frame, the last of a session. */
  get saidClose(): boolean {
    return this.#saidClose
  }

  get finished(): boolean {
    return this.response.writableEnded
  }

  setHeader(): void {}

  getHeader(): undefined {}

  writeHead(status: number): void {
    this.response.writeHead(status, this.#headers)
  }

  write(payload: string): void {
    this.#saidClose ||= /^(data: )?c\[/.test(payload)
    this.response.write(payload)
  }

  end(): void {
    this.response.end()
    this.#ended()
  }
}
