import { describe, expect, test } from 'vitest'
import { sessionsByOpenFiles } from '../../../broker/src/node-load.ts'
import { Bench, type Peer } from '../../support/bench.ts'

const turnedAway = (bench: Bench) =>
  bench.events.flatMap((event) => (event.type === 'turned-away' ? [[event.code, event.count]] : []))

const isTaken = (peer: Peer): boolean => {
  peer.writes('CONNECT\naccept-version:1.2\n\n␀')
  peer.reads(/^CONNECTED\n/)
  return true
}

const from = (bench: Bench, remoteAddress: string): Peer => bench.open(undefined, { remoteAddress })

describe('who comes when there is no room', () => {
  test('gets ERROR, when to come back, and the close; what it sends is not read', () => {
    const bench = new Bench({ limits: { maxSessions: 1 } })
    bench.connected()
    const peer = bench.open()
    peer.writes('CONNECT\naccept-version:1.2\n\n␀')
    const error = peer.isRefused('overloaded', 1013)
    expect(error).toMatch(
      /^ERROR\nmessage:The broker holds 1 sessions, and takes no more\.\ncode:overloaded\nretry-after:([1-9]|10)\ncontent-type:.*\n(.*\n)*\n.*␀$/,
    )
    expect(bench.told).toEqual(['connected', 'turned-away'])
  })

  test('is told of at once, and then once a second with how many', () => {
    const bench = new Bench({ limits: { maxSessions: 1 } })
    bench.connected()
    for (let i = 0; i < 5; i++) bench.open()
    expect(turnedAway(bench)).toEqual([['overloaded', 1]])
    bench.clock.advance(1_000)
    bench.open()
    bench.clock.advance(999)
    expect(turnedAway(bench).slice(1)).toEqual([['overloaded', 4]])
    bench.clock.advance(1)
    expect(turnedAway(bench).slice(2)).toEqual([['overloaded', 1]])
    bench.clock.advance(5_000)
    bench.open()
    expect(turnedAway(bench).slice(3)).toEqual([['overloaded', 1]])
  })

  test('is told one by one how long to wait, not all the same', () => {
    const bench = new Bench({ limits: { maxSessions: 1 } })
    bench.connected()
    const waits = Array.from({ length: 50 }, () => /retry-after:\d+/.exec(bench.open().reads())![0])
    expect(new Set(waits).size).toBeGreaterThan(3)
  })
})

describe('sessions', () => {
  test('as many as maxSessions, and one more when one has gone', () => {
    const bench = new Bench({ limits: { maxSessions: 2 } })
    const first = bench.connected()
    bench.connected()
    bench.open().isRefused('overloaded', 1013)
    first.channel.close()
    expect(isTaken(bench.open())).toBe(true)
    bench.open().isRefused('overloaded', 1013)
  })

  test('without CONNECT as many as maxUnconnectedSessions, however many are connected', () => {
    const bench = new Bench({ limits: { maxUnconnectedSessions: 2 } })
    for (let i = 0; i < 5; i++) bench.connected()
    const silent = bench.open()
    const gone = bench.open()
    expect(bench.open().isRefused('overloaded', 1013)).toContain('wait for their CONNECT')
    expect(isTaken(silent)).toBe(true)
    bench.open()
    bench.open().isRefused('overloaded', 1013)
    gone.channel.close(1006)
    expect(isTaken(bench.open())).toBe(true)
  })

  test('of one address as many as maxSessionsPerAddress; over IPv6 it is the same address', () => {
    const bench = new Bench({ limits: { maxSessionsPerAddress: 2 } })
    const first = from(bench, '10.0.0.1')
    isTaken(from(bench, '::ffff:10.0.0.1'))
    expect(from(bench, '10.0.0.1').isRefused('overloaded', 1013)).toContain('Your address holds 2 sessions')
    expect(isTaken(from(bench, '10.0.0.2'))).toBe(true)
    first.channel.close()
    expect(isTaken(from(bench, '10.0.0.1'))).toBe(true)
  })

  test('of one address as many as may, unless that is configured', () => {
    const bench = new Bench()
    for (let i = 0; i < 900; i++) isTaken(from(bench, '10.0.0.1'))
  })

  test('whose address is not known are not counted as one', () => {
    const bench = new Bench({ limits: { maxSessionsPerAddress: 1 } })
    isTaken(from(bench, ''))
    expect(isTaken(from(bench, ''))).toBe(true)
  })

  test('new ones at maxNewSessionsPerSecond, twice as many in a moment', () => {
    const bench = new Bench({ limits: { maxNewSessionsPerSecond: 10 } })
    for (let i = 0; i < 20; i++) isTaken(bench.open())
    expect(bench.open().isRefused('overloaded', 1013)).toContain('More than 10 new sessions a second')
    bench.clock.advance(99)
    bench.open().isRefused('overloaded', 1013)
    bench.clock.advance(1)
    isTaken(bench.open())
    bench.open().isRefused('overloaded', 1013)
    bench.clock.advance(60_000)
    for (let i = 0; i < 20; i++) isTaken(bench.open())
    bench.open().isRefused('overloaded', 1013)
  })

  test('new ones as many as come at once, where their rate is without bound', () => {
    const bench = new Bench({ limits: { maxNewSessionsPerSecond: Infinity } })
    for (let i = 0; i < 3; i++) isTaken(bench.open())
  })

  test('those turned away cost nothing of the rate', () => {
    const bench = new Bench({ limits: { maxNewSessionsPerSecond: 2, maxSessions: 1 } })
    const first = bench.connected()
    for (let i = 0; i < 10; i++) bench.open()
    first.channel.close()
    expect(isTaken(bench.open())).toBe(true)
  })

  test.each([
    ['20000', 18_000],
    ['1', 1],
    ['unlimited', Infinity],
  ])('take nine tenths of the files a process may open: %s', (limit, sessions) => {
    const file = `Limit   Soft Limit   Hard Limit   Units\nMax processes   7   7   processes\nMax open files            ${limit}      30000      files\n`
    expect(sessionsByOpenFiles(file)).toBe(sessions)
  })

  test('where no limit of files is known, have none', () => {
    expect(sessionsByOpenFiles('')).toBe(Infinity)
  })
})

