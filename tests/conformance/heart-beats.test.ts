import { describe, expect, test, type TestContext } from 'vitest'
import type { Version } from './frame-reader.ts'
import { useTarget } from './target.ts'

// Real time, so our own command is told to be quick. Against another broker these run at the pace it offers.
const target = useTarget({ heartBeat: { sendMs: 300, receiveMs: 300 } })
const paceLimitMs = 1_000

/** Connected with these heart-beats, and what the server offered. */
async function beating(context: TestContext, version: Version, heartBeat: string) {
  const peer = await target.opens()
  const connected = await peer.connects(version, `heart-beat:${heartBeat}\n`)
  const [sendsMs = 0, wantsMs = 0] = (connected.get('heart-beat') ?? '0,0').split(',').map(Number)
  const isTooSlow = Math.max(sendsMs, wantsMs) > paceLimitMs
  if (isTooSlow || sendsMs === 0 || wantsMs === 0) context.skip('this broker beats too slowly, or not at all')
  return { peer, sendsMs, wantsMs }
}

describe.each(['1.1', '1.2'] as const)('at %s', (version) => {
  test('a quiet server sends a line end at least every MAX(sx, cy) [B3 B5 B6 B7 O4]', async (context) => {
    const { peer, sendsMs } = await beating(context, version, '0,500')
    for (let count = 0; count < 3; count++) await peer.readsBeat(Math.max(sendsMs, 500))
  })

  test('who wants none gets none [B2 B3 B5]', async (context) => {
    const { peer: other, sendsMs } = await beating(context, version, `0,1`)
    const quiet = await target.connects(version)
    for (let count = 0; count < 3; count++) await other.readsBeat(2 * sendsMs)
    quiet.writes('SEND\ndestination:/topic/fence\nreceipt:r\n\n␀')
    await quiet.readsAnything('RECEIPT')
  })

  test('who promised beats and is silent is cut, but not too soon [B4 B9 B10]', async (context) => {
    const { peer, wantsMs } = await beating(context, version, '1,0')
    const sinceMs = performance.now()
    await peer.reads('ERROR')
    const silentMs = performance.now() - sinceMs
    expect(silentMs).toBeGreaterThan(wantsMs)
    expect(silentMs).toBeLessThan(4 * wantsMs)
    await peer.closed()
  })

  test('any byte is a sign of life, of half a frame too [B8]', async (context) => {
    const { peer, sendsMs } = await beating(context, version, '1,1')
    // The server's beats are the clock: a byte of one frame for each, for much longer than silence is forgiven.
    for (const byte of 'SEND\nx:') {
      peer.writes(byte)
      await peer.readsBeat(2 * sendsMs)
    }
    peer.writes('\ndestination:/topic/fence\nreceipt:r\n\n␀')
    await peer.reads('RECEIPT')
  })

  test('who beats lives on [B4 B7]', async (context) => {
    const { peer, sendsMs } = await beating(context, version, '1,1')
    for (const beat of ['\n', version === '1.2' ? '␍\n' : '\n', '\n', '\n', '\n', '\n']) {
      peer.writes(beat)
      await peer.readsBeat(2 * sendsMs)
    }
    await peer.readsNothing()
  })
})

test('a 1.0 session has none, whatever it asks for [B11]', async (context) => {
  const { peer: clock, sendsMs } = await beating(context, '1.2', '0,1')
  const old = await target.opens()
  await old.connects('1.0', 'heart-beat:1,1\n')
  for (let count = 0; count < 6; count++) await clock.readsBeat(2 * sendsMs)
  old.writes('SEND\ndestination:/topic/fence\nreceipt:r\n\n␀')
  await old.readsAnything('RECEIPT')
})
