import { describe, expect, test } from 'vitest'
import type { App, Connection } from '@stompbox/broker'
import { sockJsFraming } from '../../../broker/src/transports/sockjs/sockjs-framing.ts'
import { Bench, type Peer } from '../../support/bench.ts'

const subscribe = (id: string, ack: string, destination = '/sub/a') =>
  `SUBSCRIBE\nid:${id}\ndestination:${destination}\nack:${ack}\n\n␀`
const send = (body: string, destination = '/sub/a') => `SEND\ndestination:${destination}\n\n${body}␀`
const ack = (id: string, command = 'ACK') => `${command}\nid:${id}\n\n␀`
const header = (name: string, frame: string) => new RegExp(`\\n${name}:(.*)`).exec(frame)![1]!

/** A client of 1.2 that was sent so many messages, and the ids by which it may settle them. */
function owing(mode: string, messages: number, bench = new Bench()) {
  const peer = bench.connected()
  peer.writes(subscribe('s', mode) + send('x').repeat(messages))
  return { bench, peer, ids: peer.readsAll().map((frame) => header('ack', frame)) }
}

const isUnknown = (peer: Peer, id: string): void => {
  peer.writes(ack(id))
  expect(peer.isRefused('unknown-id', 1008)).toContain('waits for an acknowledgement in this session')
}

describe('what a message says of its acknowledgement', () => {
  test('1.2 has an ack header unless the mode is auto: message-id, a slash, subscription id [M5]', () => {
    const peer = new Bench().connected()
    peer.writes(
      subscribe('x', 'client') + subscribe('y', 'client-individual') + subscribe('z', 'auto') + send(''),
    )
    const [x, y, z] = peer.readsAll()
    expect(header('ack', x!)).toBe(`${header('message-id', x!)}/x`)
    expect(header('ack', y!)).toBe(`${header('message-id', y!)}/y`)
    expect(z).not.toContain('\nack:')
  })

  test.each(['1.0', '1.1'])('%s has none', (version) => {
    const peer = new Bench().connected(version === '1.0' ? 'x:y' : 'accept-version:1.1')
    peer.writes(subscribe('s', 'client') + send(''))
    expect(peer.reads(/^MESSAGE/)).not.toContain('\nack:')
  })

  test.each(['sub-0', 'a:b', 'a/b', 'quote"', 'back\\slash', '방 👋', '‎', 'x'.repeat(128)])(
    'SockJS or not, an id that is odd comes back as it was: %j',
    (id) => {
      const bench = new Bench()
      const framed = (connection: Connection) => Object.assign(connection, { framing: sockJsFraming })
      const peers = [bench.connected(undefined, () => {}), connectedOverSockJs(bench, framed)]
      const wired = id.replaceAll('\\', '\\\\').replaceAll(':', '\\c')
      for (const peer of peers) peer.writes(subscribe(wired, 'client'))
      for (const other of ['sub-1', 'other']) bench.connected().writes(subscribe(other, 'client'))
      bench.connected().writes(send('one') + send('two'))
      const [plain, quoted] = [peers[0]!.readsAll(), peers[1]!.readsAll().map(unquoted)]
      expect(quoted).toEqual(plain)
      for (const frame of plain) expect(header('ack', frame)).toBe(`${header('message-id', frame)}/${wired}`)
      for (const peer of peers) {
        peer.writes(ack(header('ack', plain[1]!)))
        expect(peer.channel.state).toBe('open')
        isUnknown(peer, header('ack', plain[0]!))
      }
    },
  )

  function connectedOverSockJs(bench: Bench, tap: (connection: Connection) => void): Peer {
    const peer = bench.open(tap)
    peer.writes('CONNECT\naccept-version:1.2\n\n␀')
    peer.reads(/CONNECTED/)
    // What is refused is read through the same quotes.
    peer.isRefused = (code) => {
      const error = unquoted(peer.reads(/ERROR/))
      expect(header('code', error)).toBe(code)
      return error
    }
    return peer
  }

  const unquoted = (frame: string): string =>
    (JSON.parse(frame.slice(frame.indexOf('["'))) as [string])[0].replaceAll('\0', '␀')
})

