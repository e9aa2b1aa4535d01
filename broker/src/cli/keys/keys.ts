import { addresses, type Listening } from '../banner.ts'

/** What a key asks for. */
export type Wish = 'help' | 'open' | 'clear' | 'quit' | 'line' | 'interrupt' | 'suspend' | 'abort'

const wishes: Readonly<Record<string, Wish>> = {
  h: 'help',
  o: 'open',
  c: 'clear',
  q: 'quit',
  // The same keys while Hangul is typed.
  ㅗ: 'help',
  ㅐ: 'open',
  ㅊ: 'clear',
  ㅂ: 'quit',
  // What a terminal does by itself as long as nobody reads single keys.
  '\r': 'line',
  '\u0003': 'interrupt',
  '\u001a': 'suspend',
  '\u001c': 'abort',
}

/** Arrows, function keys and the like: an escape, and what belongs to it. */
const sequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|O.|.)?/gs

/** What was typed, in order. Keys that mean nothing are left out. */
export const wishesIn = (typed: string): Wish[] =>
  Array.from(typed.replace(sequence, '').toLowerCase()).flatMap((key) => wishes[key] ?? [])

/** The answer to `h`. */
export function keysHelp(listening: Listening): string {
  const { page } = addresses(listening)
  const rows = [
    ['h', 'this list'],
    ['o', page === undefined ? 'open the page: there is none here' : `open ${page}`],
    ['c', 'clear the screen'],
    ['q', 'quit: drains as Ctrl-C does, twice leaves'],
  ]
  return ['', ...rows.map(([key, text]) => `  ${key}  ${text}`), ''].join('\n')
}

/** The answer to `o` where there is nothing to open. */
export function noPage(listening: Listening): string {
  const { stomp } = addresses(listening)
  const clients = stomp === undefined ? '' : ` STOMP clients connect to ${stomp}.`
  return `  There is no page here.${clients}`
}

/** The answer to `o` where nothing opens it. */
export const openByHand = (url: string, opener: string): string =>
  `  ${opener} cannot open the page here. Its address is ${url}`

/** Empties the screen; what was on it is scrolled away and can be scrolled back. */
export const clearing = (rows: number): string => `${'\n'.repeat(rows)}\u001b[H\u001b[J`
