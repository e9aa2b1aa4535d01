import { expect, test } from 'vitest'
import type { Line } from '../../../examples/react-chat/src/chat/room.ts'
import { groupLines, type LogEntry } from '../../../examples/react-chat/src/components/group-lines.ts'

const noonMs = new Date(2026, 10, 22, 12).getTime()
const minuteMs = 60_000

const types: Record<string, Line['type']> = { '+': 'ENTER', '-': 'QUIT', '': 'TALK' }

/** Lines from number 11 on: `Kim+` enters, `Kim-` leaves, `Kim` talks, `` is a gap; each a minute after the one before, or when `@` says. */
function log(said: string, unreadFrom?: number): string[] {
  let atMs = noonMs
  const lines = said.split(' ').map((word, index): Line => {
    const [, sender, sign, minutes] = /^(\w*)([+-]?)(?:@(\d+))?$/.exec(word)!
    atMs = minutes === undefined ? atMs + minuteMs : noonMs + Number(minutes) * minuteMs
    const type = sender === '' ? 'GAP' : types[sign!]!
    return { number: index + 11, type, id: undefined, sender: sender!, text: '', atMs }
  })
  return groupLines(lines, unreadFrom).map(shown)
}

function shown(entry: LogEntry): string {
  switch (entry.type) {
    case 'talk':
      return `${entry.sender} says ${entry.lines.length}`
    case 'comings':
      return [...entry.last].map(([name, type]) => `${name} ${type}`).join()
    default:
      return entry.type
  }
}

test('what one person says in a row is one group, unless it took a while', () => {
  expect(log('Kim Kim Lee Kim@5 Kim@9')).toEqual([
    'day',
    'Kim says 2',
    'Lee says 1',
    'Kim says 1',
    'Kim says 1',
  ])
})

test('entrances and departures in a row are one notice, of who is there in the end', () => {
  expect(log('Kim+ Lee+ Kim- Park+ Lee Kim+')).toEqual([
    'day',
    'Lee ENTER,Kim QUIT,Park ENTER',
    'Lee says 1',
    'Kim ENTER',
  ])
})

test('a gap, a day and the mark of what is new divide', () => {
  expect(log('Kim @1 Kim@2 Kim@800 Kim@801', 15)).toEqual([
    'day',
    'Kim says 1',
    'gap',
    'Kim says 1',
    'day',
    'Kim says 1',
    'unread',
    'Kim says 1',
  ])
})

test('the mark stays where the line it was made at has been dropped', () => {
  expect(log('Kim Kim', 5)).toEqual(['day', 'unread', 'Kim says 2'])
  expect(log('Kim Kim', 13)).toEqual(['day', 'Kim says 2'])
})
