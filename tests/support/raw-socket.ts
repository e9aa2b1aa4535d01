import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { once } from 'node:events'
import { testTls } from './test-tls.ts'

/** A TCP client that says exactly what a test wants, for peers that no library would play. */
export class RawSocket implements AsyncDisposable {
  readonly socket: Socket
  readonly #tcp: Socket
  readonly closed: Promise<string>
  received = ''
  #wake: () => void = () => {}

  /** @param tcp below TLS; the same as `socket` without TLS. */
  private constructor(socket: Socket, tcp: Socket) {
    this.socket = socket
    this.#tcp = tcp
    for (const each of new Set([socket, tcp])) each.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      this.received += chunk.toString('latin1')
      this.#wake()
    })
    this.closed = new Promise((resolve) => socket.on('close', () => resolve(this.received)))
  }

  static open(port: number, text: string | Uint8Array = ''): Promise<RawSocket> {
    const socket = connect(port, '127.0.0.1')
    return RawSocket.#over(socket, socket, 'connect', text)
  }

  static openTls(port: number, text: string | Uint8Array = ''): Promise<RawSocket> {
    const tcp = connect(port, '127.0.0.1')
    const socket = connectTls({ socket: tcp, servername: 'localhost', ca: testTls.cert })
    return RawSocket.#over(socket, tcp, 'secureConnect', text)
  }

  static openOver(kind: 'tcp' | 'tls', port: number, text = ''): Promise<RawSocket> {
    return kind === 'tls' ? RawSocket.openTls(port, text) : RawSocket.open(port, text)
  }

  static async #over(socket: Socket, tcp: Socket, opened: string, text: string | Uint8Array) {
    await once(socket, opened)
    const raw = new RawSocket(socket, tcp)
    if (text.length > 0) raw.write(text)
    return raw
  }

  write(data: string | Uint8Array): void {
    this.socket.write(typeof data === 'string' ? Buffer.from(data, 'latin1') : data)
  }

  /** Gone with RST instead of FIN. */
  resets(): void {
    this.#tcp.resetAndDestroy()
  }

  /** All that came, once it matches. */
  async until(pattern: RegExp | string): Promise<string> {
    const matches = (): boolean =>
      typeof pattern === 'string' ? this.received.includes(pattern) : pattern.test(this.received)
    while (!matches()) {
      await new Promise<void>((resolve, reject) => {
        this.#wake = resolve
        void this.closed.then(() => {
          if (matches()) resolve()
          else reject(new Error(`closed before ${pattern}: ${JSON.stringify(this.received.slice(0, 400))}`))
        })
      })
    }
    return this.received
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy()
    await this.closed
  }
}

/** Says it all at once and returns what came until the server closed. */
export async function exchange(port: number, text: string | Uint8Array): Promise<string> {
  await using raw = await RawSocket.open(port, text)
  return await raw.closed
}

/** A request line and headers; `Host` is always there. */
export function request(line: string, headers: Record<string, string> = {}, body = ''): string {
  const fields = Object.entries({ Host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}`)
  return `${line} HTTP/1.1\r\n${fields.join('\r\n')}\r\n\r\n${body}`
}

export const webSocketHeaders = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

/** One masked client frame, mask 0. `first` is FIN, RSV and opcode. */
export function clientFrame(first: number, payload: string | Uint8Array = ''): Buffer {
  const body = Buffer.from(payload)
  if (body.length > 125) throw new Error('short frames only')
  return Buffer.concat([Buffer.from([first, 0x80 | body.length, 0, 0, 0, 0]), body])
}
