import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Bench, type Peer } from '../../support/bench.ts'

const subscribe = (id: string, destination = '/sub/a') =>
  `SUBSCRIBE\nid:${id}\ndestination:${destination}\n\n␀`
const send = (body: string, destination = '/sub/a', extra = '') =>
  `SEND\ndestination:${destination}\n${extra}\n${body}␀`
const bodies = (peer: Peer) =>
  peer.readsAll().map((frame) => frame.replace(/^[\s\S]*\n\n/, '').replace('␀', ''))

function room(members: number, id: (index: number) => string = () => 'sub-0') {
  const bench = new Bench({ limits: { maxNewSessionsPerSecond: 10_000 } })
  const peers = Array.from({ length: members }, (_, index) => {
    const peer = bench.connected()
    peer.writes(subscribe(id(index)))
    return peer
  })
  return { bench, peers, publisher: bench.connected() }
}

describe('a message', () => {
  test('reaches every subscriber once, the sender too, under each subscription of its own', () => {
    const bench = new Bench()
    const peer = bench.connected()
    peer.writes(subscribe('one') + subscribe('two') + send('x'))
    const frames = peer.readsAll()
    expect(frames.map((frame) => /subscription:(.*)/.exec(frame)![1])).toEqual(['one', 'two'])
  })

  test('carries the sender’s headers, the first of repeated ones, and none that only the server may say [S4 M6, hostile F19 F37]', () => {
    const { peers, publisher } = room(1)
    publisher.writes(
      send(
        'x',
        '/sub/a',
        'content-type:text/plain\nmessage-id:forged\nsubscription:forged\nack:forged\nuser:root\nredelivered:true\noffset:9\nreceipt:r\nnote:1\nnote:2\ncontent-length:1\n',
      ),
    )
    peers[0]!.reads(
      /^MESSAGE\ndestination:\/sub\/a\nmessage-id:[0-9a-f]{8}-\d+\nsubscription:sub-0\ncontent-type:text\/plain\nnote:1\ncontent-length:1\n\nx␀$/,
    )
  })

  test('is told from every other by its message-id [M3]', () => {
    const { peers, publisher } = room(1)
    publisher.writes(Array.from({ length: 50 }, () => send('x')).join(''))
    expect(new Set(peers[0]!.readsAll().map((frame) => /message-id:(.*)/.exec(frame)![1])).size).toBe(50)
  })

  test('goes to each version in its own escapes; what a version cannot say is left out [hostile F16 F17]', () => {
    const bench = new Bench()
    const readers = ['1.0', '1.1', '1.2'].map((version) => {
      const peer = bench.connected(`accept-version:${version}`)
      peer.writes(subscribe('s'))
      return peer
    })
    bench.connected().writes(send('x', '/sub/a', 'lf:a\\nb\ncr:a\\rb\ncolon:a\\cb\nslash:a\\\\b\n'))
    const lines = readers.map((peer) => peer.reads().split('\n').slice(4, -3))
    expect(lines).toEqual([
      ['colon:a:b', 'slash:a\\b'],
      ['lf:a\\nb', 'colon:a\\cb', 'slash:a\\\\b'],
      ['lf:a\\nb', 'cr:a\\rb', 'colon:a\\cb', 'slash:a\\\\b'],
    ])
  })

  test.each(['sub-0', 'a:b', '방', 'quote"', 'x'.repeat(128)])(
    'names the subscription by its own id: %j',
    (id) => {
      const bench = new Bench()
      const peer = bench.connected('accept-version:1.0')
      const others = ['sub-1', 'other', '房'].map((other) => {
        const one = bench.connected('accept-version:1.0')
        one.writes(subscribe(other))
        return one
      })
      peer.writes(subscribe(id))
      bench.connected().writes(send('x') + send('y'))
      expect(peer.readsAll().map((frame) => /subscription:(.*)/.exec(frame)![1])).toEqual([id, id])
      for (const other of others) expect(other.readsAll()).toHaveLength(2)
    },
  )

  test('holds NUL bytes when it was counted', () => {
    const { peers, publisher } = room(1)
    publisher.writes('SEND\ndestination:/sub/a\ncontent-length:3\n\na␀b␀')
    peers[0]!.reads(/content-length:3\n\na␀b␀$/)
  })
})

