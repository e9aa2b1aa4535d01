import { FrameImpl } from '@stomp/stompjs'
import type { StompHeaders } from '../wire/headers.ts'
import type { RawFrame } from './frame-reader.ts'
import type { ClientCommand, ReceivedFrame, TestSession } from './test-session.ts'

/** Only command, headers and body are enumerable, so that `toEqual` compares what went over the wire. */
export class WireFrame implements ReceivedFrame {
  readonly command: ClientCommand
  readonly headers: StompHeaders
  readonly body: unknown
  readonly #session: TestSession
  readonly #frame: FrameImpl

  constructor(raw: RawFrame, session: TestSession) {
    this.#frame = FrameImpl.fromRawFrame(raw, session.version === '1.2')
    this.#session = session
    this.command = this.#frame.command as ClientCommand
    this.headers = this.#frame.headers
    this.body = decoded(this.#frame)
  }

  get destination(): string | undefined {
    return this.headers['destination']
  }

  get text(): string {
    return this.#frame.body
  }

  get bytes(): Uint8Array {
    return this.#frame.binaryBody
  }

  get session(): TestSession {
    return this.#session
  }
}

function decoded({ headers, body, binaryBody }: FrameImpl): unknown {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (type === 'application/octet-stream') return binaryBody
  const isJson = type === undefined ? /^\s*[[{]/.test(body) : /[/+]json$/.test(type)
  try {
    return isJson ? (JSON.parse(body) as unknown) : body
  } catch {
    return body
  }
}
