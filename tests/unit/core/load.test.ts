import { describe, expect, test } from 'vitest'
import { nodeMemory } from '../../../broker/src/node-load.ts'
import { Bench, type Peer } from '../../support/bench.ts'

const quiet = 'accept-version:1.2\nheart-beat:0,0'

const send = (receipt: string, destination = '/sub/a'): string =>
  `SEND\ndestination:${destination}\nreceipt:${receipt}\n\nhi␀`

/** How many RECEIPT came. */
const receipts = (peer: Peer): number => peer.readsAll().filter((frame) => frame.startsWith('RECEIPT')).length

describe('from 60 percent of the memory', () => {
  const tight = (percent: number): { bench: Bench; publisher: Peer } => {
    const bench = new Bench()
    const publisher = bench.connected(quiet)
    bench.used.processPercent = percent
    bench.clock.advance(250)
    return { bench, publisher }
  }

  test('who publishes is read once between two looks, and never less', () => {
    const { bench, publisher } = tight(60)
    for (let i = 0; i < 5; i++) publisher.push(send(`r${i}`))
    bench.clock.settle()
    expect(receipts(publisher)).toBe(1)
    for (let i = 0; i < 4; i++) {
      bench.clock.advance(249)
      expect(receipts(publisher)).toBe(0)
      bench.clock.advance(1)
      expect(receipts(publisher)).toBe(1)
    }
  })

  test('what it sent in one piece is done in one piece', () => {
    const { publisher } = tight(60)
    publisher.writes([1, 2, 3].map((n) => send(`r${n}`)).join(''))
    expect(receipts(publisher)).toBe(3)
  })

  test('below, it is read as fast as it sends', () => {
    const { bench, publisher } = tight(59.9)
    for (let i = 0; i < 5; i++) publisher.push(send(`r${i}`))
    bench.clock.settle()
    expect(receipts(publisher)).toBe(5)
  })

  test('who publishes nothing is read as fast as it sends', () => {
    const { bench } = tight(60)
    const reader = bench.connected(quiet)
    reader.writes('SUBSCRIBE\nid:0\ndestination:/sub/a\nreceipt:1\n\n␀')
    reader.writes('UNSUBSCRIBE\nid:0\nreceipt:2\n\n␀')
    expect(receipts(reader)).toBe(2)
  })

  /** A handler that is done when told so, and a session that is not read while one is at work. */
  function busy() {
    const handlers: (() => void)[] = []
    const bench = new Bench({
      limits: { maxInboxBytes: 1 },
      application: (app) =>
        void app.message('/slow', () => new Promise<void>((resolve) => void handlers.push(resolve))),
    })
    const peer = bench.connected(quiet)
    peer.push(send('slow', '/pub/slow'))
    const isDone = async () => {
      handlers.shift()!()
      await new Promise(setImmediate)
      bench.clock.settle()
    }
    const isTight = () => {
      bench.used.processPercent = 60
      bench.clock.advance(250)
    }
    return { bench, peer, isTight, isDone }
  }

  test('a handler that is done does not have its session read before the next look', async () => {
    const { bench, peer, isTight, isDone } = busy()
    for (const receipt of ['1', '2']) peer.push(send(receipt))
    isTight()
    await isDone()
    expect(receipts(peer)).toBe(2)
    bench.clock.advance(250)
    expect(receipts(peer)).toBe(1)
  })

  test('a look does not have a session read whose handler is at work', async () => {
    const { bench, peer, isTight, isDone } = busy()
    peer.push(send('1', '/pub/slow') + send('2'))
    peer.push(send('3'))
    isTight()
    await isDone()
    expect(receipts(peer)).toBe(1)
    bench.clock.advance(1_000)
    await isDone()
    expect(receipts(peer)).toBe(2)
    bench.clock.advance(250)
    expect(receipts(peer)).toBe(1)
  })
})

