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
