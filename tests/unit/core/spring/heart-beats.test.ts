import { describe, expect, test } from 'vitest'
import { Bench, type Peer } from '../../../support/bench.ts'
import { newer, send, springs, subscribe } from './scene.ts'

const heartBeat = { sendMs: 500, receiveMs: 700 }
const beating = (beats: string) => `accept-version:1.2\nheart-beat:${beats}`
const closed = 'ERROR\nmessage:Session closed.\ncontent-length:0\n\n␀'

/** A broker whose one clock for all ticks at 235, 735, 1235 … ms, for somebody else came first. */
function ticking(profile: (typeof springs)[number]): Bench {
  const bench = new Bench({ profile, heartBeat })
  bench.connected(beating('0,100000'))
  bench.clock.advance(265)
  return bench
}

/** What came, and at which millisecond. `step` runs every 5 ms first. */
function record(
  bench: Bench,
  peer: Peer,
  forMs: number,
  step: (atMs: number) => void = () => {},
): [number, string][] {
  const came: [number, string][] = []
  for (let atMs = 5; atMs <= forMs; atMs += 5) {
    bench.clock.advance(5)
    step(atMs)
    for (const frame of peer.readsAll()) came.push([atMs, frame])
  }
  return came
}

const every = (ms: number, act: () => void) => (atMs: number) => {
  if (atMs % ms === 0) act()
}
const beats = (...times: number[]) => times.map((ms) => [ms, '\n'])

describe.each(springs)('%s: server 500,700', (profile) => {
  test('client 1000,1000, silent: beats at 1235, 1735 … and the end at 3235 ms [spring D09]', () => {
    const bench = ticking(profile)
    const peer = bench.open()
    peer.writes(`CONNECT\n${beating('1000,1000')}\n\n␀`)
    expect(peer.reads()).toBe('CONNECTED\nversion:1.2\nheart-beat:500,700\n\n␀')
    expect(record(bench, peer, 5_000)).toEqual([...beats(1235, 1735, 2235, 2735), [3235, closed]])
    expect(peer.channel.closing).toEqual({ code: 1002, reason: '' })
  })

  test('client 0,1000, silent: beats and no end [spring D10]', () => {
    const bench = ticking(profile)
    const peer = bench.connected(beating('0,1000'))
    expect(record(bench, peer, 60_000).map(([ms]) => ms)).toEqual(
      Array.from({ length: 118 }, (_, n) => 1235 + 500 * n),
    )
    expect(peer.channel.state).toBe('open')
  })

  test('client 1000,0 that beats: nothing; once it stops, the end three intervals later [spring D11]', () => {
    const bench = ticking(profile)
    const peer = bench.connected(beating('1000,0'))
    expect(
      record(
        bench,
        peer,
        9_000,
        every(900, () => peer.writes('\n')),
      ),
    ).toEqual([])
    expect(record(bench, peer, 5_000)).toEqual([[3235, closed]])
  })

  test('client 100,100: first beat at 735, then every 500; the end after 2100 ms [spring D12]', () => {
    const bench = ticking(profile)
    const peer = bench.connected(beating('100,100'))
    expect(record(bench, peer, 3_000)).toEqual([...beats(735, 1235, 1735), [2235, closed]])
  })

  test('client 0,0: nothing, whatever the header says [spring D13]', () => {
    const bench = ticking(profile)
    const peer = bench.connected(beating('0,0'))
    expect(record(bench, peer, 60_000)).toEqual([])
  })

  test.each(['a client', 'code'])('messages of %s take the place of beats [spring D14]', (who) => {
    const bench = ticking(profile)
    const [peer, sender] = [bench.connected(beating('0,300')), bench.connected()]
    peer.writes(subscribe('/sub/a'))
    const publish = () => {
      if (who === 'code') bench.broker.template.convertAndSend('/sub/a', 'x')
      else sender.writes(send('/sub/a'))
      bench.clock.settle()
    }
    const came = record(bench, peer, 10_000, every(200, publish))
    expect(came.filter(([, frame]) => frame === '\n')).toEqual([])
    expect(came).toHaveLength(50)
  })

  test('neither RECEIPT nor an answer to SUBSCRIBE does [spring §1.14]', () => {
    const bench = new Bench({
      profile,
      heartBeat,
      application: (app) => void app.subscribe('/a', () => 'answer'),
    })
    const peer = bench.connected(beating('0,300'))
    const came = record(
      bench,
      peer,
      2_000,
      every(200, () => peer.writes(subscribe('/pub/a'))),
    )
    expect(came.filter(([, frame]) => frame === '\n').map(([ms]) => ms)).toEqual([1_000, 1_500, 2_000])
  })

  test.each(['\n', 'ACK\nid:1\n\n␀', send('/zzz')])(
    '%j of the client counts as a beat [spring §1.14]',
    (frame) => {
      const bench = ticking(profile)
      const peer = bench.connected(beating('1000,0'))
      expect(
        record(
          bench,
          peer,
          10_000,
          every(2_500, () => peer.writes(frame)),
        ),
      ).toEqual([])
    },
  )

  test('half a frame does not', () => {
    const bench = ticking(profile)
    const peer = bench.connected(beating('1000,0'))
    const came = record(bench, peer, 5_000, (atMs) => {
      if (atMs < 3_000 && atMs % 900 === 0) peer.writes(atMs === 900 ? 'SEND\nx:' : 'x')
    })
    expect(came).toEqual([[3235, closed]])
  })

  test('beats of the client count while a handler takes its time', () => {
    const bench = new Bench({
      profile,
      heartBeat,
      application: (app) => app.message('/slow', () => new Promise(() => {})),
    })
    const peer = bench.connected(beating('1000,0'))
    peer.writes(send('/pub/slow', '1'))
    expect(
      record(
        bench,
        peer,
        9_000,
        every(900, () => peer.writes('\n')),
      ),
    ).toEqual([])
    expect(peer.channel.state).toBe('open')
  })

  test('none after DISCONNECT, neither beats nor the end [spring §1.10]', () => {
    const bench = ticking(profile)
    const peer = bench.connected(beating('1000,1000'))
    peer.writes('DISCONNECT\nreceipt:1\n\n␀')
    expect(record(bench, peer, 10_000)).toEqual([[5, 'RECEIPT\nreceipt-id:1\n\n␀']])
    expect(peer.channel.state).toBe('open')
  })

  test('the clock stands still once nobody wants it', () => {
    const bench = new Bench({ profile, heartBeat })
    const peers = [bench.connected(beating('0,1000')), bench.connected(beating('1000,0'))]
    for (const peer of peers) peer.channel.close()
    bench.clock.advance(60_000)
    expect(bench.clock.pendingTimers).toBe(0)
  })
})

