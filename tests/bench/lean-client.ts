import { createHash, randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

/** A WebSocket client that does as little as possible: it counts the messages that arrive. */
export class LeanClient {
  readonly #socket: Socket
  readonly #onMessages: (count: number) => void
  /** Bytes of the current message that are still to come. */
  #skip = 0
  #rest: Buffer | undefined

  private constructor(socket: Socket, onMessages: (count: number) => void) {
    this.#socket = socket
    this.#onMessages = onMessages
  }

  static async open(port: number, onMessages: (count: number) => void): Promise<LeanClient> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const key = randomBytes(16).toString('base64')
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    socket.write(
      `GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    )
    const answer = await new Promise<Buffer>((resolve, reject) =>
      socket.once('data', resolve).once('error', reject),
    )
    if (!answer.toString().includes(accept)) throw new Error(`no WebSocket: ${answer.toString()}`)
    const client = new LeanClient(socket, onMessages)
    socket.on('data', (chunk: Buffer) => client.#read(chunk))
    return client
  }

  static frame(text: string): Buffer {
    const payload = Buffer.from(text)
    const header =
      payload.length < 126
        ? Buffer.from([0x81, 0x80 | payload.length])
        : Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 255])
    // A mask of zeros leaves the payload as it is, and costs the server the same.
    return Buffer.concat([header, Buffer.alloc(4), payload])
  }

  send(frame: Buffer): void {
    this.#socket.write(frame)
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(arrived: Buffer): void {
    const chunk = this.#rest ? Buffer.concat([this.#rest, arrived]) : arrived
    this.#rest = undefined
    let at = this.#skip
    let count = 0
    while (at < chunk.length) {
      const short = chunk[at + 1]! & 127
      const header = short < 126 ? 2 : short === 126 ? 4 : 10
      if (at + header > chunk.length) {
        this.#rest = chunk.subarray(at)
        at = chunk.length
        break
      }
      at +=
        header +
        (short < 126
          ? short
          : short === 126
            ? chunk.readUInt16BE(at + 2)
            : Number(chunk.readBigUInt64BE(at + 2)))
      count++
    }
    this.#skip = at - chunk.length
    if (count > 0) this.#onMessages(count)
  }
}
