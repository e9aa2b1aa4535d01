import type { HttpAnswers } from '../../core/profile/sockjs-behaviour.ts'
import type { Dialect, Fault, WebSocketConnection } from '../websocket/websocket-connection.ts'
import { readList } from './listed-messages.ts'
import { capitalSockJsFraming } from './sockjs-framing.ts'
import { webSocketMessage } from './sockjs-websocket.ts'

const faults = {
  notAList: { code: 1007, reason: '' },
  tooMany: { code: 1009, reason: 'Too many messages at once.' },
  failed: { code: 1011, reason: '' },
  binary: { code: 1003, reason: 'Binary messages not supported' },
} as const

/** SockJS over WebSocket as Spring speaks it. Heart-beats are the session's. */
export class ListedDialect implements Dialect {
  readonly transport = 'sockjs-websocket'
  readonly framing = capitalSockJsFraming
  readonly #closesWithoutFrame: ReadonlySet<number>

  readonly #behindArray: HttpAnswers['behindArray']

  constructor(closesWithoutFrame: ReadonlySet<number>, behindArray: HttpAnswers['behindArray']) {
    this.#closesWithoutFrame = closesWithoutFrame
    this.#behindArray = behindArray
  }

  opened(connection: WebSocketConnection): void {
    connection.write(open)
  }

  read(message: Buffer, isBinary: boolean): readonly Uint8Array[] | Fault {
    if (isBinary) return faults.binary
    const list = message.length === 0 ? 'null' : readList(message.toString(), this.#behindArray)
    if (list === 'null') return []
    if (list === 'too-many') return faults.tooMany
    if (typeof list === 'string') return faults.notAList
    return list.hasNull ? { ...faults.failed, taken: list.messages } : list.messages
  }

  farewell(code: number, reason: string): Uint8Array | undefined {
    if (this.#closesWithoutFrame.has(code)) return undefined
    return webSocketMessage(`c${JSON.stringify([code, reason])}`)
  }
}

const open = webSocketMessage('o')
export const heartBeatMessage = webSocketMessage('h')
