import { describe, expect, test } from 'vitest'
import type { Limits, User } from '@stompbox/broker'
import { Bench, type Peer } from '../../support/bench.ts'

const send = (body = 'x', more = '') => `SEND\ndestination:/sub/a\n${more}\n${body}␀`
const quiet = { heartBeat: { sendMs: 0, receiveMs: 0 } }

function limited(limits: Partial<Limits>): { bench: Bench; peer: Peer } {
  const bench = new Bench({ ...quiet, limits })
  return { bench, peer: bench.connected() }
}

/** CONNECT is a frame, too. */
const afterConnect = (frames: number) => frames - 1

describe('frames a second', () => {
  test('twice as many in a moment, and not one more; nobody else notices [hostile F38]', () => {
    const { bench, peer } = limited({ maxFramesPerSecond: 10 })
    const other = bench.connected()
    peer.writes(send().repeat(afterConnect(20)))
    expect(peer.channel.state).toBe('open')
    peer.writes(send())
    const error = peer.isRefused('rate', 1008)
    expect(error).toContain('\nretry-after:1\n')
    expect(error).toContain('More than 10 frames a second')
    other.readsNothing()
  })

  test('what is over is not done', () => {
    const { bench, peer } = limited({ maxFramesPerSecond: 10 })
    const reader = bench.connected()
    reader.writes('SUBSCRIBE\nid:s\ndestination:/sub/a\n\n␀')
    peer.writes(send().repeat(40))
    expect(reader.readsAll()).toHaveLength(afterConnect(20))
  })

  test('come back one by one as time passes, up to as many as may come in a moment', () => {
    const { bench, peer } = limited({ maxFramesPerSecond: 10 })
    peer.writes(send().repeat(afterConnect(20)))
    bench.clock.advance(100)
    peer.writes(send())
    bench.clock.advance(60_000)
    peer.writes(send().repeat(20))
    expect(peer.channel.state).toBe('open')
    bench.clock.advance(99)
    peer.writes(send())
    peer.isRefused('rate', 1008)
  })

  test('are 1,000 unless configured', () => {
    const { peer } = limited({})
    peer.writes(send().repeat(afterConnect(2_000)))
    expect(peer.channel.state).toBe('open')
    peer.writes(send())
    peer.isRefused('rate', 1008)
  })

  test('line ends between them count, but for one behind each frame [hostile F1]', () => {
    const { peer } = limited({ maxFramesPerSecond: 10 })
    peer.writes(`${send()}\n`.repeat(9))
    peer.writes('\n'.repeat(9))
    expect(peer.channel.state).toBe('open')
    peer.writes('\n␀\r\n')
    peer.isRefused('rate', 1008)
  })

  test('a line end each millisecond is as much as there may be, two are too many [hostile T12]', () => {
    const { bench, peer } = limited({})
    for (let ms = 0; ms < 10_000; ms++) {
      bench.clock.advance(1)
      peer.writes('\n')
    }
    expect(peer.channel.state).toBe('open')
    for (let ms = 0; ms < 2_100 && peer.channel.state === 'open'; ms++) {
      bench.clock.advance(1)
      peer.writes('\n\n')
    }
    peer.isRefused('rate', 1008)
  })

  test('those that wait behind a slow handler are counted when their turn comes', async () => {
    let done = () => {}
    const bench = new Bench({
      limits: { maxFramesPerSecond: 10 },
      application: (app) => app.message('/slow', () => new Promise<void>((resolve) => (done = resolve))),
    })
    const peer = bench.connected()
    peer.writes('SEND\ndestination:/pub/slow\n\n␀' + send().repeat(25))
    expect(peer.channel.state).toBe('open')
    bench.clock.advance(1_000)
    done()
    await new Promise(setImmediate)
    bench.clock.settle()
    peer.isRefused('rate', 1008)
  })
})

describe('bytes a second', () => {
  const connect = 'CONNECT\naccept-version:1.2\n\n␀'

  test('twice as many in a moment, and not one more', () => {
    const { peer } = limited({ maxBytesPerSecond: 1_000 })
    const fitting = 2_000 - connect.length - send('').length
    peer.writes(send('x'.repeat(fitting)))
    expect(peer.channel.state).toBe('open')
    peer.writes('\n')
    const error = peer.isRefused('rate', 1008)
    expect(error).toContain('More than 1000 bytes a second')
    expect(error).toContain('\nretry-after:1\n')
  })

  test('come back as time passes', () => {
    const { bench, peer } = limited({ maxBytesPerSecond: 1_000 })
    peer.writes(send('x'.repeat(2_000 - connect.length - send('').length)))
    bench.clock.advance(500)
    peer.writes(send('x'.repeat(500 - send('').length)))
    expect(peer.channel.state).toBe('open')
    peer.writes('\n')
    peer.isRefused('rate', 1008)
  })

  test('are 4 MiB unless configured', () => {
    const { bench, peer } = limited({})
    bench.clock.advance(1_000)
    const mebibyte = send('x'.repeat(1_048_576 - send('').length))
    for (let count = 0; count < 8; count++) peer.writes(mebibyte)
    expect(peer.channel.state).toBe('open')
    peer.writes('\n')
    peer.isRefused('rate', 1008)
  })
})

