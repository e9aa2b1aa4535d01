import { describe, expect, test } from 'vitest'
import type { BrokerConfig } from '@stompbox/broker'
import { Bench, type Peer } from '../../support/bench.ts'

const quiet = 'accept-version:1.2\nheart-beat:0,0'

/** Ten a second, so one each 100 ms. */
const slowly: BrokerConfig = { limits: { maxNewSessionsPerSecond: 10, drainTimeoutMs: 100_000 } }

const crowd = (bench: Bench, size: number): Peer[] =>
  Array.from({ length: size }, () => {
    const peer = bench.connected(quiet)
    // The next may come.
    bench.clock.advance(100)
    return peer
  })

const open = (peers: Peer[]): number => peers.filter(({ channel }) => channel.state === 'open').length

/** Whether it has resolved by now. */
async function isDone(closing: Promise<void>): Promise<boolean> {
  let done = false
  void closing.then(() => (done = true))
  await new Promise(setImmediate)
  return done
}

describe('a broker that closes', () => {
  test('tells every session when to come back, and ends it with 1001', async () => {
    const bench = new Bench()
    const peers = crowd(bench, 3)
    await bench.broker.close()
    const waits = peers.map((peer) => /retry-after:(\d+)\n/.exec(peer.isRefused('draining', 1001))?.[1])
    for (const seconds of waits) expect(Number(seconds)).toBeLessThanOrEqual(10)
    expect(bench.told.slice(3)).toEqual(['disconnected', 'disconnected', 'disconnected'])
  })

  test('has nothing to say to who never connected', async () => {
    const bench = new Bench()
    const peer = bench.open()
    await bench.broker.close()
    expect(peer.readsAll()).toEqual([])
    expect(peer.channel.closing).toEqual({ code: 1001, reason: 'draining' })
  })

  test('takes nobody from then on, nor reads what they send', () => {
    const bench = new Bench(slowly)
    crowd(bench, 5)
    void bench.broker.close()
    const late = bench.open()
    late.writes('CONNECT\naccept-version:1.2\n\n␀')
    late.isRefused('draining', 1001)
    expect(bench.told.at(-1)).toBe('turned-away')
  })

  test('ends sessions at the pace at which new ones may come', async () => {
    const bench = new Bench(slowly)
    const peers = crowd(bench, 20)
    const closing = bench.broker.close()
    for (const seconds of [0, 0.5, 1]) {
      expect(open(peers)).toBe(20 - 1 - seconds * 10)
      bench.clock.advance(500)
    }
    bench.clock.advance(399)
    expect(open(peers)).toBe(1)
    expect(await isDone(closing)).toBe(false)
    bench.clock.advance(1)
    expect(open(peers)).toBe(0)
    expect(await isDone(closing)).toBe(true)
  })

  test('ends them faster where that would take longer than drainTimeoutMs', () => {
    const bench = new Bench({ limits: { maxNewSessionsPerSecond: 10, drainTimeoutMs: 500 } })
    const peers = crowd(bench, 20)
    void bench.broker.close()
    expect(open(peers)).toBe(16)
    bench.clock.advance(399)
    expect(open(peers)).toBe(4)
    bench.clock.advance(1)
    expect(open(peers)).toBe(0)
  })

  test('lets a session go on as ever until its turn', () => {
    const bench = new Bench(slowly)
    const [, , third] = crowd(bench, 3) as [Peer, Peer, Peer]
    void bench.broker.close()
    third.writes('SUBSCRIBE\nid:0\ndestination:/sub/a\nreceipt:1\n\n␀')
    third.reads('RECEIPT\nreceipt-id:1\n\n␀')
    third.writes('SEND\ndestination:/sub/a\nreceipt:2\n\nhi␀')
    third.reads(/^MESSAGE[\s\S]*hi␀$/)
    third.reads('RECEIPT\nreceipt-id:2\n\n␀')
    third.push('SEND\ndestination:/sub/a\nreceipt:3\n\nlast␀')
    bench.clock.advance(200)
    third.reads(/^MESSAGE[\s\S]*last␀$/)
    third.reads('RECEIPT\nreceipt-id:3\n\n␀')
    third.isRefused('draining', 1001)
  })

  test('does not wait for the turn of those who leave by themselves', async () => {
    const bench = new Bench(slowly)
    const peers = crowd(bench, 50)
    const closing = bench.broker.close()
    for (const peer of peers) peer.channel.close()
    bench.clock.advance(100)
    expect(await isDone(closing)).toBe(true)
  })

  test('waits for who reads slowly, but not for ever', async () => {
    const bench = new Bench()
    const [slow, stuck] = crowd(bench, 2) as [Peer, Peer]
    for (const peer of [slow, stuck]) peer.channel.pauseReading()
    const closing = bench.broker.close()
    expect(await isDone(closing)).toBe(false)
    slow.channel.resumeReading()
    slow.isRefused('draining', 1001)
    bench.clock.advance(5_999)
    expect(await isDone(closing)).toBe(false)
    bench.clock.advance(1)
    expect(await isDone(closing)).toBe(true)
  })

  test('may be told so twice: it is one close', async () => {
    const bench = new Bench(slowly)
    const peers = crowd(bench, 3)
    const closings = [bench.broker.close(), bench.broker.close()]
    expect(open(peers)).toBe(2)
    bench.clock.advance(200)
    for (const peer of peers) peer.isRefused('draining', 1001)
    await Promise.all(closings)
    await bench.broker.close()
  })
})
