import type { Dialect, Fault, WebSocketConnection } from '../websocket/websocket-connection.ts'
import { sockJsFraming } from './sockjs-framing.ts'
import { readMessages, type PayloadFault } from './sockjs-messages.ts'
import { webSocketFraming } from '../websocket/websocket-framing.ts'

const payloadFaults: Record<Exclude<PayloadFault, 'empty'>, Fault> = {
  broken: { code: 1007, reason: 'Broken JSON encoding.' },
  'not-strings': { code: 1007, reason: 'A JSON array of strings was expected.' },
  'too-many': { code: 1009, reason: 'Too many messages at once.' },
}
const binaryFault: Fault = { code: 1003, reason: 'Binary messages not supported' }

/** Heart-beats of all connections of an endpoint share one timer, which takes a slice of them at a time. */
const slices = 25

/** SockJS over WebSocket: `o`, `h`, `a["…"]` and `c[code,"reason"]` around the STOMP stream. */
export class SockJsDialect implements Dialect {
  readonly transport = 'sockjs-websocket'
  readonly framing = sockJsFraming
  readonly #heartBeatMs: number
  readonly #connections = Array.from({ length: slices }, () => new Set<WebSocketConnection>())
  readonly #sliceOf = new Map<WebSocketConnection, Set<WebSocketConnection>>()
  #turn = 0
  #timer: NodeJS.Timeout | undefined

  constructor(heartBeatMs: number) {
    this.#heartBeatMs = heartBeatMs
  }

  opened(connection: WebSocketConnection): void {
    connection.write(open)
    // The slice that was just served comes round again after a whole period.
    const slice = this.#connections[this.#turn]!
    slice.add(connection)
    this.#sliceOf.set(connection, slice)
    this.#timer ??= setInterval(() => this.#beat(), this.#heartBeatMs / slices)
  }

  gone(connection: WebSocketConnection): void {
    this.#sliceOf.get(connection)?.delete(connection)
    this.#sliceOf.delete(connection)
    if (this.#sliceOf.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  read(message: Buffer, isBinary: boolean): Uint8Array[] | Fault {
    if (isBinary) return binaryFault
    const messages = readMessages(message.toString())
    if (typeof messages !== 'string') return messages
    return messages === 'empty' ? [] : payloadFaults[messages]
  }

  farewell(code: number, reason: string): Uint8Array {
    return webSocketMessage(`c${JSON.stringify([code, reason])}`)
  }

  #beat(): void {
    this.#turn = (this.#turn + 1) % slices
    for (const connection of this.#connections[this.#turn]!) connection.write(heartBeat)
  }
}

/** A text of ours in one WebSocket message. */
export function webSocketMessage(text: string): Uint8Array {
  return webSocketFraming.wrap({ bytes: new TextEncoder().encode(text), slots: [] }, 'text')!.bytes
}

const open = webSocketMessage('o')
const heartBeat = webSocketMessage('h')
