import { expect, test } from 'vitest'
import { keysHelp, noPage, openByHand, wishesIn } from '../../../broker/src/cli/keys/keys.ts'
import { listening } from './listening.ts'

test.each([
  ['h', ['help']],
  ['o', ['open']],
  ['c', ['clear']],
  ['q', ['quit']],
  ['HOCQ', ['help', 'open', 'clear', 'quit']],
  ['ㅗㅐㅊㅂ', ['help', 'open', 'clear', 'quit']],
  ['\r', ['line']],
  ['\u0003', ['interrupt']],
  ['\u001a', ['suspend']],
  ['\u001c', ['abort']],
  ['xyz 1안\u001b', []],
  ['', []],
])('%j', (typed, wishes) => {
  expect(wishesIn(typed)).toEqual(wishes)
})

test.each([
  ['an arrow', '\u001b[C'],
  ['an arrow of the other kind', '\u001bOC'],
  ['a function key', '\u001b[15~'],
  ['a key with modifiers', '\u001b[1;5C'],
  ['Alt and a letter', '\u001bq'],
])('%s is none of the keys, and hides none behind it', (_, sequence) => {
  expect(wishesIn(sequence)).toEqual([])
  expect(wishesIn(`${sequence}h`)).toEqual(['help'])
})

test('the list of keys names the page, if there is one', () => {
  const page = { folder: 'dist', present: true }
  expect(keysHelp({ ...listening, page })).toContain('\n  o  open http://localhost:8080/\n')
  for (const none of [undefined, { folder: 'dist', present: false }])
    expect(keysHelp({ ...listening, page: none })).toContain('\n  o  open the page: there is none here\n')
})

test('without a page, clients are told of', () => {
  expect(noPage(listening)).toBe(
    '  There is no page here. STOMP clients connect to ws://localhost:8080/ws-stomp.',
  )
  expect(noPage({ ...listening, endpoints: [], tcpUrl: 'tcp://localhost:61613' })).toBe(
    '  There is no page here. STOMP clients connect to tcp://localhost:61613.',
  )
  expect(noPage({ ...listening, endpoints: [] })).toBe('  There is no page here.')
})

test('a page that nothing opens can be opened by hand', () => {
  expect(openByHand('http://localhost:8080/', 'xdg-open')).toBe(
    '  xdg-open cannot open the page here. Its address is http://localhost:8080/',
  )
})
