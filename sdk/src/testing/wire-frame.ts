import { escapes, readFrame, textOf, type Frame } from '../wire/frame.ts'
import type { StompHeaders } from '../wire/headers.ts'
import type { RawFrame } from './frame-reader.ts'
import type { ClientCommand, ReceivedFrame, TestSession } from './test-session.ts'

/** Only command, headers and body are enumerable, so that `toEqual` compares what went over the wire. */
export class WireFrame implements ReceivedFrame {
  readonly command: ClientCommand
  readonly headers: StompHeaders
  readonly body: unknown
  readonly #session: TestSession
  readonly #frame: Frame

  constructor(raw: RawFrame, session: TestSession) {
    this.#frame = readFrame(raw, escapes[session.version] ?? '')
    this.#session = session
    this.command = this.#frame.command as ClientCommand
    this.headers = this.#frame.headers
    this.body = decoded(this.#frame)
  }

  get destination(): string | undefined {
    return this.headers['destination']
  }

  get text(): string {
    return textOf(this.#frame)
  }

  get bytes(): Uint8Array {
    return this.#frame.bytes
  }

  get session(): TestSession {
    return this.#session
  }
}

function decoded(frame: Frame): unknown {
  const { headers, bytes } = frame
  const text = textOf(frame)
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (type === 'application/octet-stream') return bytes
  const isJson = type === undefined ? /^\s*[[{]/.test(text) : /[/+]json$/.test(type)
  try {
    return isJson ? (JSON.parse(text) as unknown) : text
  } catch {
    return text
  }
}