describe('the order of things', () => {
  test('everything of one turn leaves in one write, in order', () => {
    const { bench, peers, publisher } = room(3)
    publisher.push(Array.from({ length: 16 }, (_, index) => send(`m${index}`)).join(''))
    expect(peers[0]!.channel.received).toHaveLength(0)
    bench.clock.turn()
    for (const peer of peers)
      expect(bodies(peer)).toEqual(Array.from({ length: 16 }, (_, index) => `m${index}`))
  })

  test('a subscriber gets nothing from before its SUBSCRIBE, and everything after', () => {
    const { bench, peers, publisher } = room(1)
    const late = bench.connected()
    publisher.push(send('before'))
    late.push(subscribe('sub-0'))
    publisher.push(send('after'))
    bench.clock.settle()
    expect(bodies(peers[0]!)).toEqual(['before', 'after'])
    expect(bodies(late)).toEqual(['after'])
  })

  test('so it is for a pattern', () => {
    const { bench, publisher } = room(1)
    const late = bench.connected()
    publisher.push(send('before'))
    late.push(subscribe('p', '/sub/*'))
    publisher.push(send('after'))
    bench.clock.settle()
    expect(bodies(late)).toEqual(['after'])
  })

  test('nothing follows the RECEIPT of an UNSUBSCRIBE [U12]', () => {
    const { bench, peers, publisher } = room(2)
    const [leaving] = peers
    publisher.push(send('pending'))
    leaving!.push('UNSUBSCRIBE\nid:sub-0\nreceipt:gone\n\n␀')
    publisher.push(send('later'))
    bench.clock.settle()
    expect(leaving!.readsAll().at(-1)).toBe('RECEIPT\nreceipt-id:gone\n\n␀')
  })

  test('a message accepted before a RECEIPT was asked for is never behind it, in a large topic either', () => {
    const { bench, peers, publisher } = room(600)
    publisher.push(send('one'))
    const last = peers.at(-1)!
    last.push('SEND\ndestination:/sub/elsewhere\nreceipt:r\n\n␀')
    bench.clock.turn()
    expect(peers.at(-2)!.channel.received, 'the large topic is served in slices').toHaveLength(0)
    expect(last.readsAll().map((frame) => frame.split('\n')[0])).toEqual(['MESSAGE', 'RECEIPT'])
    bench.clock.settle()
    expect(last.readsAll()).toEqual([])
    for (const peer of peers.slice(0, -1)) expect(bodies(peer)).toEqual(['one'])
  })

  test('ERROR and close come behind what was accepted before', () => {
    const { bench, peers, publisher } = room(300)
    publisher.push(send('one'))
    peers.at(-1)!.push('FOO\n\n␀')
    expect(
      peers
        .at(-1)!
        .readsAll()
        .map((frame) => frame.split('\n')[0]),
    ).toEqual(['MESSAGE', 'ERROR'])
    peers.at(-2)!.push('DISCONNECT\n\n␀')
    expect(bodies(peers.at(-2)!)).toEqual(['one'])
    bench.clock.settle()
    for (const peer of peers.slice(0, -2)) expect(bodies(peer)).toEqual(['one'])
  })

  test('a small topic does not wait for a large one', () => {
    const { bench, publisher } = room(2_000)
    const small = bench.connected()
    small.writes(subscribe('sub-0', '/sub/small'))
    publisher.push(send('large'))
    bench.clock.turn()
    publisher.push(send('small', '/sub/small'))
    bench.clock.turn()
    expect(bodies(small)).toEqual(['small'])
  })

  test('who leaves in the middle of a large round takes nobody’s message along', () => {
    const { bench, peers, publisher } = room(1_000)
    publisher.push(send('one'))
    bench.clock.turn()
    const gone = new Set([3, 100, 255, 256, 257, 700, 999])
    for (const index of gone) peers[index]!.push('UNSUBSCRIBE\nid:sub-0\n\n␀')
    const late = bench.connected()
    late.push(subscribe('sub-0'))
    bench.clock.settle()
    for (const [index, peer] of peers.entries()) if (!gone.has(index)) expect(bodies(peer)).toEqual(['one'])
    expect(bodies(late)).toEqual([])
    publisher.writes(send('two'))
    for (const [index, peer] of peers.entries()) {
      const [last] = bodies(peer).slice(-1)
      if (gone.has(index)) expect(last).not.toBe('two')
      else expect(last).toBe('two')
    }
    expect(bodies(late)).toEqual(['two'])
  })
})

describe('readers that do not read', () => {
  const big = 'x'.repeat(100_000)

  test('one that leaves too much unread is cut, and nobody else notices', () => {
    const { bench, peers, publisher } = room(3)
    peers[1]!.channel.pauseReading()
    for (let index = 0; index < 12; index++) publisher.writes(send(`${index}${big}`))
    expect(bench.events.find(({ type }) => type === 'refused')).toMatchObject({ code: 'slow-consumer' })
    expect(peers[1]!.channel.closing?.code).toBe(4001)
    for (const index of [0, 2])
      expect(bodies(peers[index]!).map((body) => body.length)).toEqual(
        Array.from({ length: 12 }, (_, n) => big.length + String(n).length),
      )
  })

  test('exactly the limit may wait, one message more may not', () => {
    const { publisher: measured } = room(0)
    measured.writes(subscribe('s') + send('x'))
    const frameBytes = Buffer.from(measured.reads().replace('␀', '0')).length
    const peer = new Bench({ limits: { maxUnsentBytes: 5 * frameBytes } }).connected()
    peer.writes(subscribe('s'))
    peer.channel.pauseReading()
    for (let index = 0; index < 5; index++) peer.writes(send('x'))
    expect(peer.channel.closing).toBeUndefined()
    peer.writes(send('x'))
    expect(peer.channel.closing?.code).toBe(4001)
  })

  test('one that takes nothing for the time-out is cut', () => {
    const { bench, peers, publisher } = room(2)
    peers[0]!.channel.pauseReading()
    publisher.writes(send('x'))
    bench.clock.advance(9_900)
    expect(peers[0]!.channel.closing).toBeUndefined()
    bench.clock.advance(300)
    expect(peers[0]!.channel.closing?.code).toBe(4001)
    expect(bodies(peers[1]!)).toEqual(['x'])
  })

  test('one that takes a little now and then is not', () => {
    const { bench, peers, publisher } = room(1)
    for (let round = 0; round < 10; round++) {
      peers[0]!.channel.pauseReading()
      publisher.writes(send(`m${round}`))
      bench.clock.advance(8_000)
      peers[0]!.channel.resumeReading()
    }
    expect(bodies(peers[0]!)).toHaveLength(10)
    expect(peers[0]!.channel.closing).toBeUndefined()
  })

  test('one that comes back in time has lost nothing', () => {
    const { bench, peers, publisher } = room(2, (index) => `sub-${index}`)
    peers[0]!.channel.pauseReading()
    for (let index = 0; index < 20; index++) publisher.writes(send(`m${index}`))
    bench.clock.advance(9_000)
    peers[0]!.channel.resumeReading()
    bench.clock.advance(60_000)
    expect(peers[0]!.channel.closing).toBeUndefined()
    for (const peer of peers)
      expect(bodies(peer)).toEqual(Array.from({ length: 20 }, (_, index) => `m${index}`))
  })
})

