import type { ChatMessage } from './protocol.ts'

export type Notice = 'not-connected' | 'not-delivered'

/** One message as it was heard, with the time it arrived here: the wire carries none. */
export interface Line {
  readonly number: number
  readonly type: ChatMessage['type']
  readonly sender: string
  readonly text: string
  readonly atMs: number
}

/** A room we are in. Immutable, so that React sees every change. */
export interface Room {
  readonly id: string
  /** Whether this joining has been announced; it is announced once, however often the connection is made anew. */
  readonly announced: boolean
  readonly lines: readonly Line[]
  readonly unread: number
  readonly draft: string
  readonly notice: Notice | undefined
  /** Sent, but not heard back yet. */
  readonly unconfirmed: readonly string[]
}

const maxLines = 500

export function newRoom(id: string): Room {
  return { id, announced: false, lines: [], unread: 0, draft: '', notice: undefined, unconfirmed: [] }
}

export function withHeard(room: Room, message: ChatMessage, isOwn: boolean, isOnScreen: boolean): Room {
  const { type, sender, message: text } = message
  const number = (room.lines.at(-1)?.number ?? 0) + 1
  const line: Line = { number, type, sender, text, atMs: Date.now() }
  const isNews = type === 'TALK' && !isOwn && !isOnScreen
  return {
    ...room,
    lines: [...room.lines, line].slice(-maxLines),
    unread: isNews ? room.unread + 1 : room.unread,
    unconfirmed: type === 'TALK' && isOwn ? withoutFirst(room.unconfirmed, text) : room.unconfirmed,
  }
}

export function withSent(room: Room, text: string): Room {
  return { ...room, draft: '', notice: undefined, unconfirmed: [...room.unconfirmed, text] }
}

/** What was sent but never heard back returns to the composer, before what has been typed since. */
export function withUnconfirmedReturned(room: Room): Room {
  if (room.unconfirmed.length === 0) return room
  const draft = [...room.unconfirmed, room.draft].filter((text) => text !== '').join('\n')
  return { ...room, draft, unconfirmed: [], notice: 'not-delivered' }
}

export function withoutFirst(texts: readonly string[], text: string): readonly string[] {
  const index = texts.indexOf(text)
  return index < 0 ? texts : texts.toSpliced(index, 1)
}
