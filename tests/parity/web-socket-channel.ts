import type { IncomingMessage } from 'node:http'
import { WebSocket } from 'ws'
import type { Arrivals } from './arrivals.ts'
import type { Channel } from './channel.ts'
import { namedHeaders } from './named-headers.ts'
import { readable } from './readable.ts'
import type { Open, Say } from './scenario.ts'

/** What WebSocket calls the code of a close frame that has none. */
const noCode = 1005

const fenceMark = 'fence '
let fences = 0

export class WebSocketChannel implements Channel {
  readonly arrivals: Arrivals
  readonly #socket: WebSocket
  readonly #protocols: readonly string[]
  readonly #fences = new Map<string, () => void>()
  #isClosing = false

  constructor(baseUrl: string, { path, protocols = [], headers = {}, deflate }: Open, arrivals: Arrivals) {
    this.arrivals = arrivals
    this.#protocols = protocols
    const url = `${baseUrl.replace('http', 'ws')}${path}`
    this.#socket = new WebSocket(url, [...protocols], {
      headers,
      perMessageDeflate: deflate === true,
      agent: false,
    })
    this.#listen()
  }

  #listen(): void {
    this.#socket.on('upgrade', (response) => this.#upgraded(response))
    this.#socket.on('unexpected-response', (_, response) => this.#refused(response))
    this.#socket.on('message', (data: Buffer, isBinary) =>
      this.arrivals.line(
        isBinary ? `binary ${readable(data.toString('latin1'))}` : readable(data.toString()),
      ),
    )
    this.#socket.on('pong', (data) => this.#ponged(data.toString()))
    this.#socket.on('ping', (data) => this.arrivals.line(`ping ${data.toString()}`))
    this.#socket.on('close', (code, reason) => this.#closed(code, reason.toString()))
    this.#socket.on('error', (error) => {
      if (!this.#isClosing) this.arrivals.line(`error ${error.message}`)
    })
  }

  #upgraded(response: IncomingMessage): void {
    this.arrivals.line(`HTTP ${response.statusCode}`)
    for (const header of namedHeaders(response.headers)) this.arrivals.line(header)
    // `ws` gives up where a server ignores the offer; a raw socket does not care.
    if (this.#protocols.length > 0) response.headers['sec-websocket-protocol'] ??= this.#protocols[0]!
  }

  #refused(response: IncomingMessage): void {
    this.#isClosing = true
    this.arrivals.line(`HTTP ${response.statusCode}`)
    for (const header of namedHeaders(response.headers)) this.arrivals.line(header)
    response.on('data', (piece: Buffer) => this.arrivals.piece(piece))
    response.on('end', () => {
      this.arrivals.line('end')
      this.#socket.terminate()
    })
  }

  #ponged(data: string): void {
    if (data.startsWith(fenceMark)) this.#fences.get(data)?.()
    else this.arrivals.line(`pong ${data}`)
  }

  #closed(code: number, reason: string): void {
    for (const resolve of this.#fences.values()) resolve()
    if (this.#isClosing && code === 1006) return
    const text = reason === '' ? '' : ` ${reason}`
    this.arrivals.line(code === 1006 ? 'cut' : `closed ${code}${text}`)
  }

  get isPending(): boolean {
    const { readyState } = this.#socket
    return readyState === WebSocket.CONNECTING || readyState === WebSocket.CLOSING
  }

  say({ text, bytes, fragmentsAt = [], asText }: Say): void {
    const data = bytes === undefined ? Buffer.from(text ?? '') : Buffer.from(bytes, 'latin1')
    const binary = bytes !== undefined && asText !== true
    const ends = [...fragmentsAt, data.length]
    for (const [index, end] of ends.entries()) {
      const fin = index === ends.length - 1
      this.#socket.send(data.subarray(ends[index - 1] ?? 0, end), { binary, fin })
    }
  }

  ping(data: string): void {
    this.#socket.ping(data)
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  async fence(): Promise<void> {
    if (this.#socket.isPaused || this.#socket.readyState !== WebSocket.OPEN) return
    const mark = `${fenceMark}${++fences}`
    await new Promise<void>((resolve) => {
      this.#fences.set(mark, resolve)
      this.#socket.ping(mark)
    })
  }

  close(code?: number, reason?: string): void {
    if (code === undefined) {
      this.#isClosing = true
      this.#socket.terminate()
    } else if (code === noCode) {
      this.#socket.close()
    } else {
      this.#socket.close(code, reason)
    }
  }
}