describe('a process that is nearly full', () => {
  test.each(['processPercent', 'heapPercent'] as const)('takes nobody at 75 percent: %s', (memory) => {
    const bench = new Bench()
    bench.connected()
    bench.used[memory] = 74.9
    bench.clock.advance(250)
    isTaken(bench.open())
    bench.used[memory] = 75
    bench.clock.advance(250)
    expect(bench.open().isRefused('overloaded', 1013)).toContain('short of memory')
    bench.used[memory] = 74.9
    bench.clock.advance(250)
    expect(isTaken(bench.open())).toBe(true)
  })

  test('looks again when the first comes after the last has gone', () => {
    const bench = new Bench()
    const only = bench.connected()
    bench.used.processPercent = 80
    bench.clock.advance(250)
    only.channel.close()
    bench.open().isRefused('overloaded', 1013)
    bench.used.processPercent = 10
    bench.clock.advance(1_000)
    expect(isTaken(bench.open())).toBe(true)
  })

  test('looks at nothing while nobody is there', () => {
    const bench = new Bench()
    expect(bench.clock.pendingTimers).toBe(0)
    const peer = bench.connected('accept-version:1.2\nheart-beat:0,0')
    bench.clock.advance(20_000)
    expect(bench.clock.pendingTimers).toBe(1)
    peer.channel.close()
    bench.clock.advance(1_000)
    expect(bench.clock.pendingTimers).toBe(0)
  })
})

describe('an event loop that is late', () => {
  const late = (bench: Bench, ms: number): void => {
    bench.clock.stall(50 + ms)
    bench.clock.advance(0)
  }

  test('takes nobody while that is so, and for five seconds', () => {
    const bench = new Bench()
    bench.connected('accept-version:1.2\nheart-beat:0,0')
    late(bench, 201)
    late(bench, 201)
    expect(bench.open().isRefused('overloaded', 1013)).toContain('too busy')
    bench.clock.advance(4_500)
    bench.open().isRefused('overloaded', 1013)
    bench.clock.advance(500)
    expect(isTaken(bench.open())).toBe(true)
  })

  test('of 200 ms is not late, and once is a hiccup', () => {
    const bench = new Bench()
    bench.connected('accept-version:1.2\nheart-beat:0,0')
    for (let i = 0; i < 9; i++) late(bench, 200)
    isTaken(bench.open())
    late(bench, 2_000)
    expect(isTaken(bench.open())).toBe(true)
  })
})