describe('a frame that was begun', () => {
  test.each([
    ['S', 'A frame'],
    ['SEND\n', 'SEND'],
    ['SEND\ndestination:/sub/a\n', 'SEND'],
    ['SEND\ndestination:/sub/a\n\nx', 'SEND'],
    ['SEND\ncontent-length:9\n\nx', 'SEND'],
    ['SUBSCRIBE\nid:0\ndestination:/sub/a\n\n', 'SUBSCRIBE'],
  ])('has to end within 30 s: %j [hostile F22]', (start, begun) => {
    const { bench, peer } = limited({})
    peer.writes(start)
    bench.clock.advance(29_900)
    expect(peer.channel.state).toBe('open')
    bench.clock.advance(200)
    expect(peer.isRefused('frame-timeout', 4004)).toContain(
      `message:${begun} was begun and did not end within 30 s. Is the NUL at its end missing`,
    )
  })

  test('counts from its first byte, however often one more comes [hostile F31]', () => {
    const { bench, peer } = limited({})
    peer.writes('SEND\n')
    for (let second = 0; second < 29; second++) {
      bench.clock.advance(1_000)
      peer.writes('x')
    }
    bench.clock.advance(1_200)
    peer.isRefused('frame-timeout', 4004)
  })

  test('and ended has no deadline any more', () => {
    const { bench, peer } = limited({})
    peer.writes(send().slice(0, -1))
    bench.clock.advance(29_000)
    peer.writes('␀\n')
    bench.clock.advance(120_000)
    peer.readsNothing()
  })

  test('has its own 30 s, though the one before it ended in the same piece', () => {
    const { bench, peer } = limited({})
    const [head, tail] = ['SEND\ndestination:/sub/a\n\n', 'x␀']
    peer.writes(head)
    for (let round = 0; round < 10; round++) {
      bench.clock.advance(10_000)
      peer.writes(tail + head)
    }
    bench.clock.advance(29_900)
    expect(peer.channel.state).toBe('open')
    bench.clock.advance(200)
    peer.isRefused('frame-timeout', 4004)
  })

  test('is not late while the broker itself is not at it', async () => {
    let done = () => {}
    const bench = new Bench({
      ...quiet,
      limits: { handlerTimeoutMs: 100_000 },
      application: (app) => app.message('/slow', () => new Promise<void>((resolve) => (done = resolve))),
    })
    const peer = bench.connected()
    peer.writes('SEND\ndestination:/pub/slow\n\n␀' + send().slice(0, -1))
    bench.clock.advance(90_000)
    expect(peer.channel.state).toBe('open')
    done()
    await new Promise(setImmediate)
    bench.clock.advance(29_900)
    expect(peer.channel.state).toBe('open')
    bench.clock.advance(200)
    peer.isRefused('frame-timeout', 4004)
  })
})

describe('what begins no frame', () => {
  test.each([
    ['{"type":"hello"}', '"{"'],
    ['[1]', '"["'],
    ['\u0016\u0003\u0001', '0x16'],
    ['\n\n 1', '0x20'],
  ])('is refused at once, without a line end: %j', (start, shown) => {
    const peer = new Bench().open()
    peer.writes(start)
    expect(peer.isRefused('bad-frame', 1002)).toContain(
      `message:Expected a command or a line end between frames, found ${shown}. `,
    )
  })
})

describe('CONNECT', () => {
  test('has to come within 10 s', () => {
    const bench = new Bench()
    const peer = bench.open()
    bench.clock.advance(9_900)
    expect(peer.channel.state).toBe('open')
    bench.clock.advance(200)
    expect(peer.isRefused('connect-timeout', 4004)).toContain('No CONNECT within 10 s')
  })

  test('has to be decided within the same 10 s, and a late yes comes to nothing', async () => {
    let say: (user: User) => void = () => {}
    const bench = new Bench({ authenticate: () => new Promise<User>((resolve) => (say = resolve)) })
    const peer = bench.open()
    bench.clock.advance(5_000)
    peer.writes('CONNECT\naccept-version:1.2\n\n␀' + send())
    bench.clock.advance(4_900)
    expect(peer.channel.state).toBe('open')
    bench.clock.advance(200)
    expect(peer.isRefused('connect-timeout', 4004)).toContain('CONNECT was not decided within 10 s')
    say({ name: 'kim' })
    await new Promise(setImmediate)
    expect(peer.readsAll()).toEqual([])
    expect(bench.told).toEqual(['refused connect-timeout', 'disconnected'])
    bench.clock.advance(1_000)
    expect(bench.clock.pendingTimers).toBe(0)
  })

  test('done, there is no deadline', () => {
    const { bench, peer } = limited({})
    bench.clock.advance(3_600_000)
    peer.readsNothing()
  })
})
