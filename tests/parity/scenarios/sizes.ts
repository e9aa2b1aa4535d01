import { connected, each, open, say, sayBytes, scenariosOf, subscribe, usable } from '../steps.ts'
import type { Scenario, Step } from '../scenario.ts'

const scenario = scenariosOf('framing')

/** A SEND of exactly so many characters, NUL included. */
const sendOf = (destination: string, characters: number, letter = 'x', headers = ''): string => {
  const head = `SEND\ndestination:${destination}\n${headers}\n`
  return `${head}${letter.repeat((characters - head.length - 1) / letter.length)}\0`
}
const inPieces = (on: string, text: string, characters = 16_000): Step[] =>
  Array.from({ length: Math.ceil(text.length / characters) }, (_, index) =>
    say(on, text.slice(index * characters, (index + 1) * characters)),
  )
const listening = (on: string, destination: string): Step[] => [
  ...connected(on),
  subscribe(on, 'sub-0', destination),
]

/** How much the container takes in a WebSocket message, and Spring in a frame. */
export const sizes: readonly Scenario[] = [
  scenario('F25', 'a text message of 16,640 characters is taken, one more is not', [
    ...listening('a', '/sub/f25/x'),
    say('a', sendOf('/sub/f25/x', 16_640)),
    say('a', sendOf('/sub/f25/x', 16_641)),
  ]),
  scenario('F26', 'characters count, not bytes: Hangul', [
    ...listening('a', '/sub/f26/x'),
    say('a', sendOf('/sub/f26/x', 16_000, '가')),
    say('a', sendOf('/sub/f26/x', 16_640, '가')),
    say('a', sendOf('/sub/f26/x', 16_641, '가')),
  ]),
  scenario('F27', 'a binary message of 8,192 bytes is taken, one more is not', [
    ...listening('a', '/sub/f27/x'),
    sayBytes('a', sendOf('/sub/f27/x', 8192)),
    sayBytes('a', sendOf('/sub/f27/x', 8193)),
  ]),
  scenario('F28', 'a frame of 65,536 bytes in pieces is taken, one more is not', [
    ...listening('a', '/sub/f28/x'),
    ...inPieces('a', sendOf('/sub/f28/x', 65_536)),
    ...inPieces('a', sendOf('/sub/f28/x', 65_537)),
  ]),
  scenario('F29', 'a content-length beyond the limit is an error with the second piece', [
    ...connected('a'),
    say('a', 'SEND\ndestination:/sub/f29/x\ncontent-length:100000\n\nfirst'),
    say('a', 'second'),
  ]),
  scenario('F67', 'an emoji counts as two characters', [
    ...listening('a', '/sub/f67/x'),
    say('a', sendOf('/sub/f67/x', 16_640, '👋', 'x:1\n')),
    say('a', sendOf('/sub/f67/x', 16_642, '👋', 'x:1\n')),
  ]),
  scenario('F68', 'the container counts a message of fragments as a whole', [
    ...listening('a', '/sub/f68/x'),
    say('a', sendOf('/sub/f68/x', 16_640), { fragmentsAt: [8000, 16_000] }),
    say('a', sendOf('/sub/f68/x', 16_641), { fragmentsAt: [8000, 16_000] }),
  ]),
  scenario('F69', 'the container counts a compressed message as it was', [
    open('a', '/ws', { deflate: true }),
    say('a', 'CONNECT\naccept-version:1.2\n\n\0'),
    subscribe('a', 'sub-0', '/sub/f69/x'),
    say('a', sendOf('/sub/f69/x', 16_640)),
    say('a', sendOf('/sub/f69/x', 16_641)),
  ]),
  scenario('F70', 'line feeds around a frame count too', [
    ...listening('a', '/sub/f70/x'),
    say('a', `${'\n'.repeat(16_640 - 100)}${sendOf('/sub/f70/x', 100)}`),
    say('a', '\n'.repeat(16_641)),
  ]),
  scenario('F71', 'the limit of a frame is in bytes: Hangul in pieces', [
    ...listening('a', '/sub/f71/x'),
    ...inPieces('a', sendOf('/sub/f71/x', 20_000, '가')),
    ...inPieces('a', sendOf('/sub/f71/x', 30_000, '가')),
  ]),
  scenario('F72', 'what was taken no longer counts', [
    ...listening('a', '/sub/f72/x'),
    ...inPieces('a', sendOf('/sub/f72/x', 40_000)),
    ...inPieces('a', sendOf('/sub/f72/x', 40_000)),
    ...usable('a', 'f72'),
  ]),
  scenario('F73', 'a declared content-length of the limit, one less and one more', [
    ...each({ below: 65_535, limit: 65_536, above: 65_537 }, (on, length) => [
      ...connected(on),
      say(on, `SEND\ndestination:/sub/f73/x\ncontent-length:${length}\n\nfirst`),
      say(on, 'second'),
      { do: 'close', on, code: 1000 },
    ]),
  ]),
  scenario('F74', 'a content-length of 65,000 in pieces', [
    ...listening('a', '/sub/f74/x'),
    ...inPieces('a', `SEND\ndestination:/sub/f74/x\ncontent-length:65000\n\n${'x'.repeat(65_000)}\0`),
    ...usable('a', 'f74'),
  ]),
  scenario('F75', 'headers without end count too', [
    ...connected('a'),
    say('a', 'SEND\ndestination:/sub/f75/x\nlong:'),
    ...inPieces('a', 'x'.repeat(65_536)),
  ]),
  scenario('F76', 'a message is as long as it is for its readers too', [
    ...listening('a', '/sub/f76/x'),
    ...connected('b'),
    subscribe('b', 'x'.repeat(8000), '/sub/f76/x'),
    ...inPieces('a', sendOf('/sub/f76/x', 65_536)),
  ]),
]
