/** Reads what a server sends, to the letter of STOMP 1.0, 1.1 and 1.2. Shares no code with any broker. */
export type Version = '1.0' | '1.1' | '1.2'

/** One frame of a server. */
export class ServerFrame {
  readonly command: string
  /** Header lines as they came. */
  readonly lines: readonly string[]
  readonly body: Buffer
  readonly #decode: (text: string) => string

  constructor(command: string, lines: readonly string[], body: Buffer, decode: (text: string) => string) {
    this.command = command
    this.lines = lines
    this.body = body
    this.#decode = decode
  }

  /** The first header of that name counts. */
  get(name: string): string | undefined {
    return this.#headers.find(([each]) => each === name)?.[1]
  }

  get text(): string {
    return this.body.toString('utf8')
  }

  get #headers(): (readonly [string, string])[] {
    return this.lines.map((line) => {
      const colon = line.indexOf(':')
      return [this.#decode(line.slice(0, colon)), this.#decode(line.slice(colon + 1))]
    })
  }
}

/** Line ends between frames: heart-beats. */
export const beat = 'beat'

const [lineFeed, carriageReturn] = [10, 13]
const commands = ['CONNECTED', 'MESSAGE', 'RECEIPT', 'ERROR']
const withBody = ['MESSAGE', 'ERROR']

const escapes: Readonly<Record<string, string>> = { '\\n': '\n', '\\r': '\r', '\\c': ':', '\\\\': '\\' }

function unescape(text: string, version: Version): string {
  return text.replace(/\\(.|$)/gs, (pair) => {
    const character = pair === '\\r' && version === '1.1' ? undefined : escapes[pair]
    if (character === undefined) throw new Error(`The server sent the undefined escape ${pair} in ${text}`)
    return character
  })
}

/** Frames out of bytes cut anywhere. Throws where a server breaks the specification. */
export class FrameReader {
  version: Version = '1.0'
  #bytes: Buffer = Buffer.alloc(0)
  #isFirst = true

  push(bytes: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes])
  }

  get rest(): string {
    return this.#bytes.toString('latin1')
  }

  next(): ServerFrame | typeof beat | undefined {
    const lineEnd = this.#lineEndAt(0)
    if (lineEnd > 0) return this.#take(lineEnd, beat)
    const [blank, start] = this.#blankLine()
    if (blank < 0) return undefined
    const head = this.#bytes.toString('utf8', 0, blank)
    const [command = '', ...lines] = head.split(this.#endsInCarriageReturn ? /\r?\n/ : '\n')
    return this.#readBody(command, lines, start)
  }

  // Only 1.2 has the CR, and the server may choose for each line.
  get #endsInCarriageReturn(): boolean {
    return this.version === '1.2' || this.#isFirst
  }

  /** @returns its length, 0 if there is none. */
  #lineEndAt(at: number): number {
    if (this.#bytes[at] === lineFeed) return 1
    return this.#bytes[at] === carriageReturn && this.#bytes[at + 1] === lineFeed ? 2 : 0
  }

  /** @returns where the header ends and where the body starts. */
  #blankLine(): readonly [number, number] {
    for (let at = this.#bytes.indexOf(lineFeed); at >= 0; at = this.#bytes.indexOf(lineFeed, at + 1)) {
      const lineEnd = this.#lineEndAt(at + 1)
      const end = this.#bytes[at - 1] === carriageReturn && this.#endsInCarriageReturn ? at - 1 : at
      if (lineEnd > 0) return [end, at + 1 + lineEnd]
    }
    return [-1, -1]
  }

  #readBody(command: string, lines: string[], start: number): ServerFrame | undefined {
    check(commands.includes(command), `A server may not send ${command}`)
    for (const line of lines) check(line.indexOf(':') > 0, `A header line without name or colon: ${line}`)
    const counted = lines.find((line) => line.startsWith('content-length:'))?.slice(15)
    const end = counted === undefined ? this.#bytes.indexOf(0, start) : start + Number(counted)
    if (end < 0 || end >= this.#bytes.length) return undefined
    check(this.#bytes[end] === 0, `No NUL follows the ${counted} bytes of a ${command}`)
    const body = this.#bytes.subarray(start, end)
    check(body.length === 0 || withBody.includes(command), `A ${command} has a body`)
    const frame = new ServerFrame(command, lines, body, this.#decoder(command))
    if (command === 'CONNECTED') this.version = (frame.get('version') as Version | undefined) ?? '1.0'
    this.#isFirst = false
    // RabbitMQ ends frames with NUL and LF; that is no heart-beat.
    return this.#take(end + 1 + this.#lineEndAt(end + 1), frame)
  }

  #decoder(command: string): (text: string) => string {
    const { version } = this
    return command === 'CONNECTED' || version === '1.0' ? (text) => text : (text) => unescape(text, version)
  }

  #take<T>(length: number, result: T): T {
    this.#bytes = this.#bytes.subarray(length)
    return result
  }
}

function check(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(otherwise)
}
