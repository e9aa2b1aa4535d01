import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { Arrivals } from './arrivals.ts'
import type { Channel } from './channel.ts'
import { namedHeaders } from './named-headers.ts'
import type { Http } from './scenario.ts'

/** One request on a connection of its own. */
export class HttpChannel implements Channel {
  readonly arrivals: Arrivals
  readonly #request: ClientRequest
  readonly #staysOpen: boolean
  #isOver = false

  constructor(baseUrl: string, { method, path, headers, body, staysOpen }: Http, arrivals: Arrivals) {
    this.arrivals = arrivals
    this.#staysOpen = staysOpen === true
    this.#request = request(`${baseUrl}${path}`, { method, headers, agent: false })
    this.#request.on('response', (response) => this.#read(response))
    this.#request.on('upgrade', (response, socket) => {
      this.#head(response)
      this.#isOver = true
      socket.destroy()
    })
    this.#request.on('error', (error) => this.#end(`no response: ${error.message}`))
    this.#request.end(body)
  }

  get isPending(): boolean {
    return !this.#staysOpen && !this.#isOver
  }

  #head(response: IncomingMessage): void {
    this.arrivals.line(`HTTP ${response.statusCode}`)
    for (const header of namedHeaders(response.headers)) this.arrivals.line(header)
  }

  #read(response: IncomingMessage): void {
    this.#head(response)
    response.on('data', (piece: Buffer) => this.arrivals.piece(piece))
    response.on('end', () => this.#end('end'))
    response.on('error', () => this.#end('cut'))
  }

  #end(how: string): void {
    if (this.#isOver) return
    this.#isOver = true
    this.arrivals.line(how)
  }

  fence(): Promise<void> {
    return Promise.resolve()
  }

  close(): void {
    this.#isOver = true
    this.#request.destroy()
  }
}
