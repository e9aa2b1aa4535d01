import type { ChatMessage } from './channels.ts'
import { withMember, withoutMember, type Members } from './members.ts'

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
  /** Whether the room has repeated that. */
  readonly hasEntered: boolean
  readonly members: Members
  readonly lines: readonly Line[]
  readonly unread: number
  /** The line where reading stopped the last time, until the room is left or written in. */
  readonly unreadFrom: number | undefined
  readonly draft: string
}

const maxLines = 500

export function newRoom(id: string, name: string): Room {
  const members = withMember(new Map(), name)
  const nothing = { announced: false, hasEntered: false, unread: 0, unreadFrom: undefined, draft: '' }
  return { id, members, lines: [], ...nothing }
}

/** What was sent twice, because nobody knew whether it had arrived, is heard once. */
export function withHeard(room: Room, { type, sender, message, id }: ChatMessage, isNews: boolean): Room {
  if (id !== undefined && room.lines.some((line) => line.id === id && line.sender === sender)) return room
  const members = type === 'QUIT' ? withoutMember(room.members, sender) : withMember(room.members, sender)
  const lines = withLine(room.lines, { type, id, sender, text: message })
  const heard = { ...room, members, lines }
  if (!isNews) return heard
  const unreadFrom = room.unread === 0 ? lines.at(-1)!.number : room.unreadFrom
  return { ...heard, unread: room.unread + 1, unreadFrom }
}

export function withGap(room: Room): Room {
  if (room.lines.at(-1)?.type === 'GAP') return room
  return { ...room, lines: withLine(room.lines, { type: 'GAP', id: undefined, sender: '', text: '' }) }
}

function withLine(lines: readonly Line[], line: Omit<Line, 'number' | 'atMs'>): readonly Line[] {
  const number = (lines.at(-1)?.number ?? 0) + 1
  return [...lines, { ...line, number, atMs: Date.now() }].slice(-maxLines)
}