/** Subscribers of a topic each, which stopped reading when so many bytes waited for them. */
function slowReaders(bench: Bench, ...kilobytes: number[]): Peer[] {
  const publisher = bench.connected(quiet)
  return kilobytes.map((kb, i) => {
    const reader = bench.connected(quiet)
    reader.writes(`SUBSCRIBE\nid:0\ndestination:/sub/${i}\n\n␀`)
    reader.channel.pauseReading()
    const headerBytes = 100
    publisher.writes(`SEND\ndestination:/sub/${i}\n\n${'x'.repeat(kb * 1_000 - headerBytes)}␀`)
    return reader
  })
}

const cut = (readers: Peer[]): number[] =>
  readers.flatMap(({ channel }, i) => (channel.closing?.code === 4001 ? [i] : []))

describe('from 85 percent of the memory', () => {
  test('those for whom most waits are cut, as many as cover the excess', () => {
    const bench = new Bench()
    const readers = slowReaders(bench, 300, 500, 100, 400)
    bench.used.processPercent = 84.9
    bench.clock.advance(250)
    expect(cut(readers)).toEqual([])
    // 10 MB in all, so this is 600 kB too much.
    bench.used.processPercent = 91
    bench.clock.advance(250)
    expect(cut(readers)).toEqual([1, 3])
    readers[1]!.channel.resumeReading()
    expect(readers[1]!.readsAll().at(-1)).toMatch(
      /^ERROR\nmessage:The broker is short of memory, and \d+ bytes/,
    )
  })

  test('what is on its way out counts as cut, and is given its time', () => {
    const bench = new Bench()
    const readers = slowReaders(bench, 500, 400, 300)
    bench.used.heapPercent = 88
    bench.clock.advance(250)
    expect(cut(readers)).toEqual([0])
    bench.clock.advance(5_000)
    expect(cut(readers)).toEqual([0])
    readers[0]!.channel.close(1006)
    bench.clock.advance(250)
    expect(cut(readers)).toEqual([0, 1])
    readers[1]!.channel.close(1006)
    bench.clock.advance(999)
    expect(cut(readers)).toEqual([0, 1])
    bench.clock.advance(251)
    expect(cut(readers)).toEqual([0, 1, 2])
  })

  test('who has caught up is not cut', () => {
    const bench = new Bench()
    const readers = slowReaders(bench, 200, 300)
    readers[0]!.channel.resumeReading()
    bench.used.processPercent = 99
    bench.clock.advance(250)
    expect(cut(readers)).toEqual([1])
  })

  test('nobody is, where next to nothing waits: it would not help', () => {
    const bench = new Bench()
    const readers = slowReaders(bench, 90)
    bench.used.processPercent = 99
    bench.clock.advance(1_000)
    expect(cut(readers)).toEqual([])
  })

  test('who falls behind again, after having caught up, is cut as well', () => {
    const bench = new Bench()
    const [reader] = slowReaders(bench, 200) as [Peer]
    reader.channel.resumeReading()
    bench.clock.advance(250)
    reader.channel.pauseReading()
    bench.connected(quiet).writes(`SEND\ndestination:/sub/0\n\n${'x'.repeat(300_000)}␀`)
    bench.used.processPercent = 99
    bench.clock.advance(250)
    expect(cut([reader])).toEqual([0])
  })
})

describe('what waits for all readers together', () => {
  test('is bounded, and the largest are cut first', () => {
    const bench = new Bench()
    const readers = slowReaders(bench, 900, 800, 795)
    bench.clock.advance(250)
    expect(cut(readers)).toEqual([])
    readers.push(...slowReaders(bench, 10))
    bench.clock.advance(250)
    expect(cut(readers)).toEqual([0])
  })

  test('is bounded as configured', () => {
    const bench = new Bench({ limits: { maxUnsentPercent: 5 } })
    const readers = slowReaders(bench, 200, 200, 200)
    bench.clock.advance(250)
    expect(cut(readers)).toHaveLength(1)
  })
})

test('a process on Node knows what it uses and what there is', () => {
  const memory = nodeMemory()
  for (const { usedBytes, limitBytes } of [memory.process, memory.heap]) {
    expect(usedBytes).toBeGreaterThan(1_000_000)
    expect(usedBytes).toBeLessThan(limitBytes)
    expect(limitBytes).toBeLessThan(2 ** 50)
  }
})
