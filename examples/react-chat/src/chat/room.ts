import type { ChatMessage } from './channels.ts'

/** One line of a room, with the time it arrived here: the wire carries none. */
export interface Line {
  readonly number: number
  /** `GAP`: from here on messages may be missing, because the connection was interrupted. */
  readonly type: ChatMessage['type'] | 'GAP'
  readonly id: string | undefined
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
}

const maxLines = 500

export function newRoom(id: string): Room {
  return { id, announced: false, lines: [], unread: 0, draft: '' }
}

/** What was sent twice, because nobody knew whether it had arrived, is heard once. */
export function withHeard(room: Room, { type, sender, message, id }: ChatMessage, isNews: boolean): Room {
  if (id !== undefined && room.lines.some((line) => line.id === id && line.sender === sender)) return room
  const unread = isNews ? room.unread + 1 : room.unread
  return { ...room, unread, lines: withLine(room.lines, { type, id, sender, text: message }) }
}

export function withGap(room: Room): Room {
  if (room.lines.at(-1)?.type === 'GAP') return room
  return { ...room, lines: withLine(room.lines, { type: 'GAP', id: undefined, sender: '', text: '' }) }
}

function withLine(lines: readonly Line[], line: Omit<Line, 'number' | 'atMs'>): readonly Line[] {
  const number = (lines.at(-1)?.number ?? 0) + 1
  return [...lines, { ...line, number, atMs: Date.now() }].slice(-maxLines)
}