test('own id, once, in order, nothing lost, whatever readers pause, join, leave and ask for receipts', () => {
  type Step = ['send', number] | ['pause' | 'resume' | 'join' | 'leave' | 'receipt', number] | ['turn']
  // More than one slice, so that rounds are caught half way.
  const members = 300
  // The restless ones are spread over both ends of a round.
  const who = fc.nat({ max: 19 }).map((index) => (index < 10 ? index : members - index))
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.constant('send' as const), fc.integer({ min: 1, max: 4 })) },
    {
      weight: 8,
      arbitrary: fc.tuple(
        fc.constantFrom(
          'pause' as const,
          'resume' as const,
          'join' as const,
          'leave' as const,
          'receipt' as const,
        ),
        who,
      ),
    },
    { weight: 4, arbitrary: fc.tuple(fc.constant('turn' as const)) },
  )
  const id = (index: number) => (index % 3 === 0 ? 'sub-100' : `sub-${100 + index}`)
  const play = (steps: readonly Step[]) => {
    const { bench, peers, publisher } = room(members, id)
    const joined = new Set(peers.keys())
    const owed = peers.map(() => [] as string[])
    const dropped = peers.map(() => new Set<string>())
    let sent = 0
    const act = {
      turn: () => void bench.clock.turn(),
      send: (count: number) => {
        for (let n = 0; n < count; n++) {
          for (const index of joined) owed[index]!.push(`m${sent}`)
          publisher.push(send(`m${sent++}`))
        }
      },
      join: (index: number) => {
        if (joined.has(index)) return
        joined.add(index)
        peers[index]!.push(subscribe(id(index)))
      },
      // What is under way may stay unwritten: the client asked for no more.
      leave: (index: number) => {
        if (!joined.delete(index)) return
        for (const body of owed[index]!) dropped[index]!.add(body)
        peers[index]!.push(`UNSUBSCRIBE\nid:${id(index)}\n\n␀`)
      },
      pause: (index: number) => peers[index]!.channel.pauseReading(),
      resume: (index: number) => peers[index]!.channel.resumeReading(),
      receipt: (index: number) => peers[index]!.push(send('x', '/sub/elsewhere', `receipt:m${sent}\n`)),
    }
    for (const [what, amount = 0] of steps) act[what](amount)
    bench.clock.settle()
    for (const peer of peers) peer.channel.resumeReading()
    return { peers, owed, dropped }
  }

  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps: Step[]) => {
      const { peers, owed, dropped } = play(steps)
      for (const [index, peer] of peers.entries()) {
        const frames = peer.readsAll()
        const messages = frames.filter((frame) => frame.startsWith('MESSAGE'))
        for (const frame of messages) expect(frame).toContain(`\nsubscription:${id(index)}\n`)
        const got = messages.map((frame) => /\n\n(.*)␀$/.exec(frame)![1]!)
        const mustCome = (body: string) => !dropped[index]!.has(body)
        expect(got.filter(mustCome)).toEqual(owed[index]!.filter(mustCome))
        // Whatever came is owed, came once and in order.
        expect(got).toEqual(owed[index]!.filter((body) => got.includes(body)))
        // A RECEIPT stands behind every message that was accepted before it was asked for.
        for (const [at, frame] of frames.entries()) {
          const asked = Number(/^RECEIPT\nreceipt-id:m(\d+)/.exec(frame)?.[1] ?? -1)
          const late = frames
            .slice(at)
            .filter((later) => Number(/\n\nm(\d+)␀$/.exec(later)?.[1] ?? Infinity) < asked)
          expect(late).toEqual([])
        }
      }
    }),
    { numRuns: 60 },
  )
}, 30_000)
