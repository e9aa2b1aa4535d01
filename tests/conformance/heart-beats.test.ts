import { describe, expect, test, type TestContext } from 'vitest'
import type { Version } from './frame-reader.ts'
import { ways } from '../support/stomp-peer.ts'
import { isOurs, useTarget } from './target.ts'

// Real time, so our own command is told to be quick. Against another broker these run at the pace it offers.
const target = useTarget({ heartBeat: { sendMs: 300, receiveMs: 300 } })
const paceLimitMs = 1_000
const timeoutMs = 20_000
/** The error margin of a receiver (B10), for every broker alike: a busy machine holds up both sides. */
const margin = 2

interface Pace {
  /** The most that the server's and the client's numbers allow between two signs of life. */
  readonly fromServerMs: number
  readonly fromClientMs: number
}

/** Connected with these heart-beats. Skips where the server will not beat, or not soon, though it was asked to. */
async function beating(context: TestContext, version: Version, [cx, cy]: readonly [number, number]) {
  const peer = await target.opens()
  const connected = await peer.connects(version, `heart-beat:${cx},${cy}\n`)
  const [sx = 0, sy = 0] = (connected.get('heart-beat') ?? '0,0').split(',').map(Number)
  const pace: Pace = { fromServerMs: slower(sx, cy), fromClientMs: slower(cx, sy) }
  const tooSlow = Math.max(pace.fromServerMs, pace.fromClientMs) > paceLimitMs
  const missing = (cx > 0 && pace.fromClientMs === 0) || (cy > 0 && pace.fromServerMs === 0)
  // Ours was told to be quick, so it has no excuse.
  if (isOurs) expect({ tooSlow, missing }).toEqual({ tooSlow: false, missing: false })
  if (tooSlow || missing) context.skip('this broker beats too slowly, or not at all')
  return { peer, ...pace }
}

const slower = (sends: number, wants: number): number =>
  sends === 0 || wants === 0 ? 0 : Math.max(sends, wants)

describe.each(['1.1', '1.2'] as const)('at %s', { timeout: timeoutMs }, (version) => {
  test('a quiet server sends a line end every MAX(sx, cy), with a margin [B3 B5 B6 B7 O4]', async (context) => {
    const { peer, fromServerMs } = await beating(context, version, [0, 500])
    for (let count = 0; count < 3; count++) await peer.readsBeat(margin * fromServerMs)
  })

  test('who wants none gets none [B2 B3 B5]', async (context) => {
    const { peer: other, fromServerMs } = await beating(context, version, [0, 1])
    const quiet = await target.connects(version)
    for (let count = 0; count < 3; count++) await other.readsBeat(margin * fromServerMs)
    quiet.writes('SEND\ndestination:/topic/fence\nreceipt:r\n\n␀')
    await quiet.readsAnything('RECEIPT')
  })

  test('who promised beats and is silent is cut, but not too soon [B4 B9 B10]', async (context) => {
    const { peer, fromClientMs } = await beating(context, version, [1, 0])
    const sinceMs = performance.now()
    const answer = await peer.readsErrorOrClose(4 * fromClientMs)
    expect(performance.now() - sinceMs).toBeGreaterThan(fromClientMs)
    if (isOurs) expect([answer, (await peer.closed()).code]).toEqual(['ERROR', 4002])
  })

  test('any byte is a sign of life, of half a frame too [B8]', async (context) => {
    const { peer, fromServerMs } = await beating(context, version, [1, 1])
    // The server's beats are the clock: a byte of one frame for each, for much longer than silence is forgiven.
    for (const byte of 'SEND\nx:') {
      peer.writes(byte)
      await peer.readsBeat(margin * fromServerMs)
    }
    peer.writes('\ndestination:/topic/fence\nreceipt:r\n\n␀')
    await peer.reads('RECEIPT')
  })

  test('who beats lives on [B4 B7]', async (context) => {
    const { peer, fromServerMs } = await beating(context, version, [1, 1])
    for (const beat of ['\n', version === '1.2' ? '␍\n' : '\n', '\n', '\n', '\n', '\n']) {
      peer.writes(beat)
      await peer.readsBeat(margin * fromServerMs)
    }
    await peer.readsNothing()
  })
})

test('a 1.0 session has none, whatever it asks for (1.0) [B11]', { timeout: timeoutMs }, async (context) => {
  const { peer: clock, fromServerMs } = await beating(context, '1.2', [0, 1])
  const old = await target.opens()
  await old.connects('1.0', 'heart-beat:1,1\n')
  for (let count = 0; count < 6; count++) await clock.readsBeat(margin * fromServerMs)
  old.writes('SEND\ndestination:/topic/fence\nreceipt:r\n\n␀')
  await old.readsAnything('RECEIPT')
})

// What SockJS itself sends, `h`, is told apart by these peers; only a line end within a message counts.
describe.runIf(isOurs)('over SockJS', () => {
  test.each(['sockjs websocket', 'sockjs xhr'] as const)('heart-beats are kept: %s [O6]', async (way) => {
    const { protocol, host } = new URL(target.url)
    const peer = await ways[way]({ http: `${protocol.replace('ws', 'http')}//${host}`, tcp: '' })
    const connected = await peer.connects('1.2', 'heart-beat:0,300\n')
    expect(connected.get('heart-beat')).toBe('300,300')
    for (let count = 0; count < 3; count++) await peer.readsBeat()
    peer.cut()
  })
})
