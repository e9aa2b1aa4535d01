import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { Arrivals } from './arrivals.ts'
import { compare } from './compare.ts'
import { onPurpose } from './on-purpose.ts'
import { untilQuiet } from './patience.ts'
import { play } from './play.ts'
import { readable } from './readable.ts'
import { springVersions } from './scenario.ts'
import type { Peer } from './server.ts'
import { open, say, scenariosOf, wait } from './steps.ts'
import { scenarios } from './scenarios/index.ts'
import { Symbols } from './symbols.ts'
import { scenariosFor } from './transcript.ts'

const step = (lines: readonly string[], waitMs?: number) => [
  { step: 'a: something', ...(waitMs !== undefined && { waitMs }), got: { a: lines } },
]

test('what only one side says is a difference, in its place', () => {
  expect(compare(step(['one', 'two', 'three']), step(['one', 'deux', 'three']))).toEqual([
    { step: 'a: something', channel: 'a', spring: ['two'], stompbox: ['deux'] },
  ])
  expect(compare(step(['one']), step(['one', 'more']))).toMatchObject([{ spring: [], stompbox: ['more'] }])
  expect(compare(step(['one', 'two']), step(['two', 'one']))).toHaveLength(2)
  expect(compare(step([]), [{ step: '', got: { b: ['on another channel'] } }])).toMatchObject([
    { channel: 'b', spring: [], stompbox: ['on another channel'] },
  ])
})

test('what time brings may be half a second off, not more', () => {
  expect(compare(step(['@1s ⏎'], 4000), step(['@1.5s ⏎'], 4000))).toEqual([])
  expect(compare(step(['@1s ⏎'], 4000), step(['@1.75s ⏎'], 4000))).toHaveLength(1)
  expect(compare(step(['@1s ⏎'], 4000), step(['@1s other'], 4000))).toHaveLength(1)
})

test('what comes at the end of a wait may as well come after it', () => {
  expect(compare(step(['@1s ⏎', '@3.75s ⏎'], 4000), step(['@1s ⏎'], 4000))).toEqual([])
  expect(compare(step(['@1s ⏎', '@3s ⏎'], 4000), step(['@1s ⏎'], 4000))).toHaveLength(1)
})

test('what a machine that stood still all through a wait brings behind it belongs to that wait', async () => {
  const steps = [open('a', '/'), say('a', 'one'), wait(10), say('a', 'two'), wait(10)]
  const expected = [[], ['@0s ONE'], ['@0s TWO']].map((a) => ({ step: '', got: { a } }))
  const scenario = scenariosOf('sessions')('X01', 'a busy machine', steps)
  const [, first, second] = await play(scenario, busyPeer, untilQuiet, expected)
  expect([first?.got.a, second?.got.a]).toEqual([
    [expect.stringMatching(/ ONE$/)],
    [expect.stringMatching(/ TWO$/)],
  ])
})

test('a stream is the same lines however it is cut', () => {
  const text = Buffer.from('o\na["김"]\nrest')
  for (let cut = 1; cut < text.length; cut++) {
    const arrivals = new Arrivals(() => {})
    arrivals.piece(text.subarray(0, cut))
    arrivals.piece(text.subarray(cut))
    expect(arrivals.lines.map((line) => line.text)).toEqual(['body o⏎', 'body a["김"]⏎', 'body rest'])
  }
})

test('sessions are named after the channel that saw them first, counters count once', () => {
  const symbols = new Symbols('http://localhost:4711')
  const id = '0f8fad5b-d9cb-469f-a165-70867728950e'
  expect(symbols.in(`message-id:${id}-7⏎`, 'a')).toBe('message-id:<sid:a>-<n>⏎')
  expect(symbols.in(`message-id:${id}-8⏎`, 'b')).toBe('message-id:<sid:a>-<n>⏎')
  expect(symbols.in(`message-id:${id}-7⏎`, 'b')).toBe('message-id:<sid:a>-<n again>⏎')
  expect(symbols.in('message-id:mine⏎', 'a')).toBe('message-id:mine⏎')
  expect(symbols.in('Origin http://localhost:4711', 'a')).toBe('Origin <base>')
})

test('control bytes are seen, and what repeats itself is short', () => {
  expect(readable('A\r\n\0\x01')).toBe('A␍⏎␀␁')
  expect(readable('h'.repeat(2048))).toBe('h{×2048}')
  expect(readable('h'.repeat(12))).toBe('h'.repeat(12))
})

test('scenarios have names of their own', () => {
  const ids = scenarios.map(({ id }) => id)
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
})

test('every file of scenarios is played', async () => {
  const folder = new URL('scenarios/', import.meta.url)
  for (const name of readdirSync(folder)) {
    const exported: unknown[] = Object.values((await import(new URL(name, folder).href)) as object)
    const unplayed = exported.flat().filter((each) => !scenarios.includes(each as never))
    expect(unplayed, name).toEqual([])
  }
})

test('a meant difference names scenarios and versions that exist', () => {
  for (const { scenarios: ids, versions = springVersions } of onPurpose) {
    for (const version of versions) {
      const known = scenariosFor(version, scenarios).map(({ id }) => id)
      expect(ids.filter((id) => !known.includes(id))).toEqual([])
    }
  }
})

/** Answers each message, and lets nobody else do anything for longer than the play waits. */
const busyPeer: Peer = {
  name: 'busy',
  start: async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await once(server, 'listening')
    server.on('connection', (socket) =>
      socket.on('message', (data: Buffer) => {
        const untilMs = performance.now() + 50
        while (performance.now() < untilMs);
        socket.send(data.toString().toUpperCase())
      }),
    )
    return {
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      readyMs: () => 0,
      stop: async () => server.close(),
    }
  },
}
