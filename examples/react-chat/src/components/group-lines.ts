import type { Line } from '../chat/room.ts'

/** What stands in a log: who said what in a row, who came and went in a row, and what divides them. */
export type LogEntry =
  | { readonly type: 'talk'; readonly key: number; readonly sender: string; readonly lines: Line[] }
  | { readonly type: 'comings'; readonly key: number; readonly last: Map<string, 'ENTER' | 'QUIT'> }
  | { readonly type: 'gap'; readonly key: number }
  | { readonly type: 'day'; readonly key: string; readonly atMs: number }
  | { readonly type: 'unread'; readonly key: string }

export type TalkGroup = Extract<LogEntry, { type: 'talk' }>
export type Comings = Extract<LogEntry, { type: 'comings' }>

const maxPauseMs = 3 * 60_000

/** `unreadFrom`: the number of the line that is marked as the first new one. */
export function groupLines(lines: readonly Line[], unreadFrom = Infinity): LogEntry[] {
  const entries: LogEntry[] = []
  let before: Line | undefined
  for (const line of lines) {
    if (!before || !isSameDay(before, line))
      entries.push({ type: 'day', key: `day-${line.number}`, atMs: line.atMs })
    // The marked line itself may have been dropped from a long log.
    if ((before?.number ?? 0) < unreadFrom && line.number >= unreadFrom)
      entries.push({ type: 'unread', key: 'unread' })
    add(line, entries)
    before = line
  }
  return entries
}

function add(line: Line, entries: LogEntry[]): void {
  const entry = entries.at(-1)
  switch (line.type) {
    case 'GAP':
      entries.push({ type: 'gap', key: line.number })
      return
    case 'TALK':
      if (entry?.type === 'talk' && continues(entry, line)) entry.lines.push(line)
      else entries.push({ type: 'talk', key: line.number, sender: line.sender, lines: [line] })
      return
    case 'ENTER':
    case 'QUIT':
      if (entry?.type === 'comings') came(entry, line.sender, line.type)
      else entries.push({ type: 'comings', key: line.number, last: new Map([[line.sender, line.type]]) })
  }
}

function continues(group: TalkGroup, line: Line): boolean {
  return group.sender === line.sender && line.atMs - group.lines.at(-1)!.atMs < maxPauseMs
}

/** Of somebody who comes and goes, what counts is whether they are there in the end. */
function came({ last }: Comings, sender: string, type: 'ENTER' | 'QUIT'): void {
  last.delete(sender)
  last.set(sender, type)
}

const isSameDay = (a: Line, b: Line): boolean =>
  new Date(a.atMs).toDateString() === new Date(b.atMs).toDateString()