describe('ACK and NACK', () => {
  test.each(['ACK', 'NACK'])(
    '%s in mode client settles what came before, too, and nothing after [A3]',
    (command) => {
      const { peer, ids } = owing('client', 3)
      peer.writes(ack(ids[1]!, command) + ack(ids[2]!, command))
      peer.readsNothing()
      isUnknown(peer, ids[0]!)
    },
  )

  test.each(['ACK', 'NACK'])('%s in mode client-individual settles that one [A4]', (command) => {
    const { peer, ids } = owing('client-individual', 3)
    peer.writes(ack(ids[1]!, command) + ack(ids[0]!, command) + ack(ids[2]!, command))
    peer.readsNothing()
  })

  test('with a receipt is answered, and nothing is sent again', () => {
    const { peer, ids } = owing('client', 1)
    peer.writes(`NACK\nid:${ids[0]}\nreceipt:r\n\n␀`)
    expect(peer.readsAll()).toEqual(['RECEIPT\nreceipt-id:r\n\n␀'])
  })

  test.each(['client', 'client-individual'])('twice [hostile T24]: %s', (mode) => {
    const { peer, ids } = owing(mode, 1)
    peer.writes(ack(ids[0]!))
    isUnknown(peer, ids[0]!)
  })

  test.each(['1', '/', '/s', 's/', '__proto__', '__proto__/s', 'constructor/s', 'x/s', '방/s'])(
    'of what was never sent: %j [hostile T24]',
    (id) => isUnknown(owing('client', 2).peer, id),
  )

  test('of another session, by its very id [hostile T24]', () => {
    const { bench, peer, ids } = owing('client', 1)
    const other = bench.connected()
    other.writes(subscribe('s', 'client', '/sub/b') + send('x', '/sub/b'))
    other.reads(/^MESSAGE/)
    isUnknown(other, ids[0]!)
    peer.writes(ack(ids[0]!))
    peer.readsNothing()
  })

  test('of a subscription in mode auto [hostile T25]', () => {
    const peer = new Bench().connected()
    peer.writes(subscribe('s', 'auto') + send('x'))
    isUnknown(peer, `${header('message-id', peer.reads())}/s`)
  })

  test('of the right message under the wrong subscription', () => {
    const { peer, ids } = owing('client', 1)
    peer.writes(subscribe('other', 'client', '/sub/b'))
    isUnknown(peer, ids[0]!.replace('/s', '/other'))
  })

  test.each([
    ['accept-version:1.2', ''],
    ['accept-version:1.2', 'id:\n'],
    ['accept-version:1.1', 'subscription:s\n'],
    ['accept-version:1.1', 'message-id:1\n'],
    ['x:y', 'subscription:s\n'],
  ])('without what names it: %s, %j [hostile T24]', (version, lines) => {
    const peer = new Bench().connected(version)
    peer.writes(`ACK\n${lines}\n␀`)
    peer.isRefused('bad-header', 1002)
  })

  test('1.1 names message-id and subscription [A6]', () => {
    const peer = new Bench().connected('accept-version:1.1')
    peer.writes(subscribe('a\\cb', 'client') + send('x'))
    const id = header('message-id', peer.reads())
    peer.writes(`NACK\nmessage-id:${id}\nsubscription:a\\cb\n\n␀`)
    peer.readsNothing()
    peer.writes(`ACK\nmessage-id:${id}\nsubscription:a\\cb\n\n␀`)
    peer.isRefused('unknown-id', 1008)
  })

  test('1.0 names message-id alone; of two subscriptions it settles the older, then the other [A5]', () => {
    const peer = new Bench().connected('x:y')
    peer.writes(subscribe('one', 'client') + subscribe('two', 'client') + send('x'))
    const [id, same] = peer.readsAll().map((frame) => header('message-id', frame))
    expect(id).toBe(same)
    peer.writes(`ACK\nmessage-id:${id}\n\n␀`)
    peer.readsNothing()
    peer.writes(`ACK\nmessage-id:${id}\nsubscription:two\n\n␀`)
    peer.readsNothing()
    peer.writes(`ACK\nmessage-id:${id}\n\n␀`)
    peer.isRefused('unknown-id', 1008)
  })

  test('NACK came with 1.1 [A8]', () => {
    const peer = new Bench().connected('x:y')
    peer.writes('NACK\nmessage-id:1\n\n␀')
    expect(peer.isRefused('bad-frame', 1002)).toContain('NACK came with STOMP 1.1')
  })

  test.each(['foo', '', 'Client', 'client-individual '])('SUBSCRIBE with ack:%s [hostile T14]', (mode) => {
    const peer = new Bench().connected()
    peer.writes(subscribe('s', mode))
    peer.isRefused('bad-header', 1002)
  })
})

