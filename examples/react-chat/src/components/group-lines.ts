import type { Line } from '../chat/room.ts'

export interface LineGroup {
  readonly key: number
  readonly type: Line['type']
  readonly sender: string
  readonly lines: Line[]
}

const maxPauseMs = 3 * 60_000

/** Puts together what one person said in a row; a notice stands alone. */
export function groupLines(lines: readonly Line[]): LineGroup[] {
  const groups: LineGroup[] = []
  for (const line of lines) {
    const group = groups.at(-1)
    if (group && continues(group, line)) group.lines.push(line)
    else groups.push({ key: line.number, type: line.type, sender: line.sender, lines: [line] })
  }
  return groups
}

function continues(group: LineGroup, line: Line): boolean {
  if (group.type !== 'TALK' || line.type !== 'TALK' || group.sender !== line.sender) return false
  return line.atMs - group.lines.at(-1)!.atMs < maxPauseMs
}
