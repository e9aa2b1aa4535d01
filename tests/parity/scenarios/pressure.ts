import {
  connected,
  frame,
  open,
  pause,
  resume,
  say,
  scenariosOf,
  send,
  subscribe,
  usable,
  wait,
} from '../steps.ts'
import type { Scenario } from '../scenario.ts'

const scenario = scenariosOf('sessions')

/** Time to first message 2,000 ms, send buffer 50 KiB, send time 2,000 ms. */
const tight = { variant: 'tight' } as const

const hundredSubscriptions = Array.from({ length: 100 }, (_, index) =>
  frame('SUBSCRIBE', [`id:${index}`, 'destination:/sub/d19/x']),
).join('')

/** Those who say nothing, and those who do not listen. */
export const pressure: readonly Scenario[] = [
  scenario(
    'D16',
    'a socket that says nothing is closed when another one comes',
    [open('silent'), wait(3000), ...connected('other'), ...usable('other', 'd16')],
    tight,
  ),
  scenario(
    'D57',
    'half a frame or an empty message is a first message',
    [
      open('half'),
      say('half', 'CONN'),
      open('empty'),
      say('empty', ''),
      open('silent'),
      wait(3000),
      ...connected('other'),
      say('half', 'ECT\naccept-version:1.2\n\n\0'),
      say('empty', frame('CONNECT', ['accept-version:1.2'])),
    ],
    tight,
  ),
  scenario(
    'D58',
    'a socket that is connected may be silent for long',
    [
      ...connected('a'),
      wait(3000),
      ...connected('other'),
      subscribe('a', 'sub-0', '/sub/d58/x'),
      send('other', '/sub/d58/x', 'to a'),
    ],
    tight,
  ),
  scenario(
    'D19',
    'a reader that does not read is cut',
    [
      ...connected('reader'),
      say('reader', hundredSubscriptions),
      ...connected('writer'),
      pause('reader'),
      ...Array.from({ length: 12 }, () => send('writer', '/sub/d19/x', 'x'.repeat(16_000))),
      wait(2500),
      send('writer', '/sub/d19/x', 'the last'),
      resume('reader', { lastOnly: true }),
      ...usable('writer', 'd19'),
    ],
    tight,
  ),
]
