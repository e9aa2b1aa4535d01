import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type ClientOptions, WebSocket } from 'ws'

const frame = (command: string, headers: string, body = ''): string => `${command}\n${headers}\n${body}\0`
export const send = (destination: string, headers = '', body = ''): string =>
  frame('SEND', `destination:${destination}\n${headers}`, body)
export const subscribe = (destination: string, id: string, headers = ''): string =>
  frame('SUBSCRIBE', `id:${id}\ndestination:${destination}\n${headers}`)
export const connect = (headers = ''): string => frame('CONNECT', `accept-version:1.2\n${headers}`)

/** A WebSocket that keeps what it hears, and compresses nothing unless told. Nothing that becomes of it is an error of the test. */
export class SpringClient {
  readonly socket: WebSocket
  readonly heard: string[] = []
  closing: { readonly code: number; readonly reason: string } | undefined
  #wake: () => void = () => {}

  private constructor(url: string, options: ClientOptions) {
    this.socket = new WebSocket(url, { perMessageDeflate: false, ...options })
    this.socket.on('error', () => {})
    this.socket.on('message', (data: Buffer) => {
      this.heard.push(String(data))
      this.#wake()
    })
    this.socket.on('close', (code, reason) => {
      this.closing = { code, reason: String(reason) }
      this.#wake()
    })
  }

  /** Before CONNECT. */
  static async open(url: string, options: ClientOptions = {}): Promise<SpringClient> {
    const client = new SpringClient(url, options)
    await once(client.socket, 'open')
    return client
  }

  static async connected(url: string, headers = '', options: ClientOptions = {}): Promise<SpringClient> {
    const client = await SpringClient.open(url, options)
    client.says(connect(headers))
    await client.hears('CONNECTED')
    return client
  }

  says(text: string | Uint8Array, options: { fin?: boolean } = {}): void {
    this.socket.send(text, options, () => {})
  }

  /** The first that holds it, once it has come. */
  async hears(text: string): Promise<string> {
    await this.#until(() => this.closing !== undefined || this.heard.some((each) => each.includes(text)))
    const found = this.heard.find((each) => each.includes(text))
    if (found === undefined) throw new Error(`closed with ${this.closing?.code} before ${text}`)
    return found
  }

  /** So many have come, or it is closed. */
  hearsMany(count: number): Promise<void> {
    return this.#until(() => this.closing !== undefined || this.heard.length >= count)
  }

  async closes(): Promise<number> {
    await this.#until(() => this.closing !== undefined)
    return this.closing!.code
  }

  /** All that was said is done, or it is closed. */
  async settles(): Promise<void> {
    if (this.closing) return
    const destination = `/topic/${randomUUID()}`
    this.says(subscribe(destination, destination) + send(destination))
    await this.#until(
      () => this.closing !== undefined || this.heard.some((each) => each.includes(destination)),
    )
  }

  /** What was said has been read, whatever became of it. */
  async isRead(): Promise<void> {
    if (this.socket.readyState !== WebSocket.OPEN) return
    this.socket.ping()
    await Promise.race([once(this.socket, 'pong'), this.#until(() => this.closing !== undefined)])
  }

  cut(): void {
    this.socket.terminate()
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        const before = this.#wake
        this.#wake = () => {
          before()
          resolve()
        }
      })
      this.#wake = () => {}
    }
  }
}