describe('what was sent before UNSUBSCRIBE', () => {
  test('can still be settled', () => {
    const { peer, ids } = owing('client', 2)
    peer.writes('UNSUBSCRIBE\nid:s\n\n␀' + ack(ids[1]!))
    peer.readsNothing()
    isUnknown(peer, ids[0]!)
  })

  test('is settled as it was subscribed, though the id is in use again in another mode', () => {
    const { peer, ids } = owing('client', 3)
    peer.writes('UNSUBSCRIBE\nid:s\n\n␀' + subscribe('s', 'client-individual') + send('x').repeat(2))
    const later = peer.readsAll().map((frame) => header('ack', frame))
    peer.writes(ack(later[1]!) + ack(ids[1]!) + ack(later[0]!) + ack(ids[2]!))
    peer.readsNothing()
    isUnknown(peer, ids[0]!)
  })

  test('an older one of the id takes nothing of the newer with it', () => {
    const { peer, ids } = owing('client-individual', 1)
    peer.writes('UNSUBSCRIBE\nid:s\n\n␀' + subscribe('s', 'client') + send('x').repeat(2))
    const later = peer.readsAll().map((frame) => header('ack', frame))
    peer.writes(ack(later[1]!) + ack(ids[0]!))
    peer.readsNothing()
    isUnknown(peer, later[0]!)
  })
})

describe('answers of the application', () => {
  const application = (app: App) => app.subscribe('/now', () => 'now')
  const asking = (mode: string) => {
    const peer = new Bench({ application }).connected()
    peer.writes(subscribe('s', mode, '/app/now'))
    return { peer, frame: peer.reads(/^MESSAGE[\s\S]*now␀$/) }
  }

  test.each(['client', 'client-individual'])('wait for ACK like any message: %s', (mode) => {
    const { peer, frame } = asking(mode)
    const id = `${header('message-id', frame)}/s`
    expect(header('ack', frame)).toBe(id)
    peer.writes(ack(id))
    peer.readsNothing()
    isUnknown(peer, id)
  })

  test('do not in mode auto', () => {
    const { peer, frame } = asking('auto')
    expect(frame).not.toContain('\nack:')
    isUnknown(peer, `${header('message-id', frame)}/s`)
  })

  test('count against the session, which may have so many waiting', () => {
    const bench = new Bench({ application, limits: { maxUnackedMessagesPerSession: 2 } })
    const peer = bench.connected()
    peer.writes(subscribe('s', 'client', '/app/now').repeat(2))
    expect(peer.readsAll()).toHaveLength(2)
    peer.writes(subscribe('s', 'client', '/app/now'))
    peer.isRefused('limit-unacked', 1008)
  })
})

describe('limits of what waits for ACK', () => {
  test('1,000 for a subscription, not 1,001; nobody else notices [hostile T26]', () => {
    const bench = new Bench({ limits: { maxFramesPerSecond: 10_000 } })
    const { peer, ids } = owing('client', 1_000, bench)
    const other = bench.connected()
    other.writes(subscribe('s', 'auto'))
    expect(ids).toHaveLength(1_000)
    other.writes(send('x'))
    expect(peer.isRefused('limit-unacked', 1008)).toContain('Subscription "s" may have at most 1000')
    expect(other.readsAll()).toHaveLength(1)
    other.readsNothing()
  })

  test.each([{ maxUnackedMessages: 2 }, { maxUnackedMessagesPerSession: 2 }])(
    'each ACK makes room again: %j',
    (limits) => {
      const { peer, ids } = owing('client', 2, new Bench({ limits }))
      peer.writes(ack(ids[0]!) + send('x'))
      const id = header('ack', peer.reads())
      peer.writes(ack(id) + send('x').repeat(2))
      expect(peer.readsAll()).toHaveLength(2)
      peer.writes(send('x'))
      peer.isRefused('limit-unacked', 1008)
    },
  )

  test('what comes in one turn is judged together, and none of it is sent', () => {
    const { peer } = owing('client', 1, new Bench({ limits: { maxUnackedMessages: 3 } }))
    peer.writes(send('x').repeat(3))
    peer.isRefused('limit-unacked', 1008)
  })

  test('10,000 for a session, over all its subscriptions and what was unsubscribed', () => {
    const bench = new Bench({ limits: { maxFramesPerSecond: 100_000 } })
    const peer = bench.connected()
    for (let index = 0; index < 10; index++) {
      peer.writes(subscribe(`s${index}`, 'client') + send('x').repeat(1_000))
      peer.writes(`UNSUBSCRIBE\nid:s${index}\n\n␀`)
    }
    expect(peer.readsAll()).toHaveLength(10_000)
    peer.writes(subscribe('s', 'client') + send('x'))
    expect(peer.isRefused('limit-unacked', 1008)).toContain('A session may have at most 10000')
  })
})

test('headers that a subscriber’s version cannot say are left out and told of, with how many [hostile F17]', () => {
  const bench = new Bench()
  for (const version of ['1.0', '1.1', '1.2'])
    bench.connected(`accept-version:${version}`).writes(subscribe('s', 'auto'))
  bench.connected().writes('SEND\ndestination:/sub/a\ncr:a\\rb\nlf:a\\nb\nplain:ab\n\n␀')
  const told = bench.events.filter(({ type }) => type === 'headers-left-out')
  expect(told).toEqual([{ type: 'headers-left-out', destination: '/sub/a', headers: 3 }])
})