test.each(springs)(
  '%s: without a configured pair no beats, and 10000,10000 beats as configured [spring D15]',
  (profile) => {
    const quiet = new Bench({ profile })
    const peer = quiet.connected(beating('100,100'))
    expect(record(quiet, peer, 60_000)).toEqual([])
    const bench = new Bench({ profile, heartBeat: { sendMs: 10_000, receiveMs: 10_000 } })
    const other = bench.connected(beating('0,10000'))
    expect(record(bench, other, 60_000)).toEqual(beats(20_000, 30_000, 40_000, 50_000, 60_000))
  },
)

test.each(springs)('%s: one of the two configured is the tick [spring §1.14]', (profile) => {
  const bench = new Bench({ profile, heartBeat: { sendMs: 0, receiveMs: 400 } })
  const peer = bench.connected(beating('1000,1000'))
  expect(record(bench, peer, 5_000)).toEqual([[3200, closed]])
})

test('spring-5.3 with an error handler keeps «Session closed.» to itself: no ERROR, and nothing more is delivered [spring §1.14]', () => {
  const bench = new Bench({ profile: 'spring-5.3', heartBeat, spring: { errorHandler: true } })
  const peer = bench.connected(beating('1000,0'))
  peer.writes(subscribe('/sub/a'))
  expect(record(bench, peer, 10_000)).toEqual([])
  bench.broker.template.convertAndSend('/sub/a', 'x')
  bench.clock.settle()
  expect([peer.readsAll(), peer.channel.state]).toEqual([[], 'open'])
  expect(bench.events).toContainEqual(
    expect.objectContaining({
      type: 'ignored',
      mend: 'Send the heart-beats that CONNECT promised; newer Spring answers with ERROR.',
    }),
  )
})

test.each(newer)('%s with an error handler says it [spring §1.14]', (profile) => {
  const bench = new Bench({ profile, heartBeat, spring: { errorHandler: true } })
  const peer = bench.connected(beating('1000,0'))
  expect(record(bench, peer, 5_000).map(([, frame]) => frame)).toEqual([closed])
})
